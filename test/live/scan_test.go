package live

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/cli"
	"github.com/breakwaterhq/breakwater/internal/finding"
)

// seen is what one run of the command said.
type seen struct {
	code      finding.Exit
	took      time.Duration
	out       string // the text that a person gets
	complaint string
	result
}

// result is the part of the JSON that tests look at.
type result struct {
	Summary struct {
		Error, Warning, Info, Skipped int
		Checked                       map[string]int
	}
	Findings []found
	Gaps     []struct {
		Fact, Subject, Why, Detail string
		Expected                   bool
	}
	Skipped  []struct{ Rule, Subject, Needs, Reason string }
	Clusters []struct {
		Name, ID          string
		Kafka             []string
		Brokers, Answered int
	}
}

type found struct {
	Rule, Severity, Subject, Message, Fix, Fingerprint, CausedBy string
	Evidence                                                     []struct{ Name, Value, Origin string }
}

// scan runs breakwater scan with the arguments, and reads both of its formats
// from one run.
func scan(t *testing.T, args ...string) seen {
	t.Helper()
	jsonFile := t.TempDir() + "/result.json"
	var out, complaint bytes.Buffer
	started := time.Now()
	code := cli.Main(context.Background(), append([]string{"scan", "--format", "text", "--format", "json=" + jsonFile}, args...), cli.Env{
		In: strings.NewReader(""), Out: &out, Err: &complaint, Getenv: func(string) string { return "" }, Now: time.Now,
	})
	s := seen{code: code, took: time.Since(started), out: out.String(), complaint: complaint.String()}
	if code == finding.ExitUsage {
		return s
	}
	if err := json.Unmarshal(read(t, jsonFile), &s.result); err != nil {
		t.Fatalf("the JSON cannot be read: %v; the command said: %s", err, s.complaint)
	}
	return s
}

// of lists the findings of a rule.
func (s seen) of(rule string) []found {
	return slices.DeleteFunc(slices.Clone(s.Findings), func(f found) bool { return f.Rule != rule })
}

// about is the finding of a rule on a subject; the test ends if there is none.
func (s seen) about(t *testing.T, rule, subject string) found {
	t.Helper()
	for _, f := range s.of(rule) {
		if f.Subject == subject {
			return f
		}
	}
	t.Fatalf("no finding of %s on %s:\n%s%s", rule, subject, s.out, s.complaint)
	return found{}
}

// never fails if the text calls the cluster healthy.
func (s seen) never(t *testing.T) {
	t.Helper()
	if first, _, _ := strings.Cut(s.out, "\n"); strings.Contains(strings.ToLower(first), "healthy") {
		t.Errorf("it says healthy:\n%s", s.out)
	}
}

// says fails for each of the texts that neither the output nor a gap has.
func (s seen) says(t *testing.T, texts ...string) {
	t.Helper()
	all := s.out
	for _, g := range s.Gaps {
		all += " " + g.Detail
	}
	flat := strings.Join(strings.Fields(all), " ")
	for _, text := range texts {
		if !strings.Contains(flat, text) {
			t.Errorf("lacks %q:\n%s%s", text, s.out, s.complaint)
		}
	}
}
