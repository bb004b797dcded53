package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// patience is how many cadences old the last look may be.
const patience = 3

// doubts is everything that keeps a cluster from being called healthy although
// nothing wrong was found, what matters most first.
func (v view) doubts(c *board.Cluster) []string {
	if c.At.IsZero() {
		return []string{"no look at this cluster has ended yet"}
	}
	var out []string
	if old := v.stale(c); old != "" {
		out = append(out, old)
	}
	switch {
	case c.Scope == nil || c.Scope.Cluster == nil:
		out = append(out, "the last look brought nothing")
	case c.Scope.Cluster.Dark:
		out = append(out, "no broker answers")
	default:
		out = append(out, mute(c.Scope)...)
	}
	out = append(out, unseen(c.Incidents)...)
	if c.Result == nil {
		return append(out, "nothing was judged")
	}
	out = append(out, gaps(c.Result.Gaps, false)...)
	out = append(out, skips(c.Result.Skipped)...)
	if !c.Result.CheckedAny() {
		out = append(out, "there was nothing to judge")
	}
	return out
}

// stale says why the last look tells nothing of the present; "" if it does.
func (v view) stale(c *board.Cluster) string {
	age, every := v.now.Sub(c.LastLook()), c.Look.Every
	switch {
	case c.At.IsZero():
		return ""
	case every <= 0:
		return "how often the cluster is looked at is not known, so nobody can say whether the last look is a late one"
	case age >= patience*every:
		return fmt.Sprintf("the last look ended %s, and one is due every %s: what is shown is what was", ago(v.now, c.LastLook()), span(every))
	case age < -every:
		return fmt.Sprintf("the last look is dated %s ahead of this machine's clock, so its age is not known: compare the clocks", span(-age))
	}
	return ""
}

// mute are the brokers that did not answer.
func mute(s *model.Scope) []string {
	var out []string
	for _, b := range s.Brokers {
		if b.Seen != nil && b.Seen.Answer != model.Answered {
			name := "broker " + b.Name
			if b.Seen.ID < 0 {
				name = "the address " + b.Name
			}
			out = append(out, strings.TrimSuffix(fmt.Sprintf("%s: %s: %s", name, b.Seen.Answer, b.Seen.Detail), ": "))
		}
	}
	return out
}

// unseen are the incidents of which nobody can say whether they still hold.
func unseen(all []incident.Incident) []string {
	var out []string
	for i := range all {
		if in := &all[i]; in.Unknown && in.State != incident.Resolved {
			out = append(out, "whether this still holds cannot be seen: "+headline(&in.Cause))
		}
	}
	return out
}

// gaps are the facts that are missing: those that were announced, or the
// others.
func gaps(all []model.Gap, announced bool) []string {
	group := newCounter()
	for i := range all {
		if g := &all[i]; g.Expected == announced {
			detail := strings.TrimRight(cmp.Or(g.Detail, g.Why.String()), ". ")
			group.add(g.Fact.String()+"\x00"+detail, g.Scope)
		}
	}
	return group.sentences(func(key, subjects string) string {
		fact, detail, _ := strings.Cut(key, "\x00")
		if subjects == "cluster" {
			return fact + ": " + detail
		}
		return fact + " of " + subjects + ": " + detail
	})
}

// skips are the judgements that could not be made. Rules that could not for one
// reason are told together: a broker that is down keeps a dozen from judging it.
func skips(all []finding.Skip) []string {
	reasons := newCounter()
	rules, seen := map[string][]string{}, map[[2]string]bool{}
	subjects := map[subjectFor]bool{}
	for i := range all {
		s := &all[i]
		if s.Needs == rule.NeedsPast {
			continue // see young
		}
		reason := strings.TrimRight(cmp.Or(s.Reason, s.Needs+" is not known"), ". ")
		if pair := [2]string{reason, s.Rule}; !seen[pair] {
			seen[pair] = true
			rules[reason] = append(rules[reason], s.Rule)
		}
		if pair := (subjectFor{reason, s.Subject}); !subjects[pair] {
			subjects[pair] = true
			reasons.add(reason, s.Subject)
		}
	}
	return reasons.sentences(func(reason, subjects string) string {
		names := rules[reason][0]
		if n := len(rules[reason]) - 1; n > 0 {
			names += " and " + finding.Plural(n, "more rule")
		}
		return names + " could not judge " + subjects + ": " + reason
	})
}

// subjectFor is a subject that could not be judged for a reason.
type subjectFor struct {
	reason  string
	subject model.Subject
}

// unripe are the rules that look back further than the cluster has been watched,
// by name.
func unripe(all []finding.Skip) []string {
	rules := map[string]bool{}
	for i := range all {
		if all[i].Needs == rule.NeedsPast {
			rules[all[i].Rule] = true
		}
	}
	return slices.Sorted(maps.Keys(rules))
}

// young says which rules wait for a longer past. That passes by itself, and says
// nothing of the cluster.
func young(all []finding.Skip) []string {
	rules := unripe(all)
	if len(rules) == 0 {
		return nil
	}
	return []string{"the watch is young: it has not watched for as long as some rules look back, and they judge as soon as it has: " +
		strings.Join(rules, ", ")}
}

// excepted is what cannot be known here, and was said to be so.
func excepted(c *board.Cluster) []string {
	if c.Result == nil {
		return nil
	}
	out := append(gaps(c.Result.Gaps, true), young(c.Result.Skipped)...)
	var facts []string
	for _, f := range c.Result.NotAsked {
		facts = append(facts, f.String())
	}
	if len(facts) > 0 {
		out = append(out, "not asked here: "+strings.Join(facts, ", "))
	}
	return out
}

// counter groups subjects that have one thing to say of them.
type counter struct {
	first map[string]model.Subject
	count map[string]int
	order []string
}

func newCounter() *counter {
	return &counter{first: map[string]model.Subject{}, count: map[string]int{}}
}

func (c *counter) add(key string, subject model.Subject) {
	if c.count[key]++; c.count[key] == 1 {
		c.first[key] = subject
		c.order = append(c.order, key)
	}
}

// sentences are the groups, the largest first.
func (c *counter) sentences(say func(key, subjects string) string) []string {
	slices.SortStableFunc(c.order, func(a, b string) int { return cmp.Compare(c.count[b], c.count[a]) })
	var out []string
	for _, key := range c.order {
		subjects := c.first[key].String()
		if n := c.count[key] - 1; n > 0 {
			subjects += fmt.Sprintf(" and %d more", n)
		}
		out = append(out, say(key, subjects))
	}
	return out
}

// span is a length of time in words.
func span(d time.Duration) string { return rule.Span(d.Milliseconds()) }

// ago is when something was, as seen from now.
func ago(now, at time.Time) string { return api.ToldAt(at, now).Ago() }
