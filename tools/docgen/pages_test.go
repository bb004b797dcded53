package main

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/cli"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// project is a root with a README, and generated pages.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	files["README.md"] += "plain\n"
	for name, text := range files {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func all(t *testing.T) map[string][]byte {
	t.Helper()
	pages := map[string][]byte{}
	if err := rulePages(pages); err != nil {
		t.Fatal(err)
	}
	commandPages(pages)
	return pages
}

func TestEveryRuleAndCommandHasItsPage(t *testing.T) {
	pages := all(t)
	index := string(pages["docs/rules/README.md"])
	for _, r := range rules.All() {
		page := string(pages["docs/rules/"+r.Name+".md"])
		for _, want := range []string{generatedBy + "# ", "\n`" + r.Name + "` · severity " + r.Severity.String(), "\n## Why\n", "\n## Fix\n", "\n## Sources\n", "breakwater:ignore " + r.Name + " ", "\n  " + r.Name + ": off"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page of %s lacks %q", r.Name, want)
			}
		}
		if strings.Count(index, "| ["+r.Name+"](") != 1 {
			t.Errorf("%s does not stand once in the index", r.Name)
		}
	}
	for _, h := range cli.Help() {
		name := strings.ReplaceAll(strings.TrimPrefix(h.Path, "breakwater "), " ", "-")
		if !bytes.Contains(pages["docs/commands/"+name+".md"], []byte(h.Path)) || !bytes.Contains(pages["docs/commands/README.md"], []byte("| ["+h.Path+"]("+name+".md) | "+h.Short+" |\n")) {
			t.Errorf("%s has no page, or is not in the index", h.Path)
		}
	}
	if want := len(rules.All()) + len(cli.Help()) + 2; len(pages) != want {
		t.Errorf("%d pages, want %d: two have one name", len(pages), want)
	}
}

var link = regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`)

func TestLinksLeadSomewhere(t *testing.T) {
	pages := all(t)
	links := 0
	for file, text := range pages {
		for _, m := range link.FindAllSubmatch(text, -1) {
			to := string(m[1])
			if strings.Contains(to, "://") {
				continue
			}
			links++
			if pages[path.Join(path.Dir(file), to)] == nil {
				t.Errorf("%s links to %s, which is not there", file, to)
			}
		}
	}
	if links < len(rules.All()) {
		t.Errorf("%d links", links)
	}
}

// TestTablesHaveTheirColumns: a bar in a title would begin another one.
func TestTablesHaveTheirColumns(t *testing.T) {
	for file, text := range all(t) {
		columns := 0
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			switch n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); {
			case !strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "|-"):
				columns = 0
			case columns == 0:
				columns = n
			case n != columns:
				t.Errorf("%s: the table has %d bars, and this row %d: %s", file, columns, n, line)
			}
		}
	}
}

func TestAPageOfARule(t *testing.T) {
	r := &rule.Rule{
		Name: "topic/x", Severity: finding.Warning,
		Keys: []model.Key{{Layer: model.LayerTopic, Name: "segment.bytes"}, {Layer: model.LayerBroker, Name: "zookeeper.connect"}},
		Params: []rule.Param{
			{Name: "size", Default: 1 << 20, Unit: rule.Size, Doc: "How large."},
			{Name: "time", Default: 86400000, Unit: rule.Period, Doc: "How long."},
			{Name: "count", Default: 1 << 20, Doc: "How many."},
		},
	}
	got := string(rulePage(r, rule.Page{
		Title: "The title", Why: "The why.", Fix: "The fix.", Since: "0.2", Sources: []string{"one", "two"},
		Bad:  []rule.Example{{File: "a.yaml", Language: "yaml", Text: "bad: 1\n\n"}},
		Good: []rule.Example{{File: "b.tf", Language: "hcl", Text: "good = 1\n"}},
	}))
	for _, want := range []string{
		"# The title\n\n`topic/x` · severity warning · from profile standard on · since 0.2\n",
		"\n## Why\n\nThe why.\n\n## Fix\n\nThe fix.\n",
		"| `size` | 1 MiB | How large. |\n| `time` | 1 d | How long. |\n| `count` | 1048576 | How many. |\n",
		"## Example: this gives the finding\n\n`a.yaml`\n\n```yaml\nbad: 1\n```\n",
		"## Example: put right\n\n`b.tf`\n\n```hcl\ngood = 1\n```\n",
		"- `segment.bytes` (topic): 1073741824 by default in Kafka " + catalog.Newest().String() + "\n",
		"- `zookeeper.connect` (broker): not in Kafka " + catalog.Newest().String() + " any more\n",
		"\n## Sources\n\n- one\n- two\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks\n%s\nin\n%s", want, got)
		}
	}
	bare := string(rulePage(&rule.Rule{Name: "topic/x"}, rule.Page{}))
	if strings.Contains(bare, "## Parameters") || strings.Contains(bare, "## Settings") {
		t.Errorf("a rule without parameters and keys has sections for them:\n%s", bare)
	}
}

func TestDefaultsInWords(t *testing.T) {
	newest := catalog.Newest().String()
	for k, want := range map[model.Key]string{
		{Layer: model.LayerTopic, Name: "min.insync.replicas"}:    ": 1 by default in Kafka " + newest,
		{Layer: model.LayerTopic, Name: "message.format.version"}: ": not in Kafka " + newest + " any more",
		{Layer: model.LayerTopic, Name: "no.such.key"}:            ": not in Kafka " + newest + " any more",
		{Layer: model.LayerProducer, Name: "key.serializer"}:      ": no default",
		{Layer: model.LayerConsumer, Name: "group.id"}:            ": no default", // null
		{Layer: model.LayerBroker, Name: "authorizer.class.name"}: ": empty by default",
	} {
		if got := defaultOf(k); got != want {
			t.Errorf("%s: got %q, want %q", k, got, want)
		}
	}
}

func TestAPageOfACommand(t *testing.T) {
	got := string(commandPage(cli.Page{Path: "breakwater a b", Short: "What it does", Text: "\nUsage:\n  breakwater a b\n\n"}))
	if want := generatedBy + "# breakwater a b\n\nWhat it does\n\n```\nUsage:\n  breakwater a b\n```\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestASecondRunWritesNothing: a page that has not changed keeps its time, so
// that make does not build on.
func TestASecondRunWritesNothing(t *testing.T) {
	root := project(t, map[string]string{})
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(root, "docs/rules/README.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	long := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(page, long, long); err != nil {
		t.Fatal(err)
	}
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(page); err != nil || !info.ModTime().Equal(long) {
		t.Errorf("it is written again: %v", err)
	}
	if err := os.WriteFile(page, []byte("edited"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	if again, err := os.ReadFile(page); err != nil || !bytes.Equal(again, text) {
		t.Errorf("a page that was edited stays as it was: %v", err)
	}
}

// TestOnlyGeneratedPagesAreTakenAway: what people have written stays.
func TestOnlyGeneratedPagesAreTakenAway(t *testing.T) {
	root := project(t, map[string]string{
		"docs/rules/gone.md": "", "docs/commands/gone.md": "", "docs/rules/topic/gone.md": "",
		"docs/rules/picture.png": "", "docs/own.md": "", "docs/guide/own.md": "",
	})
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	for file, stays := range map[string]bool{
		"docs/rules/gone.md": false, "docs/commands/gone.md": false, "docs/rules/topic/gone.md": false,
		"docs/rules/picture.png": true, "docs/own.md": true, "docs/guide/own.md": true, "docs/rules/topic/min-isr-one.md": true,
	} {
		if _, err := os.Stat(filepath.Join(root, file)); (err == nil) != stays {
			t.Errorf("%s: want it to stay: %v (%v)", file, stays, err)
		}
	}
}

func TestWithoutAREADMENothingIsWritten(t *testing.T) {
	root := t.TempDir()
	if err := run(root); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
	if left, err := os.ReadDir(root); err != nil || len(left) > 0 {
		t.Errorf("%d files are written", len(left))
	}
}
