package group

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestDataLost(t *testing.T) {
	const hour = `"retention.ms": "3600000"`
	orders := []string{topic("orders", hour, "0:900", "500:900")}
	billing := func(kind, state, members string, offset int64) string {
		return group("billing", kind, state, members, list(commit("orders", 1, offset)))
	}
	one := list(reader("a", "orders"))
	with := func(topics []string, groups ...string) rulestest.Files { return running(topics, groups...) }
	hold(t, DataLost, []expectation{
		{"deleted unread", with(orders, billing("classic consumer", "Stable", one, 120)), finding.Error,
			[]string{"group/billing/orders/1", "committed offset 120 of orders/1", "starts at 500", "380 records", "retention.ms 1 h", "latest skips", "raise the retention of orders"}, ""},
		{"of the new protocol", with(orders, billing("consumer", "Stable", one, 120)), finding.Error, nil, ""},
		{"before Kafka told the type", with(orders, billing(" consumer", "PreparingRebalance", one, 499)), finding.Error, []string{"up to 1 records"}, ""},
		{"just not", with(orders, billing("consumer", "Stable", one, 500)), finding.None, nil, ""},
		{"nothing committed", with(orders, billing("consumer", "Stable", one, -1)), finding.None, nil, ""},
		{"committed nothing at all", with(orders, group("billing", "consumer", "Stable", one, "[]")), finding.None, nil, ""},
		{"not in use", with(orders, billing("consumer", "Empty", "[]", 120)), finding.None, nil, ""},
		{"dead", with(orders, billing("classic consumer", "Dead", "[]", 120)), finding.None, nil, ""},
		{"a share group has no such offsets", with(orders, billing("share", "Stable", one, 120)), finding.None, nil, ""},
		{"nobody subscribes any more", with(orders, billing("consumer", "Stable", list(reader("a", "invoices")), 120)), finding.None, nil, ""},
		{"assigned, though not told as subscribed", with(orders, billing("consumer", "Stable",
			`[{"id": "x", "subscribed": null, "assigned": [{"topic": "orders", "partition": 1}]}]`, 120)), finding.Error, nil, ""},
		{"the topic is gone", with(nil, billing("consumer", "Stable", one, 120)), finding.None, nil, ""},
		{"the partition is gone", with([]string{topic("orders", hour, "0:900")}, billing("consumer", "Stable", one, 120)), finding.None, nil, ""},
		{"what Streams has purged itself", with([]string{topic("app-sum-repartition", "", "500:900")},
			group("app", "classic consumer", "Stable", list(reader("a", "app-sum-repartition")), list(commit("app-sum-repartition", 0, 120)))), finding.None, nil, ""},
		{"another's repartition topic", with([]string{topic("app-sum-repartition", "", "500:900")},
			group("else", "classic consumer", "Stable", list(reader("a", "app-sum-repartition")), list(commit("app-sum-repartition", 0, 120)))), finding.Error, nil, ""},
		{"a compacted topic", with([]string{topic("orders", `"cleanup.policy": "compact"`, "0:1", "500:900")}, billing("consumer", "Stable", one, 120)), finding.Error,
			[]string{"by a DeleteRecords request (cleanup.policy is compact", "find out who deletes records of orders"}, ""},
		{"by size", with([]string{topic("orders", `"retention.ms": "-1", "retention.bytes": "1048576"`, "0:1", "500:900")}, billing("consumer", "Stable", one, 120)), finding.Error,
			[]string{"retention (retention.bytes 1 MiB)"}, ""},
		{"no limit", with([]string{topic("orders", `"retention.ms": "-1"`, "0:1", "500:900")}, billing("consumer", "Stable", one, 120)), finding.Error,
			[]string{"by retention or a DeleteRecords request", "find out who deletes"}, ""},
		{"perhaps markers of transactions", with([]string{topic("orders", hour, "0:1", "24:24")}, billing("consumer", "Stable", one, 23)), finding.Warning,
			[]string{"or none: the log is empty"}, ""},
		{"too many to be markers", with([]string{topic("orders", hour, "0:1", "900:900")}, billing("consumer", "Stable", one, 23)), finding.Error, nil, ""},

		{"commits not known", with(orders, group("billing", "consumer", "Stable", one, "null")), finding.None, nil, "committed offsets"},
		{"members not known", with(orders, billing("consumer", "Stable", "null", 120)), finding.None, nil, "members of the group"},
		{"state not known", with(orders, billing("consumer", "", one, 120)), finding.None, nil, "state of the group"},
		{"subscriptions not told", with(orders, billing("classic consumer", "PreparingRebalance", list(reader("a", "?")), 120)), finding.None, nil, "subscriptions of the members"},
		{"start not known", with([]string{topic("orders", hour, "0:1", "its leader, broker 2, did not answer")}, billing("consumer", "Stable", one, 120)), finding.None, nil, "log start offset"},
		{"nobody asked for the start", with([]string{topic("orders", hour, "0:1", "")}, billing("consumer", "Stable", one, 120)), finding.None, nil, "log start offset"},
		{"members not known, and nothing is lost", with(orders, billing("consumer", "Stable", "null", 700)), finding.None, nil, ""},
	})
}

// TestEachPartitionIsOneFinding: each has an offset, and a fingerprint, of its
// own.
func TestEachPartitionIsOneFinding(t *testing.T) {
	files := running([]string{topic("password-resets", "", "500:900", "600:900", "gone")}, group("app", "consumer", "Stable", list(reader("a", "password-resets")),
		list(commit("password-resets", 0, 1), commit("password-resets", 1, 2), commit("password-resets", 2, 3))))
	result := rulestest.Lint(t, []*rule.Rule{DataLost}, files)
	var prints []string
	for _, f := range result.Findings {
		prints = append(prints, f.Fingerprint())
	}
	slices.Sort(prints)
	if len(result.Findings) != 2 || len(slices.Compact(prints)) != 2 {
		t.Errorf("findings %+v, want two that differ", result.Findings)
	}
	if s := rulestest.Skips(result, DataLost.Name); len(s) != 1 || s[0].Reason != "password-resets/2: gone" {
		t.Errorf("skips %+v: want the partition and the reason, whatever the topic is called", s)
	}
}
