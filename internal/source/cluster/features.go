package cluster

import (
	"cmp"
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// featuresOf are the features of which a broker tells, by name. One without a
// finalised level is not in use.
func featuresOf(resp *kmsg.ApiVersionsResponse) []model.Feature {
	of := map[string]model.Feature{}
	for _, f := range resp.SupportedFeatures {
		of[f.Name] = model.Feature{Name: f.Name, Supported: f.MaxVersion}
	}
	for _, f := range resp.FinalizedFeatures {
		was := of[f.Name]
		of[f.Name] = model.Feature{Name: f.Name, Supported: was.Supported, Finalised: f.MaxVersionLevel}
	}
	var out []model.Feature
	for _, f := range of {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b model.Feature) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
