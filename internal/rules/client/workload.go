package client

import (
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// declared is what a workload says, as a value that a finding rests on.
func declared(name string, v model.Value) rule.Reading {
	return rule.Reading{Name: name, Written: v.Raw(), Value: v}
}

// timeOf reads a time that a workload declares. Nobody having declared it is
// no skip.
func timeOf(name string, v model.Value) (rule.Millis, bool) {
	n, ok := whole(v)
	return rule.Millis{Reading: declared(name, v), N: n}, ok
}

// isTrue tells whether a workload declares a switch to be on.
func isTrue(v model.Value) bool {
	on, err := strconv.ParseBool(strings.TrimSpace(v.Raw()))
	return v.Usable() && err == nil && on
}

func whole(v model.Value) (int64, bool) {
	if !v.Usable() {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(v.Raw()), 10, 64)
	return n, err == nil
}

// onTheWire is the size of a declared payload after compression, and whether
// there is a declaration.
func onTheWire(load *model.Workload) (int64, bool) {
	if load == nil {
		return 0, false
	}
	n, ok := whole(load.MaxPayload)
	if ratio, err := strconv.ParseFloat(strings.TrimSpace(load.CompressionRatio.Raw()), 64); err == nil && load.CompressionRatio.Usable() {
		n = int64(float64(n) * ratio)
	}
	return n, ok
}

// usedTopics lists the topics that workloads say the client uses. Where the
// same topics are declared for several clusters, those of the client's own
// cluster are meant.
func usedTopics(p *rule.Pass, c *model.Client) []*model.Topic {
	all := p.TopicsOf(c)
	var own []*model.Topic
	for _, t := range all {
		if t.Home.Scope == c.Home.Scope {
			own = append(own, t)
		}
	}
	if len(own) > 0 {
		return own
	}
	return all
}

// longest is the longest of a time that the workloads of the client's topics
// declare.
func longest(p *rule.Pass, name string, of func(*model.Workload) model.Value) (rule.Millis, bool) {
	var found rule.Millis
	any := false
	for _, t := range usedTopics(p, p.Client()) {
		if d, ok := timeOf(name, of(p.WorkloadOf(t))); ok && (!any || d.N > found.N) {
			found, any = d, true
		}
	}
	return found, any
}
