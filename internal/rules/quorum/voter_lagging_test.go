package quorum

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/cluster"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// now is the clock of the leader in these tests.
const now = 1_764_410_400_000

// voter is one as the leader tells of it: how many ms ago it had all records;
// "-" for what is not told.
func voter(id int, logEnd int64, caughtUp string, fetched ...string) string {
	out := fmt.Sprintf(`{"id": %d, "logEnd": %d`, id, logEnd)
	for name, ago := range map[string]string{"lastCaughtUp": caughtUp, "lastFetch": strings.Join(fetched, "")} {
		var ms int64
		if _, err := fmt.Sscan(ago, &ms); err == nil {
			out += fmt.Sprintf(`, %q: %d`, name, now-ms)
		}
	}
	return out + "}"
}

// electedBy is a quorum that 1 leads, in JSON.
func electedBy(voters ...string) string {
	return `{"leader": 1, "epoch": 4, "highWatermark": 90, "toldBy": 2, "voters": [` + strings.Join(voters, ",") + `]}`
}

func TestVoterLagging(t *testing.T) {
	leader := voter(1, 90, "0")
	fine := func(id int) string { return voter(id, 89, "400") }
	gone := func(id int) string { return voter(id, -1, "-") }
	for _, c := range []struct {
		name   string
		quorum string
		found  []string // subject and severity
		says   []string // of the first
		skip   bool
	}{
		{"all follow", electedBy(leader, fine(2), fine(3)), nil, nil, false},
		{"alone", electedBy(leader), nil, nil, false},
		{"dead since before the leader leads", electedBy(leader, fine(2), gone(3)), []string{"quorum/voter/3 error"},
			[]string{"voter 3 of the metadata quorum does not follow: controller 1 has not heard from it since it leads. Of its 3 voters 1 and 2 are caught up, which is just the majority: if one more fails, the quorum stops"}, false},
		{"dead for a while", electedBy(leader, fine(2), voter(3, 40, "42000", "42000")), []string{"quorum/voter/3 error"}, []string{"it last had all records 42 s ago by the clock of controller 1"}, false},
		{"as late as it may be", electedBy(leader, fine(2), voter(3, 40, "10000")), nil, nil, false},
		{"a moment later", electedBy(leader, fine(2), voter(3, 40, "10001")), []string{"quorum/voter/3 error"}, nil, false},
		{"stuck, and nothing was written since", electedBy(leader, fine(2), voter(3, 90, "60000")), []string{"quorum/voter/3 error"}, nil, false},
		{"it fetches, and does not catch up", electedBy(leader, fine(2), voter(3, 40, "60000", "100")), []string{"quorum/voter/3 error"}, nil, false},
		{"heard from once, long ago", electedBy(leader, fine(2), voter(3, 40, "-", "60000")), []string{"quorum/voter/3 error"}, []string{"controller 1 last heard from it 60 s ago"}, false},
		{"dead for minutes", electedBy(leader, fine(2), voter(3, 40, "119999")), []string{"quorum/voter/3 error"}, []string{"all records 119 s ago"}, false},
		{"dead for an hour", electedBy(leader, fine(2), voter(3, 40, "3700000")), []string{"quorum/voter/3 error"}, []string{"all records 61 min ago"}, false},
		{"dead for days", electedBy(leader, fine(2), voter(3, 40, "172800000")), []string{"quorum/voter/3 error"}, []string{"all records 48 h ago"}, false},
		{"1 of 5", electedBy(leader, fine(2), fine(3), fine(4), gone(5)), []string{"quorum/voter/5 warning"}, []string{"Of its 5 voters 1, 2, 3 and 4 are caught up: the quorum survives the failure of 1 more"}, false},
		{"2 of 5", electedBy(leader, fine(2), fine(3), gone(4), gone(5)), []string{"quorum/voter/4 error", "quorum/voter/5 error"}, []string{"Of its 5 voters 1, 2 and 3 are caught up, which is just the majority"}, false},
		{"1 of 4", electedBy(leader, fine(2), fine(3), gone(4)), []string{"quorum/voter/4 error"}, []string{"just the majority"}, false},
		{"1 of 2", electedBy(leader, gone(2)), []string{"quorum/voter/2 error"}, []string{"Of its 2 voters 1 is caught up, which is no majority: the quorum stands still"}, false},
		{"the leader is new", strings.Replace(electedBy(leader, fine(2), gone(3)), `"highWatermark": 90`, `"highWatermark": -1`, 1), nil, nil, false},
		{"no leader", strings.Replace(electedBy(leader, fine(2), gone(3)), `"leader": 1`, `"leader": -1`, 1), nil, nil, false},
		{"no answer", `{"leader": -1, "silent": {"asked": [1], "limitMs": 2000}}`, nil, nil, false},
		{"not seen", "", nil, nil, false},
		{"no time is told, and all have all", electedBy(voter(1, 90, "-"), voter(2, 90, "-"), voter(3, 90, "-")), nil, nil, false},
		{"no time is told", electedBy(voter(1, 90, "-"), voter(2, 90, "-"), voter(3, 40, "-")), nil, nil, true},
		{"no time is told of one", electedBy(leader, fine(2), voter(3, 40, "-")), nil, nil, true},
		{"one is dead, and of another nothing is told", electedBy(leader, fine(2), fine(3), voter(4, 40, "-"), gone(5)), []string{"quorum/voter/5 warning"}, []string{"1, 2 and 3 are caught up"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := rulestest.Lint(t, []*rule.Rule{VoterLagging}, running(3, c.quorum))
			if skips := rulestest.Skips(result, VoterLagging.Name); len(skips) > 0 != c.skip {
				t.Errorf("skips %+v", skips)
			}
			var found []string
			for _, f := range result.Findings {
				found = append(found, fmt.Sprintf("%s %s", f.Subject, f.Severity))
				if !strings.Contains(f.Fix, "--bootstrap-server b1:9092 describe --replication") || len(f.Evidence) < 3 || strings.Contains(f.Message+f.Fix, "%!") {
					t.Errorf("%s\nfix %s\nevidence %+v", f.Message, f.Fix, f.Evidence)
				}
			}
			if strings.Join(found, ", ") != strings.Join(c.found, ", ") {
				t.Fatalf("it finds %q, want %q", found, c.found)
			}
			for _, words := range c.says {
				if !strings.Contains(result.Findings[0].Message, words) {
					t.Errorf("it does not say %q: %s", words, result.Findings[0].Message)
				}
			}
		})
	}
}

// TestVoterLaggingByPolicy: the limit can be set.
func TestVoterLaggingByPolicy(t *testing.T) {
	for limit, want := range map[string]int{"40s": 1, "1m": 0} {
		files := running(3, electedBy(voter(1, 90, "0"), voter(2, 90, "100"), voter(3, 40, "42000")))
		files["policy.yaml"] = "rules:\n  quorum/voter-lagging: {params: {behind: " + limit + "}}\n"
		if got := rulestest.Lint(t, []*rule.Rule{VoterLagging}, files).Findings; len(got) != want {
			t.Errorf("%s: %d findings, want %d", limit, len(got), want)
		}
	}
}

// TestAVoterThatDiedAMomentAgo is told as a broker, and not counted on.
func TestAVoterThatDiedAMomentAgo(t *testing.T) {
	quorum := electedBy(voter(1, 90, "0"), voter(2, 90, "100"), voter(3, 90, "2000"), voter(4, 90, "100"), voter(5, -1, "-"))
	for answer, want := range map[string]string{"refused": "1, 2 and 4 are caught up, which is just the majority", "answered": "1, 2, 3 and 4 are caught up: the quorum survives"} {
		got := rulestest.Lint(t, []*rule.Rule{VoterLagging}, running(2, quorum, `{"id": 3, "answer": "`+answer+`"}`)).Findings
		if len(got) != 1 || !strings.Contains(got[0].Message, want) {
			t.Errorf("%s: findings %+v, want %q", answer, got, want)
		}
	}
}

// TestAVoterThatIsABroker is told below that broker, which is the one thing to
// bring back; a dedicated controller has nothing above it.
func TestAVoterThatIsABroker(t *testing.T) {
	rules := append([]*rule.Rule{cluster.BrokerMissing}, Rules...)
	dead := electedBy(voter(1, 90, "0"), voter(2, 90, "100"), voter(3, -1, "-"))
	for name, c := range map[string]struct {
		more  string
		below bool
	}{
		"a broker that is down":            {`{"id": 3, "address": "b3:9092", "answer": "refused"}`, true},
		"fenced, and holds no replica":     {`{"id": 3, "address": "b3:9092", "answer": "refused", "unlisted": true, "fenced": true}`, true},
		"a broker that answers":            {`{"id": 3, "address": "b3:9092"}`, false},
		"a dedicated controller":           {`{"id": 4, "address": "b4:9092"}`, false},
		"a controller, another is missing": {`{"id": 4, "address": "b4:9092", "answer": "refused"}`, false},
	} {
		got := rulestest.Of(rulestest.Lint(t, rules, running(2, dead, c.more)), VoterLagging.Name)
		if len(got) != 1 || got[0].CausedBy != "" != c.below {
			t.Errorf("%s: findings %+v, told below: want %v", name, got, c.below)
		}
	}
	result := rulestest.Lint(t, rules, running(2, dead, `{"id": 3, "answer": "refused", "unlisted": true}`))
	if got := rulestest.Of(result, cluster.BrokerMissing.Name); len(got) != 1 || got[0].Severity != finding.Error {
		t.Errorf("a voter that is not there is %+v, want an error: the quorum waits for it", got)
	}
}
