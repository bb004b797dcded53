package timeline

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// setQuorum changes who leads the metadata quorum, and whether it answers.
func setQuorum(words []string) (action, error) {
	set := map[string]int32{}
	answer := ""
	for _, word := range words {
		name, value, ok := cutOption(word, "leader", "epoch")
		switch {
		case word == "silent" || word == "answers":
			answer = word
		case !ok:
			return nil, fmt.Errorf("%q is none of leader=, epoch=, silent and answers", word)
		default:
			n, err := id(value)
			if err != nil {
				return nil, err
			}
			set[name] = n
		}
	}
	return func(w *world) error {
		if n, ok := set["leader"]; ok {
			w.quorum.leader = n
		}
		if n, ok := set["epoch"]; ok {
			w.quorum.epoch = n
		}
		w.quorum.silent = answer == "silent" || w.quorum.silent && answer != "answers"
		return nil
	}, nil
}

// lag says how far a voter or an observer is behind.
func lag(words []string) (action, error) {
	n, err := id(words[0])
	if err != nil {
		return nil, err
	}
	records, err := number(words[2])
	if words[1] != "behind" || err != nil {
		return nil, errors.New("behind RECORDS is wanted")
	}
	return func(w *world) error {
		if !slices.Contains(w.voters(), n) {
			if _, err := w.broker(n); err != nil {
				return err
			}
		}
		w.quorum.behind[n] = records
		return nil
	}, nil
}

// know takes a fact away, as a gap, or gives it back. A gap is one of no answer
// unless why says otherwise.
func know(known bool, fact, subject string, why []string) (action, error) {
	f, ok := model.FactNamed(fact)
	if !ok {
		return nil, fmt.Errorf("%q is no fact", fact)
	}
	kind, name, _ := strings.Cut(subject, "/")
	k, ok := model.KindNamed(kind)
	if !ok || name == "" && k != model.KindCluster {
		return nil, fmt.Errorf("%q is no subject", subject)
	}
	reason := model.TimedOut
	if len(why) > 0 {
		if reason, ok = model.ReasonNamed(why[0]); !ok {
			return nil, fmt.Errorf("%q is no reason of a gap", why[0])
		}
	}
	of := model.Subject{Cluster: Cluster, Kind: k, Name: name}
	return func(w *world) error {
		w.gaps = slices.DeleteFunc(w.gaps, func(g model.Gap) bool { return g.Fact == f && g.Scope == of })
		if !known {
			w.gaps = append(w.gaps, model.Gap{Fact: f, Scope: of, Why: reason, Detail: fmt.Sprintf("%s of %s: %s", fact, subject, reason)})
		}
		return nil
	}, nil
}

// lacks tells a fact that is not told of a thing, or of the whole cluster.
func (w *world) lacks(f model.Fact, kind model.Kind, name string) bool {
	return slices.ContainsFunc(w.gaps, func(g model.Gap) bool {
		return g.Fact == f && (g.Scope.Kind == model.KindCluster || g.Scope.Kind == kind && g.Scope.Name == name)
	})
}

// voters are those of the metadata quorum.
func (w *world) voters() []int32 {
	if len(w.controllers) > 0 {
		return w.controllers
	}
	var out []int32
	for _, b := range w.brokers {
		out = append(out, b.id)
	}
	if len(out) < 3 {
		return out[:min(len(out), 1)]
	}
	return out[:3]
}
