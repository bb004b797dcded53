package ledger

import (
	"bytes"
	"errors"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/breakwaterhq/breakwater/internal/ledger"
	"github.com/breakwaterhq/breakwater/schemas"
)

func TestJSONFollowsItsSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemas.Ledger))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("ledger.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("ledger.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]*Document{
		"a loss":          cut(),
		"nothing":         {Command: "ledger verify"},
		"a whole topic":   {Command: "ledger verify", Summary: ledger.Summary{Gaps: []ledger.Gap{{Topic: "orders", Partition: -1, Err: errors.New("no")}}}},
		"a dry run":       {Command: "ledger replay", Replay: &Replay{DryRun: true, Lost: 3, Sent: 3, Left: 3}},
		"another command": {Command: "lint"},
	} {
		var b bytes.Buffer
		if err := JSON(&b, d); err != nil {
			t.Fatal(err)
		}
		got, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(got); (err != nil) != (d.Command == "lint") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
