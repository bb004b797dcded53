package metrics

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

const docsIntro = `# Metrics

` + "`breakwater watch`" + ` serves these at ` + "`/metrics`" + `, in the Prometheus text format 0.0.4 and in OpenMetrics 1.0,
compressed to who takes gzip. A scrape serves the last look and asks Kafka nothing: any number of scrapers costs the
cluster nothing, and 100,000 rows are made once for each look.

This page is generated from the code.

## How to read them

- **A series that is absent is unknown.** None is ever 0 because something did not answer. A lag of which one partition
  is not known, or a number of partitions that rests on a broker which may be dead without its peers having noticed, is
  left out, and counted in ` + "`breakwater_unknown`" + `.
- **` + "`_at_least`" + `** is what is known of a value that is not known as a whole. It is there only while the value
  itself is absent, and never 0, so that an alert can ask for both:
  ` + "`breakwater_group_lag_records > 1e5 or breakwater_group_lag_records_at_least > 1e5`" + `.
- **Age**: ` + "`breakwater_fact_age_seconds`" + ` is how old a fact is at the time of the scrape; the column *fact* says on
  which one a series rests. When a watch hangs, all values of its cluster are left out after three times its cadence (30 s at
  the least) since the last look ended, and ` + "`breakwater_up`" + ` is 0. ` + "`/healthz`" + ` answers 503 once no look has begun or ended
  for three times the cadence or the last look, 60 s at the least.
- States and coordinators are no labels of values, so that no series ends because a group moves.

## Alerts that are worth having

` + "```yaml" + `
groups:
  - name: breakwater
    rules:
      - {alert: BreakwaterGone, expr: 'absent(breakwater_build_info)', for: 1m}
      - {alert: ClusterNotWatched, expr: 'breakwater_up == 0', for: 1m}
      - {alert: BrokerDown, expr: 'breakwater_broker_up == 0', for: 15s}
      - {alert: PartitionsLeaderless, expr: 'breakwater_partitions_leaderless > 0 or breakwater_partitions_leaderless_at_least > 0', for: 30s}
      - {alert: WritesRefused, expr: 'breakwater_partitions_under_min_isr > 0 or breakwater_partitions_under_min_isr_at_least > 0', for: 30s}
      - {alert: GroupLags, expr: 'breakwater_group_lag_seconds > 300 or breakwater_group_lag_seconds_at_least > 300', for: 1m}
      - {alert: GroupNeverCatchesUp, expr: 'breakwater_group_catch_up_seconds > 3600 and breakwater_group_lag_seconds > 60', for: 5m}
      - {alert: LagUnknown, expr: 'breakwater_group_lag_complete == 0', for: 5m}
      - {alert: PartlyBlind, expr: 'sum by (cluster, fact) (breakwater_unknown) > 0', for: 10m}
      - {alert: NobodyHears, expr: 'breakwater_delivery_failing == 1', for: 5m}
` + "```" + `
`

// TestDocs generates docs/metrics.md with -update, and holds it against the code.
func TestDocs(t *testing.T) {
	golden(t, filepath.Join("..", "..", "docs", "metrics.md"), document())
}

func document() string {
	var out strings.Builder
	out.WriteString(docsIntro)
	for _, s := range sections() {
		fmt.Fprintf(&out, "\n## %s\n\n", s.title)
		if s.intro != "" {
			fmt.Fprintf(&out, "%s\n\n", s.intro)
		}
		out.WriteString("| series | type | labels | fact | what it is |\n|---|---|---|---|---|\n")
		for _, f := range s.families {
			fmt.Fprintf(&out, "| `%s` | %s | %s | %s | %s |\n", f.name, f.kind, strings.Join(f.labels, ", "), fact(f), meaning(f))
		}
	}
	return out.String()
}

func fact(f *family) string {
	if f.rests == model.FactDocuments {
		return ""
	}
	return f.rests.String()
}

func meaning(f *family) string {
	text := strings.NewReplacer("|", "\\|", "breakwater_", "`breakwater_").Replace(f.help)
	text = closeNames(text)
	if f.absent != "" {
		text += " Absent " + closeNames(strings.ReplaceAll(f.absent, "breakwater_", "`breakwater_")) + "."
	}
	return text
}

// closeNames ends the code spans that names of families begin.
func closeNames(text string) string {
	words := strings.Split(text, " ")
	for i, w := range words {
		if strings.HasPrefix(w, "`") {
			name := strings.TrimRight(w, ".,:;")
			words[i] = name + "`" + strings.TrimPrefix(w, name)
		}
	}
	return strings.Join(words, " ")
}

// TestAlertsNameFamilies: a rule that asks for a family which does not exist
// never fires.
func TestAlertsNameFamilies(t *testing.T) {
	var names []string
	for _, s := range sections() {
		for _, f := range s.families {
			names = append(names, f.name)
		}
	}
	mentioned := 0
	for _, word := range strings.FieldsFunc(docsIntro, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }) {
		if strings.HasPrefix(word, "breakwater_") {
			mentioned++
			if !slices.Contains(names, word) {
				t.Errorf("%s is mentioned, and no family", word)
			}
		}
	}
	if mentioned < 10 {
		t.Errorf("only %d families are mentioned", mentioned)
	}
}
