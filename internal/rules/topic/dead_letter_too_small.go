package topic

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// DeadLetterTooSmall finds dead-letter topics that refuse the largest records
// of their source.
var DeadLetterTooSmall = &rule.Rule{
	Name: "topic/dead-letter-too-small", Severity: finding.Error, On: model.KindTopic,
	Touches: []model.Kind{model.KindTopic},
	Needs:   topicConfig,
	Keys:    []model.Key{key.MaxMessageBytes},
	Doc:     doc("dead-letter-too-small"),
	NoCEL:   "needs the topics whose dead letters it takes",
	Check: func(p *rule.Pass) {
		dead, ok := deadLetterOf(p)
		if !ok || len(dead.sources) == 0 {
			return
		}
		takes, ok := p.Bytes(key.MaxMessageBytes)
		if !ok {
			return
		}
		gives, source := largestOf(p, dead.sources, func(n int64) bool { return n > takes.N })
		if source == nil || gives.N <= takes.N {
			return
		}
		pointTo(p, dead.report(p, "%s of this dead-letter topic is %s, but its source %s allows %s: "+
			"a record that is larger can be neither handled nor set aside, and its consumer stands still or drops it",
			takes.Name, takes, named(p, source), gives), takes.Reading).
			Fix("set max.message.bytes: %d or more, so that the headers which describe the failure fit, too", withHeaders(gives.N))
	},
}

// largestOf is the source that allows the largest batches; one whose batches
// are surely too large goes before a guess.
func largestOf(p *rule.Pass, sources []*model.Topic, tooLarge func(int64) bool) (rule.Bytes, *model.Topic) {
	var sizes []rule.Bytes
	var of []*model.Topic
	for _, t := range sources {
		if n, ok := p.OfTopic(t).Bytes(key.MaxMessageBytes); ok {
			sizes, of = append(sizes, n), append(of, t)
		}
	}
	i := rule.Worst(sizes, tooLarge, rule.Higher)
	if i < 0 {
		return rule.Bytes{}, nil
	}
	return sizes[i], of[i]
}

// withHeaders leaves 64 KiB for the headers that a dead letter carries beside
// the record: the reason, a stack trace, where it came from.
func withHeaders(record int64) int64 { return record + 64<<10 }

// report makes a finding on a dead-letter topic: a warning where only the
// name says that it is one.
func (d deadLetter) report(p *rule.Pass, format string, args ...any) *rule.Report {
	r := p.Report(format, args...)
	for _, why := range d.because {
		r.Because(why)
	}
	if !d.sure {
		r.As(finding.Warning)
	}
	return r
}
