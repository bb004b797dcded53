package text

import (
	"cmp"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// block is findings that are told as one.
type block struct {
	rule   string
	worst  finding.Severity
	when   urgency
	these  []int
	follow int
}

func (t *tale) add(b *block, i int) {
	b.rule = t.all[i].Rule
	b.worst = max(b.worst, t.worst[i])
	if len(b.these) == 0 || t.when[i] < b.when {
		b.when = t.when[i]
	}
	b.these = append(b.these, i)
	b.follow += t.follow[i]
}

// blocks are the findings without a cause. Those that say the same are one.
func (t *tale) blocks() []block {
	type wording struct {
		rule, message, fix string
		severity           finding.Severity
	}
	at := map[wording]int{}
	var out []block
	for i, f := range t.all {
		if t.cause[i] >= 0 {
			continue
		}
		w := wording{f.Rule, f.Message, f.Fix, f.Severity}
		n, old := at[w]
		if !old {
			n = len(out)
			at[w] = n
			out = append(out, block{})
		}
		t.add(&out[n], i)
	}
	sortBlocks(out)
	return out
}

// byRule folds findings by their rules alone.
func (t *tale) byRule(these []int) []block {
	at := map[string]int{}
	var out []block
	for _, i := range these {
		n, old := at[t.all[i].Rule]
		if !old {
			n = len(out)
			at[t.all[i].Rule] = n
			out = append(out, block{})
		}
		t.add(&out[n], i)
	}
	for _, b := range out {
		slices.Sort(b.these)
	}
	sortBlocks(out)
	return out
}

// sortBlocks puts first what matters most: the worst, then what happens
// now, then what most follows from.
func sortBlocks(blocks []block) {
	slices.SortStableFunc(blocks, func(a, b block) int {
		return cmp.Or(
			cmp.Compare(b.worst, a.worst),
			cmp.Compare(a.when, b.when),
			cmp.Compare(b.follow, a.follow),
			cmp.Compare(a.rule, b.rule),
			cmp.Compare(a.these[0], b.these[0]),
		)
	})
}
