package broker

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestUnknownNumberOfBrokersIsTold: one copy is right on one broker and wrong
// on three, so where nobody knows how many there are, that is said, and only
// to who wrote the value.
func TestUnknownNumberOfBrokersIsTold(t *testing.T) {
	const (
		onlyOne = "only 1 broker's configuration is among the files, so how many there are is not known"
		onlyTwo = "only 2 brokers' configuration is among the files, so how many there are is not known"
	)
	two := func(lines string) rulestest.Files {
		files := three(lines)
		delete(files, "b3/server.properties")
		return with(files, "breakwater.yaml", "scopes: {plant: {files: [\"b*/**\"]}}\n")
	}
	for _, r := range []struct {
		rule *rule.Rule
		key  string
		two  string // the reason with two brokers
	}{
		{DefaultReplicationOne, "default.replication.factor", onlyTwo},
		{DefaultMinISROne, "min.insync.replicas", onlyTwo},
		{InternalTopicReplication, "offsets.topic.replication.factor", ""}, // two are enough for a finding
	} {
		for name, c := range map[string]struct {
			files  rulestest.Files
			reason string // "" for no skip
			line   int
		}{
			"one file":             {server(r.key + "=1\n"), onlyOne, 7},
			"two files":            {two(r.key + "=1\n"), r.two, 5},
			"a number filled in":   {strimzi("${BROKERS}", r.key+": 1"), "", 0},
			"exactly one":          {strimzi("1", r.key+": 1"), "", 0},
			"nobody wrote it":      {server(""), "", 0},
			"enough copies":        {server(r.key + "=3\n"), "", 0},
			"a controller's file":  {one("process.roles=controller\nnode.id=1\ncontroller.quorum.bootstrap.servers=c:9093\n" + r.key + "=1\n"), "", 0},
			"a value not known":    {server(r.key + "=${env:N}\n"), "", 0},
			"a value that is none": {server(r.key + "=one\n"), "", 0},
		} {
			t.Run(r.rule.Name+" "+name, func(t *testing.T) {
				var reasons []string
				for _, s := range rulestest.Skips(rulestest.Lint(t, []*rule.Rule{r.rule}, c.files), r.rule.Name) {
					if s.Needs != "broker count" {
						continue
					}
					reasons = append(reasons, s.Reason)
					if c.line != 0 && s.Origin.Line != c.line {
						t.Errorf("the skip points to line %d, want %d", s.Origin.Line, c.line)
					}
				}
				switch {
				case c.reason == "" && len(reasons) > 0 && name != "a number filled in":
					t.Errorf("it is skipped: %q", reasons)
				case c.reason != "" && (len(reasons) == 0 || reasons[0] != c.reason):
					t.Errorf("skips %q, want %q", reasons, c.reason)
				}
			})
		}
	}
}

func TestShown(t *testing.T) {
	for n, want := range map[int64]string{
		0: "no file says how many brokers the cluster has",
		1: "only 1 broker's configuration is among the files, so how many there are is not known",
		2: "only 2 brokers' configuration is among the files, so how many there are is not known",
	} {
		if got := shown(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}
