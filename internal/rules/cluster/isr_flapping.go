package cluster

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ISRFlapping finds brokers whose replicas fall out of the in-sync replicas and
// come back, again and again. It is told of the broker: each of its partitions
// would say the same.
var ISRFlapping = &rule.Rule{
	Name: "cluster/isr-flapping", Severity: finding.Warning, On: model.KindBroker,
	Touches: []model.Kind{model.KindPartition},
	Needs:   metadata.With(model.FactConnections),
	Reads:   rule.ReadsHistory,
	Clear:   10 * rule.Minute,
	Doc:     doc("isr-flapping"),
	Params: []rule.Param{
		{Name: "times", Default: 3, Unit: rule.Count, Doc: "How often one replica may fall out."},
		{Name: "window", Default: 30 * 60_000, Unit: rule.Period, Doc: "In how long a time."},
	},
	Check: func(p *rule.Pass) {
		s := p.Seen()
		if s == nil || s.ID < 0 || s.Holds == 0 {
			return
		}
		h, ok := p.Past(0)
		if !ok {
			return
		}
		f := flapsOf(p, h, s.ID)
		if int64(f.most) < p.Param("times") {
			return
		}
		p.Report("replicas of broker %d keep falling out of the in-sync replicas and coming back: %s of %s within %s, %s alone %d times. "+
			"Each time the leader waits for replica.lag.time.max.ms, and writes with acks=all wait with it; one failure more and they are refused",
			s.ID, finding.Plural(f.total, "time"), finding.Plural(f.partitions, "partition"), rule.Span(p.Param("window")), f.worst, f.most).
			Since(f.first).
			Because(rule.Told("fell out", strconv.Itoa(f.total), "the watch"), rule.Told("most often", fmt.Sprintf("%s, %d times", f.worst, f.most), "the watch")).
			Fix("look at broker %d before it drops out for good: long pauses in its GC log, a disk that is slow (iostat -x), a network that loses packets, "+
				"ReplicaFetcherThread in its log, too few num.replica.fetchers for what its leaders take in", s.ID)
	},
}

// flaps are how often the replicas of a broker fell out while it ran.
type flaps struct {
	total, partitions, most int
	worst                   string
	first                   int64
}

func flapsOf(p *rule.Pass, h model.History, id int32) flaps {
	var f flaps
	after := p.Now() - p.Param("window")
	away := absences(h.Broker(id), p.Now())
	for _, t := range p.Scope().Topics {
		if t.Layout == nil {
			continue
		}
		for i := range t.Layout.Partitions {
			part := &t.Layout.Partitions[i]
			if !slices.Contains(part.Replicas, id) {
				continue
			}
			n, first := fellOut(h.Partition(t.Name, part.Index), id, after, away)
			if n == 0 {
				continue
			}
			f.total, f.partitions = f.total+n, f.partitions+1
			if f.first == 0 || first < f.first {
				f.first = first
			}
			if n > f.most {
				f.most, f.worst = n, fmt.Sprintf("%s/%d", t.Name, part.Index)
			}
		}
	}
	return f
}

// span is a length of time.
type span struct{ from, to int64 }

// stopping is how long before a broker stops answering, or after it does again,
// its replicas may be out of sync because of that, in ms.
const stopping = 60_000

// absences are the times in which a broker did not answer, and a little around
// them: that its replicas fell out then is no wonder, and told otherwise.
func absences(past []model.BrokerMoment, now int64) []span {
	var out []span
	for i, m := range past {
		if m.Answer == model.Answered {
			continue
		}
		to := now
		if i+1 < len(past) {
			to = past[i+1].At
		}
		out = append(out, span{m.At - stopping, to + stopping})
	}
	return out
}

// fellOut counts how often a replica left the in-sync replicas after a time.
func fellOut(past []model.PartitionMoment, id int32, after int64, away []span) (n int, first int64) {
	for i := 1; i < len(past); i++ {
		at := past[i].At
		if at < after || !slices.Contains(past[i-1].ISR, id) || slices.Contains(past[i].ISR, id) {
			continue
		}
		if slices.ContainsFunc(away, func(s span) bool { return s.from <= at && at <= s.to }) {
			continue
		}
		if n++; n == 1 {
			first = at
		}
	}
	return n, first
}
