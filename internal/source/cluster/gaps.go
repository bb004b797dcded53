package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/breakwaterhq/breakwater/internal/dial"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// gaps are what could not be found out. Several goroutines add to them.
type gaps struct {
	mu       sync.Mutex
	all      []model.Gap
	refusals map[refusal][]string // the names that were refused alike
}

// refusal is what many things of one broker may share: one gap tells of all.
type refusal struct {
	fact model.Fact
	node *node
	code int16
}

func (g *gaps) refused(r refusal, name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.refusals == nil {
		g.refusals = map[refusal][]string{}
	}
	g.refusals[r] = append(g.refusals[r], name)
}

func (g *gaps) add(gap model.Gap) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all = append(g.all, gap)
}

// settled takes back the refusals of a name: another broker has told it.
func (g *gaps) settled(fact model.Fact, name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for r, names := range g.refusals {
		if r.fact == fact {
			g.refusals[r] = slices.DeleteFunc(names, func(n string) bool { return n == name })
		}
	}
}

// list is what was added, once of each, in an order that does not depend on
// who was faster.
func (g *gaps) list() []model.Gap {
	g.mu.Lock()
	defer g.mu.Unlock()
	slices.SortFunc(g.all, func(a, b model.Gap) int {
		return cmp.Or(cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.Scope.String(), b.Scope.String()), cmp.Compare(a.Why, b.Why), cmp.Compare(a.Detail, b.Detail))
	})
	g.all = slices.Compact(g.all) // which empties what it leaves behind
	return slices.Clone(g.all)
}

// refusedThings names what many things of one kind were refused.
var refusedThings = map[model.Fact]string{
	model.FactMetadata:    "the metadata of topics ",
	model.FactTopicConfig: "the configuration of topics ",
	model.FactGroups:      "the description of groups ",
	model.FactOffsets:     "the commits of groups ",
}

// judgeRefusals makes one gap of all that one broker refused alike.
func (l *look) judgeRefusals() {
	for r, names := range l.gaps.refusals {
		if len(names) == 0 {
			continue
		}
		slices.Sort(names)
		what := refusedThings[r.fact] + some(names)
		why, detail := model.Unreachable, fmt.Sprintf("%s leaves %s out of its answer", r.node, what)
		if r.code != coordinator.LeftOut {
			why, detail = l.reason(kerr.ErrorForCode(r.code), r.node, what)
		}
		l.gaps.add(model.Gap{Fact: r.fact, Scope: model.Subject{Kind: model.KindCluster}, Why: why, Detail: detail})
	}
}

// missed records that a question about one broker was not answered, unless the
// user has ended the run.
func (l *look) missed(ctx context.Context, n *node, fact model.Fact, question string, err error) {
	l.miss(ctx, n.subject(), n, fact, question, err)
}

// missedAll does so for a question about the cluster.
func (l *look) missedAll(ctx context.Context, n *node, fact model.Fact, question string, err error) {
	l.miss(ctx, model.Subject{Kind: model.KindCluster}, n, fact, question, err)
}

func (l *look) miss(ctx context.Context, what model.Subject, n *node, fact model.Fact, question string, err error) {
	if ctx.Err() != nil {
		return
	}
	why, detail := l.reason(err, n, question)
	l.gaps.add(model.Gap{Fact: fact, Scope: what, Why: why, Detail: detail})
}

// unheard records what is not seen because a broker does not answer: its disks,
// and the groups that it coordinates. Once it is fenced, others coordinate
// them.
func (l *look) unheard() {
	for _, n := range l.ordered() {
		if n.story != nil || n.seen.ID < 0 || n.seen.Answer == model.Unheard {
			continue
		}
		if l.want.Has(model.FactLogDirs) && n.seen.Holds > 0 {
			l.gaps.add(model.Gap{Fact: model.FactLogDirs, Scope: n.subject(), Why: n.silence(),
				Detail: fmt.Sprintf("the log directories of %s are not seen, because it does not answer", n)})
		}
		if l.want.Has(model.FactGroups) && n.seen.Listed && !n.seen.Fenced {
			l.gaps.add(model.Gap{Fact: model.FactGroups, Scope: n.subject(), Why: n.silence(),
				Detail: fmt.Sprintf("the groups that %s coordinates are not seen, because it does not answer: there may be groups that are not told of here", n)})
		}
	}
}

// silence is the reason of a gap that a broker leaves that does not answer.
func (n *node) silence() model.GapReason {
	if n.seen.Answer == model.Silent {
		return model.TimedOut
	}
	return model.Unreachable
}

// reason is why a question was not answered: by Kafka's error code, else by
// what became of the connection.
func (l *look) reason(err error, n *node, question string) (model.GapReason, string) {
	var failed *dial.Failure
	var kafka *kerr.Error
	switch {
	case errors.As(err, &failed):
		return failed.Why, failed.Detail
	case errors.Is(err, context.Canceled):
		return model.TimedOut, fmt.Sprintf("the scan was interrupted before %s had answered %s", n, question)
	case !errors.As(err, &kafka):
		return model.Unreachable, fmt.Sprintf("%s does not tell %s: %v", n, question, err)
	}
	switch kafka.Code {
	case kerr.TopicAuthorizationFailed.Code, kerr.GroupAuthorizationFailed.Code, kerr.ClusterAuthorizationFailed.Code:
		return model.Denied, fmt.Sprintf("%s refused %s: %s. %s", n, question, kafka.Message, rightFor[kafka.Code])
	case kerr.UnsupportedVersion.Code:
		return model.Unsupported, fmt.Sprintf("%s does not know %s: its Kafka is too old", n, question)
	}
	return model.Unreachable, fmt.Sprintf("%s answered %s with %s (%s)", n, question, kafka.Message, kafka.Description)
}

// rightFor is what to grant, by the error code of the refusal.
var rightFor = map[int16]string{
	kerr.TopicAuthorizationFailed.Code:   "Grant DESCRIBE and DESCRIBE_CONFIGS on topic * to this principal",
	kerr.GroupAuthorizationFailed.Code:   "Grant DESCRIBE on group * to this principal",
	kerr.ClusterAuthorizationFailed.Code: "Grant DESCRIBE and DESCRIBE_CONFIGS on the cluster to this principal",
}
