package cluster

import (
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// toldFor is the parameter of rules about something that happened once and left
// nothing behind that could still be seen.
func toldFor(what string) rule.Param {
	return rule.Param{Name: "told_for", Default: 3600_000, Unit: rule.Period, Doc: "For how long it is told that " + what + "."}
}

// ago is how long ago something was.
func ago(p *rule.Pass, at int64) string { return rule.Ago(p.Now() - at) }

// offset is an offset that was told at one time, as a value that a finding
// rests on.
func offset(p *rule.Pass, name string, s model.Sample) rule.Reading {
	return rule.Told(name, strconv.FormatInt(s.N, 10), "the watch, "+ago(p, s.At))
}

// momentAt is how a partition was at a time; not ok before it was seen first.
func momentAt(past []model.PartitionMoment, at int64) (m model.PartitionMoment, ok bool) {
	for _, one := range past {
		if one.At > at {
			break
		}
		m, ok = one, true
	}
	return m, ok
}
