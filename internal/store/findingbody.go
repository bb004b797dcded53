package store

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// findingBody is a finding in JSON, as body is an incident.
type findingBody struct {
	Rule          string         `json:"rule"`
	Severity      string         `json:"severity"`
	Subject       subjectBody    `json:"subject"`
	Place         string         `json:"place,omitempty"`
	Discriminator string         `json:"discriminator,omitempty"`
	Message       string         `json:"message"`
	Evidence      []evidenceBody `json:"evidence,omitempty"`
	Origin        originBody     `json:"origin,omitzero"`
	Fix           string         `json:"fix,omitempty"`
	Blames        []subjectBody  `json:"blames,omitempty"`
	CausedBy      string         `json:"causedBy,omitempty"`
	Since         int64          `json:"since,omitempty"` // ms since 1970
}

type subjectBody struct {
	Cluster   string `json:"cluster,omitempty"`
	Kind      string `json:"kind"`
	Scope     string `json:"scope,omitempty"`
	Name      string `json:"name,omitempty"`
	Part      string `json:"part,omitempty"`
	Partition int32  `json:"partition,omitempty"`
}

type evidenceBody struct {
	Name   string     `json:"name"`
	Value  string     `json:"value"`
	Origin originBody `json:"origin,omitzero"`
}

type originBody struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Address string `json:"address,omitempty"`
	Default string `json:"default,omitempty"`
}

func findingOut(f *finding.Finding) findingBody {
	b := findingBody{
		Rule: f.Rule, Severity: f.Severity.String(), Subject: subjectOut(f.Subject), Place: f.Place,
		Discriminator: f.Discriminator, Message: f.Message, Origin: originOut(f.Origin), Fix: f.Fix,
		CausedBy: f.CausedBy, Since: f.Since,
	}
	for _, e := range f.Evidence {
		b.Evidence = append(b.Evidence, evidenceBody{e.Name, e.Value, originOut(e.Origin)})
	}
	for _, s := range f.Blames {
		b.Blames = append(b.Blames, subjectOut(s))
	}
	return b
}

func (b *findingBody) finding() (finding.Finding, error) {
	severity, err := severityOf(b.Severity)
	if err != nil {
		return finding.Finding{}, err
	}
	subject, err := b.Subject.subject()
	if err != nil {
		return finding.Finding{}, err
	}
	f := finding.Finding{
		Rule: b.Rule, Severity: severity, Subject: subject, Place: b.Place,
		Discriminator: b.Discriminator, Message: b.Message, Origin: b.Origin.origin(), Fix: b.Fix,
		CausedBy: b.CausedBy, Since: b.Since,
	}
	for _, e := range b.Evidence {
		f.Evidence = append(f.Evidence, finding.Evidence{Name: e.Name, Value: e.Value, Origin: e.Origin.origin()})
	}
	for _, s := range b.Blames {
		subject, err := s.subject()
		if err != nil {
			return finding.Finding{}, err
		}
		f.Blames = append(f.Blames, subject)
	}
	return f, nil
}

func subjectOut(s model.Subject) subjectBody {
	return subjectBody{s.Cluster, s.Kind.String(), s.Scope, s.Name, s.Part, s.Partition}
}

func (b subjectBody) subject() (model.Subject, error) {
	s := model.Subject{Cluster: b.Cluster, Scope: b.Scope, Name: b.Name, Part: b.Part, Partition: b.Partition}
	for s.Kind = 0; s.Kind <= model.KindFile; s.Kind++ {
		if s.Kind.String() == b.Kind {
			return s, nil
		}
	}
	return s, fmt.Errorf("%q is not a kind of subject", b.Kind)
}

func originOut(o model.Origin) originBody {
	return originBody{o.File, o.Line, o.Column, o.Address, o.Default}
}

func (b originBody) origin() model.Origin {
	return model.Origin{File: b.File, Line: b.Line, Column: b.Column, Address: b.Address, Default: b.Default}
}

// severityOf reads a severity, the heartbeat's none among them.
func severityOf(word string) (finding.Severity, error) {
	if word == finding.None.String() {
		return finding.None, nil
	}
	return finding.ParseSeverity(word)
}
