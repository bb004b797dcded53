package catalog

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestRange(t *testing.T) {
	for name, want := range map[string][3]string{
		"segment.bytes":          {"1048576", "", ""},
		"compression.gzip.level": {"1", "9", "-1"},
		"compression.type":       {},
	} {
		d, ok := Lookup(model.Key{Layer: model.LayerTopic, Name: name}, Newest())
		if !ok {
			t.Fatalf("%s is not in the catalogue", name)
		}
		if low, high, alone := d.Valid.Range(); [3]string{low, high, alone} != want {
			t.Errorf("%s has %q, %q, %q; want %q", name, low, high, alone, want)
		}
	}
}
