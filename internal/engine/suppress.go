package engine

import (
	"fmt"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// invalidSuppression is the rule by which a suppression that does not count
// is itself reported. It cannot be suppressed.
const invalidSuppression = "policy/suppression-invalid"

// suppress takes out the findings that a comment or annotation silences, and
// reports the suppressions that do not count: without a reason, expired, for
// no rule, or for something that is not found there.
func suppress(result *finding.Result, docs []*model.Document, ran map[string]bool, q Request) {
	var complaints []finding.Finding
	silenced := make([]bool, len(result.Findings))
	at := spotsOf(result)
	for _, d := range docs {
		for i := range d.Suppressions {
			s := &d.Suppressions[i]
			problem := refusal(s, q)
			if problem == "" && !at.silence(s, silenced) && ran[s.Rule] && !skipped(result, s) {
				problem = fmt.Sprintf("%s is not found here: the suppression does nothing, and would hide it later", s.Rule)
			}
			if problem != "" {
				complaints = append(complaints, complaint(d, s, problem))
			}
		}
	}
	remove(result, silenced)
	report(result, complaints, q)
}

// refusal is why a suppression does not count; "" if it does.
func refusal(s *model.Suppression, q Request) string {
	switch {
	case s.Problem != "":
		return s.Problem
	case s.Rule == invalidSuppression:
		return s.Rule + " cannot be suppressed: switch the rule off in the policy"
	case !slices.ContainsFunc(q.Rules, func(r *rule.Rule) bool { return r.Name == s.Rule }):
		return s.Rule + " is not a rule" + meant(s.Rule, q.Rules) + ": the suppression does nothing"
	case s.Until == "":
		return ""
	}
	until, err := time.Parse(time.DateOnly, s.Until)
	if err != nil {
		return fmt.Sprintf("until=%s is not a date: want YYYY-MM-DD", s.Until)
	}
	if !q.Now.Before(until.AddDate(0, 0, 1)) {
		return fmt.Sprintf("the suppression of %s expired on %s: it does not count any more", s.Rule, s.Until)
	}
	return ""
}

// meant is the rule whose name is closest, as a question.
func meant(name string, rules []*rule.Rule) string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = r.Name
	}
	if closest, ok := catalog.Closest(name, names); ok {
		return " (did you mean " + closest + "?)"
	}
	return ""
}

// spots are the lines that findings touch, by their own origin or by a value
// that they rest on: which findings touch each.
type spots map[spot][]int

type spot struct {
	rule, file string
	line       int
}

func spotsOf(result *finding.Result) spots {
	at := spots{}
	for i := range result.Findings {
		f := &result.Findings[i]
		at.add(f.Rule, f.Origin, i)
		for _, e := range f.Evidence {
			at.add(f.Rule, e.Origin, i)
		}
	}
	return at
}

func (at spots) add(rule string, o model.Origin, finding int) {
	if o.Written() {
		key := spot{rule, o.File, o.Line}
		at[key] = append(at[key], finding)
	}
}

// silence marks what a suppression is about, and tells whether there is
// anything. A finding may be silenced twice: both suppressions are of use.
func (at spots) silence(s *model.Suppression, silenced []bool) (found bool) {
	for line := s.FirstLine; line <= s.LastLine; line++ {
		for _, i := range at[spot{s.Rule, s.At.File, line}] {
			silenced[i], found = true, true
		}
	}
	return found
}

// remove takes the silenced findings out, and counts them.
func remove(result *finding.Result, silenced []bool) {
	if !slices.Contains(silenced, true) {
		return
	}
	var left []finding.Finding
	for i, f := range result.Findings {
		if silenced[i] {
			result.Suppressed++
		} else {
			left = append(left, f)
		}
	}
	result.Findings = left
}

// skipped tells whether the rule could not judge what the suppression covers:
// then nobody can say that the suppression is of no use.
func skipped(result *finding.Result, s *model.Suppression) bool {
	return slices.ContainsFunc(result.Skipped, func(k finding.Skip) bool { return k.Rule == s.Rule && covers(s, k.Origin) })
}

func covers(s *model.Suppression, at model.Origin) bool {
	return at.File == s.At.File && at.Line >= s.FirstLine && at.Line <= s.LastLine
}

func complaint(d *model.Document, s *model.Suppression, problem string) finding.Finding {
	return finding.Finding{
		Rule: invalidSuppression, Subject: model.Subject{Kind: model.KindFile, Name: d.Path},
		Discriminator: s.Rule, Message: problem, Origin: s.At,
		Fix: "remove it, or write: breakwater:ignore RULE until=YYYY-MM-DD reason=\"why this is right here\"",
	}
}

// report adds the complaints, with the severity that the policy gives them.
func report(result *finding.Result, complaints []finding.Finding, q Request) {
	for _, r := range q.Rules {
		if r.Name != invalidSuppression || !q.Settings.Enabled(r) {
			continue
		}
		for _, c := range complaints {
			c.Severity = q.Settings.Severity(r, r.Severity)
			result.Findings = append(result.Findings, c)
		}
	}
}
