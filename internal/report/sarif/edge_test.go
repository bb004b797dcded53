package sarif

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/reporttest"
)

// runOf is the one run of a result, which must follow the schema.
func runOf(t *testing.T, r *finding.Result) run {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	text := written(t, r)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("does not follow the schema: %v", err)
	}
	var got log
	if err := json.Unmarshal(text, &got); err != nil || len(got.Runs) != 1 {
		t.Fatalf("%d runs, %v", len(got.Runs), err)
	}
	return got.Runs[0]
}

func one(f finding.Finding) *finding.Result {
	f.Rule, f.Severity, f.Subject = "topic/hint", finding.Error, model.Subject{Kind: model.KindTopic, Name: "iot"}
	return &finding.Result{Command: "lint", Findings: []finding.Finding{f}}
}

func TestWhereAFindingIs(t *testing.T) {
	at := func(line, column int) model.Origin { return model.AtFile("f", line, column) }
	for name, c := range map[string]struct {
		at       model.Origin
		evidence []finding.Evidence
		want     region
	}{
		"a value":              {at(3, 7), []finding.Evidence{{Value: "1048576", Origin: at(3, 7)}}, region{3, 7, 14}},
		"wider characters":     {at(3, 7), []finding.Evidence{{Value: "größe", Origin: at(3, 7)}}, region{3, 7, 12}},
		"an empty value":       {at(3, 7), []finding.Evidence{{Value: "", Origin: at(3, 7)}}, region{3, 7, 0}},
		"a value of two lines": {at(3, 7), []finding.Evidence{{Value: "a\nb", Origin: at(3, 7)}}, region{3, 7, 0}},
		"and with CR":          {at(3, 7), []finding.Evidence{{Value: "a\rb", Origin: at(3, 7)}}, region{3, 7, 0}},
		"the value elsewhere":  {at(3, 7), []finding.Evidence{{Value: "12", Origin: at(4, 7)}}, region{3, 7, 0}},
		"the second value":     {at(4, 7), []finding.Evidence{{Value: "1", Origin: at(3, 7)}, {Value: "123", Origin: at(4, 7)}}, region{4, 7, 10}},
		"no evidence":          {at(3, 7), nil, region{3, 7, 0}},
		"no column":            {at(3, 0), []finding.Evidence{{Value: "12", Origin: at(3, 0)}}, region{3, 0, 0}},
		"a file alone":         {at(0, 0), nil, region{1, 0, 0}}, // a region must have a line
		"nowhere":              {model.Origin{}, nil, region{}},
		"on a running cluster": {model.Origin{Address: "metadata of broker 1"}, nil, region{}},
	} {
		t.Run(name, func(t *testing.T) {
			got := runOf(t, one(finding.Finding{Origin: c.at, Evidence: c.evidence})).Results[0]
			if len(got.Locations) != 1 || got.Locations[0].Physical.Region != c.want {
				t.Errorf("got %+v, want %+v", got.Locations, c.want)
			}
		})
	}
}

// TestEvidenceBecomesRelatedLocations, if an author wrote it: a default has no
// place to go to.
func TestEvidenceBecomesRelatedLocations(t *testing.T) {
	got := runOf(t, one(finding.Finding{Evidence: []finding.Evidence{
		{Name: "a", Value: "1", Origin: model.AtFile("f", 2, 3)},
		{Name: "b", Value: "2", Origin: model.DefaultOf("Kafka 4.1.2")},
		{Name: "c", Value: "3", Origin: model.Origin{Address: "kafka_topic.iot"}},
		{Name: "d", Value: "x\ny", Origin: model.AtFile("g h", 5, 6)},
		{Name: "e", Value: "", Origin: model.AtFile("f", 7, 8)},
	}})).Results[0].Related
	want := []location{
		{ID: 1, Physical: physical{artifact{"f"}, region{2, 3, 4}}, Message: &text{"a = 1"}},
		{ID: 2, Physical: physical{artifact{"g%20h"}, region{5, 6, 0}}, Message: &text{"d = x\ny"}},
		{ID: 3, Physical: physical{artifact{"f"}, region{7, 8, 0}}, Message: &text{"e = "}},
	}
	if len(got) != len(want) {
		t.Fatalf("%d related locations, want %d: %+v", len(got), len(want), got)
	}
	for i := range want {
		if got[i].ID != want[i].ID || got[i].Physical != want[i].Physical || got[i].Message == nil || *got[i].Message != *want[i].Message {
			t.Errorf("location %d: got %+v %+v, want %+v %+v", i, got[i], got[i].Message, want[i], want[i].Message)
		}
	}
}

// TestPathsAreReferencesThatLeadBack: what a code host resolves must be the
// file again, and never a scheme of its own.
func TestPathsAreReferencesThatLeadBack(t *testing.T) {
	for _, path := range []string{
		"a.yaml", "a/b.yaml", "a b.yaml", "größe/値.yaml", "100%.yaml", "a#b?c.yaml", "c:x.yaml", "C:/kafka/x.yaml", "http:/x", "a&b=c.yaml",
		`back\slash.yaml`, "<stdin>", "../up.yaml", ".hidden/x.yaml", "a:b/c:d.yaml", "[1].yaml", "/abs/o lute.yaml", "/a:b",
	} {
		u, err := url.Parse(uri(path))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		absolute := strings.HasPrefix(path, "/")
		if got := strings.TrimPrefix(u.Path, "./"); got != path || u.RawQuery != "" || u.Fragment != "" || u.Host != "" {
			t.Errorf("%s: %s leads to %q", path, uri(path), got)
		}
		if (u.Scheme == "file") != absolute || u.Scheme != "" && !absolute {
			t.Errorf("%s: %s has the scheme %q", path, uri(path), u.Scheme)
		}
	}
	if got := uri("./a.yaml"); got != "a.yaml" {
		t.Errorf("./a.yaml is %s, which is another file to a code host", got)
	}
}

func TestSeveritiesBecomeLevels(t *testing.T) {
	for severity, want := range map[finding.Severity]string{finding.Error: "error", finding.Warning: "warning", finding.Info: "note", finding.None: "note"} {
		if got := level(severity); got != want {
			t.Errorf("%s: got %s, want %s", severity, got, want)
		}
	}
}

// TestAFindingHasItsOwnSeverity: a policy may have changed the rule's.
func TestAFindingHasItsOwnSeverity(t *testing.T) {
	r := runOf(t, one(finding.Finding{}))
	if got := r.Results[0].Level; got != "error" {
		t.Errorf("the level of the result is %s", got)
	}
	if got := r.Tool.Driver.Rules[0].Configuration.Level; got != "note" {
		t.Errorf("the level of its rule is %s", got)
	}
}

func TestTheMessageHasTheFix(t *testing.T) {
	for fix, want := range map[string]string{"": "it is wrong", "set a=1": "it is wrong\n\nFix: set a=1", "a\nb": "it is wrong\n\nFix: a\nb"} {
		if got := runOf(t, one(finding.Finding{Message: "it is wrong", Fix: fix})).Results[0].Message.Text; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestOnlyRulesThatFoundSomethingAreDescribed, each once, in the order of the
// rules.
func TestOnlyRulesThatFoundSomethingAreDescribed(t *testing.T) {
	r := reporttest.Result()
	r.Findings = append(r.Findings, r.Findings[0], r.Findings[1])
	got := runOf(t, r)
	var ids []string
	for _, d := range got.Tool.Driver.Rules {
		ids = append(ids, d.ID)
	}
	if strings.Join(ids, " ") != "topic/batch-exceeds-segment topic/retention-unbounded topic/hint" {
		t.Errorf("described are %q", ids)
	}
	for i, one := range got.Results {
		if ids[one.RuleIndex] != one.RuleID {
			t.Errorf("result %d of %s has the index of %s", i, one.RuleID, ids[one.RuleIndex])
		}
	}
}

func TestTheFingerprintIsThatOfJSON(t *testing.T) {
	f := reporttest.Result().Findings[0]
	got := runOf(t, reporttest.Result()).Results[0].Fingerprints
	if len(got) != 1 || got["breakwater/v1"] != f.Fingerprint() {
		t.Errorf("got %v, want %s", got, f.Fingerprint())
	}
}

func TestWhatCouldNotBeJudgedIsANoteAndNoFailure(t *testing.T) {
	r := reporttest.Result()
	r.Gaps = nil
	got := runOf(t, r).Invocations[0]
	if !got.Successful || len(got.Notifications) != 2 {
		t.Fatalf("got %+v", got)
	}
	n := got.Notifications[0]
	if n.Level != "note" || n.Message.Text != "not judged: topic/one of topic/iot: retention.ms is not known: ${RETENTION} is filled in when it is deployed" ||
		n.Locations[0].Physical.Region.StartLine != 7 {
		t.Errorf("got %+v", n)
	}
}

func TestASubjectIsALogicalLocation(t *testing.T) {
	r := reporttest.Result()
	for scopes, want := range map[int]string{1: "topic/iot", 2: "plant:topic/iot"} {
		r.Scopes = scopes
		if got := runOf(t, r).Results[0].Locations[0].Logical; len(got) != 1 || got[0].FullyQualifiedName != want {
			t.Errorf("%d scopes: got %v, want %s", scopes, got, want)
		}
	}
}

func TestWhatCouldNotBeReadIsANotification(t *testing.T) {
	got := runOf(t, reporttest.Result()).Invocations
	if len(got) != 1 || got[0].Successful || len(got[0].Notifications) != 3 {
		t.Fatalf("got %+v: want the file, and not what was announced", got)
	}
	n := got[0].Notifications[0]
	if n.Level != "error" || n.Message.Text != "is not valid YAML: found a tab" || n.Locations[0].Physical != (physical{artifact{"bad%20file.yaml"}, region{3, 1, 0}}) {
		t.Errorf("got %+v", n)
	}
	scope := model.Subject{Kind: model.KindBroker, Name: "2"}
	nowhere := runOf(t, &finding.Result{Gaps: []model.Gap{{Fact: model.FactLogDirs, Scope: scope, Detail: "no connection", Why: model.Unreachable}}}).Invocations[0]
	if nowhere.Successful || nowhere.Notifications[0].Locations != nil || nowhere.Notifications[0].Message.Text != "not checked: log directories of broker/2: no connection" {
		t.Errorf("got %+v", nowhere)
	}
}

// TestAFindingOnARunningClusterHasNoFile: an empty URI is no file, and code
// hosts refuse it.
func TestAFindingOnARunningClusterHasNoFile(t *testing.T) {
	r := one(finding.Finding{Message: "broker 2 refuses connections", Evidence: []finding.Evidence{{Name: "answer", Value: "refused", Origin: model.Origin{Address: "10.0.0.2:9092"}}}})
	got := runOf(t, r).Results[0]
	if len(got.Locations) != 1 || got.Locations[0].Physical != (physical{}) || got.Locations[0].Logical[0].FullyQualifiedName != "topic/iot" {
		t.Errorf("got %+v", got.Locations)
	}
	if text := string(written(t, r)); strings.Contains(text, `"uri"`) || strings.Contains(text, "physicalLocation") {
		t.Errorf("got\n%s", text)
	}
}

func TestTheToolIsNamed(t *testing.T) {
	var b bytes.Buffer
	if err := (Writer{}).Write(&b, &finding.Result{}, nil); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); strings.Contains(got, `"version": ""`) || !strings.Contains(got, `"name": "breakwater"`) || !strings.Contains(got, `"results": []`) || !strings.Contains(got, `"rules": []`) {
		t.Errorf("got\n%s", got)
	}
	if got := runOf(t, &finding.Result{}).Tool.Driver.Version; got != "1.2.3" {
		t.Errorf("the version is %q", got)
	}
}

// TestHostileTextIsStillADocument that follows the schema.
func TestHostileTextIsStillADocument(t *testing.T) {
	for name, text := range map[string]string{
		"control": "\x00\x1b[31m\n", "no unicode": "\xff\xfe", "HTML": "<script>&</script>", "very long": strings.Repeat("x", 1<<18), "empty": "",
	} {
		t.Run(name, func(t *testing.T) {
			f := finding.Finding{Message: text, Fix: text, Origin: model.AtFile("f"+text, 1, 1), Evidence: []finding.Evidence{{Name: text, Value: text, Origin: model.AtFile("f"+text, 1, 1)}}}
			r := one(f)
			r.Gaps = []model.Gap{{Detail: text, Origin: f.Origin}}
			if got := len(runOf(t, r).Results); got != 1 {
				t.Errorf("%d results", got)
			}
		})
	}
}

func TestAWriterThatFailsIsTold(t *testing.T) {
	if err := (Writer{}).Write(failing{}, reporttest.Result(), reporttest.Rules()); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

var errFull = errors.New("no space left")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }
