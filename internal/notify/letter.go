package notify

import (
	"cmp"
	"slices"
	"time"
)

// letter is what one receiver is told of one entry in one go.
type letter struct {
	key    string
	want   Alert   // the state of the entry that it was made of
	news   Alert   // what the receiver knows once it is delivered
	late   bool    // the news are over, and told as firing
	alerts []Alert // what is sent: the news, and what they replace
}

// collect returns what is due: all of it for a receiver that is told again and
// again, and what is due soon, so that its alerts keep step; else the worst
// alone, as one request cannot be half delivered then.
func (o *outbox) collect(now time.Time) []letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	keys := o.due(now, 0)
	if len(keys) == 0 {
		return nil
	}
	if o.resent {
		keys = o.due(now, o.resend/2)
	}
	alive := o.alive()
	var letters []letter
	for _, key := range keys {
		l := o.entries[key].letter(key, o.byLabels)
		if o.byLabels {
			l.alerts = slices.DeleteFunc(l.alerts, func(a Alert) bool { return !a.Firing() && alive[fingerprint(a.Labels)] })
		}
		if len(l.alerts) == 0 { // its end is nothing to tell: another one goes on under the same labels
			o.settle(l, now)
			continue
		}
		if letters = append(letters, l); !o.resent {
			break
		}
	}
	return letters
}

// due are the keys of what is due, and of what is to be repeated within the
// time ahead, in the order in which people want to hear of it: the worst
// first, what is firing before what is over, the oldest first.
func (o *outbox) due(now time.Time, ahead time.Duration) []string {
	var keys []string
	for key, e := range o.entries {
		limit := now
		if e.repeated() {
			limit = now.Add(ahead)
		}
		t, ok := e.due(e.round == o.round, o.cadence)
		if ok && !t.After(limit) && !e.stale(now, o.cadence) {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(x, y string) int {
		a, b := &o.entries[x].Want, &o.entries[y].Want
		return cmp.Or(
			cmp.Compare(b.severity(), a.severity()),
			cmp.Compare(over(a), over(b)),
			a.StartsAt.Compare(b.StartsAt),
			cmp.Compare(x, y))
	})
	return keys
}

func over(a *Alert) int {
	if a.Firing() {
		return 0
	}
	return 1
}

// alive are the label sets of what is firing.
func (o *outbox) alive() map[string]bool {
	sets := map[string]bool{}
	for _, e := range o.entries {
		if e.Want.Firing() && e.round == o.round {
			sets[fingerprint(e.Want.Labels)] = true
		}
	}
	return sets
}

func (e *entry) letter(key string, byLabels bool) letter {
	l := letter{key: key, want: e.Want.copied(), news: e.news()}
	l.late = l.news.Firing() && !e.Want.Firing()
	if old, ok := e.outdated(); byLabels && ok {
		l.alerts = append(l.alerts, old)
		if !l.news.Firing() { // the receiver never knew it under its last labels
			return l
		}
	}
	l.alerts = append(l.alerts, l.news)
	return l
}
