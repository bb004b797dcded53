package metrics

import (
	"math"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

var (
	brokerLabels = []string{"cluster", "broker"}
	dirLabels    = []string{"cluster", "broker", "path"}

	brokerUp = &family{name: "breakwater_broker_up", kind: gauge, labels: brokerLabels, rests: model.FactConnections,
		help: "1: the broker itself answered. 0: it refused, gave no answer in time, could not be found by its name, does not let us in, or nobody tells its address any more.", absent: "where it was not asked, or the look ended before it had answered"}
	brokerListed = &family{name: "breakwater_broker_listed", kind: gauge, labels: brokerLabels, rests: model.FactConnections,
		help: "1: another broker's metadata list it as alive. They do so for about 9 s after it has died.", absent: "where no other broker answered"}
	brokerFenced = &family{name: "breakwater_broker_fenced", kind: gauge, labels: brokerLabels, rests: model.FactConnections,
		help: "1: the controllers know it and have fenced it.", absent: "where nobody told"}
	brokerLeaders = &family{name: "breakwater_broker_leaders", kind: gauge, labels: brokerLabels, rests: model.FactMetadata,
		help: "Partitions of which it is the leader, as metadata say: what stands still if it has just died.", absent: "where metadata were not told, or hold a gap"}
	brokerReplicas = &family{name: "breakwater_broker_replicas", kind: gauge, labels: brokerLabels, rests: model.FactMetadata,
		help: "Replicas that it is to hold.", absent: "where metadata were not told, or hold a gap"}
	brokerLacks = &family{name: "breakwater_broker_catchup_records", kind: gauge, labels: brokerLabels, rests: model.FactOffsets,
		help: "Records that it lacks of the replicas that it holds out of sync: it was away, and copies them.", absent: "where it is in sync or does not answer, or did not tell of all of them how far it is"}
	brokerCatchUp = &family{name: "breakwater_broker_catchup_seconds", kind: gauge, labels: brokerLabels, rests: model.FactOffsets,
		help: "How long until it has copied them at the rate of late; +Inf: at this rate it never will.", absent: "where it is in sync or does not answer, did not tell of all of them how far it is, or how fast it copies is not known yet"}
	dirFailed = &family{name: "breakwater_log_dir_failed", kind: gauge, labels: dirLabels, rests: model.FactLogDirs,
		help: "1: the log directory is offline, and its replicas with it.", absent: "where the broker does not answer, or did not tell of its log directories"}
	dirTotal = &family{name: "breakwater_log_dir_total_bytes", kind: gauge, labels: dirLabels, rests: model.FactLogDirs,
		help: "Size of the volume that holds the log directory.", absent: "where it was not told: the log directory has failed, or Kafka is older than 3.3"}
	dirUsable = &family{name: "breakwater_log_dir_usable_bytes", kind: gauge, labels: dirLabels, rests: model.FactLogDirs,
		help: "Free bytes of the volume.", absent: "where it was not told: the log directory has failed, or Kafka is older than 3.3"}
	dirSize = &family{name: "breakwater_log_dir_size_bytes", kind: gauge, labels: dirLabels, rests: model.FactLogDirs,
		help: "Bytes of all replicas in the log directory.", absent: "where it has failed, or the broker did not tell"}
)

func brokerSection() section {
	return section{"Brokers", "", []*family{
		brokerUp, brokerListed, brokerFenced, brokerLeaders, brokerReplicas, brokerLacks, brokerCatchUp,
		dirFailed, dirTotal, dirUsable, dirSize,
		lagByBroker.all, lagByBroker.atLeast, secondsByBroker.all, secondsByBroker.atLeast,
	}}
}

func writeBrokers(v *view) {
	for _, b := range v.brokers {
		l := v.at.WithID("broker", b.Seen.ID)
		writeSighting(v, b, l)
		if v.whole(model.FactMetadata) {
			v.rows.add(brokerLeaders, l, float64(b.Seen.Leads))
			v.rows.add(brokerReplicas, l, float64(b.Seen.Holds))
		}
		writeBehind(v, b.Seen.ID, l)
		writeLogDirs(v, b, l)
	}
}

// writeBehind writes what a broker has yet to copy.
func writeBehind(v *view, id int32, l labels) {
	i := slices.IndexFunc(v.Behind, func(b lag.Broker) bool { return b.ID == id })
	if i < 0 || v.Behind[i].Untold > 0 || !v.told(model.FactOffsets) {
		return
	}
	b := &v.Behind[i]
	v.rows.add(brokerLacks, l, float64(b.Records))
	switch {
	case !b.CatchUpKnown:
	case b.CatchUp < 0:
		v.rows.add(brokerCatchUp, l, math.Inf(1))
	default:
		v.rows.add(brokerCatchUp, l, seconds(b.CatchUp))
	}
}

// writeSighting writes how a broker was found. That none answers is known even
// of a cluster that is dark.
func writeSighting(v *view, b *model.Broker, l labels) {
	s := b.Seen
	if answered, known := v.answers(s); known {
		v.rows.add(brokerUp, l, truth(answered))
	} else {
		v.unknown.add(model.FactConnections, b.Subject())
	}
	others := slices.ContainsFunc(v.brokers, func(o *model.Broker) bool { return o.Seen.ID != s.ID && o.Seen.Answer == model.Answered })
	if others || s.Listed {
		v.rows.add(brokerListed, l, truth(s.Listed))
	}
	switch {
	case s.Fenced:
		v.rows.add(brokerFenced, l, 1)
	case s.Listed && !v.dark: // metadata list only who is not fenced
		v.rows.add(brokerFenced, l, 0)
	}
}

// answers tells whether a broker answers, and whether that is known. One whose
// address nobody tells any more is gone, or down and fenced.
func (v *view) answers(s *model.Sighting) (answered, known bool) {
	switch s.Answer {
	case model.Unheard:
		return false, false
	case model.NotAsked:
		return false, s.Fenced || !s.Listed && !v.dark
	}
	return s.Answer == model.Answered, true
}

func writeLogDirs(v *view, b *model.Broker, at labels) {
	if !b.Seen.LogDirsKnown || b.Seen.Answer != model.Answered || !v.told(model.FactLogDirs) {
		v.unknown.add(model.FactLogDirs, b.Subject())
		return
	}
	for _, d := range b.Seen.LogDirs {
		l := at.With("path", d.Path)
		v.rows.add(dirFailed, l, truth(d.Error != ""))
		if d.Error != "" {
			continue
		}
		v.rows.add(dirSize, l, float64(d.Size))
		if d.Total >= 0 && d.Usable >= 0 {
			v.rows.add(dirTotal, l, float64(d.Total))
			v.rows.add(dirUsable, l, float64(d.Usable))
		}
	}
}
