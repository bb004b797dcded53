package admit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// verdict makes an answer of findings by the modes of their rules, and of what is not
// known. What warns is told beside what denies, too: whoever creates a pod through a
// controller sees the message of a denial alone.
func (j *Rules) verdict(c *change, found []finding.Finding, r *finding.Result) Verdict {
	v := allow()
	var reasons, also told // of findings that deny, and of those that warn
	for i := range found {
		f := &found[i]
		v.add(auditKey(f.Rule), located(f))
		switch j.Settings.Mode(f.Rule, f.Severity) {
		case rule.Deny:
			reasons.add(func() string { return reason(f) })
		case rule.Warn:
			also.add(func() string { return "* " + f.Rule + ": " + located(f) })
			if also.n <= maxTold {
				v.Warnings = append(v.Warnings, warning(f))
			}
		}
	}
	for _, what := range c.unknown {
		v.add("not-known", what)
		if j.Settings.Unknown() == rule.Deny {
			reasons.add(func() string {
				return "- not known: " + what + "\n  fix: try again; by the policy (admit: {not_known: deny}) nothing is allowed of which that is not known"
			})
			continue
		}
		v.Warnings = append(v.Warnings, "breakwater: not known: "+what)
	}
	if also.n > maxTold {
		v.Warnings = append(v.Warnings, fmt.Sprintf("breakwater: and %d more", also.n-maxTold))
	}
	if reasons.n > 0 {
		v.Allowed, v.Message = false, refuses(c.Request, &reasons, &also)
	}
	return unseen(v, r)
}

// refuses is the message of a denial: every reason, and what is only warned of.
func refuses(q *Request, reasons, also *told) string {
	text := fmt.Sprintf("breakwater refuses %s for %s:\n%s", q.what(), finding.Plural(reasons.n, "reason"), reasons)
	if also.n > 0 {
		text += "\nand warns:\n" + also.String()
	}
	return text
}

// told are texts of which the first are told and all are counted: an object with
// thousands of faults must cost neither minutes nor megabytes.
type told struct {
	texts []string
	n     int
}

func (t *told) add(text func() string) {
	if t.n++; t.n <= maxTold {
		t.texts = append(t.texts, text())
	}
}

// String is a text a line, and how many are left out.
func (t *told) String() string {
	all := strings.Join(t.texts, "\n")
	if t.n > len(t.texts) {
		all += fmt.Sprintf("\n- and %d more", t.n-len(t.texts))
	}
	return all
}

// unseen notes in the audit log what no rule has judged of the object: all of it, or
// values that are not known or of the wrong shape.
func unseen(v Verdict, r *finding.Result) Verdict {
	if len(r.Ignored) > 0 && !r.CheckedAny() {
		v.add("not-judged", r.Ignored[0].Reason)
	}
	for i := range r.Gaps {
		if r.Gaps[i].Expected && r.Gaps[i].Fact != model.FactDocuments {
			v.add("not-judged", r.Gaps[i].Detail)
		}
	}
	var rules []string
	for i := range r.Skipped {
		if s := &r.Skipped[i]; !slices.Contains(rules, s.Rule) {
			rules = append(rules, s.Rule)
			v.add("skipped", s.Rule+" lacks "+s.Needs+": "+s.Reason)
		}
	}
	return v
}

// reason is one finding on a few lines.
func reason(f *finding.Finding) string {
	text := "- " + f.Rule + ": " + located(f)
	if f.Fix != "" {
		text += "\n  fix: " + f.Fix
	}
	return text
}

// warning is one finding on one line, the essential first: what is cut off is the end
// of the consequence.
func warning(f *finding.Finding) string { return f.Rule + ": " + f.Message }

// located is the message with the path of what is wrong.
func located(f *finding.Finding) string {
	if at := f.Origin.Address; at != "" {
		return at + ": " + f.Message
	}
	return f.Message
}

// auditKey is a rule's name as the key of an audit annotation, which may have no
// slash: the API server puts the webhook's name and one before it.
func auditKey(rule string) string { return strings.ReplaceAll(rule, "/", ".") }
