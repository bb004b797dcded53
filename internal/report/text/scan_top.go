package text

import (
	"fmt"
	"strings"

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

// names tells whether a sentence says already what it is about.
func (p *scan) names(sentence string, b block, s model.Subject) bool {
	switch {
	case len(b.these) > 1 || p.result.Scopes > 1:
		return false
	case s.Kind == model.KindCluster:
		return true
	case s.Kind == model.KindBroker:
		return strings.Contains(sentence+" ", "broker "+s.Name+" ")
	case s.Kind == model.KindPartition:
		return strings.Contains(sentence+" ", fmt.Sprintf("%s/%d ", s.Name, s.Partition))
	}
	return len(s.Name) > 2 && strings.Contains(sentence, s.Name)
}

// headline is the fact of a message, without the consequence.
func headline(message string) string {
	const shortest, longest = 20, 140
	end := len(message)
	for _, mark := range []string{": ", "; ", ". ", " ("} {
		for from := 0; ; {
			at := strings.Index(message[from:], mark)
			if at < 0 {
				break
			}
			if at += from; at >= shortest {
				end = min(end, at)
				break
			}
			from = at + len(mark)
		}
	}
	return clip(printable(strings.TrimRight(message[:end], ". ")), longest)
}
