package policy

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

func (d decoder) profile(e yamlx.Entry) {
	word, ok := d.Word(e.Value, "profile", rule.Minimal.String(), rule.Standard.String(), rule.Strict.String())
	if ok {
		d.policy.Settings.Profile, _ = rule.ParseProfile(word)
	}
}

// target reads the Kafka version. YAML cuts an unquoted 4.10 to the number
// 4.1, so every other reader of the file would see another version.
func (d decoder) target(e yamlx.Entry) {
	text, ok := d.Text(e.Value, "target")
	if !ok {
		return
	}
	if isCut(e.Value, text) {
		d.Errorf(e.Value.At(), "target is %s without quotes, which YAML takes for the number %s: put the version in quotes", text, strings.TrimRight(text, "0"))
		return
	}
	v, err := Target(text)
	if err != nil {
		d.Errorf(e.Value.At(), "target %v", err)
		return
	}
	d.policy.Settings.Target = v
}

// isCut tells a version without quotes that is another one as a number.
func isCut(n yamlx.Node, text string) bool {
	v, err := model.ParseVersion(text)
	return err == nil && n.IsPlain() && v.Minor >= 10 && strings.HasSuffix(text, "0") && strings.Count(text, ".") == 1
}

// expectGaps reads the facts that the platform is known not to give.
func (d decoder) expectGaps(e yamlx.Entry) {
	var facts []string
	for f := model.FactDocuments; f <= lastFact; f++ {
		facts = append(facts, f.String())
	}
	for item := range d.List(e.Value, "expect_gaps") {
		if fact, ok := d.Word(item, "an entry of expect_gaps", facts...); ok {
			d.policy.Settings.Expect = append(d.policy.Settings.Expect, fact)
		}
	}
}

// lastFact is the end of the facts that expect_gaps may name.
const lastFact = model.FactLedgers
