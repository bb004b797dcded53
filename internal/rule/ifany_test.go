package rule

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// watchedSince is a memory that knows nothing but its age.
type watchedSince struct {
	model.History
	at int64
}

func (w watchedSince) Since() int64 { return w.at }

// TestPastIfAny: a rule that needs the past skips without it, and one that only
// uses it judges all the same.
func TestPastIfAny(t *testing.T) {
	now := time.UnixMilli(1_000_000)
	for _, c := range []struct {
		name    string
		reads   Reads
		past    model.History
		span    int64
		ok      bool
		skipped int
	}{
		{"needed, and long enough", ReadsHistory, watchedSince{at: 400_000}, 600_000, true, 0},
		{"needed, and too short", ReadsHistory, watchedSince{at: 400_001}, 600_000, false, 1},
		{"needed, and none", ReadsHistory, nil, 600_000, false, 0},
		{"used, and long enough", ReadsHistoryIfAny, watchedSince{at: 400_000}, 600_000, true, 0},
		{"used, and too short", ReadsHistoryIfAny, watchedSince{at: 400_001}, 600_000, false, 0},
		{"used, and none", ReadsHistoryIfAny, nil, 0, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			snapshot, before := model.NewBuilder(now).Snapshots()
			w := NewWorld(snapshot, before)
			w.Past = func(string) model.History { return c.past }
			p := &Pass{rule: &Rule{Name: "demo/past", Reads: c.reads}, world: w, strict: true,
				scope: &model.Scope{Name: "plant", Cluster: &model.Cluster{}}}
			h, ok := p.Past(c.span)
			if ok != c.ok || (h != nil) != c.ok || len(p.skips) != c.skipped {
				t.Errorf("%v, %v, skips %+v", h, ok, p.skips)
			}
		})
	}
}

// TestPastMustBeDeclared: what a rule reads decides when it is asked.
func TestPastMustBeDeclared(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a rule that does not declare the past may read it")
		}
	}()
	(&Pass{rule: &Rule{Name: "demo/past"}, strict: true}).Past(0)
}
