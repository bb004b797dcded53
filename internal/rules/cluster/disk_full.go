package cluster

import (
	"fmt"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// DiskFull finds volumes with next to nothing left, however slowly they fill. Kafka
// keeps no reserve: at the first write that fails the directory goes offline.
var DiskFull = &rule.Rule{
	Name: "cluster/disk-full", Severity: finding.Error, On: model.KindBroker,
	Needs:    model.FactsOf(model.FactLogDirs, model.FactConnections),
	Settle:   rule.Minute,
	Clear:    10 * rule.Minute,
	Doc:      doc("disk-full"),
	Explains: []rule.Effect{{Rule: "cluster/disk-filling", By: rule.SameBroker}},
	Params: []rule.Param{
		{Name: "percent", Default: 5, Unit: rule.Count, Doc: "Percent of a volume that must be free."},
		{Name: "bytes", Default: 50 << 30, Unit: rule.Size, Doc: "A volume with more than that free is not full, whatever the percentage."},
	},
	Check: func(p *rule.Pass) {
		s := withLogDirs(p)
		if s == nil {
			return
		}
		for i := range s.LogDirs {
			switch d := &s.LogDirs[i]; {
			case d.Error != "": // it tells nothing, and log-dir-offline says why
			case d.Usable < 0 || d.Total <= 0:
				p.Skip("free space of "+d.Path, "Kafka tells it from 3.3 on", model.Origin{})
			case d.Usable < p.Param("bytes") && float64(d.Usable)*100 < float64(d.Total)*float64(p.Param("percent")):
				reportFull(p, s, d)
			}
		}
	},
}

func reportFull(p *rule.Pass, s *model.Sighting, d *model.LogDir) {
	said := "DescribeLogDirs of broker " + p.Broker().Name
	told := func(what string, bytes int64) rule.Reading {
		return rule.Told(what+" bytes of "+d.Path, strconv.FormatInt(bytes, 10), said)
	}
	p.Report("the volume of %s on broker %d is full: %s of %s are free, %s. The first write that fails takes the log directory offline%s",
		d.Path, s.ID, rule.RoughBytes(d.Usable), rule.RoughBytes(d.Total), percentOf(d), onlyDir(s)).
		About(d.Path).
		Because(told("usable", d.Usable), told("total", d.Total)).
		Fix("make room before that: kafka-log-dirs.sh --bootstrap-server %s --describe --broker-list %d shows what is large. Lower retention.ms or retention.bytes of the largest topics "+
			"(what is deleted is gone for all groups, and goes within log.retention.check.interval.ms, 5 min by default), enlarge the volume, or move partitions to another broker. "+
			"Never delete files below %s by hand", address(p), s.ID, d.Path)
}

func percentOf(d *model.LogDir) string {
	return fmt.Sprintf("%.1f %%", float64(d.Usable)*100/float64(d.Total))
}

// onlyDir says what else stops with the directory.
func onlyDir(s *model.Sighting) string {
	serving := 0
	for i := range s.LogDirs {
		if s.LogDirs[i].Error == "" {
			serving++
		}
	}
	if serving == 1 {
		return ", and as it is the only one the broker stops"
	}
	return ", and all that the broker leads in it stops until others lead it"
}
