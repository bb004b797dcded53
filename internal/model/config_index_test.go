package model

import (
	"fmt"
	"testing"
)

// manySettings is a config of n settings, k0=0, k1=1 and so on.
func manySettings(n int) Config {
	var c Config
	for i := range n {
		at := AtFile("f", i+1, 1)
		c.Set(fmt.Sprintf("k%d", i), KnownValue(fmt.Sprint(i), at), at)
	}
	return c
}

// A config answers alike whether it is short enough for a scan or not.
func TestConfigsOfAnyLengthAnswerAlike(t *testing.T) {
	for _, n := range []int{0, 1, short - 1, short, short + 1, short + 2, 3 * short} {
		c := manySettings(n)
		for i := range n {
			if got := c.Get(fmt.Sprintf("k%d", i)).Raw(); got != fmt.Sprint(i) {
				t.Errorf("of %d settings k%d is %q", n, i, got)
			}
		}
		if got := c.Get("k"); got.IsSet() {
			t.Errorf("of %d settings a key that nobody declared is %q", n, got.Raw())
		}
		c.Rest(UnknownValue("${X}", "filled in later", Origin{}))
		if got := c.Get("k"); got.Raw() != "${X}" {
			t.Errorf("of %d settings the rest is %q", n, got.Raw())
		}
		if len(c.Settings()) != n || c.Len() != n {
			t.Errorf("%d settings are %d, listed %d", n, c.Len(), len(c.Settings()))
		}
	}
}

func TestTheLastOfALongConfigCounts(t *testing.T) {
	c := manySettings(2 * short)
	for _, name := range []string{"k0", "k31", "k0"} {
		at := AtFile("f", c.Len()+1, 1)
		c.Set(name, KnownValue("again", at), at)
	}
	if got := c.Get("k0"); got.Raw() != "again" || got.Origin().Line != 35 {
		t.Errorf("k0 is %q of line %d, want that of line 35", got.Raw(), got.Origin().Line)
	}
	if got := c.Get("k31"); got.Raw() != "again" || c.Get("k30").Raw() != "30" {
		t.Errorf("k31 is %q and k30 is %q", got.Raw(), c.Get("k30").Raw())
	}
	if settings := c.Settings(); len(settings) != 2*short || settings[len(settings)-1].Name != "k0" {
		t.Errorf("%d settings count, the last of them %s", len(settings), settings[len(settings)-1].Name)
	}
}

// A copy that falls behind keeps what it was, and may go on by itself.
func TestACopyOfALongConfigDoesNotFollow(t *testing.T) {
	first := manySettings(short + 4)
	second := first
	first.Set("k1", KnownValue("first", Origin{}), Origin{})
	if got := second.Get("k1").Raw(); got != "1" {
		t.Errorf("the copy has %q, which only the other was given", got)
	}
	second.Set("new", KnownValue("second", Origin{}), Origin{})
	second.Set("k2", KnownValue("second", Origin{}), Origin{})
	if got := first.Get("new"); got.IsSet() {
		t.Errorf("the first has %q, which only the copy was given", got.Raw())
	}
	for name, want := range map[string]string{"k1": "1", "k2": "second", "new": "second", "k3": "3"} {
		if got := second.Get(name).Raw(); got != want {
			t.Errorf("%s of the copy is %q, want %q", name, got, want)
		}
	}
}

func BenchmarkGetOfAnIndexedConfig(b *testing.B) {
	c := manySettings(10_000)
	for b.Loop() {
		if !c.Get("k17").IsSet() {
			b.Fatal("k17 is not there")
		}
	}
}
