package rule

import "github.com/breakwaterhq/breakwater/internal/model"

// subjects lists one pass for each thing that may be judged, with no rule in
// it yet.
func (w *World) subjects() []Pass {
	out := make([]Pass, 0, w.size())
	seen := map[model.Subject]bool{}
	for _, t := range w.Now.Topics {
		p := w.pass(t.Subject(), t.Home)
		p.topic, p.was = t, w.was[t.Subject()]
		seen[t.Subject()] = true
		out = append(out, p)
	}
	for _, t := range w.Before.Topics {
		if !seen[t.Subject()] {
			p := w.pass(t.Subject(), t.Home)
			p.was = t
			out = append(out, p)
		}
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
	for _, s := range w.Now.Scopes {
		if len(s.Brokers)+len(s.NodeSets) > 0 || s.Cluster != nil && (!s.Cluster.Dark || w.Past != nil) {
			out = append(out, w.pass(s.Subject(), model.Home{Scope: s.Name}))
		}
	}
	out = w.running(out)
	return w.documents(out)
}

// size is how many subjects there are, or a few more.
func (w *World) size() int {
	n := len(w.Now.Topics) + len(w.Before.Topics) + len(w.Now.Brokers) + len(w.Now.Clients) + len(w.Now.Scopes) + len(w.Now.Docs)
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

// running adds what only a running cluster has: partitions and groups.
func (w *World) running(out []Pass) []Pass {
	for _, t := range w.Now.Topics {
		if t.Layout == nil {
			continue
		}
		for i := range t.Layout.Partitions {
			part := &t.Layout.Partitions[i]
			p := w.pass(t.PartitionSubject(part.Index), t.Home)
			p.topic, p.part = t, part
			out = append(out, p)
		}
	}
	for _, c := range w.Now.Clusters {
		for _, g := range c.Groups {
			p := w.pass(g.Subject(), g.Home)
			p.group = g
			out = append(out, p)
		}
	}
	return out
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
