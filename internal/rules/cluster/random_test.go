package cluster

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestAnyCluster judges clusters in states that nobody thought of: no rule may
// fail, and every finding says what is wrong, what it rests on and what to do.
func TestAnyCluster(t *testing.T) {
	for seed := range uint64(400) {
		p := anyPlant(rand.New(rand.NewPCG(seed, 1)))
		result := p.run(t)
		known := map[string]bool{}
		for i := range result.Findings {
			known[result.Findings[i].Fingerprint()] = true
		}
		if len(known) != len(result.Findings) {
			t.Errorf("seed %d: two findings have one fingerprint", seed)
		}
		worst := map[model.Subject]string{}
		for _, f := range result.Findings {
			wellFormed(t, seed, f)
			if f.CausedBy != "" && !known[f.CausedBy] {
				t.Errorf("seed %d: %s on %s is caused by nothing that was found", seed, f.Rule, f.Subject)
			}
			for _, r := range stateRules {
				if f.Rule == r.Name && worst[f.Subject] != "" {
					t.Errorf("seed %d: %s is told by %s and %s", seed, f.Subject, f.Rule, worst[f.Subject])
				}
				if f.Rule == r.Name {
					worst[f.Subject] = f.Rule
				}
			}
		}
		if t.Failed() {
			t.Fatalf("the cluster of seed %d: %s", seed, p.files()["snapshot.json"])
		}
	}
}

func wellFormed(t *testing.T, seed uint64, f finding.Finding) {
	t.Helper()
	for _, bad := range []string{"%!", "\n", "  ", " ,", "broker -1", "brokers none", "without none", "()"} {
		if strings.Contains(f.Message+f.Fix, bad) {
			t.Errorf("seed %d: %q in %s\n%s", seed, bad, f.Message, f.Fix)
		}
	}
	if f.Message == "" || f.Fix == "" || len(f.Evidence) == 0 || strings.HasSuffix(f.Message, ".") || strings.HasSuffix(f.Fix, ".") {
		t.Errorf("seed %d: %s: message %q, fix %q, evidence %v", seed, f.Rule, f.Message, f.Fix, f.Evidence)
	}
	for _, text := range []string{f.Message, f.Fix} { // a terminal shows no more
		if len(text) > 600 {
			t.Errorf("seed %d: %s has %d characters: %s", seed, f.Rule, len(text), text)
		}
	}
}

// anyPlant is a cluster of up to five brokers, in any state that can be
// written down.
func anyPlant(r *rand.Rand) plant {
	answers := []string{"answered", "answered", "answered", "refused", "silent", "unusable", "hung up", "unlocated", "not asked", "unheard"}
	var p plant
	n := 1 + r.IntN(5)
	for id := 1; id <= n; id++ {
		more := []string{fmt.Sprintf(`"answer": %q, "unlisted": %v, "fenced": %v, "noLogDirs": %v`, answers[r.IntN(len(answers))], r.IntN(4) == 0, r.IntN(4) == 0, r.IntN(9) == 0)}
		if r.IntN(2) == 0 {
			more = append(more, fmt.Sprintf(`"rack": "r%d"`, r.IntN(3)))
		}
		if r.IntN(4) == 0 {
			more = append(more, `"logDirs": [{"path": "/d1"}, {"path": "/d2", "error": "KAFKA_STORAGE_ERROR"}]`)
		}
		if r.IntN(4) == 0 {
			more = append(more, looks(look(0, fmt.Sprintf("behind=%d", r.IntN(6))), look(2000, fmt.Sprintf("common=%d", r.IntN(3)))))
		}
		if r.IntN(4) == 0 {
			more = append(more, leads(fmt.Sprint(r.IntN(200)), fmt.Sprint(r.IntN(200))))
		}
		p.brokers = append(p.brokers, broker(id, more...))
	}
	for i := range r.IntN(4) {
		name := []string{"__consumer_offsets", "orders", "payments", "jobs"}[i]
		setting := []string{"", unknownMin, `"1"`, `"2"`, `"9"`}[r.IntN(5)]
		var parts []string
		for range r.IntN(4) {
			elr := ""
			if r.IntN(3) == 0 {
				elr = fmt.Sprintf(`, "eligible": [%s], "lastKnown": [%s]`, anyOf(r, n+1), anyOf(r, n+1))
			}
			parts = append(parts, part(r.IntN(n+2)-1, anyOf(r, n+1), anyOf(r, n+1), anyOf(r, n))+elr)
		}
		p.topics = append(p.topics, topic(name, setting, parts...))
	}
	switch r.IntN(4) {
	case 0:
		p = p.ruled()
	case 1:
		p = p.combined()
	case 2:
		p = p.and(`"quorum": {"leader": -1, "silent": {"asked": [1], "limitMs": 2000}}`)
	}
	if r.IntN(3) == 0 {
		p = p.and(`"moving": [{"topic": "orders", "partition": 0}]`)
	}
	return p
}

// anyOf is some of the numbers 1 to n, in any order.
func anyOf(r *rand.Rand, n int) string {
	var out []string
	for _, i := range r.Perm(n)[:r.IntN(n+1)] {
		out = append(out, fmt.Sprint(i+1))
	}
	return strings.Join(out, ",")
}
