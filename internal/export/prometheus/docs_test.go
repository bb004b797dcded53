package prometheus

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/client/metrics"
)

var update = flag.Bool("update", false, "write docs/client-metrics.md")

const (
	page    = "../../../docs/client-metrics.md"
	example = "../../../client/metrics/prometheus/example_test.go"
	intro   = "page.md" // what stands above the tables
)

// TestDocs generates docs/client-metrics.md with -update, and holds it against the code.
func TestDocs(t *testing.T) {
	head, err := os.ReadFile("testdata/" + intro)
	if err != nil {
		t.Fatal(err)
	}
	want := string(head) + seriesTable() + alertsTable()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(page); err != nil || string(got) != want {
		t.Errorf("docs/client-metrics.md is stale. Run: go test ./internal/export/prometheus -run TestDocs -update (%v)", err)
	}
}

func seriesTable() string {
	out := "\n## Series\n\n| series | OpenTelemetry | type | labels | what it is |\n|---|---|---|---|---|\n"
	for _, f := range metrics.Families() {
		name := "`" + f.Name + "`"
		if f.Kind == metrics.Histogram {
			name = fmt.Sprintf("`%s.records` (attribute `le`), `%s.sum`", f.Name, f.Name)
		}
		out += fmt.Sprintf("| `%s` | %s | %s | %s | %s |\n", f.Prometheus(), name, f.Kind, strings.Join(f.Labels, ", "), f.Help)
	}
	return out
}

func alertsTable() string {
	out := "\n## Alerts\n\n| alert | severity | fires when | what then |\n|---|---|---|---|\n"
	for _, r := range rules(Default()) {
		when := "`" + strings.ReplaceAll(strings.ReplaceAll(r.Expr, "\n", " "), "|", `\|`) + "`"
		if r.For != "" {
			when += " for " + r.For
		}
		out += fmt.Sprintf("| %s | %s | %s | %s |\n", r.Alert, r.Labels["severity"], when, r.Annotations["description"])
	}
	return out
}

var series = regexp.MustCompile(`breakwater_client_[a-z_]+`)

// TestAlertsNameSeries that there are: an alert on another one never fires. So do the
// sentences of the alerts, and the page.
func TestAlertsNameSeries(t *testing.T) {
	names := map[string]bool{}
	for _, f := range metrics.Families() {
		names[f.Prometheus()] = true
	}
	head, err := os.ReadFile("testdata/" + intro)
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{string(head)}
	for _, r := range rules(Default()) {
		texts = append(texts, r.Expr, r.Annotations["summary"], r.Annotations["description"])
		if r.Annotations["summary"] == "" || r.Annotations["description"] == "" {
			t.Errorf("%s says nothing", r.Alert)
		}
	}
	named := 0
	for _, text := range texts {
		for _, name := range series.FindAllString(text, -1) {
			named++
			if base := strings.TrimSuffix(name, "_bucket"); !names[base] {
				t.Errorf("%s is named, and no series", name)
			}
		}
	}
	if named < 20 {
		t.Errorf("only %d series are named", named)
	}
}

// TestThePageShowsWhatRuns: each line of Go stands in the example of the module.
func TestThePageShowsWhatRuns(t *testing.T) {
	head, err := os.ReadFile("testdata/" + intro)
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(head), -1)
	for _, b := range blocks {
		for line := range strings.Lines(b[1]) {
			if !strings.Contains(string(code), strings.TrimSpace(line)) {
				t.Errorf("the page shows %q, which is not in the example", line)
			}
		}
	}
	if len(blocks) == 0 {
		t.Error("the page shows no Go")
	}
}
