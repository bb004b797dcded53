package cluster

import (
	"fmt"
	"math"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// DiskFilling finds volumes that will be full soon if they go on as they do. A
// broker whose disk is full takes the log directory offline, or stops.
var DiskFilling = &rule.Rule{
	Name: "cluster/disk-filling", Severity: finding.Warning, On: model.KindBroker,
	Needs:  model.FactsOf(model.FactLogDirs, model.FactConnections),
	Reads:  rule.ReadsHistory,
	Settle: 5 * rule.Minute,
	Clear:  10 * rule.Minute,
	Doc:    doc("disk-filling"),
	Params: []rule.Param{
		{Name: "within", Default: 12 * 3600_000, Unit: rule.Period, Doc: "In how long a time a volume must not become full."},
		{Name: "soon", Default: 2 * 3600_000, Unit: rule.Period, Doc: "A volume that is full in less is told by what was seen last alone."},
		{Name: "past", Default: 30 * 60_000, Unit: rule.Period, Doc: "Over how long a time the growth is measured, at the least."},
	},
	Check: func(p *rule.Pass) {
		s := p.Seen()
		if s == nil || s.Answer != model.Answered || len(s.LogDirs) == 0 {
			return
		}
		h, ok := p.Past(p.Param("past"))
		if !ok {
			return
		}
		for i := range s.LogDirs {
			d := &s.LogDirs[i]
			if d.Error != "" || d.Usable < 0 {
				continue
			}
			f, ok := fillingOf(h.Usable(s.ID, d.Path), d.Usable, p.Param("past"), p.Param("soon"))
			if ok && f.left(d.Usable) <= float64(p.Param("within")) {
				reportFilling(p, s, d, f)
			}
		}
	},
}

// filling is by how much the free space of a volume shrinks.
type filling struct {
	perSecond float64 // bytes
	over      int64   // ms in which that was measured
}

// left is in how many ms nothing is free any more.
func (f filling) left(usable int64) float64 { return float64(usable) / f.perSecond * 1000 }

// fillingOf is how fast a volume fills. Where it is full soon by what was seen
// last, that counts. Else it is the slowest of three: over the least time, over
// four times as long, and over all that is remembered: what retention empties
// each hour, or fills by a restart alone, fills slower over the longer ones.
func fillingOf(track model.Track, usable, least, soon int64) (slowest filling, ok bool) {
	slowest.perSecond = math.Inf(1)
	for i, span := range []int64{least, 4 * least, math.MaxInt64} {
		rate, over, known := track.Rate(span)
		if !known || over < least-least/10 || rate >= 0 {
			return filling{}, false
		}
		f := filling{-rate, over}
		if i == 0 && f.left(usable) <= float64(soon) {
			return f, true
		}
		if f.perSecond < slowest.perSecond {
			slowest = f
		}
	}
	return slowest, true
}

func reportFilling(p *rule.Pass, s *model.Sighting, d *model.LogDir, f filling) {
	said := "DescribeLogDirs of broker " + p.Broker().Name
	p.Report("the volume of %s on broker %d has %s free%s and loses %s an hour (measured over %s): it is full in %s. "+
		"Then the broker takes the log directory offline, and all that it leads there stops",
		d.Path, s.ID, rule.RoughBytes(d.Usable), ofTotal(d), rule.RoughBytes(int64(f.perSecond*3600)), rule.Span(f.over), rule.Span(int64(f.left(d.Usable)))).
		About(d.Path).
		Because(rule.Told("usable bytes of "+d.Path, fmt.Sprint(d.Usable), said), rule.Told("bytes a second", fmt.Sprintf("%.0f", -f.perSecond), "the watch")).
		Fix("find what grows: kafka-log-dirs.sh --bootstrap-server %s --describe --broker-list %d. Lower retention.ms or retention.bytes of the largest topics "+
			"(what is deleted is gone for all groups), move partitions to another broker, or enlarge the volume; never delete files below %s by hand", address(p), s.ID, d.Path)
}

func ofTotal(d *model.LogDir) string {
	if d.Total <= 0 {
		return ""
	}
	return " of " + rule.RoughBytes(d.Total)
}
