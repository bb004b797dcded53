package text

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/reporttest"
)

var update = flag.Bool("update", false, "write the golden files")

func written(t *testing.T, w Writer, r *finding.Result) string {
	t.Helper()
	var b bytes.Buffer
	if err := w.Write(&b, r, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTextIsAsTheGoldenFile(t *testing.T) {
	const golden = "testdata/result.txt"
	got := written(t, Writer{}, reporttest.Result())
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got != string(want) {
		t.Errorf("differs from %s (%v); look at it, and run go test -update:\n%s", golden, err, got)
	}
}

func TestColourIsOnlyAroundTheSameText(t *testing.T) {
	coloured := written(t, Writer{Colour: true}, reporttest.Result())
	plain := written(t, Writer{}, reporttest.Result())
	for _, code := range []string{"1", "2", "32", "33", "1;31", "1;33", "1;36", "0"} {
		coloured = strings.ReplaceAll(coloured, "\x1b["+code+"m", "")
	}
	if coloured != plain {
		t.Errorf("without its colours:\n%q\nplain:\n%q", coloured, plain)
	}
}

func TestAFileCannotWriteToTheTerminal(t *testing.T) {
	r := reporttest.Result()
	r.Texts["topics/iot.yaml"] = model.LinesOf([]byte("\n\n\n\n\n\x1b]0;owned\x07      segment.bytes: 1048576\n"))
	if got := written(t, Writer{}, r); strings.ContainsAny(got, "\x1b\x07") {
		t.Errorf("control characters reach the terminal: %q", got)
	}
}

func TestTheCaretStandsUnderTheValue(t *testing.T) {
	for name, c := range map[string]struct {
		line   string
		column int
		value  string
		want   string
	}{
		"plain":            {"segment.bytes: 1048576", 16, "1048576", "               ^^^^^^^"},
		"behind a tab":     {"\tsegment.bytes: 1", 17, "1", "\t               ^"},
		"quoted":           {`a: "1048576"`, 4, "1048576", "   ^^^^^^^^"},
		"wider characters": {"größe: 12", 8, "12", "       ^^"},
		"no such evidence": {"key: word rest", 6, "other", "     ^^^^"},
		"past the end":     {"short", 99, "x", "     ^"},
	} {
		f := finding.Finding{Origin: model.AtFile("f", 1, c.column), Evidence: []finding.Evidence{{Value: c.value, Origin: model.AtFile("f", 1, c.column)}}}
		r := &finding.Result{Findings: []finding.Finding{f}, Texts: map[string]model.Lines{"f": model.LinesOf([]byte(c.line))}}
		var carets string
		for line := range strings.Lines(written(t, Writer{}, r)) {
			if after, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), "      | "); ok {
				carets = after
			}
		}
		if carets != c.want {
			t.Errorf("%s: got %q, want %q", name, carets, c.want)
		}
	}
}

func TestALongLineIsCutAroundTheValue(t *testing.T) {
	line := strings.Repeat("ä", 3000) + `"v":1048576` + strings.Repeat("x", 3000)
	at := model.AtFile("f", 1, 3000+5)
	r := &finding.Result{
		Findings: []finding.Finding{{Origin: at, Evidence: []finding.Evidence{{Value: "1048576", Origin: at}}}},
		Texts:    map[string]model.Lines{"f": model.LinesOf([]byte(line))},
	}
	got := written(t, Writer{}, r)
	if !strings.Contains(got, "1048576") || !strings.Contains(got, "^^^^^^^") || len(got) > 1500 {
		t.Errorf("%d bytes:\n%s", len(got), got)
	}
}

func TestTheVerdictNeverCallsUnknownHealthy(t *testing.T) {
	for name, c := range map[string]struct {
		result *finding.Result
		want   string
	}{
		"all is well":   {&finding.Result{Checked: map[model.Kind]int{model.KindTopic: 1}}, "No findings; checked 1 topic.\n"},
		"nothing there": {&finding.Result{Ignored: make([]finding.Ignored, 2)}, "No Kafka configuration here; checked nothing; 2 files ignored.\n"},
		"one check open": {
			&finding.Result{Checked: map[model.Kind]int{model.KindTopic: 2}, Skipped: []finding.Skip{{Rule: "a/b", Needs: "x", Reason: "y"}}},
			"No findings; checked 2 topics; 1 check not judged, because values are not known.\n",
		},
		"templates": {
			&finding.Result{Ignored: []finding.Ignored{{File: "a", Reason: "a template: lint it"}, {File: "b", Reason: "a template: lint it"}}},
			"No Kafka configuration here; checked nothing; 2 files ignored (2 of them templates, as a: lint their rendered output).\n",
		},
	} {
		got := written(t, Writer{}, c.result)
		if last := got[strings.LastIndex(strings.TrimRight(got, "\n"), "\n")+1:]; last != c.want {
			t.Errorf("%s: got %q, want %q", name, last, c.want)
		}
	}
}

func TestManySkipsOfOneReasonAreOneParagraph(t *testing.T) {
	r := &finding.Result{}
	for i := range 1000 {
		subject := model.Subject{Kind: model.KindTopic, Name: fmt.Sprintf("t%04d", i)}
		r.Skipped = append(r.Skipped, finding.Skip{Rule: "topic/one", Subject: subject, Needs: "x", Reason: "y", Origin: model.AtFile("f", i+1, 1)})
	}
	got := written(t, Writer{}, r)
	for _, want := range []string{"topic/t0000, topic/t0001, topic/t0002 and 997 more: x is not known: y", "f:1:1, f:2:1, f:3:1 and 997 more", "1000 checks not judged"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%.600s", want, got)
		}
	}
}

func TestWrapBreaksAtWordsAndIndents(t *testing.T) {
	got := wrap(strings.Repeat("word ", 30), "  ")
	for i, line := range strings.Split(got, "\n") {
		if len(line) > 103 || i > 0 && !strings.HasPrefix(line, "  word") {
			t.Errorf("line %d: %q", i, line)
		}
	}
}
