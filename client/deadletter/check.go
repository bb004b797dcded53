package deadletter

import (
	"context"
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// Problem is something about a dead-letter topic that loses dead letters, or will.
type Problem struct {
	Topic string // the dead-letter topic
	Key   string // the topic's setting, or "partitions", "replication", "existence", "client"
	Text  string // one sentence: the fact, its consequence, and what to do
}

// String is the text.
func (p Problem) String() string { return p.Text }

// Check looks at the dead-letter topic of each of Sources at the start: that it exists,
// has as many partitions as the source, takes the source's largest record with our headers
// beside it, keeps it as long, is not compacted, and is replicated. What could not be
// looked at is a problem too. nil says that all is well. It changes nothing, creates
// nothing, and returns within Timeout. A *kgo.Client is a Requestor.
func (w *Writer) Check(ctx context.Context, client kmsg.Requestor) []Problem {
	return w.CheckAcross(ctx, client, client)
}

// CheckAcross is Check for sources on another cluster than the dead-letter topics.
func (w *Writer) CheckAcross(ctx context.Context, sources, deadLetters kmsg.Requestor) []Problem {
	ctx, cancel := context.WithTimeout(ctx, w.cfg.Timeout)
	defer cancel()
	var targets []string
	for _, source := range w.cfg.Sources {
		target, _ := w.Topic(source) // New refused a Writer with a source that has none
		targets = append(targets, target)
	}
	were, theirs := look(ctx, sources, w.cfg.Sources), look(ctx, deadLetters, unique(targets))
	var problems []Problem
	for i, source := range w.cfg.Sources {
		p := pair{cfg: w.cfg, source: source, target: targets[i], from: were[source], to: theirs[targets[i]]}
		p.judge()
		problems = append(problems, p.problems...)
	}
	return problems
}

func unique(topics []string) []string { return slices.Compact(slices.Sorted(slices.Values(topics))) }
