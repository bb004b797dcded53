package incident

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// epoch is when time-lines begin.
var epoch = time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC)

// patient is the patience that most time-lines go by.
func patient(settle, clearing time.Duration) Options {
	return Options{Patience: func(string) (time.Duration, time.Duration) { return settle, clearing }, Flood: 3}
}

// play runs a time-line, which is one look a line,
//
//	10s  missing@broker/2 under@topic/a<missing@broker/2 ?lag => opened:missing@broker/2 | open:missing@broker/2+under*1
//
// which is the time, what the look has found, and behind "=>" the events and,
// behind "|", the incidents that are not over. A finding is RULE@SUBJECT, with
// =SEVERITY (warning unless said), <CAUSE, ~BROKER,BROKER for what it blames,
// and ^TIME for since when it holds. ?RULE and ?RULE@SUBJECT were not judged.
// An incident is STATE:CAUSE, with ? for unknown, ~ for flapping, ! for held
// and +RULE*N for each effect. A line may also begin or end a window: "hold ID
// SUBJECT [RULE]" and "release ID", or end the watch and begin it again:
// "restart".
func play(t *testing.T, o Options, script string) *Book {
	t.Helper()
	b := New(o)
	playOn(t, b, script)
	return b
}

func playOn(t *testing.T, b *Book, script string) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSpace(script), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		head, want, judged := strings.Cut(line, "=>")
		words := strings.Fields(head)
		after, err := time.ParseDuration(words[0])
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		at := epoch.Add(after)
		if command(b, at, words[1:]) {
			continue
		}
		if len(words) > 1 && words[1] == "restart" {
			kept := b.List("plant")
			*b = Book{options: b.options, clusters: map[string]*ledger{}, windows: b.windows}
			b.Restore(kept)
			continue
		}
		events := b.Update(cycle(t, at, words[1:]))
		if !judged {
			continue
		}
		wantEvents, wantState, both := strings.Cut(want, "|")
		if got := eventWords(events); !slices.Equal(got, strings.Fields(wantEvents)) {
			t.Errorf("%s\n events %v", line, got)
		}
		if got := stateWords(b.List("plant")); both && !slices.Equal(got, strings.Fields(wantState)) {
			t.Errorf("%s\n state  %v", line, got)
		}
	}
}

func command(b *Book, at time.Time, words []string) bool {
	switch {
	case len(words) == 0:
		return false
	case words[0] == "hold":
		w := Window{ID: words[1], Kind: "maintenance", Subject: strings.Trim(words[2], "@"), Start: at, By: "anna", Reason: "new disk"}
		if len(words) > 3 {
			w.Rule = words[3]
		}
		b.Hold(w)
		return true
	case words[0] == "release":
		b.Release(words[1], at)
		return true
	}
	return false
}

func cycle(t *testing.T, at time.Time, words []string) Cycle {
	t.Helper()
	c := Cycle{Cluster: "plant", At: at}
	blind := map[string]bool{}
	for _, w := range words {
		if unseen, is := strings.CutPrefix(w, "?"); is {
			blind[unseen] = true
			continue
		}
		c.Findings = append(c.Findings, parseFinding(t, w))
	}
	c.Unjudged = func(rule string, s model.Subject) bool {
		return blind["*"] || blind[rule] || blind[rule+"@"+s.String()]
	}
	return c
}

// parseFinding reads one finding.
func parseFinding(t *testing.T, word string) finding.Finding {
	t.Helper()
	cut := strings.IndexAny(word, "=<~^")
	if cut < 0 {
		cut = len(word)
	}
	f := named(word[:cut])
	for rest := word[cut:]; rest != ""; {
		next := strings.IndexAny(rest[1:], "=<~^") + 1
		if next == 0 {
			next = len(rest)
		}
		value := rest[1:next]
		switch rest[0] {
		case '=':
			s, err := finding.ParseSeverity(value)
			if err != nil {
				t.Fatal(err)
			}
			f.Severity = s
		case '<':
			cause := named(value)
			f.CausedBy = cause.Fingerprint()
		case '~':
			for _, n := range strings.Split(value, ",") {
				f.Blames = append(f.Blames, model.Subject{Cluster: "plant", Kind: model.KindBroker, Name: n})
			}
		case '^':
			d, err := time.ParseDuration(value)
			if err != nil {
				t.Fatal(err)
			}
			f.Since = epoch.Add(d).UnixMilli()
		}
		rest = rest[next:]
	}
	return f
}

// named is a finding of RULE@SUBJECT.
func named(text string) finding.Finding {
	rule, where, _ := strings.Cut(text, "@")
	kind, name, _ := strings.Cut(where, "/")
	kinds := map[string]model.Kind{"broker": model.KindBroker, "topic": model.KindTopic, "group": model.KindGroup, "cluster": model.KindCluster}
	return finding.Finding{
		Rule: rule, Severity: finding.Warning, Message: "it is so",
		Subject: model.Subject{Cluster: "plant", Kind: kinds[kind], Name: name},
	}
}

func eventWords(events []Event) []string {
	out := []string{}
	for _, e := range events {
		out = append(out, fmt.Sprintf("%s:%s@%s", e.Kind, e.Rule, e.Subject))
	}
	return out
}

func stateWords(incidents []Incident) []string {
	out := []string{}
	for i := range incidents {
		if i := &incidents[i]; i.State != Resolved {
			out = append(out, stateWord(i))
		}
	}
	return out
}

func stateWord(i *Incident) string {
	word := fmt.Sprintf("%s:%s@%s", i.State, i.Cause.Rule, i.Cause.Subject)
	for _, m := range []struct {
		mark string
		is   bool
	}{{"?", i.Unknown}, {"~", i.Flapping}, {"!", i.Held != ""}} {
		if m.is {
			word += m.mark
		}
	}
	for _, e := range i.Effects {
		word += fmt.Sprintf("+%s*%d", e.Rule, e.Count)
	}
	return word
}
