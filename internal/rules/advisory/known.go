package advisory

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// version is a product in a version that somebody declares.
type version struct {
	product string // as advisories name it
	name    string // as a reader knows it
	part    string // tells it from others of the same subject; "" if there are none
	read    rule.Reading
	number  catalog.Patch
}

// known reports each known fault of a version for which the circumstances are
// given.
func known(p *rule.Pass, v version, given asker) {
	for _, a := range catalog.Affecting(v.product, v.number) {
		if !shows(p, a, given) {
			continue
		}
		v.report(p, a).About(strings.TrimSpace(a.ID+" "+v.part)).
			Fix("raise %s to %s or later; see %s", v.name, a.FixFor(v.number), a.Source)
	}
}

// report says the fault of an exact version, or that a part of a number, a
// pre-release or a build of somebody else's may have it.
func (v version) report(p *rule.Pass, a catalog.Advisory) *rule.Report {
	if v.number.Exact() {
		r := p.Report("%s %s has %s: %s", v.name, v.number, a.ID, a.What).As(severity(a))
		return r.Because(v.read).At(v.read)
	}
	lacks := "does not say which patch it is"
	switch {
	case v.number.Prerelease():
		lacks = "comes before the release of that number"
	case v.number.Qualified():
		lacks = "is somebody's own build"
	}
	r := p.Report("%s %s %s: possibly it has %s, fixed in %s: %s", v.name, v.read.Value.Raw(), lacks, a.ID, list(a.Fixed), a.What)
	return r.As(finding.Warning).Because(v.read).At(v.read)
}

// severity is an error where data that was acknowledged is lost without anybody
// having changed a setting. All else is a warning.
func severity(a catalog.Advisory) finding.Severity {
	if a.Effect == catalog.EffectLoss {
		return finding.Error
	}
	return finding.Warning
}

// list is versions with commas between them.
func list(versions []catalog.Patch) string {
	words := make([]string, len(versions))
	for i, v := range versions {
		words[i] = v.String()
	}
	return strings.Join(words, ", ")
}

// read is a value as evidence, under the name that its author knows.
func read(name string, v model.Value) rule.Reading {
	return rule.Reading{Name: name, Written: v.Written(), Value: v}
}
