package rule

import (
	"path"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// World is what rules are run over: the states side by side, with their
// things already put into scopes.
type World struct {
	Now, Before *model.Snapshot
	scopes      map[string]*model.Scope
	was         map[model.Subject]*model.Topic
	counted     map[*model.Scope]counts
	namesakes   map[namesake][]*model.Topic
}

// NewWorld indexes the states.
func NewWorld(now, before *model.Snapshot) *World {
	w := &World{Now: now, Before: before,
		scopes:    make(map[string]*model.Scope, len(now.Scopes)),
		was:       make(map[model.Subject]*model.Topic, len(before.Topics)),
		counted:   map[*model.Scope]counts{},
		namesakes: make(map[namesake][]*model.Topic, len(now.Topics))}
	for _, s := range now.Scopes {
		w.scopes[s.Name] = s
	}
	for _, t := range before.Topics {
		w.was[t.Subject()] = t
	}
	for _, s := range now.Scopes {
		w.counted[s] = countsOf(s)
	}
	for _, t := range now.Topics {
		w.namesakes[namesakeOf(t)] = append(w.namesakes[namesakeOf(t)], t)
	}
	return w
}

// namesake is a topic's name as Kafka's metrics have it, in one scope.
type namesake struct{ scope, name string }

func namesakeOf(t *model.Topic) namesake {
	return namesake{t.Home.Scope, strings.ReplaceAll(t.Name, ".", "_")}
}

// version is the Kafka version of a scope, and whether anybody declared it:
// a flag, the files, the policy, else the newest of the catalogue.
func (w *World) version(scope *model.Scope, s *Settings) judgedBy {
	target, _ := catalog.Nearest(s.Target)
	if s.Forced && !s.Target.IsZero() {
		return judgedBy{target, true}
	}
	if scope != nil {
		if v, ok := oldestVersion(scope.Brokers); ok {
			return judgedBy{v, true}
		}
	}
	if !s.Target.IsZero() {
		return judgedBy{target, true}
	}
	if scope != nil && slices.ContainsFunc(scope.Brokers, runsOnZooKeeper) {
		return judgedBy{lastWithZooKeeper, true}
	}
	return judgedBy{catalog.Newest(), false}
}

// lastWithZooKeeper is the line of a cluster that runs on ZooKeeper and says
// no more: its settings declare that it is not 4.0 or later, and all supported
// lines before it are alike but for what they added.
var lastWithZooKeeper = model.Version{Major: 3, Minor: 9}

// runsOnZooKeeper tells a broker without KRaft roles and with an address of
// ZooKeeper.
func runsOnZooKeeper(b *model.Broker) bool {
	return b.Roles == 0 && !b.Config.Get("process.roles").IsSet() && b.Config.Get("zookeeper.connect").IsSet()
}

// oldestVersion is the oldest that the scope's brokers declare: while a
// cluster rolls from one version to the next, both must accept its settings.
func oldestVersion(brokers []*model.Broker) (model.Version, bool) {
	var oldest model.Version
	for _, b := range brokers {
		if !b.Version.Usable() {
			continue
		}
		v, err := model.ParseVersion(b.Version.Raw())
		if err == nil && (oldest.IsZero() || v.Before(oldest)) {
			oldest = v
		}
	}
	if oldest.IsZero() {
		return oldest, false
	}
	v, _ := catalog.Nearest(oldest)
	return v, true
}

// workload is what a policy says that a topic is for; nil if it says nothing.
// The first that matches wins.
func (w *World) workload(topic string) *model.Workload {
	for _, load := range w.Now.Workloads {
		if MatchesAny(load.Topics, topic) {
			return load
		}
	}
	return nil
}

// uses tells whether a workload names a client's file.
func uses(load *model.Workload, client *model.Client) bool {
	file := path.Clean(strings.ReplaceAll(client.Name, `\`, "/"))
	for _, pattern := range load.Clients {
		pattern = path.Clean(pattern)
		if matches(pattern, file) || strings.HasSuffix(file, "/"+pattern) {
			return true
		}
	}
	return false
}
