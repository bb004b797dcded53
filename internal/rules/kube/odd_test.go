package kube

import (
	"context"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// judged is what the family says of any text, be it no YAML at all.
func judged(t testing.TB, text string) *finding.Result {
	t.Helper()
	result, err := engine.Run(context.Background(), engine.Request{Command: "lint", Rules: Rules, Settings: &rule.Settings{}, Now: rulestest.Today, Strict: true,
		Sources: []source.Source{file.Texts(map[string]string{"kafka.yaml": text})}})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// TestNoTextBringsARuleDown takes a text apart: without each of its lines, and
// with something else for each of its values.
func TestNoTextBringsARuleDown(t *testing.T) {
	tried := 0
	for _, whole := range []string{brokers, strimziCluster} {
		lines := strings.Split(whole, "\n")
		for i, line := range lines {
			variants := []string{""}
			if key, _, found := strings.Cut(line, ": "); found {
				for _, value := range []string{"[]", "{}", "5", "~", "-1", "${X}", "[{}]", "{a: {b: [c]}}"} {
					variants = append(variants, key+": "+value)
				}
			}
			for _, v := range variants {
				text := strings.Join(lines[:i], "\n") + "\n" + v + "\n" + strings.Join(lines[i+1:], "\n")
				for _, f := range judged(t, text).Findings {
					if f.Message == "" || f.Origin.IsZero() {
						t.Errorf("%s has no sentence or no place\n%s", f.Rule, text)
					}
				}
				tried++
			}
		}
	}
	if tried < 300 {
		t.Errorf("only %d texts were tried", tried)
	}
}

// FuzzRules: no text brings a rule down.
func FuzzRules(f *testing.F) {
	f.Add(brokers)
	f.Add(strimziCluster)
	f.Fuzz(func(t *testing.T, text string) { judged(t, text) })
}
