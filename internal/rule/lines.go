package rule

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// oldestJudged is the oldest line that a verdict without a declared version
// must hold on to stay an error.
var oldestJudged = model.Version{Major: 3, Minor: 6}

// lines is what one rule says of one subject in each release line. It is
// worked out once, when the first error rests on a version that nobody
// declared.
type lines struct {
	runner   *runner
	rule     *Rule
	subject  *Pass
	verdicts []verdict
}

// verdict is the errors of one line, by what they are about.
type verdict struct {
	line   model.Version
	errors map[about]bool
}

// about tells the findings of one rule in one call apart.
type about struct {
	subject       model.Subject
	discriminator string
}

// hold caps an error, unless every supported version gives the same verdict.
func (l *lines) hold(f *finding.Finding) {
	if l.verdicts == nil {
		l.judge()
	}
	var from model.Version
	everywhere := true
	for _, v := range l.verdicts {
		switch {
		case !v.errors[about{f.Subject, f.Discriminator}]:
			everywhere, from = false, model.Version{}
		case from.IsZero():
			from = v.line
		}
	}
	if everywhere {
		return
	}
	f.Severity = finding.Warning
	f.Message += fmt.Sprintf(" (a warning, because no Kafka version is declared and this holds from %s on: declare target in the policy or give --target-version)", from)
}

func (l *lines) judge() {
	for _, line := range catalog.Versions() {
		if line.Before(oldestJudged) {
			continue
		}
		p := l.runner.start(l.rule, l.subject, judgedBy{version: line, declared: true})
		l.rule.Check(p)
		errors := map[about]bool{}
		for _, report := range p.reports {
			if f := report.finding(); f.Severity == finding.Error {
				errors[about{f.Subject, f.Discriminator}] = true
			}
		}
		l.verdicts = append(l.verdicts, verdict{line, errors})
	}
}
