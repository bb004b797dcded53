package terraform

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func nodeOf(t *testing.T, text string) node {
	t.Helper()
	n, err := parsed(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestGet(t *testing.T) {
	n := nodeOf(t, `{"block":[{"id":"x"},{"id":"y"}],"empty":[],"map":{"a":{"b":1}},"text":"t","none":null}`)
	for _, c := range []struct {
		path []string
		want string
	}{
		{[]string{"block", "id"}, "x"},
		{[]string{"map", "a", "b"}, "1"},
		{[]string{"text"}, "t"},
		{[]string{"empty", "id"}, ""},
		{[]string{"none", "id"}, ""},
		{[]string{"text", "id"}, ""},
		{[]string{"missing", "id"}, ""},
		{nil, ""},
	} {
		if got := n.get(c.path...).literal(); got != c.want {
			t.Errorf("%v is %q, want %q", c.path, got, c.want)
		}
	}
}

func TestGetOfWhatIsUnknown(t *testing.T) {
	whole := node{kind: unknown, why: "because"}
	if got := whole.get("a", "b"); got.kind != unknown || got.why != "because" {
		t.Errorf("a field of something unknown is %v, %q", got.kind, got.why)
	}
	open := nodeOf(t, `{"a":1}`)
	open.why = "a key of it is var.k"
	if got := open.get("a"); got.kind != scalar {
		t.Errorf("a field that stands there is %v", got.kind)
	}
	if got := open.get("b"); got.kind != unknown || got.at.Line != 1 {
		t.Errorf("a field that may stand there is %v at %s", got.kind, got.at)
	}
}

func TestNodeValue(t *testing.T) {
	n := nodeOf(t, `{"n":12,"s":"x","b":false,"l":[1],"o":{},"z":null}`)
	for name, want := range map[string]string{"n": "12", "s": "x", "b": "false"} {
		v := n.get(name).value("kafka_topic.t")
		if !v.Usable() || v.Raw() != want || v.Origin().Address != "kafka_topic.t" {
			t.Errorf("%s is %q, %s", name, v.Raw(), v.Origin().Address)
		}
	}
	for _, name := range []string{"l", "o"} {
		if v := n.get(name).value(""); v.Usable() || !v.IsSet() {
			t.Errorf("%s is taken for a value", name)
		}
	}
	if n.get("z").value("").IsSet() || n.get("missing").value("").IsSet() {
		t.Error("null is taken for a value")
	}
}

// shown is a node in one line: unknown parts are "?".
func shown(n node) any {
	switch n.kind {
	case unknown:
		return "?" + n.why
	case object:
		m := map[string]any{}
		for _, f := range n.fields {
			m[f.name] = shown(f.value)
		}
		return m
	case list:
		l := []any{}
		for _, item := range n.items {
			l = append(l, shown(item))
		}
		return l
	}
	return plainOf(n)
}

func TestMasked(t *testing.T) {
	for _, c := range []struct{ name, value, mask, want string }{
		{"nothing", `{"a":"1"}`, `{}`, `{"a":"1"}`},
		{"false", `{"a":"1"}`, `false`, `{"a":"1"}`},
		{"all of it", `{"a":"1"}`, `true`, `"?why"`},
		{"a field", `{"a":"1","b":"2"}`, `{"a":true,"b":false}`, `{"a":"?why","b":"2"}`},
		{"a field that is null", `{"a":null}`, `{"a":true}`, `{"a":"?why"}`},
		{"a field that is not there", `{"a":"1"}`, `{"b":true,"c":{}}`, `{"a":"1","b":"?why"}`},
		{"deep", `{"a":{"b":{"c":"1"}}}`, `{"a":{"b":{"c":true}}}`, `{"a":{"b":{"c":"?why"}}}`},
		{"deep in nothing", `{}`, `{"a":{"b":true}}`, `{"a":{"b":"?why"}}`},
		{"an item", `["1","2"]`, `[false,true]`, `["1","?why"]`},
		{"an item that is not there", `["1"]`, `[false,true]`, `["1","?why"]`},
		{"a list that is not there", `{"a":null}`, `{"a":[{"b":true}]}`, `{"a":[{"b":"?why"}]}`},
		{"an empty mask of nothing", `null`, `{"a":{},"b":[]}`, `null`},
		{"another shape", `"x"`, `{"a":true}`, `"x"`},
		{"a field twice", `{"a":"1","a":"2"}`, `{"a":true}`, `{"a":"?why"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := shown(nodeOf(t, c.value))
			value := nodeOf(t, c.value)
			got := shown(value.masked(nodeOf(t, c.mask), "why"))
			if want := shown(nodeOf(t, c.want)); !equal(got, want) {
				t.Errorf("it is %v, want %v", got, want)
			}
			if !equal(shown(value), before) {
				t.Error("the mask has changed the value itself")
			}
		})
	}
}

func equal(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		m, ok := b.(map[string]any)
		if !ok || len(a) != len(m) {
			return false
		}
		for k := range a {
			if !equal(a[k], m[k]) {
				return false
			}
		}
		return true
	case []any:
		l, ok := b.([]any)
		if !ok || len(a) != len(l) {
			return false
		}
		for i := range a {
			if !equal(a[i], l[i]) {
				return false
			}
		}
		return true
	}
	return a == b
}

func TestMaskedPlaces(t *testing.T) {
	value := nodeOf(t, "{\n\"a\":null}")
	mask := nodeOf(t, "\n\n\n{\"a\":true,\n\"b\":true}")
	got := value.masked(mask, "why")
	if at := got.get("a").at; at.Line != 2 || at.Column != 5 {
		t.Errorf("what is null stands at %s, want 2:5", at)
	}
	if at := got.get("b").at; at.Line != 5 || at.Column != 5 {
		t.Errorf("what only the mask has stands at %s, want 5:5", at)
	}
}

func TestStandIn(t *testing.T) {
	for address, want := range map[string]string{
		"kafka_topic.iot":                             "kafka_topic.iot",
		"kafka_topic.iot[0]":                          "kafka_topic.iot.0",
		`module.m["a b"].kafka_topic.t["ö/ü"]`:        "module.m.a_b.kafka_topic.t.___",
		"module.deep.module.deeper.kafka_topic.t-x_1": "module.deep.module.deeper.kafka_topic.t-x_1",
	} {
		if got := standIn(address); got != want {
			t.Errorf("%s stands in as %s, want %s", address, got, want)
		}
	}
}

func TestDeclaration(t *testing.T) {
	for address, want := range map[string]string{
		"kafka_topic.t":                                "kafka_topic.t",
		"kafka_topic.t[3]":                             "kafka_topic.t",
		`kafka_topic.t["a.b[0]"]`:                      "kafka_topic.t",
		"module.m.kafka_topic.t":                       "kafka_topic.t",
		`module.m["x.y"].module.n[1].kafka_topic.t`:    "kafka_topic.t",
		`module.m["module."].kafka_topic.t["module."]`: "kafka_topic.t",
		"module.":        "module.",
		`module.m["`:     "module.m",
		"":               "",
		"kafka_topic.t[": "kafka_topic.t[",
	} {
		if got := declaration(address); got != want {
			t.Errorf("%s is declared by %q, want %q", address, got, want)
		}
	}
}

func TestContradicts(t *testing.T) {
	known := func(raw string) model.Value { return model.KnownValue(raw, model.Origin{}) }
	open := model.UnknownValue("", "", model.Origin{})
	for _, c := range []struct {
		name         string
		plan, source model.Value
		want         bool
	}{
		{"the same", known("1"), known("1"), false},
		{"the same number", known("1e3"), known("1000"), false},
		{"another number", known("1"), known("2"), true},
		{"other words", known("delete"), known("compact"), true},
		{"a word and a number", known("1"), known("one"), true},
		{"the plan does not have it", model.Value{}, known("1"), true},
		{"the plan does not know it", open, known("1"), false},
		{"the source does not know it", known("1"), open, false},
		{"the source does not have it", known("1"), model.Value{}, false},
		{"neither has it", model.Value{}, model.Value{}, false},
	} {
		if got := contradicts(c.plan, c.source); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
