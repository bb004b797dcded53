package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestFiguresAreHeldAgainstTheirTargets: at the limit they are met, above it not.
func TestFiguresAreHeldAgainstTheirTargets(t *testing.T) {
	look := func(scraped time.Duration) lookCost {
		return lookCost{took: 150 * time.Millisecond, processor: 500 * time.Millisecond, scraped: scraped, again: time.Millisecond,
			asked: map[string]int{"Metadata": 20, liveness: 3}, bytes: 2_000_000}
	}
	w := watching{name: "a cluster"}
	met := &table{looks: []lookCost{look(100 * time.Millisecond)}, compat: []lookCost{look(100 * time.Millisecond)},
		both: []time.Duration{100 * time.Millisecond}, ends: []time.Duration{80 * time.Millisecond}, rss: 250e6, peak: 300e6}
	f := w.figures(met)
	if f.Cluster != "a cluster" || f.Looks != 1 || f.LookMs != 150 || f.FloorMs != 100 || f.EndsMs != 80 || f.Times != 1.5 || f.CPU != 0.5 ||
		f.Requests != 20 || f.Liveness != 3 || f.MB != 2 || f.RSS != 250 || f.RSSMost != 300 || f.ScrapeMs != 100 || f.AgainMs != 1 || f.CompatMs != 100 {
		t.Errorf("figures %+v", f)
	}
	for _, target := range f.Targets {
		if !target.Met {
			t.Errorf("%s is at its limit, and is not met", target.Figure)
		}
	}
	over := look(101 * time.Millisecond)
	over.took, over.processor, over.asked = 160*time.Millisecond, 510*time.Millisecond, map[string]int{"Metadata": 21}
	missed := w.figures(&table{looks: []lookCost{over}, compat: []lookCost{over}, both: met.both, ends: met.ends, peak: 301e6})
	if len(missed.Targets) != 6 {
		t.Errorf("%d targets, want 6", len(missed.Targets))
	}
	for _, target := range missed.Targets {
		if target.Met {
			t.Errorf("%s is above its limit of %v, and is met", target.Figure, target.Most)
		}
	}
}

// TestFiguresAreWrittenDown with all that is needed to get them again.
func TestFiguresAreWrittenDown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "watch.json")
	d := &document{Command: commandLine([]string{"/tmp/go-build1/bench", "-watch", "-looks", "3"}), Commit: "abc", Seed: "none", Seconds: 9, Machine: machine(), Every: 5,
		Watches: []*figures{{Cluster: "c", Targets: []target{{Figure: "requests", Most: 20, Met: true}}}}}
	if err := write(path, d); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var back document
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if back.Command != "go run ./tools/bench -watch -looks 3" || back.Commit != "abc" || back.Seconds != 9 || back.Every != 5 || back.Machine == "" ||
		len(back.Watches) != 1 || back.Watches[0].Cluster != "c" || !back.Watches[0].Targets[0].Met {
		t.Errorf("read back %+v", back)
	}
	if err := write(filepath.Join(path, "none"), d); err == nil {
		t.Error("it is written below a file")
	}
}

func TestACommitIsAHash(t *testing.T) {
	if c := checkedOut(); c != "" && len(c) != 40 {
		t.Errorf("commit %q", c)
	}
}
