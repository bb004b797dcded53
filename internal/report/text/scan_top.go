package text

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report"
)

// counts is a sentence with the sums of the findings, as in JSON.
func (p *scan) counts() string {
	sums := report.And(report.Severities(p.result))
	follow := 0
	for _, b := range p.blocks {
		follow += b.follow
	}
	switch {
	case sums == "":
		return ""
	case follow == 0:
		return " " + sums + "."
	default:
		return fmt.Sprintf(" %s; %d of these follow from others.", sums, follow)
	}
}

// top is the first finding in a clause: what, and who suffers from it.
func (p *scan) top() string {
	b := p.blocks[0]
	f := p.told.all[b.these[0]]
	out := headline(f.Message)
	if name := p.subjects(b.these); !p.names(out, b, f.Subject) {
		out = name + ": " + out
	}
	if b.follow > 0 {
		out += ", and " + p.suffer(b)
	}
	like := 0
	for _, other := range p.blocks[1:] {
		if other.rule == b.rule && other.worst == b.worst {
			like += len(other.these)
		}
	}
	if like > 0 {
		out += fmt.Sprintf("; %d more like it", like)
	}
	return out
}

// suffer says who suffers from a cause.
func (p *scan) suffer(b block) string {
	seen := map[model.Subject]bool{}
	of := map[model.Kind]int{}
	p.told.following(b.these, func(f *finding.Finding) {
		s := f.Subject
		if s.Kind == model.KindGroup {
			s.Part, s.Partition = "", 0
		}
		if !seen[s] {
			seen[s] = true
			of[s.Kind]++
		}
	})
	things := report.Things(of)
	switch {
	case things == "":
		return "the whole cluster suffers from it"
	case len(seen) == 1:
		return things + " suffers from it"
	}
	return things + " suffer from it"
}
