package history

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// look is one scope and what may be concluded from it.
type look struct {
	at      int64
	scope   *model.Scope
	cluster *model.Cluster

	allTopics  bool // a topic that it does not name does not exist
	allGroups  bool // the same of groups
	counted    bool // what brokers lead and hold was counted over all topics that may be seen
	movesKnown bool // a partition that is not in moving is not being reassigned
	moving     map[model.TopicPartition]bool
	inSync     map[int32]int // partitions with replicas on others, too, in whose in-sync replicas a broker is
	isr        []int32       // room to sort in
}

func newLook(at int64, scope *model.Scope, gaps []model.Gap) *look {
	l := &look{at: at, scope: scope, cluster: scope.Cluster, moving: map[model.TopicPartition]bool{}, inSync: map[int32]int{}}
	told := !l.cluster.Dark && (slices.ContainsFunc(scope.Topics, seen) || slices.ContainsFunc(scope.Brokers, answered))
	missed := slices.ContainsFunc(gaps, func(g model.Gap) bool { return g.Fact == model.FactMetadata && g.Why != model.Denied })
	denied := slices.ContainsFunc(gaps, func(g model.Gap) bool { return g.Fact == model.FactMetadata && g.Why == model.Denied })
	l.counted = told && !missed
	l.allTopics = l.counted && !denied
	l.allGroups = !l.cluster.Dark && len(l.cluster.Groups) > 0 &&
		!slices.ContainsFunc(gaps, func(g model.Gap) bool { return g.Fact == model.FactGroups })

	// Through a controller that does not answer nobody asks for moves, and a look
	// that asks for no quorum knows no more of them than the one before.
	stuck := l.cluster.Quorum != nil && l.cluster.Quorum.Silent != nil
	l.movesKnown = len(l.cluster.Moving) > 0 || l.counted && !stuck && l.cluster.MovesKnown
	for _, p := range l.cluster.Moving {
		l.moving[p] = true
	}
	return l
}

func seen(t *model.Topic) bool { return t.Layout != nil }

func answered(b *model.Broker) bool { return b.Seen != nil && b.Seen.Answer == model.Answered }
