package topic

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// deadLetter is what is known of a topic that takes the records which
// consumers could not handle.
type deadLetter struct {
	sure    bool // a workload declares it, or it has our own name TOPIC.GROUP.dlq
	because []rule.Reading
	sources []*model.Topic
}

// deadLetterOf tells whether the topic takes dead letters, and of which
// topics of its cluster. A declaration is certain; a name of another product
// is only likely.
func deadLetterOf(p *rule.Pass) (deadLetter, bool) {
	if d, ok := declaredDeadLetter(p); ok {
		return d, true
	}
	own := p.Topic()
	base, ours, ok := deadLetterBase(own.Name)
	if !ok {
		return deadLetter{}, p.IsDeadLetter(own.Name)
	}
	d := deadLetter{}
	source, group := sourceNamed(p.Scope().Topics, base)
	if source == nil && !ours && strings.EqualFold(own.Name[len(own.Name)-len(springs):], springs) {
		return d, false
	}
	if source != nil && (ours || !group) {
		d.sources = []*model.Topic{source}
		d.sure = ours && group
	}
	return d, true
}

// declaredDeadLetter finds the workloads that name the topic, and their
// topics.
func declaredDeadLetter(p *rule.Pass) (deadLetter, bool) {
	own := p.Topic()
	var d deadLetter
	for _, load := range p.Workloads() {
		if !load.DeadLetter.Usable() || load.DeadLetter.Raw() != own.Name {
			continue
		}
		d.sure = true
		d.because = append(d.because, rule.Promise("dead_letter", load.DeadLetter))
		for _, t := range p.Scope().Topics {
			if t.Name != own.Name && p.WorkloadOf(t) == load {
				d.sources = append(d.sources, t)
			}
		}
	}
	return d, d.sure
}

// springs is Spring's ending. It stands for other things, too, so that it
// counts only where its source exists.
const springs = "dlt"

// endings are how dead-letter topics are called: ours and Kafka's .dlq,
// Spring's .DLT and -dlt, and what people write.
var endings = []string{"dlq", springs, "dead-letter", "deadletter", "dead-letters", "dead_letter"}

// deadLetterBase is what a dead-letter topic's name is made from: the source's
// name, with the group's behind it where the ending is our own.
func deadLetterBase(name string) (base string, ours, ok bool) {
	if base, ours = strings.CutSuffix(name, ".dlq"); ours {
		return base, true, base != ""
	}
	lower := strings.ToLower(name)
	for _, end := range endings {
		if cut := len(name) - len(end) - 1; cut > 0 && strings.HasSuffix(lower, end) && isSeparator(name[cut]) {
			return name[:cut], false, true
		}
		if end != springs && len(name) > len(end)+1 && strings.HasPrefix(lower, end) && isSeparator(name[len(end)]) {
			return name[len(end)+1:], false, true
		}
	}
	return "", false, false
}

func isSeparator(c byte) bool { return c == '.' || c == '-' || c == '_' }

// sourceNamed is the topic with the longest name that the base is, or starts
// with before a group's name.
func sourceNamed(topics []*model.Topic, base string) (source *model.Topic, group bool) {
	for _, t := range topics {
		rest, starts := strings.CutPrefix(base, t.Name)
		if !starts || t.Name == "" || rest != "" && (rest[0] != '.' || rest == ".") {
			continue
		}
		if source == nil || len(t.Name) > len(source.Name) {
			source, group = t, rest != ""
		}
	}
	return source, group
}
