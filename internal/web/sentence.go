package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/report"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// sentence is the verdict as somebody reads it who has just been woken.
func (v view) sentence(c *board.Cluster, state api.State, wrong []trouble, doubts []string) string {
	switch state {
	case api.Trouble:
		return v.when(c, "In trouble") + ": " + wrong[0].text + "." + others(wrong) + beside(doubts)
	case api.Warning:
		return v.when(c, working(wrong)) + ": " + wrong[0].text + "."
	case api.Settling:
		return "Settling: " + wrong[0].text + ". It has not held for as long as its rule waits, so nobody was told yet." + others(wrong)
	case api.NotKnown:
		return "Not known: " + seen(c, wrong) + doubts[0] + more(len(doubts)-1) + "."
	}
	return v.healthy(c)
}

// working says what is wrong with a cluster that does its work. Advice alone
// wakes nobody, and whoever reads of it is to know that.
func working(wrong []trouble) string {
	if wrong[0].advice {
		return "Working, with " + tally(wrong) + " about how it is set, of which nobody is told"
	}
	settles := slices.IndexFunc(wrong, func(t trouble) bool { return t.place() == settlingPlace })
	if settles < 0 {
		return "Working, with " + tally(wrong)
	}
	return "Working, with " + tally(wrong[:settles]) + ", and " + tally(wrong[settles:]) + " not yet for as long as the rule waits"
}

// when says of which moment a verdict is, if it is not of this one.
func (v view) when(c *board.Cluster, word string) string {
	if v.stale(c) == "" {
		return word
	}
	return word + " when it was last seen, " + ago(v.now, c.At)
}

// seen is what is wrong in what could be seen, before what could not.
func seen(c *board.Cluster, wrong []trouble) string {
	switch {
	case len(wrong) > 0:
		return tally(wrong) + " in what could be seen (" + wrong[0].text + "), and "
	case c.At.IsZero() || c.Result == nil:
		return ""
	}
	return "nothing wrong in what could be seen, but "
}

func others(wrong []trouble) string {
	rest := wrong[1:]
	if len(rest) == 0 || rest[0].advice {
		return ""
	}
	if rest := tally(rest); rest != "" {
		return " There is more: " + rest + "."
	}
	return ""
}

// beside is that something is not known, where something worse is: a page
// lists it further down.
func beside(doubts []string) string {
	if n := len(doubts); n > 0 {
		return " Beside that, " + finding.Plural(n, "thing") + " " + are(n) + " not known."
	}
	return ""
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return ", and " + finding.Plural(n, "more thing") + " " + are(n) + " not known"
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (v view) healthy(c *board.Cluster) string {
	var but []string
	if n := c.Result.Count(finding.Info); n > 0 {
		but = append(but, "with "+finding.Plural(n, "hint"))
	}
	if n := c.Result.Suppressed + c.Result.Baselined; n > 0 {
		but = append(but, "apart from "+finding.Plural(n, "finding")+" that the policy or the baseline accepts")
	}
	out := "Healthy: nothing found in "
	if len(but) > 0 {
		out = "Healthy, " + report.And(but) + ": nothing else found in "
	}
	return out + cmp.Or(report.Things(c.Result.Checked), report.Checked(c.Result)) + ", " + ago(v.now, c.At) + "." + waiting(c)
}

// waiting is that some rules have not judged yet. It is no doubt, and whoever
// reads that all is well is to know it.
func waiting(c *board.Cluster) string {
	n := len(unripe(c.Result.Skipped))
	if n == 0 {
		return ""
	}
	return " The watch is young: " + finding.Plural(n, "rule") + " cannot judge yet."
}

// word is the state in words, for those to whom a colour says nothing.
func word(s api.State) string {
	words := map[api.State]string{
		api.Healthy: "Healthy", api.Settling: "Settling", api.Warning: "Warning", api.NotKnown: "Not known", api.Trouble: "In trouble",
	}
	return cmp.Or(words[s], strings.ToUpper(string(s)))
}
