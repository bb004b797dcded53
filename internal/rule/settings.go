package rule

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Settings is what a policy asks of the rules. The zero Settings is profile
// standard with no target version and no ranges.
type Settings struct {
	Profile Profile       // zero: standard
	Target  model.Version // zero: as the files say, else the newest
	Forced  bool          // the target comes from a flag and wins over the files
	Rules   []Override    // in the order of the policy; the last that matches a rule wins
	Ranges  []Range       // first match wins, key by key
	Expect  []string      // facts that the platform is known not to give

	// NotKnown is what is done with a request for admission where a fact that
	// decides over it is not known: Warn or Deny; see Unknown.
	NotKnown Mode

	DeadLetters []string // patterns of topics that hold dead letters, beside those that every rule knows
}

// Override is one entry below rules: in a policy.
type Override struct {
	Pattern  string // a rule's name, or FAMILY/*
	Off      bool
	Severity finding.Severity // None: as the rule says
	Params   map[string]int64
	Settle   *time.Duration // nil: as the rule says
	Clear    *time.Duration // nil: as the rule says
	Admit    Mode           // Unset: by the severity of the finding
	At       model.Origin
}

// Matches tells whether the entry is about a rule.
func (o *Override) Matches(name string) bool {
	if family, all := strings.CutSuffix(o.Pattern, "*"); all {
		return strings.HasPrefix(name, family)
	}
	return o.Pattern == name
}

// Range is one entry below ranges: in a policy: what topics of some names may
// be set to.
type Range struct {
	Topics []string // patterns, as "iot-*"
	Config []Bound
	At     model.Origin
}

// Bound is what one key may be. Min and Max are in the key's own unit.
type Bound struct {
	Key      string
	Min, Max *int64
	OneOf    []string // allowed values; nil: any
	At       model.Origin
}

// profile is the profile in force.
func (s *Settings) profile() Profile {
	if s.Profile == 0 {
		return Standard
	}
	return s.Profile
}

// Enabled tells whether a rule runs. A policy entry that names a rule by its
// full name and does not switch it off switches it on in every profile.
func (s *Settings) Enabled(r *Rule) bool {
	on := r.Profile() <= s.profile()
	for i := range s.Rules {
		if o := &s.Rules[i]; o.Matches(r.Name) {
			on = !o.Off && (on || o.Pattern == r.Name)
		}
	}
	return on
}

// KeysOf lists the settings of one layer that the enabled ones of some rules
// read, by name, and for topics those that the policy gives a range.
func (s *Settings) KeysOf(layer model.Layer, rules []*Rule) []string {
	var out []string
	for _, r := range rules {
		if !s.Enabled(r) {
			continue
		}
		for _, k := range r.Keys {
			if k.Layer == layer {
				out = append(out, k.Name)
			}
		}
	}
	if layer == model.LayerTopic {
		for i := range s.Ranges {
			for _, b := range s.Ranges[i].Config {
				out = append(out, b.Key)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// names tells whether the policy has an entry for the rule by its full name.
func (s *Settings) names(r *Rule) bool {
	for i := range s.Rules {
		if s.Rules[i].Pattern == r.Name {
			return true
		}
	}
	return false
}

// Severity is what a policy makes of a severity that a rule reports.
func (s *Settings) Severity(r *Rule, reported finding.Severity) finding.Severity {
	for i := range s.Rules {
		if o := &s.Rules[i]; o.Severity != finding.None && o.Matches(r.Name) {
			reported = o.Severity
		}
	}
	return reported
}

// Patience is how long a watch must see what a rule reports before it tells of
// it, and how long it must be gone before it is over.
func (s *Settings) Patience(r *Rule) (settle, clearing time.Duration) {
	settle, clearing = r.Settle, cmp.Or(r.Clear, ClearDefault)
	for i := range s.Rules {
		o := &s.Rules[i]
		if !o.Matches(r.Name) {
			continue
		}
		if o.Settle != nil {
			settle = *o.Settle
		}
		if o.Clear != nil {
			clearing = *o.Clear
		}
	}
	return settle, clearing
}

// param is the value of a parameter, from the policy or the rule's default.
func (s *Settings) param(r *Rule, name string) int64 {
	value, declared := int64(0), false
	for i := range r.Params {
		if r.Params[i].Name == name {
			value, declared = r.Params[i].Default, true
		}
	}
	if !declared {
		panic("rule " + r.Name + " reads a parameter that it does not declare: " + name)
	}
	for i := range s.Rules {
		if o := &s.Rules[i]; o.Matches(r.Name) {
			if v, set := o.Params[name]; set {
				value = v
			}
		}
	}
	return value
}

// MatchesAny tells whether a name matches one of the patterns, in which *
// stands for any run of characters and ? for one.
func MatchesAny(patterns []string, name string) bool {
	for _, p := range patterns {
		if matches(p, name) {
			return true
		}
	}
	return false
}

// matches is a glob in linear time: on a mismatch it goes back to the last
// star alone, so that no pattern can make it explode.
func matches(pattern, name string) bool {
	p, n, star, mark := 0, 0, -1, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			p++
			n++
		case star >= 0:
			mark++
			p, n = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
