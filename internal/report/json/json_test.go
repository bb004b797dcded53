package json

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/report/reporttest"
	"github.com/breakwaterhq/breakwater/schemas"
)

var update = flag.Bool("update", false, "write the golden files")

func written(t *testing.T, r *finding.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := (Writer{}).Write(&b, r, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestJSONIsAsTheGoldenFile(t *testing.T) {
	const golden = "testdata/result.json"
	got := written(t, reporttest.Result())
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("differs from %s (%v): scripts read this; look at it, and run go test -update:\n%s", golden, err, got)
	}
}

func TestJSONFollowsItsSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemas.Result))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("result.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("result.json")
	if err != nil {
		t.Fatal(err)
	}
	results := map[string]*finding.Result{"full": reporttest.Result(), "empty": {Command: "lint"}}
	for _, w := range reporttest.Worlds() {
		results[w.Name] = w.Result
	}
	for name, r := range results {
		got, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, r)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if schema.Validate(map[string]any{"schema": "breakwater.result/v1"}) == nil {
		t.Error("the schema accepts a document without findings")
	}
}

func TestSubjectsCarryTheirClusterOnlyWhereThereAreSeveral(t *testing.T) {
	r := reporttest.Result()
	if got := written(t, r); bytes.Contains(got, []byte("plant:topic/iot")) {
		t.Error("one cluster, and it is printed")
	}
	r.Scopes = 2
	if got := written(t, r); !bytes.Contains(got, []byte(`"plant:topic/a%2Fb%3Ac"`)) {
		t.Errorf("two clusters, and the subject does not say which:\n%s", got)
	}
}
