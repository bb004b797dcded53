package policy

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
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
	v, err := model.ParseVersion(text)
	versions := catalog.Versions()
	oldest, newest := versions[0], versions[len(versions)-1]
	switch {
	case err != nil || strings.Trim(text, "0123456789.") != "", strings.HasSuffix(text, "."):
		d.Errorf(e.Value.At(), "target is %s: it must be a Kafka version, as \"%s\"", strict.Quote(text), newest)
	case e.Value.IsPlain() && v.Minor >= 10 && strings.HasSuffix(text, "0") && strings.Count(text, ".") == 1:
		d.Errorf(e.Value.At(), "target is %s without quotes, which YAML takes for the number %s: put the version in quotes", text, strings.TrimRight(text, "0"))
	case !supported(v):
		d.Errorf(e.Value.At(), "target is Kafka %s, of which Breakwater knows nothing: it knows %s to %s", v, oldest, newest)
	default:
		d.policy.Settings.Target = v
	}
}

// supported tells whether the catalogue can stand in for a version: it lies
// between its lines, and its major version came as far as that.
func supported(v model.Version) bool {
	_, ok := catalog.Nearest(v)
	return ok && slices.ContainsFunc(catalog.Versions(), func(line model.Version) bool {
		return line.Major == v.Major && !line.Before(v)
	})
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
const lastFact = model.FactClientConfig
