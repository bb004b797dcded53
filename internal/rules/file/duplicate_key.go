package filerules

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// DuplicateKey finds keys that stand twice in one place. If both say the same
// it is advice: nothing is wrong until somebody changes one of them.
var DuplicateKey = &rule.Rule{
	Name: "file/duplicate-key", Severity: finding.Warning, On: model.KindFile,
	Needs: documents,
	Doc:   doc("duplicate-key"),
	Check: func(p *rule.Pass) {
		seen := map[string]int{}
		for _, d := range p.Document().Duplicates {
			seen[d.Key]++
			about := d.Key
			if n := seen[d.Key]; n > 1 {
				about = fmt.Sprintf("%s#%d", d.Key, n)
			}
			report(p, d).About(about)
		}
	},
}

func report(p *rule.Pass, d model.Duplicate) *rule.Report {
	first, second := reading(d.First), reading(d.Second)
	var r *rule.Report
	if d.First.Value.Raw() == d.Second.Value.Raw() {
		r = p.Report("%s stands twice, in lines %d and %d, with one value (%s): a change to the first will do nothing",
			d.Key, d.First.At.Line, d.Second.At.Line, second).As(finding.Info)
	} else {
		r = p.Report("%s stands twice: %s in line %d, then %s in line %d. The last one wins, and the first does nothing",
			d.Key, first, d.First.At.Line, second, d.Second.At.Line)
	}
	r.Because(first, second)
	if d.Second.At.Written() {
		r.AtOrigin(d.Second.At)
	}
	return r.Fix("remove line %d if %s is right, else line %d", d.First.At.Line, second, d.Second.At.Line)
}
