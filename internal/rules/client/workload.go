package client

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// isTrue tells whether a workload declares a switch to be on.
func isTrue(v model.Value) bool {
	on, _ := rule.Says(v)
	return on
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
		if d, ok := rule.PromisedTime(name, of(p.WorkloadOf(t))); ok && (!any || d.N > found.N) {
			found, any = d, true
		}
	}
	return found, any
}
