package incident

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// standingBook is a book in which rules settle and clear after 20 s.
func standingBook() *Book {
	return New(Options{Patience: func(string) (time.Duration, time.Duration) { return 20 * time.Second, 20 * time.Second }})
}

func slow() finding.Finding {
	return finding.Finding{Rule: "group/slow", Severity: finding.Warning, Subject: model.Subject{Cluster: "plant", Kind: model.KindGroup, Name: "billing"}, Message: "it is behind"}
}

// take gives the book a look at a second; standing: the rule was not asked.
func take(b *Book, second int, found, standing bool) []EventKind {
	c := Cycle{Cluster: "plant", At: time.Unix(1_800_000_000+int64(second), 0), Standing: func(string) bool { return standing }}
	if found {
		c.Findings = []finding.Finding{slow()}
	}
	var out []EventKind
	for _, e := range b.Update(c) {
		out = append(out, e.Kind)
	}
	return out
}

// TestWhatStandsIsNotConfirmed by looks that have not asked for it, however long
// they go on.
func TestWhatStandsIsNotConfirmed(t *testing.T) {
	b := standingBook()
	take(b, 0, true, false)
	for at := 5; at < 300; at += 5 {
		if events := take(b, at, true, true); len(events) > 0 {
			t.Fatalf("after %d s: %v", at, events)
		}
	}
	if list := b.List("plant"); len(list) != 1 || list[0].State != Settling {
		t.Errorf("%+v", list)
	}
	for at := 300; at <= 325; at += 5 {
		take(b, at, true, false)
	}
	if list := b.List("plant"); list[0].State != Open || list[0].Start.Unix() != 1_800_000_000 {
		t.Errorf("once it is seen again: %+v", list)
	}
}

// TestWhatStandsIsNotOver, and nobody is told that it cannot be seen.
func TestWhatStandsIsNotOver(t *testing.T) {
	b := standingBook()
	for at := 0; at <= 25; at += 5 {
		take(b, at, true, false)
	}
	for at := 30; at < 300; at += 5 {
		if events := take(b, at, true, true); len(events) > 0 {
			t.Fatalf("after %d s: %v", at, events)
		}
	}
	i := b.List("plant")[0]
	if i.State != Open || i.Unknown || i.Seen.Unix() != 1_800_000_025 {
		t.Errorf("%+v", i)
	}
}

// TestWhatIsGoneStaysGone through looks that have not asked: they neither end it
// nor bring it back.
func TestWhatIsGoneStaysGone(t *testing.T) {
	b := standingBook()
	for at := 0; at <= 25; at += 5 {
		take(b, at, true, false)
	}
	take(b, 30, false, false)
	for at := 35; at < 300; at += 5 {
		if events := take(b, at, false, true); len(events) > 0 {
			t.Fatalf("after %d s: %v", at, events)
		}
	}
	if i := b.List("plant")[0]; i.State != Open {
		t.Errorf("%+v", i)
	}
	var all []EventKind
	for at := 300; at <= 330; at += 5 {
		all = append(all, take(b, at, false, false)...)
	}
	if len(all) != 1 || all[0] != EventResolved {
		t.Errorf("once it is looked for again: %v", all)
	}
}
