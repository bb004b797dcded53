package policy

import (
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// MaxPatience is the longest time of settle and clear. Who wants more of it
// does not want to be told: that is off.
const MaxPatience = 24 * time.Hour

// patience reads settle or clear.
func (d decoder) patience(to **time.Duration, named *rule.Rule) func(yamlx.Entry) {
	return func(e yamlx.Entry) {
		if named != nil && !Watched(named) {
			d.Errorf(e.KeyAt, "%s is for what a watch sees, and %s judges files alone: take it out", e.Key, named.Name)
			return
		}
		ms, ok := d.amount(period, e.Value, e.Key)
		switch {
		case !ok:
		case ms > MaxPatience.Milliseconds():
			d.Errorf(e.Value.At(), "%s is %s, and may be 24h at most: write off where nobody wants to be told", e.Key, strict.Quote(e.Value.Text()))
		default:
			length := time.Duration(ms) * time.Millisecond
			*to = &length
		}
	}
}

// Watched tells whether a rule can find anything on a running cluster. A watch
// knows no file, no client's configuration and no plan of a change.
func Watched(r *rule.Rule) bool {
	if r.Reads&rule.ReadsBefore != 0 {
		return false
	}
	ofFiles := []model.Kind{model.KindClient, model.KindFile, model.KindObject}
	return slices.ContainsFunc(append([]model.Kind{r.On}, r.AlsoOn...), func(k model.Kind) bool {
		return !slices.Contains(ofFiles, k)
	})
}
