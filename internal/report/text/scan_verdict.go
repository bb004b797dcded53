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
	red := func(s string) string { return p.paint.severity(finding.Error, s) }
	yellow := func(s string) string { return p.paint.severity(finding.Warning, s) }
	r := p.result
	switch warnings := r.Count(finding.Warning); {
	case p.dark():
		return verdict{"Could not look", ": " + p.whyDark() + p.counts(), red, false}
	case r.Count(finding.Error) > 0:
		return verdict{"In trouble", ": " + p.top() + "." + p.counts() + p.unseen(), red, true}
	case p.doubt != "" && warnings > 0:
		return verdict{"Not known", fmt.Sprintf(": %s in what could be seen (%s), and %s.", report.Plural(warnings, "warning"), p.top(), p.doubt), yellow, true}
	case p.doubt != "":
		return verdict{"Not known", ": nothing wrong in what could be seen, but " + p.doubt + ".", yellow, true}
	case warnings > 0:
		return verdict{"Working", fmt.Sprintf(", with %s: %s.", report.And(report.Severities(r)), p.top()) + p.unseen(), yellow, true}
	case len(r.Skipped) > 0:
		return verdict{"Not known", ": nothing wrong in what could be judged, but " + p.unmade() + ".", yellow, true}
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
		but = append(but, "with "+report.Plural(n, "hint"))
	}
	if n := r.Suppressed + r.Baselined; n > 0 {
		but = append(but, "apart from "+report.Plural(n, "finding")+" that the policy or the baseline accepts")
	}
	rest := ": nothing found in "
	if len(but) > 0 {
		rest = ", " + report.And(but) + ": nothing else found in "
	}
	return verdict{"Healthy", rest + cmp.Or(report.Things(r.Checked), report.Checked(r)) + ".", p.paint.green, false}
}

// dark tells whether nobody answered at all.
func (p *scan) dark() bool {
	for _, c := range p.result.Clusters {
		if c.Answered > 0 {
			return false
		}
	}
	return true
}

// whyDark is why nothing could be seen.
func (p *scan) whyDark() string {
	switch {
	case p.anyOpen(model.Denied):
		return "no broker lets us in, so nothing is known of the cluster."
	case len(p.open) > 0:
		return "no broker answers, so nothing is known of the cluster."
	case p.options.Interrupted:
		return "the scan was interrupted before any broker answered."
	default:
		return "no broker was found, so nothing is known of the cluster."
	}
}

// mustNotSay is why nobody may say that all is well, although nothing was
// found; "" if there is no reason.
func (p *scan) mustNotSay() string {
	var out []string
	if p.options.Interrupted {
		out = append(out, "the scan was interrupted")
	}
	for _, c := range p.result.Clusters {
		if c.Answered == 0 {
			out = append(out, "no broker of "+clusterName(c)+" answers")
		}
	}
	switch {
	case len(p.open) > 0:
		out = append(out, p.notSeen())
	case !p.checkedLive():
		out = append(out, "nothing of the cluster was checked")
	}
	if len(out) > mostNamed {
		out = append(out[:mostNamed-1], fmt.Sprintf("%d more reasons", len(out)-mostNamed+1))
	}
	return report.And(out)
}

// checkedLive tells whether anything was checked that runs. Files are not.
func (p *scan) checkedLive() bool {
	for _, k := range []model.Kind{model.KindCluster, model.KindBroker, model.KindTopic, model.KindPartition, model.KindGroup, model.KindVoter} {
		if p.result.Checked[k] > 0 {
			return true
		}
	}
	return false
}

// notSeen names the facts that could not be had.
func (p *scan) notSeen() string {
	var words []string
	for f := range p.missing().Each() {
		words = append(words, factWord(f))
	}
	if more := len(words) - mostNamed; more > 0 {
		words = append(words[:mostNamed], fmt.Sprintf("%d more", more))
	}
	what := report.And(words) + p.onlyOf()
	if p.allOpen(model.Denied) {
		return "there is no right to read all of " + what
	}
	return what + " could not be checked"
}

// onlyOf names the few brokers that the open gaps are limited to.
func (p *scan) onlyOf() string {
	var where names
	for _, g := range p.missed {
		switch {
		case g.Expected:
		case g.Scope.Kind != model.KindBroker:
			return ""
		default:
			where.add(p.subject(g.Scope))
		}
	}
	return " of " + where.some()
}

func (p *scan) unmade() string {
	return report.Plural(len(p.result.Skipped), "check") + " could not be made, because values are not known"
}

// unseen is a sentence beside a worse one about what could not be seen.
func (p *scan) unseen() string {
	out := ""
	if p.doubt != "" {
		out += " " + capital(p.doubt) + "."
	}
	if len(p.result.Skipped) > 0 {
		out += " " + capital(p.unmade()) + "."
	}
	return out
}

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
