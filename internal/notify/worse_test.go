package notify

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
)

// following is an error from which this follows.
func following(all map[string]Follow) Alert {
	a := with("error", false, "s")
	a.Follows = all
	return a
}

func TestWhatIsWorse(t *testing.T) {
	t.Parallel()
	bad, mild, passing := func(n int) Follow { return Follow{n, true, true} }, func(n int) Follow { return Follow{n, true, false} }, func(n int) Follow { return Follow{Count: n} }
	none := map[string]Follow{}
	over := following(map[string]Follow{"group/stuck": bad(9)})
	over.EndsAt = begun.Add(time.Hour)
	for name, c := range map[string]struct {
		told, want Alert
		says       string
	}{
		"nothing follows":               {following(none), following(none), ""},
		"the first errors":              {following(none), following(map[string]Follow{"cluster/partition-leaderless": bad(3)}), "It has become worse since it was told: 3 × cluster/partition-leaderless follow from it now."},
		"the first warnings":            {following(none), following(map[string]Follow{"cluster/under-replicated": mild(900)}), ""},
		"errors that may pass":          {following(none), following(map[string]Follow{"group/stuck": passing(3)}), ""},
		"two rules":                     {following(none), following(map[string]Follow{"group/stuck": bad(1), "cluster/under-min-isr": bad(2), "a/b": mild(1)}), "It has become worse since it was told: 1 × group/stuck, 2 × cluster/under-min-isr follow from it now."},
		"one that was told unsettled":   {following(map[string]Follow{"group/stuck": passing(3)}), following(map[string]Follow{"group/stuck": bad(3)}), ""},
		"nearly twice as many":          {following(map[string]Follow{"group/stuck": bad(3)}), following(map[string]Follow{"group/stuck": bad(5)}), ""},
		"twice as many":                 {following(map[string]Follow{"group/stuck": bad(3)}), following(map[string]Follow{"group/stuck": bad(6)}), "It has become worse since it was told: 6 findings follow from it, and 3 did."},
		"twice as many, over all rules": {following(map[string]Follow{"group/stuck": bad(1), "a/b": mild(1)}), following(map[string]Follow{"group/stuck": bad(1), "a/b": mild(3)}), "It has become worse since it was told: 4 findings follow from it, and 2 did."},
		"twice as many that may pass":   {following(map[string]Follow{"group/stuck": bad(3)}), following(map[string]Follow{"group/stuck": passing(9)}), ""},
		"fewer":                         {following(map[string]Follow{"group/stuck": bad(3)}), following(none), ""},
		"over by now":                   {following(none), over, ""},
		"it was over, and is back":      {over, following(map[string]Follow{"a/b": bad(1)}), ""},
		"told by an older watch":        {following(nil), following(map[string]Follow{"a/b": bad(1)}), ""},
	} {
		e := entry{Want: c.want, Told: &c.told}
		if got := e.worse(); got != c.says {
			t.Errorf("%s: got %q, want %q", name, got, c.says)
		}
	}
	if e := (entry{Want: following(map[string]Follow{"a/b": bad(1)})}); e.worse() != "" {
		t.Error("what nobody was told of is worse")
	}
}

// TestWorseIsToldOnceAMinute, and what comes and goes once.
func TestWorseIsToldOnceAMinute(t *testing.T) {
	t.Parallel()
	o := &outbox{min: finding.Warning, cadence: cadence{resend: time.Minute, calm: 10 * time.Minute}, entries: map[string]*entry{}, round: 1}
	at := begun
	// step lists the alert, and gives what is told of it at that time; "" for nothing.
	step := func(after time.Duration, all map[string]Follow) string {
		at = at.Add(after)
		o.list([]Alert{following(all)}, at)
		letters := o.collect(at)
		if len(letters) == 0 {
			return ""
		}
		o.delivered(letters, at)
		if worse := letters[0].alerts[0].Annotations[Worse]; worse != "" {
			return worse
		}
		return "told"
	}
	bad := func(n int) Follow { return Follow{n, true, true} }
	for n, c := range []struct {
		after time.Duration
		all   map[string]Follow
		want  string
	}{
		{0, map[string]Follow{}, "told"},
		{30 * time.Second, map[string]Follow{"a/b": bad(1)}, ""},
		{30 * time.Second, map[string]Follow{"a/b": bad(1)}, "It has become worse since it was told: 1 × a/b follow from it now."},
		{30 * time.Second, map[string]Follow{"a/b": bad(1), "c/d": bad(1)}, ""},
		{20 * time.Second, map[string]Follow{"a/b": bad(1)}, ""},
		{10 * time.Second, map[string]Follow{"a/b": bad(1), "c/d": bad(2)}, "It has become worse since it was told: 2 × c/d follow from it now."},
		{time.Minute, map[string]Follow{}, ""},
		{time.Minute, map[string]Follow{"a/b": bad(1), "c/d": bad(2)}, ""},
		{time.Minute, map[string]Follow{"a/b": bad(4), "c/d": bad(2)}, "It has become worse since it was told: 6 findings follow from it, and 3 did."},
		{time.Minute, map[string]Follow{"a/b": bad(1)}, ""},
		{time.Minute, map[string]Follow{"a/b": bad(4), "c/d": bad(3)}, ""},
	} {
		if got := step(c.after, c.all); got != c.want {
			t.Errorf("step %d: got %q, want %q", n, got, c.want)
		}
	}
}

// TestWorseOutlivesARestart: what was told is known, and is told once.
func TestWorseOutlivesARestart(t *testing.T) {
	t.Parallel()
	told := following(map[string]Follow{"a/b": {2, true, true}})
	text, err := json.Marshal(map[string]*entry{"k": {Want: told, Told: &told, At: begun}})
	if err != nil {
		t.Fatal(err)
	}
	o := &outbox{cadence: cadence{calm: time.Hour}, entries: map[string]*entry{}}
	if err := o.restore(text); err != nil {
		t.Fatal(err)
	}
	o.list([]Alert{following(map[string]Follow{"a/b": {4, true, true}})}, begun)
	if at, ok := o.next(begun); !ok || !at.Equal(begun.Add(time.Minute)) {
		t.Errorf("due at %s, %v", at, ok)
	}
	for old, want := range map[string]bool{`{"k":{"want":{"Key":"k"},"told":{"Key":"k"}}}`: false, string(text): true} {
		o := &outbox{entries: map[string]*entry{}}
		if err := o.restore([]byte(old)); err != nil {
			t.Fatal(err)
		}
		o.entries["k"].Want = following(map[string]Follow{"c/d": {9, true, true}})
		if got := o.entries["k"].worse() != ""; got != want {
			t.Errorf("%s: worse is %v", old, got)
		}
	}
}

func TestWhatFollowsFromAnIncident(t *testing.T) {
	t.Parallel()
	in := brokerDown()
	in.Effects = []incident.Effect{
		{Rule: "a/settled", Severity: finding.Error, Settled: finding.Error, Count: 3}, {Rule: "a/mild", Severity: finding.Warning, Settled: finding.Warning, Count: 2},
		{Rule: "a/passing", Severity: finding.Error, Count: 1},
	}
	got := From(in, page, "").Follows
	for rule, want := range map[string]Follow{"a/settled": {3, true, true}, "a/mild": {2, true, false}, "a/passing": {1, false, false}} {
		if got[rule] != want {
			t.Errorf("%s: %+v, want %+v", rule, got[rule], want)
		}
	}
	if in.Effects = nil; From(in, page, "").Follows == nil {
		t.Error("that nothing follows is not told from that it is not known")
	}
}

func TestAMessageThatItIsWorse(t *testing.T) {
	t.Parallel()
	a := with("error", false, "broker 2 is down")
	a.Annotations[Worse] = "It has become worse since it was told: 3 × a/b follow from it now."
	if m := slackOf(&a); m.Text != "error, and worse: broker 2 is down" || m.Blocks[1].Text.Text != a.Annotations[Worse] {
		t.Errorf("%+v", m)
	}
	if got := details(&a)[Worse]; got != a.Annotations[Worse] {
		t.Errorf("PagerDuty is told %v", got)
	}
	if got := NewWebhook(WebhookOptions{}).message([]Alert{a}).Alerts[0].Annotations[Worse]; got != a.Annotations[Worse] {
		t.Errorf("a webhook is told %v", got)
	}
}
