package kube

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func itoa(n int) string { return strconv.Itoa(n) }

// shapeOf is what rules see of a pod but for its names, so that pods of one
// shape get one verdict.
func shapeOf(p *model.PodSet) string {
	var b strings.Builder
	for _, d := range p.LogDirs {
		fmt.Fprintf(&b, "dir %s %d;", d.Path.Raw(), d.Volume.Kind)
	}
	for i := range p.Containers {
		c := &p.Containers[i]
		fmt.Fprintf(&b, "container %s %s %s;", c.Name, c.Resources.MemoryRequest.Raw(), c.Resources.MemoryLimit.Raw())
		for _, s := range c.Env.Settings() {
			if strings.Contains(s.Name, "OPTS") || strings.Contains(s.Name, "JAVA") {
				fmt.Fprintf(&b, "%s=%s;", s.Name, s.Value.Raw())
			}
		}
	}
	for _, terms := range []*model.Terms{p.AntiAffinity, p.Spread} {
		if terms == nil {
			continue
		}
		for _, t := range terms.List {
			fmt.Fprintf(&b, "term %v %v %s %v;", t.Spread, t.Hard, t.Key.Raw(), selectorShape(t.Selector))
		}
	}
	fmt.Fprintf(&b, "%s %s %d", p.Grace.Raw(), p.HostNetwork.Raw(), p.Roles)
	return b.String()
}

func selectorShape(s *model.Selector) string {
	if s == nil {
		return "none"
	}
	var b strings.Builder
	for _, m := range s.Match.Settings() {
		fmt.Fprintf(&b, "%s=%s,", m.Name, m.Value.Raw())
	}
	for _, e := range s.Expressions {
		fmt.Fprintf(&b, "%s %s %d,", e.Key.Raw(), e.Operator.Raw(), len(e.Values))
	}
	return b.String()
}
