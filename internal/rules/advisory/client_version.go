package advisory

import (
	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ClientVersion finds programs that are built with a Kafka client in a version
// with a known fault. A version that is decided when the program is built is a
// skip, and so is one whose number is not the client's.
var ClientVersion = &rule.Rule{
	Name: "advisory/client-version", Severity: finding.Error, From: rule.Standard, On: model.KindFile,
	Needs: model.FactsOf(model.FactDocuments),
	Doc:   doc("client-version"),
	NoCEL: "needs build files, which no API server sees",
	Check: func(p *rule.Pass) {
		var seen once
		for _, l := range p.Document().Libraries {
			if !l.Version.Usable() {
				p.Skip("the version of "+l.Package, l.Version.Why(), l.Version.Origin())
				continue
			}
			number, ok := catalog.ParsePatch(l.Version.Raw())
			switch {
			case !ok:
				p.Skip("the version of "+l.Package, noNumber(l.Version.Raw()), l.Version.Origin())
			case seen.first(l.Package + " " + l.Version.Raw()):
				known(p, version{l.Product, l.Package, l.Package, read(l.Package, l.Version), number}, never)
			}
		}
	},
}

// noNumber is why a version cannot be compared with those of the known faults.
func noNumber(version string) string {
	if vendor, own := catalog.VendorOf(version); own {
		return version + " is " + vendor + "'s own number, which says nothing of Kafka's"
	}
	return version + " is not a version that can be compared"
}
