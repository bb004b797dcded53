package rulestest

import (
	"bytes"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/breakwaterhq/breakwater/internal/finding"
	jsonreport "github.com/breakwaterhq/breakwater/internal/report/json"
	"github.com/breakwaterhq/breakwater/schemas"
)

// resultSchema is compiled once: every run of every test is held against it.
var resultSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemas.Result))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("result.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("result.json")
})

// ValidJSON fails the test if a document is not breakwater.result/v1.
func ValidJSON(t testing.TB, document []byte) {
	t.Helper()
	schema, err := resultSchema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatalf("not JSON: %v\n%s", err, document)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("not breakwater.result/v1: %v\n%s", err, document)
	}
}

// validResult holds a result, as JSON, against the published schema.
func validResult(t testing.TB, r *finding.Result) {
	t.Helper()
	var b bytes.Buffer
	if err := (jsonreport.Writer{}).Write(&b, r, nil); err != nil {
		t.Fatal(err)
	}
	ValidJSON(t, b.Bytes())
}
