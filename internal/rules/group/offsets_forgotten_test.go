package group

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestVeryManyThatAreLeftBehind are one line, whenever each of them was empty.
func TestVeryManyThatAreLeftBehind(t *testing.T) {
	var script strings.Builder
	script.WriteString("# Two hundred groups that were empty when the watch began.\nrule group/offsets-expiring\nbrokers 1 2 3\n" +
		"config broker 1 offsets.retention.minutes=60\ntopic orders partitions=1 replicas=3\nproduce orders 1/s\n")
	for i := range 200 {
		fmt.Fprintf(&script, "group zombie-%03d type=classic state=Empty topics=orders\nconsume zombie-%03d orders =5\n", i, i)
	}
	script.WriteString(`expect 29m nothing
expect 31m info cluster "of 200 groups that have had no member for long; the first of them are zombie-000 in 29 min at the latest, zombie-001 in 29 min at the latest, " "zombie-004 in 29 min at the latest and 195 more. offsets" "--group zombie-000"
`)
	rulestest.Timeline(t, Rules, "zombies.txt", script.String())
}

// TestWhatServedLongIsNoZombie, also with a break, and what served a moment is.
func TestWhatServedLongIsNoZombie(t *testing.T) {
	for name, c := range map[string]struct{ served, want string }{
		"for long":              {"at 20m leave a a\nat 20m state a Empty\n", "warning group/a"},
		"for a moment":          {"at 2m leave a a\nat 2m state a Empty\n", "info cluster"},
		"for long, with breaks": {"at 6m leave a a\nat 6m state a Empty\nat 8m join a a\nat 8m state a Stable\nat 14m leave a a\nat 14m state a Empty\n", "warning group/a"},
	} {
		t.Run(name, func(t *testing.T) {
			rulestest.Timeline(t, Rules, "served.txt", "# "+name+".\nrule group/offsets-expiring\npolicy rules:\npolicy   group/offsets-expiring: {params: {abandoned_after: 10m}}\n"+
				"brokers 1 2 3\nconfig broker 1 offsets.retention.minutes=60\ntopic orders partitions=1 replicas=3\nproduce orders 1/s\n"+
				"group a type=classic members=a topics=orders\nconsume a orders\nat 1m consume a orders stop\n"+c.served+"expect 55m "+c.want+"\n")
		})
	}
}

// TestSinceWhenAGroupIsEmpty: what was before it died, or is not remembered, does
// not count.
func TestSinceWhenAGroupIsEmpty(t *testing.T) {
	restless := make([]model.GroupMoment, model.Moments)
	for i := range restless {
		restless[i] = model.GroupMoment{At: int64(i), State: []string{"Stable", "Empty"}[i%2]}
	}
	for name, c := range map[string]struct {
		past                 []model.GroupMoment
		since, served, least int64
		ok, seen             bool
	}{
		"nothing is remembered":           {},
		"all the time":                    {past: []model.GroupMoment{{At: 1, State: "Empty"}}, since: 1, ok: true},
		"it served":                       {past: []model.GroupMoment{{At: 1, State: "Stable"}, {At: 5, State: "Empty"}}, since: 5, served: 4, ok: true, seen: true},
		"its end is not remembered yet":   {past: []model.GroupMoment{{At: 1, State: "Empty"}, {At: 2, State: "Stable"}}},
		"it is dead, as far as was told":  {past: []model.GroupMoment{{At: 1, State: "Empty"}, {At: 2, State: "Dead"}}},
		"it was made anew":                {past: []model.GroupMoment{{At: 1, State: "Empty"}, {At: 2, State: "Dead"}, {At: 9, State: "Empty"}}, since: 9, ok: true, seen: true},
		"it served, and was made anew":    {past: []model.GroupMoment{{At: 1, State: "Stable"}, {At: 3, State: "Dead"}, {At: 9, State: "Empty"}}, since: 9, served: 2, ok: true, seen: true},
		"it changed more often than kept": {past: restless, since: model.Moments - 1, least: 365 * day, ok: true, seen: true},
	} {
		e, ok := emptySince(past{groups: c.past}, &model.Group{ID: "a", Type: "classic"})
		if ok != c.ok || ok && (e.since != c.since || e.base != c.since || e.seen != c.seen || c.least == 0 && e.served != c.served || e.served < c.least) {
			t.Errorf("%s: %+v, %v", name, e, ok)
		}
	}
}
