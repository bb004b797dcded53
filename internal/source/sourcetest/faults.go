package sourcetest

import (
	"fmt"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// faults is what is wrong with a snapshot of a source that can bring some
// facts.
func faults(can model.Facts, s *model.Snapshot) []string {
	var out []string
	for f := range brought(s).Without(can).Each() {
		out = append(out, fmt.Sprintf("brings %s, which Can does not have", f))
	}
	for _, g := range s.Gaps {
		if !can.Has(g.Fact) {
			out = append(out, fmt.Sprintf("has a gap in %s, which Can does not have", g.Fact))
		}
		if g.Why == 0 || g.Detail == "" {
			out = append(out, fmt.Sprintf("has a gap for %s without a reason", g.Scope))
		}
	}
	out = append(out, repeated(s.Docs)...)
	for _, t := range things(s) {
		out = append(out, t.faults()...)
	}
	return out
}

// brought is the facts that a snapshot holds.
func brought(s *model.Snapshot) model.Facts {
	var f model.Facts
	for fact, has := range map[model.Fact]bool{
		model.FactDocuments:    len(s.Docs) > 0,
		model.FactBrokerConfig: len(s.Brokers) > 0,
		model.FactBrokerCount:  len(s.NodeSets) > 0,
		model.FactClientConfig: len(s.Clients) > 0,
		model.FactWorkloads:    len(s.Objects) > 0,
	} {
		if has {
			f = f.With(fact)
		}
	}
	for _, t := range s.Topics {
		if t.Config.Len() > 0 {
			f = f.With(model.FactTopicConfig)
		}
		if t.Partitions.IsSet() || t.Replicas.IsSet() {
			f = f.With(model.FactTopicLayout)
		}
	}
	return f
}

func repeated(docs []*model.Document) []string {
	var out []string
	seen := map[string]bool{}
	for _, d := range docs {
		if d.Path == "" || seen[d.Path] {
			out = append(out, fmt.Sprintf("has a document %q twice, or without a path", d.Path))
		}
		seen[d.Path] = true
	}
	return out
}

// thing is what all nouns have in common.
type thing struct {
	name   string
	place  model.Place
	at     model.Origin
	config []model.Setting
	values map[string]model.Value
}

func things(s *model.Snapshot) []thing {
	var out []thing
	for _, t := range s.Topics {
		out = append(out, thing{"topic " + t.Name, t.Place, t.At, t.Config.Settings(),
			map[string]model.Value{"partitions": t.Partitions, "replicas": t.Replicas}})
	}
	for _, b := range s.Brokers {
		out = append(out, thing{"broker " + b.Name, b.Place, b.At, append(b.Config.Settings(), b.Dynamic.Settings()...),
			map[string]model.Value{"version": b.Version}})
	}
	for _, n := range s.NodeSets {
		out = append(out, thing{"node set " + n.Name, n.Place, n.At, nil, map[string]model.Value{"count": n.Count}})
	}
	for _, c := range s.Clients {
		out = append(out, thing{"client " + c.Name, c.Place, c.At, c.Config.Settings(), nil})
	}
	for _, o := range s.Objects {
		values := map[string]model.Value{"apiVersion": o.APIVersion}
		for i, p := range o.Sets {
			values["count of set "+strconv.Itoa(i)] = p.Count
		}
		out = append(out, thing{o.Kind + " " + o.Name, o.Place, o.At, append(o.Labels.Settings(), o.Annotations.Settings()...), values})
	}
	return out
}

// faults is what keeps a finding about the thing from saying where it is.
func (t thing) faults() []string {
	var out []string
	if t.at.IsZero() {
		out = append(out, t.name+" has no origin")
	}
	if t.place.File == "" && len(t.place.Names) == 0 {
		out = append(out, t.name+" has no place")
	}
	for _, s := range t.config {
		if s.At.IsZero() || s.Value.Origin().IsZero() {
			out = append(out, t.name+": "+s.Name+" has no origin")
		}
	}
	for name, v := range t.values {
		if v.IsSet() && v.Origin().IsZero() {
			out = append(out, t.name+": "+name+" has no origin")
		}
	}
	return out
}
