package cluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestWhatAFailureLooksLike goes through failures of three brokers as they were
// seen on real nodes: what is told of itself, and what is told below it.
func TestWhatAFailureLooksLike(t *testing.T) {
	orders := func(leader int, isr string) string { return topic("orders", `"2"`, part(leader, "3,1,2", isr)) }
	for _, c := range []struct {
		name  string
		p     plant
		alone []string // rule, subject and severity of what has no cause
		below []string // of what is told below something else
	}{
		{"kill -9, 1 s ago: metadata still call it alive, in sync and the leader", healthy().with(3, killed).of(orders(3, "3,1,2")),
			[]string{"broker-missing broker/3 error"}, nil},
		{"kill -9, 10 s ago", healthy().with(3, dead).of(orders(1, "1,2")),
			[]string{"broker-missing broker/3 error"}, []string{"at-min-isr partition/orders/0 warning"}},
		{"SIGSTOP, 1 s ago", healthy().with(3, hung).of(orders(3, "3,1,2")),
			[]string{"broker-missing broker/3 error"}, nil},
		{"SIGSTOP, 10 s ago", healthy().with(3, hung, `"unlisted": true`, `"fenced": true`).of(orders(1, "1,2")),
			[]string{"broker-missing broker/3 error"}, []string{"at-min-isr partition/orders/0 warning"}},
		{"killed on Kafka 3.9: only replica lists still name it", healthy().with(3, `"answer": "not asked"`, `"unlisted": true`).of(orders(1, "1,2")),
			[]string{"broker-missing broker/3 error"}, []string{"at-min-isr partition/orders/0 warning"}},
		{"SIGTERM: it is fenced before it is gone", healthy().with(3, `"unlisted": true`, `"fenced": true`).of(orders(1, "1,2")),
			[]string{"broker-missing broker/3 error"}, []string{"at-min-isr partition/orders/0 warning"}},
		{"back, and catching up", healthy().of(orders(1, "1,2")),
			[]string{"at-min-isr partition/orders/0 warning"}, nil},
		{"back, and in sync, led by another", healthy().of(orders(1, "1,2,3")),
			[]string{"preferred-leader-imbalance cluster info"}, nil},
		{"two of three killed", healthy().with(2, dead).with(3, dead).of(orders(1, "1")),
			[]string{"broker-missing broker/2 error", "broker-missing broker/3 error"}, []string{"under-min-isr partition/orders/0 error"}},
		{"two of three killed, the last one in sync among them", healthy().with(2, dead).with(3, dead).of(orders(-1, "3")),
			[]string{"broker-missing broker/2 error", "broker-missing broker/3 error"}, []string{"partition-leaderless partition/orders/0 error"}},
		{"unregistered while it runs", healthy().with(3, `"unlisted": true`).of(orders(1, "1,2")),
			[]string{"broker-missing broker/3 error"}, []string{"at-min-isr partition/orders/0 warning"}},
		{"taken away and unregistered", plant{brokers: []string{broker(1), broker(2)}}.of(topic("orders", `"1"`, part(1, "1,2", "1,2"))),
			[]string{"too-few-brokers cluster warning"}, nil},
		{"a reassignment to broker 3", healthy().of(topic("orders", `"2"`, part(1, "1,2,3", "1,2"))).and(`"moving": [{"topic": "orders", "partition": 0}]`), nil, nil},
		{"a metadata snapshot cut off", healthy().with(3, looks(look(0), look(2000, "proven"))).of(orders(1, "1,2")),
			[]string{"metadata-disagrees broker/3 error"}, []string{"at-min-isr partition/orders/0 warning"}},
		{"a restart, seen while it loads", healthy().with(3, looks(look(0, "behind=1125"), look(2000, "agrees"))).of(orders(1, "1,2,3")),
			[]string{"preferred-leader-imbalance cluster info"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := c.p.run(t)
			var alone, below []string
			for i, what := range found(result) {
				if result.Findings[i].CausedBy == "" {
					alone = append(alone, what)
				} else {
					below = append(below, what)
				}
			}
			slices.Sort(alone)
			slices.Sort(below)
			if !slices.Equal(alone, c.alone) || !slices.Equal(below, c.below) {
				t.Errorf("told are %q, below them %q\nwant %q and %q", alone, below, c.alone, c.below)
			}
		})
	}
}

// TestTwoClustersAreTwo: broker 3 of one cluster says nothing of broker 3 of
// another one, and neither do a reassignment and an offsets topic.
func TestTwoClustersAreTwo(t *testing.T) {
	one := healthy().with(3, dead).of(topic("orders", `"2"`, part(1, "1,2,3", "1,2"))).files()["snapshot.json"]
	two := healthy().of(topic("orders", `"2"`, part(1, "1,2,3", "1,2")), topic("__consumer_offsets", `"2"`, part(1, "1,2,3", "1"))).
		and(`"moving": [{"topic": "orders", "partition": 0}]`).files()["snapshot.json"]
	_, first, _ := strings.Cut(one, `"clusters": [`)
	_, second, _ := strings.Cut(strings.Replace(two, `"plant"`, `"dev"`, 1), `"clusters": [`)
	both := `{"schema": "breakwater.snapshot/v1", "clusters": [` + strings.TrimSuffix(first, "]}") + "," + strings.TrimSuffix(second, "]}") + "]}"
	got := map[string]bool{}
	for _, f := range rulestest.Lint(t, Rules, rulestest.Files{"snapshot.json": both}).Findings {
		got[f.Rule+" "+f.Subject.Qualified()] = f.CausedBy != ""
	}
	want := map[string]bool{ // whether it is told below something else
		"cluster/broker-missing plant:broker/3":                    false,
		"cluster/at-min-isr plant:partition/orders/0":              true,
		"cluster/offsets-topic-unavailable dev:cluster":            false,
		"cluster/under-min-isr dev:partition/__consumer_offsets/0": false,
	}
	for what, below := range want {
		if is, told := got[what]; !told || is != below {
			t.Errorf("%s: told %v, below something else %v", what, told, is)
		}
	}
	if len(got) != len(want) {
		t.Errorf("told are %v", got)
	}
}

// TestMinimalTellsErrorsAlone: profile minimal has no warning.
func TestMinimalTellsErrorsAlone(t *testing.T) {
	p := plant{brokers: []string{broker(1), broker(2, dead, leads("0", "2"))}}.of(topic("orders", `"1"`, part(1, "1,2", "1"), part(-1, "2", "2")))
	result := rulestest.LintWith(t, Rules, &rule.Settings{Profile: rule.Minimal}, p.files())
	for _, f := range result.Findings {
		if f.Severity != finding.Error {
			t.Errorf("%s tells %s: %s", f.Rule, f.Severity, f.Message)
		}
	}
	if got := found(result); len(got) != 3 { // the broker, the partition without a leader, the numbers of replicas that differ
		t.Errorf("it finds %v", got)
	}
}
