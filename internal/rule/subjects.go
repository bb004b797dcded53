package rule

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// stretch is some of the things that may be judged, in their order, as passes
// with no rule in them yet. A pass is good until the next one.
type stretch func(yield func(*Pass) bool)

// thingsAtOnce is how many topics, or groups, make a stretch: enough that handing
// it out costs nothing, few enough that the last judge is not alone.
const thingsAtOnce = 64

// stretches are all things that may be judged. What a large cluster has many of
// becomes a pass when it is judged, and not before.
func (w *World) stretches() []stretch {
	var out []stretch
	for topics := range slices.Chunk(w.Now.Topics, thingsAtOnce) {
		out = append(out, func(yield func(*Pass) bool) { w.topics(topics, yield) })
	}
	out = append(out, listed(w.few())...)
	for topics := range slices.Chunk(w.Now.Topics, thingsAtOnce) {
		out = append(out, func(yield func(*Pass) bool) { w.partitions(topics, yield) })
	}
	for _, c := range w.Now.Clusters {
		for groups := range slices.Chunk(c.Groups, thingsAtOnce) {
			out = append(out, func(yield func(*Pass) bool) { w.groups(groups, yield) })
		}
	}
	return append(out, listed(w.documents(nil))...)
}

// listed are stretches of passes that are there already.
func listed(all []Pass) (out []stretch) {
	for some := range slices.Chunk(all, thingsAtOnce) {
		out = append(out, func(yield func(*Pass) bool) {
			for i := range some {
				if !yield(&some[i]) {
					return
				}
			}
		})
	}
	return out
}

func (w *World) topics(all []*model.Topic, yield func(*Pass) bool) {
	var p Pass
	for _, t := range all {
		p = w.pass(t.Subject(), t.Home)
		p.topic, p.was = t, w.was[p.subject]
		if !yield(&p) {
			return
		}
	}
}

// partitions are those of topics of a running cluster.
func (w *World) partitions(of []*model.Topic, yield func(*Pass) bool) {
	var p Pass
	for _, t := range of {
		if t.Layout == nil {
			continue
		}
		for i := range t.Layout.Partitions {
			part := &t.Layout.Partitions[i]
			p = w.pass(t.PartitionSubject(part.Index), t.Home)
			p.topic, p.part = t, part
			if !yield(&p) {
				return
			}
		}
	}
}

func (w *World) groups(all []*model.Group, yield func(*Pass) bool) {
	var p Pass
	for _, g := range all {
		p = w.pass(g.Subject(), g.Home)
		p.group = g
		if !yield(&p) {
			return
		}
	}
}

// few are the things of which there are not many: topics that a change removes,
// brokers, clients, and the scopes themselves.
func (w *World) few() (out []Pass) {
	if len(w.Before.Topics) > 0 {
		out = w.removed()
	}
	for _, b := range w.Now.Brokers {
		p := w.pass(b.Subject(), b.Home)
		p.broker = b
		out = append(out, p)
	}
	for _, c := range w.Now.Clients {
		p := w.pass(c.Subject(), c.Home)
		p.client = c
		out = append(out, p)
	}
	for _, o := range w.Now.Objects {
		if o.Judged() {
			p := w.pass(o.Subject(), o.Home)
			p.object = o
			out = append(out, p)
		}
	}
	for _, s := range w.Now.Scopes {
		if len(s.Brokers)+len(s.NodeSets) > 0 || s.Cluster != nil && (!s.Cluster.Dark || w.Past != nil) {
			out = append(out, w.pass(s.Subject(), model.Home{Scope: s.Name}))
		}
	}
	return out
}

// removed are the topics that were there before and are not now.
func (w *World) removed() (out []Pass) {
	there := make(map[model.Subject]bool, len(w.Now.Topics))
	for _, t := range w.Now.Topics {
		there[t.Subject()] = true
	}
	for _, t := range w.Before.Topics {
		if !there[t.Subject()] {
			p := w.pass(t.Subject(), t.Home)
			p.was = t
			out = append(out, p)
		}
	}
	return out
}

// size is how many things there are, or a few more.
func (w *World) size() int {
	n := len(w.Now.Topics) + len(w.Before.Topics) + len(w.Now.Brokers) + len(w.Now.Clients) + len(w.Now.Scopes) + len(w.Now.Objects) + len(w.Now.Docs)
	for _, t := range w.Now.Topics {
		if t.Layout != nil {
			n += len(t.Layout.Partitions)
		}
	}
	for _, c := range w.Now.Clusters {
		n += len(c.Groups)
	}
	return n
}

func (w *World) documents(out []Pass) []Pass {
	for _, d := range w.Now.Docs {
		if d.Ignored != "" || d.Refused {
			continue
		}
		p := Pass{subject: model.Subject{Kind: model.KindFile, Name: d.Path}}
		p.doc = d
		out = append(out, p)
	}
	return out
}

func (w *World) pass(subject model.Subject, home model.Home) Pass {
	p := Pass{subject: subject, scope: w.scopes[home.Scope]}
	p.in = p.scope
	return p
}
