package yamlx

import "testing"

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		a, b, name, theirs string
		want               bool
	}{
		{"{a: [1, b-0]}", "{a: [1, b-1]}", "b-0", "b-1", true},
		{"{a: data-b-0-x-b-0}", "{a: data-b-1-x-b-1}", "b-0", "b-1", true},
		{"{a: b-1, c: b-10}", "{a: b-2, c: b-20}", "b-1", "b-2", true},
		{"{a: b-0}", "{a: b-0}", "", "", true},
		{"{a: b-0}", "{a: b-1}", "", "", false},
		{"{a: b-0, c: 1}", "{a: b-1, c: 2}", "b-0", "b-1", false},
		{"{a: b-0}", "{a: b-1-b-1}", "b-0", "b-1", false},
		{"{a: b-0}", "{a: other}", "b-0", "b-1", false},
		{"{a: 1}", "{a: '1'}", "b-0", "b-1", false},
		{"{a: [1]}", "{a: [1, 2]}", "b-0", "b-1", false},
		{"{a: [1]}", "{a: {1: 1}}", "b-0", "b-1", false},
		{"{a: &x b-0, c: *x}", "{a: b-1, c: b-1}", "b-0", "b-1", true},
	} {
		a, b := parseOne(t, c.a), parseOne(t, c.b)
		if got, back := a.Alike(b, c.name, c.theirs), b.Alike(a, c.theirs, c.name); got != c.want || back != c.want {
			t.Errorf("%s and %s: %v, and %v the other way round", c.a, c.b, got, back)
		}
	}
	if parseOne(t, "a").Alike(Node{}, "x", "y") || !(Node{}).Alike(Node{}, "x", "y") {
		t.Error("nothing is like something")
	}
}
