package json

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/reporttest"
)

func decoded(t *testing.T, r *finding.Result) document {
	t.Helper()
	var d document
	if err := json.Unmarshal(written(t, r), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func one(f finding.Finding) *finding.Result {
	if f.Rule == "" {
		f.Rule, f.Severity, f.Subject = "topic/x", finding.Error, model.Subject{Kind: model.KindTopic, Name: "iot"}
	}
	return &finding.Result{Command: "lint", Findings: []finding.Finding{f}}
}

// TestNoListIsNull: jq '.findings[]' fails on null and not on [].
func TestNoListIsNull(t *testing.T) {
	for name, r := range map[string]*finding.Result{"empty": {Command: "lint"}, "a finding without evidence": one(finding.Finding{})} {
		if got := string(written(t, r)); strings.Contains(got, "null") {
			t.Errorf("%s:\n%s", name, got)
		}
	}
	var raw map[string]any
	if err := json.Unmarshal(written(t, &finding.Result{Command: "lint"}), &raw); err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"findings", "skipped", "gaps", "ignored"} {
		if _, ok := raw[list].([]any); !ok {
			t.Errorf("%s is %v", list, raw[list])
		}
	}
	if _, ok := raw["summary"].(map[string]any)["checked"].(map[string]any); !ok {
		t.Error("summary.checked is no object")
	}
}

// TestWhatIsNotKnownIsLeftOut: an empty field would read as a value.
func TestWhatIsNotKnownIsLeftOut(t *testing.T) {
	for name, c := range map[string]struct {
		r      *finding.Result
		absent []string
	}{
		"no target": {&finding.Result{Command: "lint"}, []string{`"kafka"`}},
		"no origin": {one(finding.Finding{}), []string{`"origin"`, `"fix"`, `"causedBy"`}},
		"a file":    {one(finding.Finding{Origin: model.Origin{File: "f"}}), []string{`"line"`, `"column"`, `"address"`}},
		"a line":    {one(finding.Finding{Origin: model.AtFile("f", 3, 0)}), []string{`"column"`, `"address"`}},
		"a gap":     {&finding.Result{Command: "lint", Gaps: []model.Gap{{Why: model.Denied}}}, []string{`"origin"`}},
	} {
		got := string(written(t, c.r))
		for _, field := range c.absent {
			if strings.Contains(got, field) {
				t.Errorf("%s: has %s:\n%s", name, field, got)
			}
		}
	}
}

func TestTheSummaryCounts(t *testing.T) {
	r := reporttest.Result()
	r.Baselined, r.Suppressed = 3, 4
	r.Findings = append(r.Findings, r.Findings[0], r.Findings[0], r.Findings[1])
	r.Checked[model.KindVoter], r.Checked[model.KindObject] = 5, 6
	got := decoded(t, r).Summary
	if got.Error != 3 || got.Warning != 2 || got.Info != 1 || got.Skipped != 2 || got.Suppressed != 4 || got.Baselined != 3 {
		t.Errorf("got %+v", got)
	}
	for kind, n := range map[string]int{"topics": 2, "brokers": 1, "files": 3, "voters": 5, "objects": 6} {
		if got.Checked[kind] != n {
			t.Errorf("checked %d %s, want %d", got.Checked[kind], kind, n)
		}
	}
	if len(got.Checked) != 5 {
		t.Errorf("checked %v", got.Checked)
	}
}

func TestEveryFieldHasItsValue(t *testing.T) {
	at := model.Origin{File: "plan.json", Line: 3, Column: 7, Address: "kafka_topic.iot"}
	f := finding.Finding{
		Rule: "topic/x", Severity: finding.Warning, Subject: model.Subject{Kind: model.KindTopic, Name: "iot"}, Discriminator: "retention.ms",
		Message: "the message", Fix: "the fix", CausedBy: "0123456789abcdef0123456789abcdef", Origin: at,
		Evidence: []finding.Evidence{{Name: "retention.ms", Value: "-1", Origin: at}, {Name: "b", Value: "", Origin: model.DefaultOf("Kafka 4.1.2")}},
	}
	got := decoded(t, one(f)).Findings[0]
	if got.Rule != "topic/x" || got.Severity != "warning" || got.Subject != "topic/iot" || got.Message != "the message" ||
		got.Fix != "the fix" || got.CausedBy != f.CausedBy || got.Fingerprint != f.Fingerprint() {
		t.Errorf("got %+v", got)
	}
	if *got.Origin != (originJSON{"plan.json", 3, 7, "kafka_topic.iot"}) {
		t.Errorf("origin %+v", *got.Origin)
	}
	if got.Evidence[0] != (evidenceJSON{"retention.ms", "-1", "plan.json:3:7"}) || got.Evidence[1] != (evidenceJSON{"b", "", "default of Kafka 4.1.2"}) {
		t.Errorf("evidence %+v", got.Evidence)
	}
}

// TestTextsComeBackAsTheyWere: a program compares them.
func TestTextsComeBackAsTheyWere(t *testing.T) {
	for name, text := range map[string]string{
		"several lines":  "a\nb\r\n\tc",
		"quotes":         `"a" \ 'b'`,
		"not escaped":    "a < b && c > d",
		"unicode":        "größe ≥ 値 🙂 \u2028",
		"control":        "\x1b[31m\x00\x07",
		"very long":      strings.Repeat("x", 1<<20),
		"a Windows path": `C:\kafka\config\server.properties`,
		"empty":          "",
	} {
		t.Run(name, func(t *testing.T) {
			f := finding.Finding{Message: text, Fix: text, Origin: model.AtFile(text, 1, 1), Evidence: []finding.Evidence{{Name: text, Value: text, Origin: model.Origin{Address: text}}}}
			got := decoded(t, one(f)).Findings[0]
			if got.Message != text || got.Fix != text || got.Origin.File != text || got.Evidence[0] != (evidenceJSON{text, text, text}) {
				t.Errorf("a text is another:\n%.300q", got.Message)
			}
		})
	}
	if got := string(written(t, one(finding.Finding{Message: "a < b && c"}))); !strings.Contains(got, "a < b && c") {
		t.Errorf("people read it, too, and HTML's signs are escaped:\n%s", got)
	}
}

// TestTextThatIsNoUnicode: JSON must be valid whatever a file holds.
func TestTextThatIsNoUnicode(t *testing.T) {
	f := finding.Finding{Message: "a\xffb", Evidence: []finding.Evidence{{Name: "\xc3", Value: "\xed\xa0\x80"}}}
	got := written(t, one(f))
	if !utf8.Valid(got) || decoded(t, one(f)).Findings[0].Message != "a\ufffdb" {
		t.Errorf("got %q", got)
	}
}

// TestEvidenceIsNeverCut: the text report cuts it, and points here.
func TestEvidenceIsNeverCut(t *testing.T) {
	f := finding.Finding{Evidence: make([]finding.Evidence, 150)}
	if got := len(decoded(t, one(f)).Findings[0].Evidence); got != 150 {
		t.Errorf("%d values of 150", got)
	}
}

func TestGapsAndSkips(t *testing.T) {
	d := decoded(t, reporttest.Result())
	if len(d.Gaps) != 2 || len(d.Skipped) != 2 || len(d.Ignored) != 2 {
		t.Fatalf("%d gaps, %d skips, %d ignored", len(d.Gaps), len(d.Skipped), len(d.Ignored))
	}
	gap := d.Gaps[0]
	if *gap.Origin != (originJSON{File: "bad file.yaml", Line: 3, Column: 1}) {
		t.Errorf("origin %+v", gap.Origin)
	}
	gap.Origin = nil
	if gap != (gapJSON{"documents", "file/bad file.yaml", "malformed", "is not valid YAML: found a tab", false, nil}) {
		t.Errorf("got %+v", gap)
	}
	if d.Gaps[1] != (gapJSON{"quorum", "cluster", "unsupported", "the platform does not show it", true, nil}) {
		t.Errorf("got %+v", d.Gaps[1])
	}
	if d.Skipped[1] != (skipJSON{"topic/two", "topic/iot", "retention.ms", "${RETENTION} is filled in when it is deployed"}) {
		t.Errorf("got %+v", d.Skipped[1])
	}
	if d.Ignored[0] != (ignoredJSON{"README.md", "not a Kafka configuration"}) {
		t.Errorf("got %+v", d.Ignored[0])
	}
}

// TestTheDocumentIsOneAndEndsInALine, so that several can be written one after
// the other.
func TestTheDocumentIsOneAndEndsInALine(t *testing.T) {
	got := string(written(t, reporttest.Result()))
	if !strings.HasPrefix(got, "{\n  \"schema\": \"breakwater.result/v1\",\n  \"command\": \"lint\",") || !strings.HasSuffix(got, "\n}\n") || strings.HasSuffix(got, "\n\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestAWriterThatFailsIsTold(t *testing.T) {
	if err := (Writer{}).Write(failing{}, reporttest.Result(), nil); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

var errFull = errors.New("no space left")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }
