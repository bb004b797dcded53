package text

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report"
)

// verdict is the first sentence of a scan.
type verdict struct {
	word    string // in colour
	rest    string
	paint   func(string) string
	checked bool // what was checked is still to be told
}

// sentence judges nothing: it says in words what the result holds. It says
// that a cluster is healthy only where every broker answered, every check was
// made, and none found more than a hint.
func (p *scan) sentence() verdict {
	red := func(s string) string { return p.paint.Severity(finding.Error, s) }
	yellow := func(s string) string { return p.paint.Severity(finding.Warning, s) }
	r := p.result
	switch warnings := r.Count(finding.Warning); {
	case p.dark():
		return verdict{"Could not look", ": " + p.whyDark() + p.counts(), red, false}
	case r.Count(finding.Error) > 0:
		return verdict{"In trouble", ": " + p.fleet() + stop(p.top()) + p.counts() + p.unseen(), red, true}
	case p.doubt != "" && warnings > 0 && p.partlyDark() != "":
		return verdict{"Not known", fmt.Sprintf(": %s, and %s in what could be seen: %s", p.doubt, finding.Plural(warnings, "warning"), stop(p.top())), yellow, true}
	case p.doubt != "" && warnings > 0:
		return verdict{"Not known", fmt.Sprintf(": %s in what could be seen (%s), and %s.", finding.Plural(warnings, "warning"), p.top(), p.doubt), yellow, true}
	case p.unconnected() != "":
		return verdict{"Not known", ": " + stop(p.doubt) + " Nothing wrong in what could be seen.", yellow, true}
	case p.doubt != "":
		return verdict{"Not known", ": nothing wrong in what could be seen, but " + p.doubt + ".", yellow, true}
	case warnings > 0:
		return verdict{"Working", fmt.Sprintf(", with %s: %s", report.And(report.Severities(r)), stop(p.top())) + p.unseen(), yellow, true}
	case len(r.Skipped) > 0:
		return verdict{"Not known", ": nothing wrong in what could be judged, but " + unmade(len(r.Skipped)) + ".", yellow, true}
	case p.mute() > 0:
		return verdict{"Working", ", but " + doNotAnswer(p.mute()) + ": nothing worse found.", yellow, true}
	}
	return p.healthy()
}

// healthy is the verdict where nothing stands against it.
func (p *scan) healthy() verdict {
	r := p.result
	var but []string
	if n := r.Count(finding.Info); n > 0 {
		but = append(but, "with "+finding.Plural(n, "hint"))
	}
	if n := r.Suppressed + r.Baselined; n > 0 {
		but = append(but, "apart from "+finding.Plural(n, "finding")+" that the policy or the baseline accepts")
	}
	rest := ": nothing found in "
	if len(but) > 0 {
		rest = ", " + report.And(but) + ": nothing else found in "
	}
	return verdict{"Healthy", rest + cmp.Or(report.Things(r.Checked), report.Checked(r)) + ".", p.paint.Green, false}
}

func unmade(n int) string {
	return finding.Plural(n, "check") + " could not be made, because values are not known"
}

// unseen is a sentence beside a worse one about what could not be seen. That
// a broker which is called missing could not be asked is no news there.
func (p *scan) unseen() string {
	out, skipped := "", 0
	dark := p.partlyDark()
	if p.fleet() != "" {
		dark = "" // it is told there
	}
	if doubt := p.mustNotSay(dark, p.newsOf()); doubt != "" {
		out += " " + stop(capital(doubt))
	}
	for i := range p.result.Skipped {
		if !p.missingBroker(p.result.Skipped[i].Subject) {
			skipped++
		}
	}
	if skipped > 0 {
		out += " " + capital(unmade(skipped)) + "."
	}
	return out
}

// newsOf leaves out the gaps that a broker leaves which is called missing.
func (p *scan) newsOf() []*model.Gap {
	var out []*model.Gap
	for _, g := range p.lit() {
		if !p.missingBroker(g.Scope) {
			out = append(out, g)
		}
	}
	return out
}

// goneOf are the brokers that a finding calls missing. A hint is no reason to
// say less of them.
func goneOf(findings []finding.Finding) map[model.Subject]bool {
	out := map[model.Subject]bool{}
	for _, f := range findings {
		if f.Rule == "cluster/broker-missing" && f.Severity >= finding.Warning {
			out[f.Subject] = true
		}
	}
	return out
}

// missingBroker tells whether a finding says of a broker that it does not
// answer.
func (p *scan) missingBroker(s model.Subject) bool { return s.Kind == model.KindBroker && p.gone[s] }

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// mute is how many registered brokers did not answer.
func (p *scan) mute() int {
	n := 0
	for _, c := range p.result.Clusters {
		n += max(0, c.Brokers-c.Answered)
	}
	return n
}

func doNotAnswer(n int) string {
	if n == 1 {
		return "1 registered broker does not answer"
	}
	return fmt.Sprintf("%d registered brokers do not answer", n)
}
