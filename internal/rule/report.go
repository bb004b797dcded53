package rule

import (
	"fmt"
	"path"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Report is a finding in the making.
type Report struct {
	pass     *Pass
	severity finding.Severity
	on       string
	message  string
	fix      string
	at       model.Origin
	rests    []Reading
	about    model.Subject
	blames   []int32
	parts    []model.Subject // that are blamed
	since    int64
}

// Report says what is wrong: the fact, then the consequence. Every reading
// among the arguments becomes evidence, so a report must name each value that
// it rests on, or add it by Because.
func (p *Pass) Report(format string, args ...any) *Report {
	r := &Report{pass: p, severity: p.rule.Severity, message: fmt.Sprintf(format, args...)}
	p.reports = append(p.reports, r)
	for _, a := range args {
		if read, ok := a.(reader); ok {
			r.Because(read)
		}
	}
	return r
}

// Because adds values that the finding rests on and its message does not
// name.
func (r *Report) Because(readings ...reader) *Report {
	for _, read := range readings {
		r.rests = append(r.rests, read.readings()...)
	}
	return r
}

// Fix says what to do, in words that can be pasted where possible.
func (r *Report) Fix(format string, args ...any) *Report {
	r.fix = fmt.Sprintf(format, args...)
	return r
}

// As lowers or raises the severity of this one finding.
func (r *Report) As(s finding.Severity) *Report {
	r.severity = s
	return r
}

// About tells this finding from others of the rule on the same subject, as by
// a key's name; never by a value.
func (r *Report) About(discriminator string) *Report {
	r.on = discriminator
	return r
}

// Of makes a part of the subject the subject of this one finding, as a
// partition of the group that is judged.
func (r *Report) Of(part model.Subject) *Report {
	r.about = part
	return r
}

// Blames names the brokers without which the condition would not hold. A
// finding on each of them that Explains this one is its cause.
func (r *Report) Blames(brokers ...int32) *Report {
	r.blames = append(r.blames, brokers...)
	return r
}

// BlamesPartition names a partition without which the condition would not hold. A
// finding on each of them that Explains this one is its cause.
func (r *Report) BlamesPartition(topic string, partition int32) *Report {
	r.parts = append(r.parts, model.Subject{Cluster: r.pass.subject.Cluster, Kind: model.KindPartition, Name: topic, Partition: partition})
	return r
}

// Since says since when the condition has held, in ms since 1970, where the
// past tells it.
func (r *Report) Since(at int64) *Report {
	r.since = at
	return r
}

// At points to the line that the author must change: the first of the
// readings that stands in the subject's own document, else the first that
// anybody wrote.
func (r *Report) At(values ...reader) *Report {
	var readings []Reading
	for _, v := range values {
		readings = append(readings, v.readings()...)
	}
	return r.pointTo(readings)
}

func (r *Report) pointTo(readings []Reading) *Report {
	own, _ := r.pass.place()
	for _, read := range readings {
		if at := read.Value.Origin(); at.Written() && at.File == own.File {
			r.at = at
			return r
		}
	}
	for _, read := range readings {
		if at := read.Value.Origin(); at.Written() {
			r.at = at
			return r
		}
	}
	return r.pointInside(readings)
}

// pointInside points to a path inside the object that is judged, where that
// stands in no file, as in a request.
func (r *Report) pointInside(readings []Reading) *Report {
	for _, read := range readings {
		if at := read.Value.Origin(); r.pass.object != nil && at.Address != "" {
			r.at = at
			return r
		}
	}
	return r
}

// AtOrigin points to a place that is not a value's own.
func (r *Report) AtOrigin(at model.Origin) *Report {
	r.at = at
	return r
}

// finding is the report as it leaves the rule: capped where it rests on a
// guess, and by the policy's severity.
func (r *Report) finding() finding.Finding {
	p := r.pass
	f := finding.Finding{
		Rule: p.rule.Name, Subject: p.subject, Discriminator: r.on,
		Severity: p.settings.Severity(p.rule, r.severity),
		Message:  r.message, Fix: r.fix, Origin: r.origin(), Evidence: r.evidence(), Since: r.since,
	}
	if r.about != (model.Subject{}) {
		f.Subject = r.about
	}
	for _, id := range r.blames {
		f.Blames = append(f.Blames, model.Subject{Cluster: p.subject.Cluster, Kind: model.KindBroker, Name: brokerName(id)})
	}
	f.Blames = append(f.Blames, r.parts...)
	if own, home := p.place(); home.Certainty == model.Assumed {
		f.Place = path.Dir(own.File)
	}
	if f.Severity == finding.Error && r.restsOnGuess() {
		f.Severity = finding.Warning
		f.Message += " (a warning, because only their place in the directories says that these files belong to one cluster: declare a scope in breakwater.yaml)"
	}
	return f
}

func (r *Report) restsOnGuess() bool {
	for _, read := range r.rests {
		if read.Value.Certainty() == model.Assumed {
			return true
		}
	}
	return false
}

func (r *Report) evidence() []finding.Evidence {
	var out []finding.Evidence
	seen := map[finding.Evidence]bool{}
	for _, read := range r.rests {
		if e := read.evidence(); !seen[e] {
			seen[e] = true
			out = append(out, e)
		}
	}
	return out
}

func (r *Report) origin() model.Origin {
	if r.at.IsZero() {
		r.pointTo(r.rests)
	}
	if !r.at.IsZero() {
		return r.at
	}
	return r.pass.subjectOrigin()
}

func (p *Pass) subjectOrigin() model.Origin {
	switch {
	case p.topic != nil:
		return p.topic.At
	case p.was != nil:
		return p.was.At
	case p.broker != nil:
		return p.broker.At
	case p.client != nil:
		return p.client.At
	case p.object != nil:
		return p.object.At
	case p.doc != nil:
		return model.AtFile(p.doc.Path, 1, 1)
	}
	return model.Origin{}
}
