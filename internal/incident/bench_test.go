package incident

import (
	"strconv"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// crowd is n findings, of which of every hundred the first explains the others
// if folded is set.
func crowd(n int, folded bool) []finding.Finding {
	out := make([]finding.Finding, n)
	cause := ""
	for i := range out {
		f := &out[i]
		*f = finding.Finding{
			Rule: "topic/rule-" + strconv.Itoa(i%40), Severity: finding.Warning, Message: "it is so",
			Subject: model.Subject{Cluster: "plant", Kind: model.KindPartition, Name: "orders-" + strconv.Itoa(i/100), Partition: int32(i)},
		}
		if folded && i%100 > 0 {
			f.CausedBy = cause
			continue
		}
		cause = f.Fingerprint()
	}
	return out
}

// BenchmarkUpdate is one look of 20,000 findings, which has a budget of 30 ms:
// a look every five seconds must not be felt.
func BenchmarkUpdate(b *testing.B) {
	for name, c := range map[string]struct {
		folded bool
		flood  int
		holds  bool
	}{
		"folded":     {folded: true, flood: 50},
		"flood":      {flood: 50},
		"each":       {flood: 1 << 20},
		"each held":  {flood: 1 << 20, holds: true},
		"flood held": {flood: 50, holds: true},
	} {
		b.Run(name, func(b *testing.B) {
			book := New(Options{Flood: c.flood})
			if c.holds {
				book.Hold(Window{ID: "v", Subject: "broker/2", Start: epoch})
				book.Hold(Window{ID: "w", Subject: "partition/orders-*", Start: epoch})
			}
			look := Cycle{Cluster: "plant", At: epoch, Findings: crowd(20_000, c.folded)}
			book.Update(look)
			for b.Loop() {
				look.At = look.At.Add(5 * time.Second)
				book.Update(look)
			}
		})
	}
}

// BenchmarkFirst is the look in which all are new, and the one in which all
// are gone.
func BenchmarkFirst(b *testing.B) {
	look := Cycle{Cluster: "plant", At: epoch, Findings: crowd(20_000, false)}
	for b.Loop() {
		book := New(Options{Flood: 1 << 20})
		book.Update(look)
	}
}
