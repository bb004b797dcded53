package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

func TestTheFilesAreUpToDate(t *testing.T) {
	for name, schema := range schemas(rules.All()) {
		want, err := encode(schema)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("..", "..", "schemas", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("schemas/%s is not what the catalogue and the rules say (%v). Run: make generate", name, err)
		}
	}
}

func TestWriteMakesTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := write(dir); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 3 {
		t.Errorf("got %d files, %v", len(files), err)
	}
}

func TestWriteSaysWhatItCannotWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := write(filepath.Join(file, "below")); err == nil {
		t.Error("a folder below a file is written")
	}
}

// compile is one of the schemas, for the rules that testdata is written for.
func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	text, err := encode(schemas(policytest.Rules())[name])
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// validate judges a YAML text as an editor would.
func validate(schema *jsonschema.Schema, text []byte) error {
	d := yaml.NewDecoder(bytes.NewReader(text))
	var value any
	if err := d.Decode(&value); err != nil {
		return err
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	if err != nil {
		return err
	}
	return schema.Validate(doc)
}

// notExpressible are the mistakes that a JSON Schema does not see: those
// between two values, and those about how a value is written.
var notExpressible = map[string]bool{
	"policy/target-ten.yaml":             true, // 4.10 without quotes is 4.1 to every other reader
	"policy/target-no-minor.yaml":        true, // 4 is 4.0
	"policy/two-documents.yaml":          true,
	"policy/ranges-min-above-max.yaml":   true,
	"policy/ranges-min-out-of-int.yaml":  true,
	"policy/ranges-size-overflow.yaml":   true,
	"policy/ranges-time-order.yaml":      true,
	"policy/rules-patience-long.yaml":    true, // a pattern does not compare
	"config/two-documents.yaml":          true,
	"config/glob-double-star.yaml":       true,
	"config/identity-in-two-scopes.yaml": true,
	"config/clusters-timeout-range.yaml": true, // a pattern does not compare
	"config/watch-range.yaml":            true,
	"config/watch-paces.yaml":            true,
	"config/notify-alike.yaml":           true,
}

func TestTheSchemasAgreeWithTheReaders(t *testing.T) {
	for _, kind := range []struct{ name, schema, dir string }{
		{"policy", "policy.schema.json", "../../internal/policy/testdata"},
		{"config", "breakwater.schema.json", "../../internal/config/testdata"},
	} {
		schema := compile(t, kind.schema)
		for _, c := range policytest.Cases(t, filepath.Join(kind.dir, "good")) {
			t.Run(kind.name+"/good/"+c.Name, func(t *testing.T) {
				if c.Name == "empty.yaml" {
					t.Skip("an empty file has no value to judge")
				}
				if err := validate(schema, c.Text); err != nil {
					t.Errorf("is refused: %v", err)
				}
			})
		}
		for _, c := range policytest.Cases(t, filepath.Join(kind.dir, "bad")) {
			t.Run(kind.name+"/bad/"+c.Name, func(t *testing.T) {
				accepted := validate(schema, c.Text) == nil
				if accepted != notExpressible[kind.name+"/"+c.Name] {
					t.Errorf("accepted: %v", accepted)
				}
			})
		}
	}
}

func TestTopicFiles(t *testing.T) {
	const head = "apiVersion: breakwater/v1\nkind: Topics\n"
	const topic = head + "topics:\n  - name: a\n    config: "
	schema := compile(t, "topics.schema.json")
	for name, c := range map[string]struct {
		text string
		ok   bool
	}{
		"full":                {head + "cluster: plant\ntopics:\n  - {name: iot-telemetry-v2, partitions: 12, replicas: 3, config: {segment.bytes: 1073741824}}\n", true},
		"no topics yet":       {head + "topics: []\n", true},
		"nothing below":       {head + "topics:\n", true},
		"default of cluster":  {head + "topics: [{name: a, partitions: -1, replicas: -1}]", true},
		"placeholders":        {head + "topics: [{name: \"${ENV}-a\", partitions: \"${N}\", config: {retention.ms: \"${RETENTION}\"}}]", true},
		"number as text":      {topic + `{segment.bytes: "1073741824"}`, true},
		"no limit":            {topic + "{retention.ms: -1, retention.bytes: -1}", true},
		"as the broker":       {topic + "{local.retention.ms: -2}", true},
		"older range":         {topic + "{segment.bytes: 1000}", true},
		"older key":           {topic + "{message.downconversion.enable: false}", true},
		"alone beside range":  {topic + "{compression.gzip.level: -1}", true},
		"two policies":        {topic + `{cleanup.policy: "compact, delete"}`, true},
		"no policy":           {topic + `{cleanup.policy: ""}`, true},
		"switch in capitals":  {topic + `{preallocate: "TRUE"}`, true},
		"ratio":               {topic + "{min.cleanable.dirty.ratio: 0.5}", true},
		"format version":      {topic + "{message.format.version: 3.0-IV1}", true},
		"no version":          {"kind: Topics\ntopics: []\n", false},
		"other version":       {"apiVersion: breakwater/v2\nkind: Topics\ntopics: []\n", false},
		"no name":             {head + "topics: [{partitions: 3}]\n", false},
		"name with a space":   {head + "topics: [{name: a b}]\n", false},
		"name of dots":        {head + "topics: [{name: ..}]\n", false},
		"no partitions":       {head + "topics: [{name: a, partitions: 0}]\n", false},
		"too many replicas":   {head + "topics: [{name: a, replicas: 40000}]\n", false},
		"unknown key":         {head + "topics: [{name: a, partition: 3}]\n", false},
		"setting beside":      {head + "topics: [{name: a, retention.ms: 1}]\n", false},
		"unknown setting":     {topic + "{segmnet.bytes: 1}", false},
		"below every range":   {topic + "{segment.bytes: 13}", false},
		"above an int":        {topic + "{segment.bytes: 2147483648}", false},
		"between":             {topic + "{compression.gzip.level: 0}", false},
		"unit":                {topic + "{segment.bytes: 1GiB}", false},
		"unknown codec":       {topic + "{compression.type: brotli}", false},
		"unknown policy":      {topic + "{cleanup.policy: erase}", false},
		"policy as YAML list": {topic + "{cleanup.policy: [compact, delete]}", false},
		"no switch":           {topic + "{preallocate: maybe}", false},
		"internal key":        {topic + "{internal.segment.bytes: 1}", false},
	} {
		t.Run(name, func(t *testing.T) {
			if err := validate(schema, []byte(c.text)); (err == nil) != c.ok {
				t.Errorf("got %v, want accepted: %v", err, c.ok)
			}
		})
	}
}

func TestEveryRuleAndFamilyIsInThePolicySchema(t *testing.T) {
	entries := ruleEntries(rules.All())["properties"].(object)
	for _, r := range rules.All() {
		for _, name := range []string{r.Name, r.Family() + "/*"} {
			if entries[name] == nil {
				t.Errorf("%s is not in the schema", name)
			}
		}
	}
}

func TestTargetsOfTheSchema(t *testing.T) {
	schema := compile(t, "policy.schema.json")
	for target, want := range map[string]bool{
		`"3.3"`: true, `"3.4"`: true, `"3.9"`: true, `"3.9.1"`: true, `"4.0"`: true, "4.0": true, "4.1": true,
		`"3.2"`: false, `"3.10"`: false, `"9.0"`: false, "9.1": false, `"4.1-ccs"`: false, "true": false,
	} {
		if err := validate(schema, []byte("target: "+target)); (err == nil) != want {
			t.Errorf("target %s: got %v, want accepted: %v", target, err, want)
		}
	}
}
