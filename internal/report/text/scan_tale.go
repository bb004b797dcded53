package text

import (
	"cmp"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// tale is the findings as they are told: a cause, and below it what follows
// from it. Every finding is told exactly once.
type tale struct {
	all     []*finding.Finding // the worst first
	cause   []int              // of each; -1: none, or one that is not in the list
	effects [][]int            // of each, one step
	worst   []finding.Severity // of each and all that follows from it
	when    []urgency          // of each and all that follows from it, the most urgent
	follow  []int              // how many follow from each
}

func taleOf(findings []finding.Finding) *tale {
	n := len(findings)
	t := &tale{
		all: make([]*finding.Finding, n), cause: make([]int, n), effects: make([][]int, n),
		worst: make([]finding.Severity, n), when: make([]urgency, n), follow: make([]int, n),
	}
	for i := range findings {
		t.all[i] = &findings[i]
	}
	slices.SortFunc(t.all, byWeight)
	t.link()
	t.cutCircles()
	for i, cause := range t.cause {
		if cause >= 0 {
			t.effects[cause] = append(t.effects[cause], i)
		}
	}
	for i, cause := range t.cause {
		if cause < 0 {
			t.sum(i)
		}
	}
	return t
}

// byWeight is the order of findings of one kind: the worst first, then by
// names, and numbers as numbers.
func byWeight(a, b *finding.Finding) int {
	return cmp.Or(
		cmp.Compare(b.Severity, a.Severity),
		cmp.Compare(a.Rule, b.Rule),
		bySubject(a.Subject, b.Subject),
		cmp.Compare(a.Discriminator, b.Discriminator),
		cmp.Compare(a.Message, b.Message),
	)
}

func bySubject(a, b model.Subject) int {
	return cmp.Or(
		cmp.Compare(a.Cluster, b.Cluster),
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Scope, b.Scope),
		byName(a.Name, b.Name),
		cmp.Compare(a.Part, b.Part),
		cmp.Compare(a.Partition, b.Partition),
	)
}

// byName puts broker 2 before broker 10.
func byName(a, b string) int {
	if isNumber(a) && isNumber(b) {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	}
	return cmp.Compare(a, b)
}

// isNumber tells whether a name is a number as ids are written, without zeros
// before it.
func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && (s[0] != '0' || s == "0")
}

// link finds the cause of each finding.
func (t *tale) link() {
	linked := slices.ContainsFunc(t.all, func(f *finding.Finding) bool { return f.CausedBy != "" })
	at := map[string]int{}
	for i := len(t.all) - 1; linked && i >= 0; i-- {
		at[t.all[i].Fingerprint()] = i
	}
	for i, f := range t.all {
		t.cause[i] = -1
		if cause, ok := at[f.CausedBy]; ok && f.CausedBy != "" {
			t.cause[i] = cause
		}
	}
}

// cutCircles makes the weightiest of findings that explain each other their
// common cause. Otherwise none of them would be told.
func (t *tale) cutCircles() {
	walk := make([]int, len(t.all)) // the walk on which each was met; 0: not yet
	for start := range t.all {
		i := start
		for i >= 0 && walk[i] == 0 {
			walk[i] = start + 1
			i = t.cause[i]
		}
		if i < 0 || walk[i] != start+1 {
			continue
		}
		first := i
		for j := t.cause[i]; j != i; j = t.cause[j] {
			first = min(first, j)
		}
		t.cause[first] = -1
	}
}

// sum adds up what follows from a finding.
func (t *tale) sum(i int) {
	t.worst[i], t.when[i] = t.all[i].Severity, urgencyOf(t.all[i])
	for _, e := range t.effects[i] {
		t.sum(e)
		t.worst[i] = max(t.worst[i], t.worst[e])
		t.when[i] = min(t.when[i], t.when[e])
		t.follow[i] += 1 + t.follow[e]
	}
}

// following calls with each finding that follows from these.
func (t *tale) following(these []int, do func(*finding.Finding)) {
	for _, i := range these {
		for _, e := range t.effects[i] {
			do(t.all[e])
		}
		t.following(t.effects[i], do)
	}
}
