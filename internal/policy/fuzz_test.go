package policy_test

import (
	"errors"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
)

// FuzzPolicy: no text makes the reader panic, a policy is returned or an
// error and never both, and every problem points into the text.
func FuzzPolicy(f *testing.F) {
	for _, dir := range []string{"testdata/good", "testdata/bad"} {
		for _, c := range policytest.Cases(f, dir) {
			f.Add(c.Text)
		}
	}
	f.Add([]byte("a: &a {b: *a}\n"))
	f.Add([]byte("<<: &x {<<: *x}\n"))
	f.Add([]byte("rules: {<<: [{topic/*: off}, {topic/*: {}}]}"))
	known := policytest.Rules()
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := policy.Parse("policy.yaml", text, known)
		if (p == nil) == (err == nil) {
			t.Fatalf("policy %v and error %v", p, err)
		}
		var problems policy.Errors
		if err != nil && !errors.As(err, &problems) {
			t.Fatalf("error of type %T", err)
		}
		for i, problem := range problems {
			policytest.InText(t, problem, text)
			if i > 0 && problem.Line < problems[i-1].Line {
				t.Fatalf("line %d is told after line %d", problem.Line, problems[i-1].Line)
			}
		}
	})
}
