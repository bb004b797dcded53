package quorum

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestComplete(t *testing.T) { rulestest.Complete(t, "quorum", Rules) }

// running is a cluster of n brokers with a quorum in JSON; "" for one that was
// not seen.
func running(n int, quorum string, more ...string) rulestest.Files {
	var brokers []string
	for id := 1; id <= n; id++ {
		brokers = append(brokers, fmt.Sprintf(`{"id": %d, "address": "b%d:9092"}`, id, id))
	}
	if quorum != "" {
		quorum = `, "quorum": ` + quorum
	}
	return rulestest.Files{"snapshot.json": `{"schema": "breakwater.snapshot/v1", "clusters": [{"id": "abc", "brokers": [` +
		strings.Join(append(brokers, more...), ",") + `]` + quorum + `}]}`}
}

// voted is a quorum that works, of voters that are controllers alone, and of
// observers.
func voted(voters int, observers ...int) string {
	of := func(ids []int) string {
		out := make([]string, len(ids))
		for i, id := range ids {
			out[i] = fmt.Sprintf(`{"id": %d, "logEnd": 90}`, id)
		}
		return strings.Join(out, ",")
	}
	var controllers []int
	for id := range voters {
		controllers = append(controllers, 101+id)
	}
	return `{"leader": 101, "epoch": 4, "highWatermark": 90, "toldBy": 2, "voters": [` + of(controllers) + `], "observers": [` + of(observers) + `]}`
}

func TestRunningQuorum(t *testing.T) {
	leaderless := strings.Replace(voted(3), `"leader": 101`, `"leader": -1`, 1)
	silent := func(asked string) string {
		return `{"leader": -1, "silent": {"asked": [` + asked + `], "limitMs": 2000}}`
	}
	for _, c := range []struct {
		name     string
		rule     *rule.Rule
		files    rulestest.Files
		severity finding.Severity // None: nothing
		says     []string
	}{
		{"4 voters", EvenVoters, running(3, voted(4)), finding.Warning, []string{"4 voters", "survives the failure of 1"}},
		{"3 voters", EvenVoters, running(3, voted(3)), finding.None, nil},
		{"2 voters", FewVoters, running(3, voted(2)), finding.Warning, []string{"2 voters"}},
		{"1 voter for 3 brokers", FewVoters, running(3, voted(1)), finding.Error, []string{"1 voter for 3 brokers"}},
		{"1 voter for 2 brokers, of which one is down", FewVoters, running(1, voted(1), `{"id": 7, "answer": "refused"}`), finding.Error, []string{"for 2 brokers"}},
		{"1 voter for 2 brokers, of which one was not heard", FewVoters, running(1, voted(1), `{"id": 7, "answer": "unheard", "unlisted": true}`), finding.Error, []string{"for 2 brokers"}},
		{"1 voter for 1 broker", FewVoters, running(1, voted(1)), finding.None, nil},
		{"1 voter for 1 broker, and an address of nobody", FewVoters, running(1, voted(1), `{"id": -1, "address": "old:9092", "answer": "refused"}`), finding.None, nil},
		{"1 voter that is no broker", FewVoters, running(1, voted(1), `{"id": 101, "roles": ["controller"]}`), finding.None, nil},
		{"3 voters", FewVoters, running(3, voted(3)), finding.None, nil},

		{"no leader", NoLeader, running(3, leaderless), finding.Error, []string{"no leader in epoch 4", "no topic can be created"}},
		{"a leader", NoLeader, running(3, voted(3)), finding.None, nil},
		{"broker 0 leads", NoLeader, running(3, `{"leader": 0, "voters": [{"id": 0, "logEnd": 1}]}`), finding.None, nil},
		{"no answer is unresponsive", NoLeader, running(3, silent("1,3")), finding.None, nil},
		{"not seen", NoLeader, running(3, ""), finding.None, nil},
		{"files alone", NoLeader, pools("3", "3"), finding.None, nil},

		{"no answer", Unresponsive, running(3, silent("1,3")), finding.Error, []string{"the controllers do not answer: DescribeQuorum did not answer within 2 s through brokers 1 and 3, which answered Metadata"}},
		{"no answer through one", Unresponsive, running(1, silent("1")), finding.Error, []string{"through broker 1, which"}},
		{"no answer, and the log goes on", Unresponsive, running(3, strings.Replace(silent("1,3"), `"limitMs": 2000`, `"limitMs": 2000, "advanced": 4`, 1)), finding.Warning,
			[]string{"did not answer within 2 s", "went on by 4 records meanwhile, so a controller leads it"}},
		{"an answer", Unresponsive, running(3, leaderless), finding.None, nil},
		{"not seen", Unresponsive, running(3, ""), finding.None, nil},
		{"files alone", Unresponsive, pools("3", "3"), finding.None, nil},

		{"neither voter nor observer", ObserverAbsent, running(3, voted(3, 1, 2)), finding.Warning, []string{"broker 3 is registered", "controller 101 leads"}},
		{"all observe", ObserverAbsent, running(3, voted(3, 1, 2, 3)), finding.None, nil},
		{"a voter", ObserverAbsent, running(3, voted(3, 1, 2), `{"id": 102}`, `{"id": 4, "answer": "refused", "unlisted": true}`), finding.Warning, []string{"broker 3"}},
		{"it answers, and is not listed", ObserverAbsent, running(0, voted(3, 9), `{"id": 4, "unlisted": true}`), finding.Warning, []string{"broker 4 answers"}},
		{"it is listed, and does not answer", ObserverAbsent, running(0, voted(3, 9), `{"id": 4, "answer": "silent"}`), finding.Warning, []string{"broker 4 is registered"}},
		{"gone for good", ObserverAbsent, running(0, voted(3, 9), `{"id": 4, "answer": "refused", "unlisted": true}`), finding.None, nil},
		{"what it serves is new", ObserverAbsent, running(0, voted(3, 9), `{"id": 4, "applied": 9}`), finding.None, nil},
		{"the leader is new", ObserverAbsent, running(3, strings.Replace(voted(3), `"highWatermark": 90`, `"highWatermark": -1`, 1)), finding.None, nil},
		{"no leader", ObserverAbsent, running(3, leaderless), finding.None, nil},
		{"no answer", ObserverAbsent, running(3, silent("1")), finding.None, nil},
		{"not seen", ObserverAbsent, running(3, ""), finding.None, nil},
		{"files alone", ObserverAbsent, named(rulestest.Files{"a.properties": node("broker", "7", 3)}), finding.None, nil},
	} {
		t.Run(c.rule.Name+" "+c.name, func(t *testing.T) {
			got := rulestest.Of(rulestest.Lint(t, []*rule.Rule{c.rule}, c.files), c.rule.Name)
			if c.severity == finding.None {
				for _, f := range got {
					t.Errorf("it finds: %s", f.Message)
				}
				return
			}
			if len(got) != 1 || got[0].Severity != c.severity {
				t.Fatalf("findings %+v, want one of severity %s", got, c.severity)
			}
			for _, words := range c.says {
				if !strings.Contains(got[0].Message, words) {
					t.Errorf("it does not say %q: %s", words, got[0].Message)
				}
			}
			if got[0].Fix == "" || len(got[0].Evidence) == 0 || got[0].Evidence[0].Origin.IsZero() {
				t.Errorf("fix %q, evidence %+v: want what to do, and who said it", got[0].Fix, got[0].Evidence)
			}
		})
	}
}

// TestFixOfNoLeader names the voters of which a majority must run.
func TestFixOfNoLeader(t *testing.T) {
	for quorum, want := range map[string]string{
		strings.Replace(voted(3), `"leader": 101`, `"leader": -1`, 1): "2 of the voters 101, 102 and 103",
		strings.Replace(voted(5), `"leader": 101`, `"leader": -1`, 1): "3 of the voters 101",
		`{"leader": -1}`: "more than half of the voters",
	} {
		got := rulestest.Lint(t, []*rule.Rule{NoLeader}, running(1, quorum)).Findings
		if len(got) != 1 || !strings.Contains(got[0].Fix, want) {
			t.Errorf("%+v: want %q", got, want)
		}
	}
}

// TestVotersThatAreNotShownAreSkipped: silence would say that the quorum is
// sound.
func TestVotersThatAreNotShownAreSkipped(t *testing.T) {
	for _, quorum := range []string{"", `{"leader": -1, "silent": {"asked": [1], "limitMs": 2000}}`} {
		for _, r := range []*rule.Rule{EvenVoters, FewVoters} {
			result := rulestest.Lint(t, []*rule.Rule{r}, running(3, quorum))
			if skips := rulestest.Skips(result, r.Name); len(skips) != 1 || skips[0].Needs != "voter count" || len(result.Findings) > 0 {
				t.Errorf("%s: skips %+v, findings %+v; want one skip", r.Name, skips, result.Findings)
			}
		}
	}
}
