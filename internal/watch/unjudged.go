package watch

import (
	"strings"
	"sync"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// unjudged tells of which rules and subjects the absence of a finding proves
// nothing: the rule said that it could not judge, or nobody saw the subject.
func unjudged(s *model.Scope, result *finding.Result, needs func(rule string) model.Facts) func(string, model.Subject) bool {
	dark := s == nil || s.Cluster == nil || s.Cluster.Dark
	type pair struct {
		rule    string
		subject model.Subject
	}
	skipped := sync.OnceValue(func() map[pair]bool {
		out := make(map[pair]bool, len(result.Skipped))
		for i := range result.Skipped {
			k := &result.Skipped[i]
			out[pair{k.Rule, k.Subject}] = true
		}
		return out
	})
	unseen := hiddenKinds(result.Gaps)
	there := sync.OnceValue(func() map[model.Subject]bool { return subjectsOf(s) })
	lacks := lackingOf(s, result.Gaps)
	return func(name string, subject model.Subject) bool {
		owner := ownerOf(subject)
		switch {
		case dark:
			return !judgedInTheDark(name)
		case skipped()[pair{name, subject}], skipped()[pair{name, owner}]:
			return true
		case unseen[owner.Kind] && !there()[owner]:
			return true
		}
		return lacks.any(needs(name), name, owner) || lacks.any(needs(name), name, subject)
	}
}

// judgedInTheDark tells a rule that says something of a cluster of which nobody
// answers.
func judgedInTheDark(name string) bool {
	return strings.HasPrefix(name, "watch/")
}

// ownerOf is the thing that a subject is a part of: the group of a group's
// partition, the topic of a partition.
func ownerOf(s model.Subject) model.Subject {
	switch s.Kind {
	case model.KindGroup:
		s.Part, s.Partition = "", 0
	case model.KindPartition:
		s.Kind, s.Partition = model.KindTopic, 0
	}
	return s
}

// hiddenKinds are the kinds of things of which some may not have been seen.
func hiddenKinds(gaps []model.Gap) map[model.Kind]bool {
	out := map[model.Kind]bool{}
	for _, g := range gaps {
		switch {
		case g.Expected:
		case g.Fact == model.FactMetadata:
			out[model.KindTopic] = true
		case g.Fact == model.FactGroups:
			out[model.KindGroup] = true
		}
	}
	return out
}

// subjectsOf are the topics and groups that were seen.
func subjectsOf(s *model.Scope) map[model.Subject]bool {
	out := map[model.Subject]bool{}
	if s == nil {
		return out
	}
	for _, t := range s.Topics {
		out[t.Subject()] = true
	}
	if s.Cluster != nil {
		for _, g := range s.Cluster.Groups {
			out[g.Subject()] = true
		}
	}
	return out
}
