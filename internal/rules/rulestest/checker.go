package rulestest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/timeline"
)

// checker holds what is found against what a file expects.
type checker struct {
	t      *testing.T
	script *timeline.Script
}

// promises says what the file expects of which rule, and that there are such
// rules.
func (c *checker) promises(rules []*rule.Rule) (told []string) {
	known := func(name string) bool {
		return slices.ContainsFunc(rules, func(r *rule.Rule) bool { return r.Name == name })
	}
	for _, name := range c.script.Rules {
		if !known(name) {
			c.t.Fatalf("%s: there is no rule %s here", c.script.Name, name)
		}
	}
	for _, e := range c.script.Expects {
		switch e.Kind {
		case timeline.Finding:
			told = append(told, c.ruleOf(e)+" finds something")
		case timeline.Nothing, timeline.Healthy:
			for _, name := range c.script.Rules {
				told = append(told, name+" finds nothing")
			}
		}
	}
	return told
}

// incidents tells whether the file asks for them: then every cycle is judged.
func (c *checker) incidents() bool {
	return slices.ContainsFunc(c.script.Expects, func(e timeline.Expect) bool {
		return e.Kind == timeline.Open || e.Kind == timeline.Clear
	})
}

func (c *checker) ruleOf(e timeline.Expect) string {
	switch {
	case e.Rule != "":
		return e.Rule
	case len(c.script.Rules) > 0:
		return c.script.Rules[0]
	}
	c.t.Fatalf("%s:%d: of which rule? The file is about none", c.script.Name, e.Line)
	return ""
}

func (c *checker) errorf(e timeline.Expect, format string, args ...any) {
	c.t.Helper()
	c.t.Errorf("%s:%d: after %s: %s", c.script.Name, e.Line, e.At, fmt.Sprintf(format, args...))
}

// check holds one cycle against all that is expected of it. Where findings or
// nothing are expected, the rules that the file is about find no others.
func (c *checker) check(at time.Time, expected []timeline.Expect, result *finding.Result, b book) {
	c.t.Helper()
	left, exact := slices.Clone(result.Findings), false
	for _, e := range expected {
		switch e.Kind {
		case timeline.Nothing:
			exact = true
		case timeline.Finding:
			exact = true
			if i := slices.IndexFunc(left, func(f finding.Finding) bool { return c.fits(e, f, result) }); i >= 0 {
				left = slices.Delete(left, i, i+1)
				continue
			}
			c.errorf(e, "want %s on %s %q below %q; found:%s", e.Severity, e.Subject, e.Texts, e.Below, listed(result.Findings))
		case timeline.Healthy:
			if skipped := unjudged(result); len(result.Findings)+len(skipped) > 0 {
				c.errorf(e, "not healthy:%s\nskipped %+v", listed(result.Findings), skipped)
			}
		case timeline.Skipped:
			if !c.skips(e, result) {
				c.errorf(e, "want a skip %q; skipped %+v", e.Texts, result.Skipped)
			}
		case timeline.Open, timeline.Clear:
			if open := b.open(c.ruleOf(e), e.Subject); open != (e.Kind == timeline.Open) {
				c.errorf(e, "incident of %s on %s: open is %v", c.ruleOf(e), e.Subject, open)
			}
		}
	}
	left = slices.DeleteFunc(left, func(f finding.Finding) bool { return !slices.Contains(c.script.Rules, f.Rule) })
	if exact && len(left) > 0 {
		c.t.Errorf("%s: after %s: nobody expects:%s", c.script.Name, at.Sub(timeline.Start()), listed(left))
	}
}

func (c *checker) fits(e timeline.Expect, f finding.Finding, result *finding.Result) bool {
	if f.Rule != c.ruleOf(e) || f.Severity != e.Severity || f.Subject.String() != e.Subject || causeOf(f, result) != e.Below {
		return false
	}
	return allIn(f.Message+"\n"+f.Fix, e.Texts)
}

func (c *checker) skips(e timeline.Expect, result *finding.Result) bool {
	return slices.ContainsFunc(Skips(result, c.ruleOf(e)), func(s finding.Skip) bool { return allIn(s.Needs+"\n"+s.Reason, e.Texts) })
}

// unjudged is what was skipped for another reason than that the past is too
// short, which no rule can help.
func unjudged(result *finding.Result) []finding.Skip {
	return slices.DeleteFunc(slices.Clone(result.Skipped), func(s finding.Skip) bool { return s.Needs == "the past" })
}

func allIn(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// causeOf is the rule of a finding's cause; "" if it has none.
func causeOf(f finding.Finding, result *finding.Result) string {
	for i := range result.Findings {
		if f.CausedBy != "" && result.Findings[i].Fingerprint() == f.CausedBy {
			return result.Findings[i].Rule
		}
	}
	return ""
}

// listed is findings in the words of a timeline.
func listed(findings []finding.Finding) string {
	if len(findings) == 0 {
		return " nothing"
	}
	var out strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&out, "\n\t%s %s rule=%s caused=%q: %s. %s", f.Severity, f.Subject, f.Rule, f.CausedBy, f.Message, f.Fix)
	}
	return out.String()
}
