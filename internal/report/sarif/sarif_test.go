package sarif

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/reporttest"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

var update = flag.Bool("update", false, "write the golden files")

func written(t *testing.T, r *finding.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := (Writer{Version: "1.2.3"}).Write(&b, r, reporttest.Rules()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSARIFIsAsTheGoldenFile(t *testing.T) {
	const golden = "testdata/result.sarif"
	got := written(t, reporttest.Result())
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("differs from %s (%v); look at it, and run go test -update:\n%s", golden, err, got)
	}
}

// TestSARIFFollowsThePublishedSchema holds it against the schema that OASIS
// publishes (SARIF 2.1.0 errata 01; testdata/sarif-schema-2.1.0.json is a copy
// of the standard's own file).
func TestSARIFFollowsThePublishedSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	results := map[string]*finding.Result{"full": reporttest.Result(), "empty": {Command: "lint"}}
	for _, w := range reporttest.Worlds() {
		if w.Name != "many-findings" { // the validator takes seconds for what it says of the others
			results[w.Name] = w.Result
		}
	}
	for name, r := range results {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, r)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEveryResultHasARealRegion, or no place in a file at all.
func TestEveryResultHasARealRegion(t *testing.T) {
	var got log
	if err := json.Unmarshal(written(t, reporttest.Result()), &got); err != nil {
		t.Fatal(err)
	}
	first := got.Runs[0].Results[0].Locations[0].Physical
	if want := (region{StartLine: 6, StartColumn: 18, EndColumn: 25}); first.Region != want {
		t.Errorf("region %+v, want %+v", first.Region, want)
	}
	for i, r := range got.Runs[0].Results {
		placed := r.Locations[0].Physical != physical{}
		if placed != (r.RuleID != "topic/hint") || placed && r.Locations[0].Physical.Region.StartLine < 1 || len(r.Fingerprints) == 0 {
			t.Errorf("result %d: code hosts refuse it: %+v", i, r)
		}
		if id := got.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID; id != r.RuleID {
			t.Errorf("result %d: rule %s at the index of %s", i, r.RuleID, id)
		}
	}
}

func TestPathsAreURIs(t *testing.T) {
	for path, want := range map[string]string{
		"a/b.yaml": "a/b.yaml", "a b/ö.yaml": "a%20b/%C3%B6.yaml", "/abs/x": "file:///abs/x", "./x": "x", "a:b.yaml": "a:b.yaml",
	} {
		if path == "a:b.yaml" {
			want = "a:b.yaml" // url.URL writes ./a:b.yaml, so that a: is no scheme
		}
		if got := uri(path); got != want && got != "./"+want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

func TestARunThatCouldNotReadEverythingIsNoSuccess(t *testing.T) {
	gap := model.Gap{Why: model.Unreadable, Detail: "no right to read it"}
	for name, c := range map[string]struct {
		gaps []model.Gap
		want bool
	}{"no gap": {nil, true}, "a gap": {[]model.Gap{gap}, false}, "an announced gap": {[]model.Gap{{Detail: "x", Expected: true}}, true}} {
		if got := notifications(&finding.Result{Gaps: c.gaps}).Successful; got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestARuleWithoutAPageIsAnError(t *testing.T) {
	broken := []*rule.Rule{{Name: "topic/hint", Doc: rule.Doc{FS: os.DirFS("testdata"), File: "none.md"}}}
	if err := (Writer{}).Write(&bytes.Buffer{}, reporttest.Result(), broken); err == nil {
		t.Error("no error")
	}
}
