package cli

import (
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// explainKey tells of a key in every layer that has it, and whether any has.
func explainKey(w *strings.Builder, name string, known []*rule.Rule) bool {
	found := false
	for _, l := range model.Layers() {
		k := model.Key{Layer: l, Name: name}
		if spans := spansOf(k); len(spans) > 0 {
			if found {
				fmt.Fprintln(w)
			}
			writeKey(w, k, spans, known)
			found = true
		}
	}
	return found
}

// span is a run of release lines in which a key is the same.
type span struct {
	from, to model.Version
	as       facet
}

// facet is what explain tells of a key in one line.
type facet struct {
	Type, Wants, Default, Update, Synonyms string
}

func facetOf(d *catalog.Definition) facet {
	f := facet{Type: d.Type.String(), Wants: d.Wants(), Default: d.Default, Update: d.Update.String()}
	switch {
	case !d.HasDefault:
		f.Default = "none: required"
	case d.NullDefault:
		f.Default = "null"
	case d.Default == "":
		f.Default = `""`
	}
	low, _, _ := d.Valid.Range()
	if n, err := strconv.ParseInt(low, 10, 64); err == nil && n >= 1<<10 && strings.HasSuffix(d.Name, ".bytes") {
		f.Wants += " (" + rule.FormatBytes(n) + ")"
	}
	var names []string
	for _, s := range d.Synonyms {
		names = append(names, s.Name)
	}
	f.Synonyms = strings.Join(names, ", ")
	return f
}

func spansOf(k model.Key) []span {
	var out []span
	last := -2
	for i, v := range catalog.Versions() {
		d, ok := catalog.Lookup(k, v)
		if !ok {
			continue
		}
		as := facetOf(d)
		if n := len(out); n > 0 && out[n-1].as == as && last == i-1 {
			out[n-1].to = v
		} else {
			out = append(out, span{v, v, as})
		}
		last = i
	}
	return out
}

// String is the release line, or the first and the last: 3.6–4.3.
func (s span) String() string {
	if s.from == s.to {
		return s.from.String()
	}
	return s.from.String() + "–" + s.to.String()
}

func writeKey(w *strings.Builder, k model.Key, spans []span, known []*rule.Rule) {
	fmt.Fprintf(w, "%s (%s's key)\n\n", k.Name, withArticle(k.Layer.String()))
	columns := tabwriter.NewWriter(w, 2, 0, 2, ' ', 0)
	fmt.Fprintln(columns, "  Kafka\ttakes\tdefault\tto change it")
	for _, s := range spans {
		fmt.Fprintf(columns, "  %s\t%s\t%s\t%s\n", s, s.as.Wants, s.as.Default, s.as.Update)
	}
	_ = columns.Flush() // writes to a builder, which takes everything
	if changes := changesOf(spans); len(changes) > 0 {
		fmt.Fprintf(w, "\nChanged\n  %s\n", strings.Join(changes, "\n  "))
	}
	if s := spans[len(spans)-1].as.Synonyms; s != "" {
		fmt.Fprintf(w, "\nWhere a topic does not set it, the broker's: %s\n", s)
	}
	if topic, ok := catalog.TopicSynonym(k.Name); ok && k.Layer == model.LayerBroker {
		fmt.Fprintf(w, "\nIs the default of the topic's %s\n", topic)
	}
	if readers := readersOf(k, known); len(readers) > 0 {
		fmt.Fprintf(w, "\nRead by\n  %s\n", strings.Join(readers, "\n  "))
	}
}

func withArticle(noun string) string {
	if strings.ContainsAny(noun[:1], "aeiou") {
		return "an " + noun
	}
	return "a " + noun
}

// changesOf says in words what changed from one run of lines to the next.
func changesOf(spans []span) []string {
	var out []string
	versions := catalog.Versions()
	if first := spans[0].from; first != versions[0] {
		out = append(out, fmt.Sprintf("%s: new", first))
	}
	for i := 1; i < len(spans); i++ {
		was, is := spans[i-1].as, spans[i].as
		for _, part := range [][3]string{
			{"takes", was.Wants, is.Wants}, {"default", was.Default, is.Default},
			{"to change it", was.Update, is.Update}, {"broker's keys", was.Synonyms, is.Synonyms},
		} {
			if part[1] != part[2] {
				out = append(out, fmt.Sprintf("%s: %s: %s → %s", spans[i].from, part[0], part[1], part[2]))
			}
		}
	}
	for i, v := range versions {
		if v == spans[len(spans)-1].to && i+1 < len(versions) {
			out = append(out, fmt.Sprintf("%s: removed", versions[i+1]))
		}
	}
	return out
}

func readersOf(k model.Key, known []*rule.Rule) []string {
	var out []string
	for _, r := range known {
		for _, read := range r.Keys {
			if read == k {
				out = append(out, r.Name)
				break
			}
		}
	}
	return out
}
