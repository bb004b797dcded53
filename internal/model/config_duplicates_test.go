package model

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// configOf is settings by "key", "value" pairs, one a line.
func configOf(pairs ...string) Config {
	var c Config
	for i := 0; i+1 < len(pairs); i += 2 {
		at := AtFile("f", i/2+1, 1)
		c.Set(pairs[i], KnownValue(pairs[i+1], at), at)
	}
	return c
}

func TestOfSettingsWithOneNameTheLastCounts(t *testing.T) {
	for _, c := range []struct {
		name   string
		config Config
		want   []string // NAME=VALUE@LINE, in order
		length int
	}{
		{"none", Config{}, nil, 0},
		{"one", configOf("a", "1"), []string{"a=1@f:1:1"}, 1},
		{"in the order of the file", configOf("b", "1", "a", "2"), []string{"b=1@f:1:1", "a=2@f:2:1"}, 2},
		{"twice", configOf("a", "1", "a", "2"), []string{"a=2@f:2:1"}, 2},
		{"twice around another", configOf("a", "1", "b", "2", "a", "3"), []string{"b=2@f:2:1", "a=3@f:3:1"}, 3},
		{"three times", configOf("a", "1", "a", "2", "a", "1"), []string{"a=1@f:3:1"}, 3},
		{"an empty value is one", configOf("a", "1", "a", ""), []string{"a=@f:2:1"}, 2},
		{"names are case-sensitive", configOf("a", "1", "A", "2"), []string{"a=1@f:1:1", "A=2@f:2:1"}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, s := range c.config.Settings() {
				got = append(got, s.Name+"="+s.Value.Raw()+"@"+s.At.String())
				if c.config.Get(s.Name) != s.Value {
					t.Errorf("%s is listed as %q, and asked for it is %q", s.Name, s.Value.Raw(), c.config.Get(s.Name).Raw())
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
			if c.config.Len() != c.length {
				t.Errorf("%d settings, duplicates counted; want %d", c.config.Len(), c.length)
			}
		})
	}
}

func TestAnUnknownDuplicateHidesAKnownOne(t *testing.T) {
	c := configOf("a", "1")
	c.Set("a", UnknownValue("${A}", "filled in later", Origin{}), AtFile("f", 2, 1))
	if got := c.Get("a"); got.Usable() {
		t.Errorf("the last one is not known, and %q is taken for what counts", got.Raw())
	}
}

func TestTheKeyAndItsValueHaveTheirOwnPlaces(t *testing.T) {
	var c Config
	c.Set("a", KnownValue("1", AtFile("f", 2, 9)), AtFile("f", 1, 3))
	s := c.Settings()[0]
	if s.At != AtFile("f", 1, 3) || s.Value.Origin() != AtFile("f", 2, 9) {
		t.Errorf("the key is at %s, its value at %s", s.At, s.Value.Origin())
	}
}

func TestSettingsAreACopy(t *testing.T) {
	c := configOf("a", "1")
	c.Settings()[0] = Setting{Name: "b"}
	if c.Get("b").IsSet() || c.Get("a").Raw() != "1" {
		t.Error("who lists the settings can change them")
	}
}

// TestLongConfigsAreReadAsShortOnes sets random keys, few and many, and holds
// what is read against the plain meaning: the last one counts. A copy that was
// taken on the way keeps what it had.
func TestLongConfigsAreReadAsShortOnes(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		var c, early Config
		last, lastEarly := map[string]string{}, map[string]string{}
		n := 1 + r.IntN(60)
		for i := range n {
			if i == n/2 {
				early, lastEarly = c, maps.Clone(last)
			}
			name, value := strconv.Itoa(r.IntN(30)), strconv.Itoa(i)
			c.Set(name, KnownValue(value, Origin{}), Origin{})
			last[name] = value
		}
		for name := range 30 {
			name := strconv.Itoa(name)
			if got := c.Get(name); got.Raw() != last[name] || got.IsSet() != (last[name] != "") {
				t.Fatalf("of %d settings %s is %q, want %q", n, name, got.Raw(), last[name])
			}
			if got := early.Get(name); got.Raw() != lastEarly[name] {
				t.Fatalf("in a copy of %d settings %s is %q, want %q", n/2, name, got.Raw(), lastEarly[name])
			}
		}
		if got := len(c.Settings()); got != len(last) || c.Len() != n {
			t.Fatalf("%d of %d settings count, want %d of %d", got, c.Len(), len(last), n)
		}
		c.Rest(UnknownValue("?", "filled in later", Origin{}))
		if c.Get("else").Raw() != "?" {
			t.Fatalf("of %d settings the rest is %q", n, c.Get("else").Raw())
		}
	}
}
