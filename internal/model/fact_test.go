package model

import (
	"slices"
	"testing"
)

func TestFactsAsSets(t *testing.T) {
	small := FactsOf(FactTopicConfig, FactQuorum)
	large := FactsOf(FactQuorum, FactClientConfig, FactDocuments)
	for _, c := range []struct {
		name string
		got  Facts
		want []Fact
	}{
		{"none", Facts{}, nil},
		{"of none", FactsOf(), nil},
		{"in their own order", FactsOf(FactClientConfig, FactDocuments), []Fact{FactDocuments, FactClientConfig}},
		{"named twice", FactsOf(FactQuorum, FactQuorum), []Fact{FactQuorum}},
		{"with one more", small.With(FactBrokerCount), []Fact{FactTopicConfig, FactBrokerCount, FactQuorum}},
		{"with one that it has", small.With(FactQuorum), []Fact{FactTopicConfig, FactQuorum}},
		{"less another", small.Without(large), []Fact{FactTopicConfig}},
		{"less itself", small.Without(small), nil},
		{"less nothing", small.Without(Facts{}), []Fact{FactTopicConfig, FactQuorum}},
		{"with another", small.Union(large), []Fact{FactDocuments, FactTopicConfig, FactQuorum, FactClientConfig}},
		{"with nothing", Facts{}.Union(small), []Fact{FactTopicConfig, FactQuorum}},
		{"the operands are not changed", small, []Fact{FactTopicConfig, FactQuorum}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := slices.Collect(c.got.Each()); !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
			if c.got.IsEmpty() != (len(c.want) == 0) {
				t.Errorf("empty: %v", c.got.IsEmpty())
			}
			for f := range factEnd {
				if c.got.Has(f) != slices.Contains(c.want, f) {
					t.Errorf("has %s: %v", f, c.got.Has(f))
				}
			}
			if c.got != FactsOf(c.want...) {
				t.Error("it does not compare equal to the set of the same facts")
			}
		})
	}
}

// TestFactsOfEveryNumber reaches the words that today's facts do not.
func TestFactsOfEveryNumber(t *testing.T) {
	var all Facts
	for n := range 256 {
		f := Fact(n)
		one := FactsOf(f)
		if got := slices.Collect(one.Each()); len(got) != 1 || got[0] != f {
			t.Fatalf("the set of %d walks %v", n, got)
		}
		if all.Has(f) {
			t.Fatalf("%d is there before it was added", n)
		}
		all = all.With(f)
		if all.Without(one).Has(f) || !all.Has(f) {
			t.Fatalf("%d cannot be taken away", n)
		}
	}
	if got := slices.Collect(all.Each()); len(got) != 256 || !slices.IsSorted(got) {
		t.Errorf("all facts walk as %v", got)
	}
}

func TestAWalkOverFactsCanStop(t *testing.T) {
	var got []Fact
	for f := range FactsOf(FactTopicConfig, FactTopicLayout, FactQuorum).Each() {
		got = append(got, f)
		if f == FactTopicLayout {
			break
		}
	}
	if !slices.Equal(got, []Fact{FactTopicConfig, FactTopicLayout}) {
		t.Errorf("walks %v", got)
	}
}

func TestFactNames(t *testing.T) {
	seen := map[string]bool{"": true}
	for f := range factEnd {
		if seen[f.String()] {
			t.Errorf("fact %d has no name of its own: %q", f, f)
		}
		seen[f.String()] = true
	}
	if len(factNames) != int(factEnd) {
		t.Errorf("%d names for %d facts", len(factNames), factEnd)
	}
	for f, want := range map[Fact]string{FactDocuments: "documents", FactTopicLayout: "topic layout", FactBrokerCount: "broker count", FactClientConfig: "client config"} {
		if got := f.String(); got != want {
			t.Errorf("%q, want %q, by which expect_gaps knows it", got, want)
		}
	}
	if got := Fact(255).String(); got == "" {
		t.Error("a fact that does not exist has no name")
	}
}

// TestGapReasons fixes the words that the JSON schema allows.
func TestGapReasons(t *testing.T) {
	want := map[GapReason]string{
		Denied: "denied", Unsupported: "unsupported", Unreachable: "unreachable", TimedOut: "timed out", Stale: "stale",
		Unresolved: "unresolved", Hidden: "hidden", Unreadable: "unreadable", Malformed: "malformed",
	}
	for reason, name := range want {
		if got := reason.String(); got != name {
			t.Errorf("%q, want %q", got, name)
		}
	}
	if len(want) != len(gapNames)-1 {
		t.Errorf("%d reasons are held here, and there are %d", len(want), len(gapNames)-1)
	}
	if got := GapReason(0).String(); got != "" {
		t.Errorf("no reason is %q", got)
	}
	if got := GapReason(255).String(); got == "" {
		t.Error("a reason that does not exist has no name")
	}
}
