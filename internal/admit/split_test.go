package admit

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	for text, want := range map[string]string{
		`{}`: "", ` { } `: "", `{"a":1}`: `"a"=1`, "{ \"a\" : [1, {\"b\":\"}\"}] ,\n\"c\":\"x\\\"y\" }": `"a"=[1, {"b":"}"}];"c"="x\"y"`,
		`{"a":null,"a":true,"b":-1.5e3}`: `"a"=null;"a"=true;"b"=-1.5e3`, `{"\\":"\\","e":{}}`: `"\\"="\\";"e"={}`,
		`[]`: "no", ``: "no", `"a"`: "no", `{"a"`: "no", `{"a":`: "no", `{"a":1`: "no", `{"a" 1}`: "no", `{"a":}`: "no", `{"a":"`: "no", `{"a":[1`: "no",
	} {
		var got []string
		whole := split([]byte(text), func(name, value []byte) { got = append(got, fmt.Sprintf("%s=%s", name, value)) })
		if said := strings.Join(got, ";"); whole && said != want || !whole && want != "no" {
			t.Errorf("%s: %v %s, want %s", text, whole, said, want)
		}
	}
}

// FuzzSplit holds the fields of every object against encoding/json, and that no text
// makes it panic.
func FuzzSplit(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":"}"}],"c":"x\"y"}`))
	f.Add([]byte(`{"a`))
	f.Fuzz(func(t *testing.T, text []byte) {
		got := map[string]json.RawMessage{}
		whole := split(text, func(name, value []byte) {
			var s string
			if json.Unmarshal(name, &s) == nil {
				got[s] = value
			}
		})
		var want map[string]json.RawMessage
		if json.Unmarshal(text, &want) != nil || want == nil {
			return
		}
		if !whole || len(got) != len(want) {
			t.Fatalf("%s: %v %s, want %s", text, whole, got, want)
		}
		for k, v := range want {
			if string(got[k]) != string(v) {
				t.Errorf("%q of %s: %s, want %s", k, text, got[k], v)
			}
		}
	})
}
