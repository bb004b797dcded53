package metrics

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/scope"
	"github.com/breakwaterhq/breakwater/internal/snapshot"
)

var example = regexp.MustCompile("(?s)```json snapshot.json\n(.*?)\n```")

// boardOf is a board of a saved snapshot, with nothing judged.
func boardOf(t *testing.T, text string) *board.Board {
	t.Helper()
	m := model.NewBuilder(at)
	if _, err := snapshot.Read("snapshot.json", strings.NewReader(text), m); err != nil {
		t.Fatal(err)
	}
	now, _ := m.Snapshots()
	scope.Resolve(nil, now)
	b := &board.Board{At: at, Started: at}
	for _, s := range now.Scopes {
		b.Clusters = append(b.Clusters, &board.Cluster{Name: s.Name, At: at, Scope: s, Result: &finding.Result{Gaps: now.Gaps}})
	}
	return b
}

// TestExamplesOfTheRules makes pages of all clusters that the rules have as
// examples, most of them broken, and holds them against the clusters.
func TestExamplesOfTheRules(t *testing.T) {
	files, err := filepath.Glob("../rules/*/doc/*.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range example.FindAllStringSubmatch(string(text), -1) {
			seen++
			b := boardOf(t, found[1])
			p := scrape(t, b, Options{Partitions: All, Compat: []string{KafkaExporter}})
			for _, c := range b.Clusters {
				honest(t, filepath.Base(file), p, c)
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d examples: have the pages moved?", seen)
	}
}

// honest holds a page against what was seen, by another way than the code's.
func honest(t *testing.T, file string, p read, c *board.Cluster) {
	t.Helper()
	at := string(labels("").With("cluster", c.Name))
	value := func(name, rest string) (float64, bool) {
		v, there := p.series["breakwater_"+name+"{"+at+rest+"}"]
		return v, there
	}
	dead := map[int32]bool{}
	for _, b := range c.Scope.Brokers {
		if b.Seen == nil || b.Seen.ID < 0 {
			continue
		}
		dead[b.Seen.ID] = b.Seen.Answer != model.Answered && b.Seen.Answer != model.Unusable
		if up, there := value("broker_up", `,broker="`+idText(b.Seen.ID)+`"`); there && up == 1 && b.Seen.Answer != model.Answered {
			t.Errorf("%s: broker %d is up, and is %s", file, b.Seen.ID, b.Seen.Answer)
		}
	}
	lost, doubtful := 0, false
	for _, topic := range c.Scope.Topics {
		for _, part := range topic.Layout.Partitions {
			if part.Leader < 0 {
				lost++
			}
			doubtful = doubtful || dead[part.Leader]
		}
	}
	if v, there := value("partitions_leaderless", ""); there && (int(v) != lost || doubtful) {
		t.Errorf("%s: %v partitions without a leader, and there are %d, in doubt %v", file, v, lost, doubtful)
	}
	if q := c.Scope.Cluster.Quorum; q == nil || q.Silent != nil {
		if v, there := value("quorum_leader_id", ""); there {
			t.Errorf("%s: the quorum was not seen, and its leader is %v", file, v)
		}
	}
}
