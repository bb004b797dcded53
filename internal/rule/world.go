package rule

import (
	"slices"
	"strings"
	"sync"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// World is what rules are run over: the states side by side, with their
// things already put into scopes.
type World struct {
	Now, Before *model.Snapshot
	scopes      map[string]*model.Scope
	was         map[model.Subject]*model.Topic
	counted     map[*model.Scope]counts
	namesakes   func() map[namesake][]*model.Topic
	usage       usage
	live        map[*model.Scope]*live
	lags        map[*model.Group]func() lag.Group
	objects     objects

	young sync.Map // see tooYoung

	// Past is what is remembered of the cluster of a scope, by its name; nil: of
	// none. It is set before the rules are run.
	Past func(scope string) model.History
}

// NewWorld indexes the states.
func NewWorld(now, before *model.Snapshot) *World {
	w := &World{Now: now, Before: before,
		scopes:    make(map[string]*model.Scope, len(now.Scopes)),
		was:       make(map[model.Subject]*model.Topic, len(before.Topics)),
		counted:   map[*model.Scope]counts{},
		namesakes: sync.OnceValue(func() map[namesake][]*model.Topic { return namesakesOf(now.Topics) })}
	for _, s := range now.Scopes {
		w.scopes[s.Name] = s
	}
	for _, t := range before.Topics {
		w.was[t.Subject()] = t
	}
	for _, s := range now.Scopes {
		w.counted[s] = countsOf(s)
	}
	w.live = liveOf(now)
	w.lags = w.lagsOf()
	w.usage = usageOf(now)
	w.speakers()
	w.objects = objectsOf(now)
	return w
}

// namesake is a topic's name as Kafka's metrics have it, in one scope.
type namesake struct{ scope, name string }

// namesakesOf indexes topics whose names are known.
func namesakesOf(topics []*model.Topic) map[namesake][]*model.Topic {
	out := make(map[namesake][]*model.Topic, len(topics))
	for _, t := range topics {
		if t.NameUnknown == "" {
			out[namesakeOf(t)] = append(out[namesakeOf(t)], t)
		}
	}
	return out
}

func namesakeOf(t *model.Topic) namesake {
	return namesake{t.Home.Scope, strings.ReplaceAll(t.Name, ".", "_")}
}

// version is the Kafka version of a scope, and whether anybody declared it:
// a flag, the files, the policy, else the newest of the catalogue.
func (w *World) version(scope *model.Scope, s *Settings) judgedBy {
	target, _ := catalog.Nearest(s.Target)
	if s.Forced && !s.Target.IsZero() {
		return judgedBy{version: target, declared: true}
	}
	if scope != nil {
		if v, by := oldestVersion(scope.Brokers); by != nil {
			return judgedBy{v, true, by}
		}
	}
	if !s.Target.IsZero() {
		return judgedBy{version: target, declared: true}
	}
	if scope != nil && slices.ContainsFunc(scope.Brokers, runsOnZooKeeper) {
		return judgedBy{version: lastWithZooKeeper, declared: true}
	}
	return judgedBy{version: catalog.Newest()}
}

// lastWithZooKeeper is the line of a cluster that runs on ZooKeeper and says
// no more: its settings declare that it is not 4.0 or later, and all supported
// lines before it are alike but for what they added.
var lastWithZooKeeper = model.Version{Major: 3, Minor: 9}

// runsOnZooKeeper tells a broker without KRaft roles and with an address of
// ZooKeeper. An operator gives roles that no document shows, and drops the
// address.
func runsOnZooKeeper(b *model.Broker) bool {
	return b.Roles == 0 && !b.Managed && !b.Config.Get("process.roles").IsSet() && b.Config.Get("zookeeper.connect").IsSet()
}

// oldestVersion is the oldest that the scope's brokers declare, and a broker
// that does: while a cluster rolls from one version to the next, both must
// accept its settings. A version that the catalogue has no line for says
// nothing.
func oldestVersion(brokers []*model.Broker) (oldest model.Version, by *model.Broker) {
	for _, b := range brokers {
		if !b.Version.Usable() {
			continue
		}
		v, err := model.ParseVersion(b.Version.Raw())
		line, has := catalog.Nearest(v)
		if err == nil && has && (by == nil || line.Before(oldest)) {
			oldest, by = line, b
		}
	}
	return oldest, by
}
