package group

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// assigned is a member that tells its strategies.
func assigned(id string, assignors ...string) string {
	return fmt.Sprintf(`{"id": %q, "clientId": %q, "subscribed": ["orders"], "assignors": ["%s"]}`, id, id, strings.Join(assignors, `","`))
}

func TestMembersDiffer(t *testing.T) {
	app := func(kind, state string, members ...string) rulestest.Files {
		return running(nil, group("app", kind, state, list(members...), "[]"))
	}
	hold(t, MembersDiffer, []expectation{
		{"other topics", app("classic consumer", "Stable", reader("a", "orders"), reader("b", "orders"), reader("c", "invoices")), finding.Warning,
			[]string{"group/app", "a (10.0.0.1) to orders, c (10.0.0.1) to invoices", "group.id of its own"}, ""},
		{"one more topic", app("consumer", "Stable", reader("a", "orders"), reader("b", "orders", "invoices")), finding.Warning, []string{"b (10.0.0.1) to orders, invoices"}, ""},
		{"while it rebalances", app("consumer", "Reconciling", reader("a", "orders"), reader("b", "invoices")), finding.Warning, nil, ""},
		{"the same in another order", app("consumer", "Stable", reader("a", "orders", "invoices"), reader("b", "invoices", "orders")), finding.None, nil, ""},
		{"one member", app("consumer", "Stable", reader("a", "orders")), finding.None, nil, ""},
		{"no member", app("consumer", "Empty"), finding.None, nil, ""},
		{"one does not tell", app("classic consumer", "PreparingRebalance", reader("a", "orders"), reader("b", "?")), finding.None, nil, "subscriptions of the members"},
		{"none tells", app("classic consumer", "PreparingRebalance", reader("a", "?"), reader("b", "?")), finding.None, nil, "subscriptions of the members"},
		{"workers of Connect", app("classic connect", "Stable", reader("a", "x"), reader("b", "y")), finding.None, nil, ""},
		{"a share group", app("share", "Stable", reader("a", "x"), reader("b", "y")), finding.None, nil, ""},
		{"other strategies", app("classic consumer", "Stable", assigned("a", "range", "cooperative-sticky"), assigned("b", "cooperative-sticky")), finding.Warning,
			[]string{"a by range, cooperative-sticky, b by cooperative-sticky", "partition.assignment.strategy"}, ""},
		{"the same strategies", app("classic consumer", "Stable", assigned("a", "range"), assigned("b", "range")), finding.None, nil, ""},
		{"one tells no strategy, as Kafka does", app("classic consumer", "Stable", assigned("a", "range"), reader("b", "orders")), finding.None, nil, ""},
		{"members not known", running(nil, group("app", "consumer", "Stable", "null", "[]")), finding.None, nil, "members of the group"},
		{"state not known", running(nil, group("app", "consumer", "", "[]", "[]")), finding.None, nil, "state of the group"},
	})
}

// TestTwoDifferencesAreTwoFindings: what differs tells them apart.
func TestTwoDifferencesAreTwoFindings(t *testing.T) {
	both := []string{
		`{"id": "a", "instance": "a-static", "clientId": "x", "subscribed": ["orders"], "assignors": ["range"]}`,
		`{"id": "b", "subscribed": [], "assignors": ["sticky"]}`,
	}
	result := rulestest.Lint(t, []*rule.Rule{MembersDiffer}, running(nil, group("app", "classic consumer", "Stable", list(both...), "[]")))
	if len(result.Findings) != 2 || result.Findings[0].Fingerprint() == result.Findings[1].Fingerprint() {
		t.Fatalf("findings %+v, want two", result.Findings)
	}
	if got := result.Findings[1].Message; !strings.Contains(got, "a-static to orders, b to none") {
		t.Errorf("it says %q", got)
	}
}

func TestIdleMembers(t *testing.T) {
	orders := topic("orders", "", "0:1", "0:1")
	app := func(kind, state string, members ...string) rulestest.Files {
		return running([]string{orders, topic("invoices", "", "0:1")}, group("app", kind, state, list(members...), "[]"))
	}
	three := []string{reader("a", "orders"), reader("b", "orders"), reader("c", "orders")}
	streams := `{"id": "s", "subscribed": ["orders"], "assignors": ["stream"]}`
	hold(t, IdleMembers, []expectation{
		{"three for two", app("classic consumer", "Stable", three...), finding.Info, []string{"3 members for 2 partitions of orders: 1 of them", "run 2 members"}, ""},
		{"two for two", app("consumer", "Stable", three[:2]...), finding.None, nil, ""},
		{"three for the three of two topics", app("consumer", "Stable", reader("a", "orders", "invoices"), reader("b", "orders", "invoices"), reader("c", "orders", "invoices")), finding.None, nil, ""},
		{"Streams has standby tasks", app("classic consumer", "Stable", streams, streams, streams), finding.None, nil, ""},
		{"workers of Connect", app("classic connect", "Stable", three...), finding.None, nil, ""},
		{"a share group shares partitions", app("share", "Stable", three...), finding.None, nil, ""},
		{"no member", app("consumer", "Empty"), finding.None, nil, ""},
		{"a topic that is not shown", app("consumer", "Stable", reader("a", "secret"), reader("b", "secret")), finding.None, nil, "partitions of the topics"},
		{"subscriptions not told", app("classic consumer", "PreparingRebalance", reader("a", "?"), reader("b", "?"), reader("c", "orders")), finding.None, nil, "subscriptions of the members"},
		{"members not known", running(nil, group("app", "consumer", "Stable", "null", "[]")), finding.None, nil, "members of the group"},
	})
}

func TestAbandoned(t *testing.T) {
	idle := func(id string) string {
		return group(id, "consumer", "Empty", "[]", list(commit("orders", 0, 5)))
	}
	many := make([]string, 12)
	for i := range many {
		many[i] = idle(fmt.Sprintf("g%02d", 12-i))
	}
	hold(t, Abandoned, []expectation{
		{"one", running(nil, idle("old")), finding.Info, []string{"cluster: 1 group has no member and still keeps committed offsets: old.", "--delete --group old"}, ""},
		{"two, by name", running(nil, idle("b"), idle("a")), finding.Info, []string{"2 groups have no member and still keep", "a, b."}, ""},
		{"a dead one", running(nil, group("old", "classic consumer", "Dead", "[]", list(commit("orders", 0, 5)))), finding.Info, nil, ""},
		{"many", running(nil, many...), finding.Info, []string{"12 groups", "g01, g02, g03, g04, g05 and 7 more"}, ""},
		{"in use", running(nil, group("app", "consumer", "Stable", list(reader("a", "orders")), list(commit("orders", 0, 5)))), finding.None, nil, ""},
		{"without commits", running(nil, group("app", "consumer", "Empty", "[]", "[]")), finding.None, nil, ""},
		{"with a commit that is none", running(nil, group("app", "consumer", "Empty", "[]", list(commit("orders", 0, -1)))), finding.None, nil, ""},
		{"a share group", running(nil, group("app", "share", "Empty", "[]", "null")), finding.None, nil, ""},
		{"records were deleted unread", running([]string{topic("orders", "", "5:90", "905:1000")}, group("old", "consumer", "Empty", "[]", list(commit("orders", 0, 5), commit("orders", 1, 200)))), finding.Info,
			[]string{"Records were deleted that group old had not read: it has committed offset 200 of orders/1, and the log starts at 905 (up to 705 records). Kafka forgets"}, ""},
		{"of two groups, and not of a third", running([]string{topic("orders", "", "105:900"), topic("jobs", "", "5:9")}, idle("a"), group("b", "consumer", "Empty", "[]", list(commit("orders", 0, 90))), group("c", "consumer", "Empty", "[]", list(commit("jobs", 0, 7)))), finding.Info,
			[]string{"3 groups", "Records were deleted that 2 of them had not read, as group a: it has committed offset 5 of orders/0, and the log starts at 105 (up to 100 records)"}, ""},
		{"nothing was deleted", running([]string{topic("orders", "", "5:90")}, idle("old")), finding.Info, []string{"gone for good. Kafka forgets"}, ""},
		{"only markers, perhaps", running([]string{topic("orders", "", "6:6")}, idle("old")), finding.Info, []string{"gone for good. Kafka forgets"}, ""},
		{"purged by Streams itself", running([]string{topic("old-x-repartition", "", "905:1000")}, group("old", "consumer", "Empty", "[]", list(commit("old-x-repartition", 0, 5)))), finding.Info, []string{"gone for good. Kafka forgets"}, ""},
		{"a log start that is not known", running([]string{topic("orders", "", "no leader")}, idle("old")), finding.Info, []string{"gone for good. Kafka forgets"}, "log start offset"},
		{"no group", running(nil), finding.None, nil, ""},
		{"commits of one not known", running(nil, idle("old"), group("app", "consumer", "Empty", "[]", "null")), finding.Info, []string{"1 group"}, "commits of groups"},
		{"state of one not known", running(nil, group("app", "", "", "null", list(commit("orders", 0, 5)))), finding.None, nil, "commits of groups"},
		{"commits of one in use not known", running(nil, group("app", "consumer", "Stable", "[]", "null")), finding.None, nil, ""},
	})
}
