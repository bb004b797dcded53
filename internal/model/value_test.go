package model

import "testing"

func TestValues(t *testing.T) {
	at := AtFile("a.yaml", 3, 7)
	unknown := UnknownValue("${SIZE}", "SIZE is filled in when it is deployed", at)
	for _, c := range []struct {
		name         string
		value        Value
		raw, written string
		set, usable  bool
		certainty    Certainty
		origin       Origin
		why          string
	}{
		{"not set", Value{}, "", "", false, false, Known, Origin{}, ""},
		{"known", KnownValue("1048576", at), "1048576", "1048576", true, true, Known, at, ""},
		{"known to be empty", KnownValue("", at), "", "", true, true, Known, at, ""},
		{"unknown", unknown, "${SIZE}", "${SIZE}", true, false, Unknown, at, "SIZE is filled in when it is deployed"},
		{"joined by a name", KnownValue("1", at).Joined(Known), "1", "1", true, true, Known, at, ""},
		{"joined by a guess", KnownValue("1", at).Joined(Assumed), "1", "1", true, true, Assumed, at, ""},
		{"a guess stays one", KnownValue("1", at).Joined(Assumed).Joined(Known), "1", "1", true, true, Assumed, at, ""},
		{"a guess does not make an unknown one usable", unknown.Joined(Assumed), "${SIZE}", "${SIZE}", true, false, Unknown, at, unknown.Why()},
		{"joined with what is not known", KnownValue("1", at).Joined(Unknown), "1", "1", true, false, Unknown, at, ""},
		{"in bytes", KnownValue("12MiB", at).As("12582912"), "12582912", "12MiB", true, true, Known, at, ""},
		{"in bytes, and then in another spelling", KnownValue("12MiB", at).As("12582912").As("0xC00000"), "0xC00000", "12MiB", true, true, Known, at, ""},
		{"a guess in bytes", KnownValue("1KiB", at).Joined(Assumed).As("1024"), "1024", "1KiB", true, true, Assumed, at, ""},
		{"an unknown one in another spelling", unknown.As("SIZE"), "SIZE", "${SIZE}", true, false, Unknown, at, unknown.Why()},
		{"not set, joined", Value{}.Joined(Assumed), "", "", false, false, Assumed, Origin{}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := c.value
			if v.Raw() != c.raw || v.Written() != c.written {
				t.Errorf("%q, written as %q; want %q and %q", v.Raw(), v.Written(), c.raw, c.written)
			}
			if v.IsSet() != c.set || v.Usable() != c.usable {
				t.Errorf("set %v, usable %v; want %v and %v", v.IsSet(), v.Usable(), c.set, c.usable)
			}
			if v.Certainty() != c.certainty || v.Why() != c.why {
				t.Errorf("%s, because %q; want %s, because %q", v.Certainty(), v.Why(), c.certainty, c.why)
			}
			if v.Origin() != c.origin {
				t.Errorf("from %s, want %s", v.Origin(), c.origin)
			}
		})
	}
}

// TestAValueIsNotChanged holds that a value as seen from elsewhere leaves the
// one that the file's own rules see.
func TestAValueIsNotChanged(t *testing.T) {
	v := KnownValue("12MiB", Origin{})
	v.Joined(Unknown)
	v.As("12582912")
	if v != KnownValue("12MiB", Origin{}) {
		t.Errorf("it is %+v", v)
	}
}

func TestAListIsSplit(t *testing.T) {
	at := AtFile("a.yaml", 3, 7)
	for text, want := range map[string][]string{"": nil, " , ": nil, "/a": {"/a"}, "/a, /b ,,/c": {"/a", "/b", "/c"}} {
		items := KnownValue(text, at).Joined(Assumed).Split()
		if len(items) != len(want) {
			t.Errorf("%q has the items %v", text, items)
			continue
		}
		for i, item := range items {
			if item.Raw() != want[i] || item.Written() != text || item.Origin() != at || item.Certainty() != Assumed {
				t.Errorf("item %d of %q is %+v", i, text, item)
			}
		}
	}
	if items := (Value{}).Split(); items != nil {
		t.Errorf("what is not set has the items %v", items)
	}
}

func TestCertainties(t *testing.T) {
	all := []Certainty{Known, Assumed, Unknown}
	for i, c := range all {
		for j, d := range all {
			if got, want := c.Worse(d), all[max(i, j)]; got != want {
				t.Errorf("of %s and %s the worse is %s, want %s", c, d, got, want)
			}
		}
	}
	for c, want := range map[Certainty]string{Known: "known", Assumed: "assumed", Unknown: "unknown", 200: "unknown"} {
		if got := c.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	var zero Certainty
	if zero != Known {
		t.Error("a value that says nothing of its certainty is not known")
	}
}
