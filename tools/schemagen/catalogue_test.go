package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// topicWith is a topic file with one setting, its value written as given.
func topicWith(name, value string) []byte {
	return []byte("apiVersion: breakwater/v1\nkind: Topics\ntopics:\n  - {name: a, config: {" + name + ": " + value + "}}\n")
}

// takenBy tells whether any version's Kafka takes a value.
func takenBy(s setting, raw string) bool {
	return slices.ContainsFunc(s.defs, func(d *catalog.Definition) bool { return d.Check(raw) == nil })
}

// TestEveryDefaultMayBeWritten: people copy defaults into their files.
func TestEveryDefaultMayBeWritten(t *testing.T) {
	schema := compile(t, "topics.schema.json")
	for _, s := range topicSettings() {
		for _, d := range s.defs {
			if !d.HasDefault || d.NullDefault {
				continue
			}
			text, err := json.Marshal(d.Default) // JSON's quotes are YAML's
			if err != nil {
				t.Fatal(err)
			}
			if err := validate(schema, topicWith(s.name, string(text))); err != nil {
				t.Errorf("%s: %s, its default, is refused: %v", s.name, text, err)
			}
			if d.Default == "" || strings.Contains(d.Default, ",") {
				continue
			}
			if err := validate(schema, topicWith(s.name, d.Default)); err != nil {
				t.Errorf("%s: %s, its default without quotes, is refused: %v", s.name, d.Default, err)
			}
		}
	}
}

// TestNumbersAreTakenWhereKafkaTakesThem: an editor that marks a good value is
// worse than none, and one that passes a bad one is of no use.
func TestNumbersAreTakenWhereKafkaTakesThem(t *testing.T) {
	schema := compile(t, "topics.schema.json")
	numbers := []string{
		"-9223372036854775808", "-2147483649", "-2147483648", "-8", "-7", "-3", "-2", "-1", "0", "1", "2", "9", "10", "12", "13", "14", "17", "18", "22", "23",
		"1000", "1023", "1024", "1048575", "1048576", "2147483647", "2147483648", "9223372036854775807",
	}
	judged := 0
	for _, s := range topicSettings() {
		if !s.isNumber() {
			continue
		}
		for _, n := range numbers {
			judged++
			accepted := validate(schema, topicWith(s.name, n)) == nil
			if taken := takenBy(s, n); accepted != taken {
				t.Errorf("%s: %s: the schema takes it: %v; Kafka takes it: %v", s.name, n, accepted, taken)
			}
		}
	}
	if judged < 15*len(numbers) {
		t.Errorf("only %d values are judged", judged)
	}
}

// TestWordsAreTakenWhereKafkaTakesThem, likewise.
func TestWordsAreTakenWhereKafkaTakesThem(t *testing.T) {
	schema := compile(t, "topics.schema.json")
	words := []string{
		"delete", "compact", "compact,delete", "delete, compact", "erase", "none", "CreateTime", "createtime", "LogAppendTime", "gzip", "zstd", "ZSTD", "producer",
		"uncompressed", "brotli", "true", "false", "TRUE", "yes", "x",
	}
	judged := 0
	for _, s := range topicSettings() {
		kind := s.newest().Type
		if kind != catalog.Boolean && len(s.words()) == 0 {
			continue
		}
		for _, w := range words {
			judged++
			accepted := validate(schema, topicWith(s.name, `"`+w+`"`)) == nil
			if taken := takenBy(s, w); accepted != taken {
				t.Errorf("%s: %q: the schema takes it: %v; Kafka takes it: %v", s.name, w, accepted, taken)
			}
		}
	}
	if judged < 5*len(words) {
		t.Errorf("only %d values are judged", judged)
	}
}

// TestRatiosAreTakenWhereKafkaTakesThem, likewise.
func TestRatiosAreTakenWhereKafkaTakesThem(t *testing.T) {
	schema := compile(t, "topics.schema.json")
	for _, s := range topicSettings() {
		if s.newest().Type != catalog.Double {
			continue
		}
		for _, n := range []string{"-0.1", "0", "0.0", "0.5", "1", "1.0", "1.1", "2"} {
			if accepted, taken := validate(schema, topicWith(s.name, n)) == nil, takenBy(s, n); accepted != taken {
				t.Errorf("%s: %s: the schema takes it: %v; Kafka takes it: %v", s.name, n, accepted, taken)
			}
		}
	}
}

// TestAPlaceholderMayStandForEveryValue that the deployment fills in.
func TestAPlaceholderMayStandForEveryValue(t *testing.T) {
	schema := compile(t, "topics.schema.json")
	for _, s := range topicSettings() {
		for _, value := range []string{"${V}", "$(V)", "{{ .Values.v }}"} {
			if err := validate(schema, topicWith(s.name, `"`+value+`"`)); err != nil {
				t.Errorf("%s: %s is refused: %v", s.name, value, err)
			}
		}
	}
}

// TestBoundsOfEverySetting: a policy may bound each of them, in the way that
// its kind allows.
func TestBoundsOfEverySetting(t *testing.T) {
	schema := compile(t, "policy.schema.json")
	for _, s := range topicSettings() {
		entry := func(bound string) error {
			return validate(schema, []byte("ranges: [{topics: [a], config: {"+s.name+": "+bound+"}}]"))
		}
		if err := entry("{min: 1, max: 2}"); (err == nil) != s.isNumber() {
			t.Errorf("%s with min and max: %v", s.name, err)
		}
		for _, bound := range []string{"{}", "{min: 1, one_of: [1]}", "{one_of: []}", "{least: 1}", "null", "[1]"} {
			if entry(bound) == nil {
				t.Errorf("%s: %s is taken", s.name, bound)
			}
		}
	}
}

// TestConfigurationsMeanTheSameToSchemaAndReader gives each form to both.
func TestConfigurationsMeanTheSameToSchemaAndReader(t *testing.T) {
	schema := compile(t, "breakwater.schema.json")
	places := map[string][]string{
		"scopes: {plant: {same_as: [%s]}}": {
			"cluster:plant", "cluster:", "terraform:lkc-1", "strimzi:kafka/plant", "strimzi:plant", "strimzi:a/b/c", "bootstrap:b1.example.com:9092",
			"bootstrap:b1", "bootstrap:b1:9092/x", "plant", "kafka:plant", `""`, "1", "[a]",
		},
		"scopes: {plant: {files: [%s]}}": {`"plant/**"`, `"*.yaml"`, "a", `"!a"`, `"/a"`, `"a[b]"`, `"{a,b}"`, `""`, "[a]"},
		"exclude: [%s]":                  {`"**/generated"`, "old", `"!old"`, `"/old"`, `"a\\b"`, `""`},
		"scopes: {%s: {files: [a]}}":     {"plant", "plant-1.eu_west", `"a b"`, `"a/b"`, `""`},
		"scopes: {plant: %s}":            {"{files: [a]}", "{}", "{file: [a]}", "[a]", "a"},
		"policy: %s":                     {"policy.yaml", "{profile: strict}", "{profile: lax}", `""`, "[a]", "{}"},
		"%s: {}":                         {"policy", "scopes", "clusters", "watch", "scope", "exclude"},
	}
	for place, values := range places {
		for _, value := range values {
			text := []byte(fmt.Sprintf(place, value))
			_, err := config.Parse("breakwater.yaml", text, policytest.Rules())
			if invalid := validate(schema, text); (err == nil) != (invalid == nil) {
				t.Errorf("%s\nreader: %v\nschema: %v", text, err, invalid)
			}
		}
	}
}

func TestShapes(t *testing.T) {
	for name, c := range map[string]struct {
		got  object
		want string
	}{
		"a mapping":           {mapping(object{"a": object{}}), `{"additionalProperties":false,"properties":{"a":{}},"type":"object"}`},
		"with a required key": {mapping(object{"a": object{}}, "a"), `{"additionalProperties":false,"properties":{"a":{}},"required":["a"],"type":"object"}`},
		"a list":              {list(ref("x")), `{"items":{"$ref":"#/$defs/x"},"minItems":1,"type":"array","uniqueItems":true}`},
		"words":               {enum("a", "b"), `{"enum":["a","b"]}`},
		"one of several":      {anyOf(enum(1), pattern("x")), `{"anyOf":[{"enum":[1]},{"pattern":"x","type":"string"}]}`},
		"at least":            {atLeast(1), `{"minimum":1,"type":"integer"}`},
		"described":           {described(object{"type": "string"}, "What it is."), `{"description":"What it is.","type":"string"}`},
		"a list of words":     {commaList([]string{"a.b", "c"}), `{"pattern":"^( *(a\\.b|c)( *, *(a\\.b|c))* *)?$","type":"string"}`},
		"a bound":             {bound(object{}), `{"additionalProperties":false,"if":{"required":["one_of"]},"minProperties":1,"properties":{},"then":{"maxProperties":1},"type":"object"}`},
	} {
		got, err := json.Marshal(c.got)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %s (%v), want %s", name, got, err, c.want)
		}
	}
}

func TestAmountsInWords(t *testing.T) {
	for want, p := range map[string]rule.Param{
		"1 MiB": {Default: 1 << 20, Unit: rule.Size}, "1 d": {Default: 86400000, Unit: rule.Period}, "86400000": {Default: 86400000}, "0": {},
	} {
		if got := inWords(p); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
