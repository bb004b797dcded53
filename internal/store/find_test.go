package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

func TestWhichClustersThereAre(t *testing.T) {
	s := open(t, t.TempDir())
	want := func(names ...string) {
		t.Helper()
		got, err := s.Clusters()
		must(t, err)
		if !slices.Equal(got, names) {
			t.Errorf("got %q, want %q", got, names)
		}
	}
	want()
	must(t, s.SaveDelivered(noon, []byte("{}")))
	want()
	must(t, s.SaveHistory("b1:9092,b2:9092", noon, noise(10)))
	save(t, s, about("a", incident.Open))
	must(t, s.SaveHistory("plant", noon, noise(10)))
	want("b1:9092,b2:9092", "plant")
}

func TestFindingByTheBeginning(t *testing.T) {
	s := open(t, t.TempDir())
	over := about("abd", incident.Resolved)
	over.Seen = noon.Add(time.Hour)
	save(t, s, about("ab", incident.Open), about("abc", incident.Open), over, about("x_y", incident.Open))
	for prefix, want := range map[string][]string{
		"": {"abd", "ab", "abc", "x_y"}, "a": {"abd", "ab", "abc"}, "ab": {"ab"}, "abc": {"abc"}, "abcd": nil, "b": nil, "AB": nil, "x": {"x_y"}, "x%": nil, "xzy": nil,
	} {
		found, err := s.Find(prefix)
		must(t, err)
		var got []string
		for _, m := range found {
			got = append(got, m.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", prefix, got, want)
		}
	}
	found, err := s.Find("abd")
	must(t, err)
	same(t, "what is known of it", found, []Match{{ID: "abd", Cluster: "plant", Rule: "cluster/broker-missing", Subject: "broker/2", Start: noon, Resolved: noon.Add(time.Minute)}})
	execute(t, s, "UPDATE incidents SET body = 'broken' WHERE id = 'abc'")
	found, err = s.Find("abc")
	must(t, err)
	same(t, "one that cannot be read", found, []Match{{ID: "abc", Cluster: "plant"}})
}

// TestOneAmongVeryMany is found by its whole id, whatever the limit.
func TestOneAmongVeryMany(t *testing.T) {
	s := open(t, t.TempDir())
	var all []incident.Incident
	for i := range MaxMatches + 20 {
		in := about(fmt.Sprintf("a%03d", i), incident.Open)
		in.Seen = noon.Add(time.Duration(i) * time.Second)
		all = append(all, in)
	}
	all = append(all, about("a", incident.Open))
	save(t, s, all...)
	if found, err := s.Find("a"); err != nil || len(found) != 1 || found[0].ID != "a" {
		t.Errorf("%d, %v", len(found), err)
	}
	if found, err := s.Find("a0"); err != nil || len(found) != MaxMatches {
		t.Errorf("%d, %v", len(found), err)
	}
}
