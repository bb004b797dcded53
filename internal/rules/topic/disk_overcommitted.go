package topic

import (
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// DiskOvercommitted finds clusters whose topics may keep more than the disks
// hold. It speaks only where the policy says how large a disk is.
var DiskOvercommitted = &rule.Rule{
	Name: "topic/disk-overcommitted", Severity: finding.Warning, On: model.KindCluster,
	Touches: []model.Kind{model.KindTopic, model.KindBroker},
	Needs:   model.FactsOf(model.FactTopicConfig, model.FactTopicLayout, model.FactBrokerCount),
	Keys:    localKeys,
	Doc:     doc("disk-overcommitted"),
	Params: []rule.Param{
		{Name: "disk_bytes", Unit: rule.Size, Doc: "The size of each broker's disk; 0 is not known."},
	},
	NoCEL: "needs all topics and the size of the disks",
	Check: func(p *rule.Pass) {
		disk := p.Param("disk_bytes")
		if disk <= 0 {
			return
		}
		brokers, ok := p.ExactBrokers()
		if !ok {
			return
		}
		total, largest := promised(p)
		room := float64(disk) * float64(brokers.N)
		if total <= room {
			return
		}
		r := p.Report("the topics may keep %s, but %s of %s hold %s: a full disk stops its broker with all its topics",
			approx(total), brokers, rule.FormatBytes(disk), approx(room))
		largest.because(r).AtOrigin(largest.at).
			Fix("keep less, most of all on %s (retention.bytes or retention.ms), or use disks of %s or more",
				largest.topic, approx(float64(powerOfTwo(int64(total/float64(brokers.N))))))
	},
}

// share is what one topic keeps on all brokers together.
type share struct {
	holding
	topic string
	at    model.Origin
	total float64
}

// promised adds up what the topics of the cluster may keep, as far as limits
// and rates say, and names the largest share. Topics that say neither count
// nothing.
func promised(p *rule.Pass) (total float64, largest share) {
	for _, t := range p.Scope().Topics {
		f := p.OfTopic(t)
		held, ok := holdingOf(f, p.WorkloadOf(t))
		if !ok {
			continue
		}
		partitions, known := f.Partitions()
		replicas, also := f.Replicas()
		if !known || !also {
			continue
		}
		one := share{held, t.Name, t.At, held.bytes * float64(partitions.N) * float64(replicas.N)}
		total += one.total
		if one.total > largest.total {
			largest = one
		}
	}
	return total, largest
}

// approx is a projected size: a figure with one decimal claims enough.
func approx(bytes float64) string {
	const units = "KMGTPE"
	unit := -1
	for bytes >= 1024 && unit < len(units)-1 {
		bytes, unit = bytes/1024, unit+1
	}
	if unit < 0 {
		return strconv.FormatFloat(bytes, 'f', 0, 64) + " B"
	}
	return strings.TrimSuffix(strconv.FormatFloat(bytes, 'f', 1, 64), ".0") + " " + units[unit:unit+1] + "iB"
}
