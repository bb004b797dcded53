package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
)

// Target reads a Kafka version to judge by, as a policy and a flag give it. An
// error goes on with a sentence that begins with the name of either.
func Target(text string) (model.Version, error) {
	versions := catalog.Versions()
	oldest, newest := versions[0], versions[len(versions)-1]
	v, err := model.ParseVersion(text)
	switch {
	case err != nil || strings.Trim(text, "0123456789.") != "", strings.HasSuffix(text, "."):
		return model.Version{}, fmt.Errorf("is %s: it must be a Kafka version, as \"%s\"", strict.Quote(text), newest)
	case !supported(v):
		return model.Version{}, fmt.Errorf("is Kafka %s, of which Breakwater knows nothing: it knows %s to %s", v, oldest, newest)
	}
	return v, nil
}

// supported tells whether the catalogue can stand in for a version: it lies
// between its lines, and its major version came as far as that.
func supported(v model.Version) bool {
	_, ok := catalog.Nearest(v)
	return ok && slices.ContainsFunc(catalog.Versions(), func(line model.Version) bool {
		return line.Major == v.Major && !line.Before(v)
	})
}
