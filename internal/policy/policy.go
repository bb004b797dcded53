// Package policy reads policy.yaml: what an organisation asks of its Kafka.
//
// A policy decides what is refused, so nothing in it is passed over: a key, a
// rule or a unit that is not known is a problem, with its line and column and
// with what was probably meant.
package policy

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Policy is a policy file, ready for the engine.
type Policy struct {
	Settings  rule.Settings
	Workloads []*model.Workload
}

// Errors is what is wrong with a policy: every problem, in the order of the
// text.
type Errors = strict.Errors

// Problem is one mistake in a policy.
type Problem = strict.Problem

// Parse reads a policy. known are the rules that it may name. The error is of
// type Errors; an empty file is a policy that asks for nothing.
func Parse(file string, text []byte, known []*rule.Rule) (*Policy, error) {
	r := strict.New(file)
	p := &Policy{}
	if doc, ok := r.Document(text); ok {
		p = Read(r, doc, known)
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// Read reads a policy that stands in a larger document. What is wrong with it
// is told to r.
func Read(r *strict.Reader, n yamlx.Node, known []*rule.Rule) *Policy {
	d := decoder{r, known, &Policy{}}
	d.Map(n, "the policy",
		strict.Field{Name: "profile", Read: d.profile},
		strict.Field{Name: "edition", Refused: "edition is not supported yet: this version of Breakwater has one rule set, so take the line out"},
		strict.Field{Name: "target", Read: d.target},
		strict.Field{Name: "ranges", Read: d.ranges},
		strict.Field{Name: "rules", Read: d.rules},
		strict.Field{Name: "admit", Read: d.admit},
		strict.Field{Name: "workloads", Read: d.workloads},
		strict.Field{Name: "custom", Refused: "custom is not supported yet: this version of Breakwater cannot run CEL rules, so take the lines out"},
		strict.Field{Name: "expect_gaps", Read: d.expectGaps})
	return d.policy
}

// decoder fills in one policy.
type decoder struct {
	*strict.Reader
	known  []*rule.Rule
	policy *Policy
}
