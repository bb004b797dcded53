package model

import "testing"

func TestConfigRest(t *testing.T) {
	var c Config
	c.Set("a", KnownValue("1", Origin{}), Origin{})
	if c.Get("b").IsSet() {
		t.Error("a key that nobody declared is set")
	}
	c.Rest(UnknownValue("var.c", "it is var.c", Origin{Line: 3}))
	if got := c.Get("b"); got.Usable() || !got.IsSet() || got.Origin().Line != 3 {
		t.Errorf("a key that something unknown may set is %q", got.Raw())
	}
	if got := c.Get("a"); got.Raw() != "1" || !got.Usable() {
		t.Errorf("a key of its own is %q", got.Raw())
	}
	if c.Own("b").IsSet() || c.Own("a").Raw() != "1" {
		t.Error("what something unknown may set is the key's own, or what was declared is not")
	}
	if n := len(c.Settings()); n != 1 || c.Len() != 1 {
		t.Errorf("%d settings, want the one that stands there", n)
	}
}
