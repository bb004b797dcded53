package cluster

import (
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// featured has a broker tell features: those that it knows, and the levels that
// are in use.
func featured(resp *kmsg.ApiVersionsResponse, supported, finalised map[string]int16) {
	for name, level := range supported {
		f := kmsg.NewApiVersionsResponseSupportedFeature()
		f.Name, f.MinVersion, f.MaxVersion = name, 1, level
		resp.SupportedFeatures = append(resp.SupportedFeatures, f)
	}
	for name, level := range finalised {
		f := kmsg.NewApiVersionsResponseFinalizedFeature()
		f.Name, f.MinVersionLevel, f.MaxVersionLevel = name, level, level
		resp.FinalizedFeatures = append(resp.FinalizedFeatures, f)
	}
}

// TestFeaturesOfBrokers, in a scan and in the looks of a watch.
func TestFeaturesOfBrokers(t *testing.T) {
	f := begin(t, 2)
	f.edit = func(node int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response {
		if v, is := resp.(*kmsg.ApiVersionsResponse); is {
			v.SupportedFeatures, v.FinalizedFeatures = nil, nil
			featured(v, map[string]int16{"metadata.version": 27 + int16(node), "kraft.version": 1}, map[string]int16{"metadata.version": 25, "unheard.of": 3})
		}
		return resp
	}
	w := watch(t, f)
	for how, s := range map[string]seen{"scan": look3(t, f), "first look": w.look(seldom), "a look": w.look(often)} {
		for id := range int32(2) {
			want := []model.Feature{{Name: "kraft.version", Supported: 1}, {Name: "metadata.version", Finalised: 25, Supported: 27 + int16(id)}, {Name: "unheard.of", Finalised: 3}}
			if got := s.broker(t, id).Seen.Features; !slices.Equal(got, want) {
				t.Errorf("%s: broker %d tells %+v, want %+v", how, id, got, want)
			}
		}
	}
}

// TestWithoutFeatures: a broker on ZooKeeper finalises none, which is no level.
func TestWithoutFeatures(t *testing.T) {
	if got := featuresOf(kmsg.NewPtrApiVersionsResponse()); got != nil {
		t.Errorf("it tells %+v", got)
	}
}
