package kubelab

import (
	"slices"
	"strings"
	"testing"
)

func TestDefaults(t *testing.T) {
	o, err := Options{Full: true}.complete()
	if err != nil || !slices.Equal(o.Zones, []string{"a", "b", "c"}) || o.NodesPerZone != 2 {
		t.Errorf("%+v, %v", o, err)
	}
	given := []string{"eu-1"}
	o, err = Options{Full: true, Zones: given, NodesPerZone: 3}.complete()
	if err != nil || o.NodesPerZone != 3 || o.Zones[0] != "eu-1" || &o.Zones[0] == &given[0] {
		t.Errorf("%+v, %v: want what was given, and a copy of it", o, err)
	}
}

func TestWhatCannotBeStarted(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Zones: []string{"a"}}, "only a full lab has nodes"},
		{Options{NodesPerZone: 1}, "only a full lab has nodes"},
		{Options{Full: true, NodesPerZone: -1}, "1 to 50 nodes, not -1"},
		{Options{Full: true, NodesPerZone: 51}, "1 to 50 nodes, not 51"},
		{Options{Full: true, Zones: []string{"a", "a"}}, `zone 2 cannot be named "a"`},
		{Options{Full: true, Zones: []string{"A b"}}, `zone 1 cannot be named "A b"`},
		{Options{Full: true, Zones: []string{""}}, `zone 1 cannot be named ""`},
	} {
		if _, err := c.o.complete(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.o, err, c.want)
		}
	}
}

func TestNodesStandInTheirZones(t *testing.T) {
	o, err := Options{Full: true, Zones: []string{"x", "y"}, NodesPerZone: 2}.complete()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, text := range (&Lab{options: o}).nodes() {
		n, err := one(text)
		if err != nil {
			t.Fatal(err)
		}
		l := n.GetLabels()
		got = append(got, n.GetName()+" "+l["topology.kubernetes.io/zone"]+" "+l["kubernetes.io/hostname"])
	}
	if want := []string{"x-1 x x-1", "x-2 x x-2", "y-1 y y-1", "y-2 y y-2"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
