package live

import (
	"testing"
	"time"
)

// TestM41_CatchingUpTakesAsLongAsTold: a group is far behind, then reads at a
// limited rate while more is written.
func TestM41_CatchingUpTakesAsLongAsTold(t *testing.T) {
	const partitions, behind, pace, written = 6, 2000, 20, 2
	s := onStage(t)
	create(t, s.admin, "frames", partitions, 3)
	backlog(t, s.cluster, "frames", partitions, behind, time.Now())
	m := s.join(t, work{group: "encoder", topic: "frames", commit: time.Second, pace: each(0)})
	s.write(t, "frames", constant(partitions, written)...)
	eventually(t, time.Minute, "the watch sees that nothing is read", func() bool {
		return s.sees(t, "encoder", "Stable") && s.group(t, "encoder").CatchUp.Never
	})
	m.becomes(func(w *work) { w.pace = each(pace) })
	began := time.Now()

	type estimate struct {
		at   time.Time
		left time.Duration
	}
	var all []estimate
	var last int64 = -1
	eventually(t, 4*time.Minute, "it has caught up", func() bool {
		g := s.group(t, "encoder")
		if g.Told.At != nil && g.CatchUp.Ms != nil && g.Told.At.UnixMilli() != last {
			last = g.Told.At.UnixMilli()
			all = append(all, estimate{*g.Told.At, time.Duration(*g.CatchUp.Ms) * time.Millisecond})
		}
		return m.waits() < partitions*pace/4 // a quarter of a second
	})
	done := time.Now()
	took, worst := done.Sub(began), time.Duration(0)
	judged := 0
	for _, e := range all {
		truth := done.Sub(e.at)
		if e.at.Before(began.Add(took / 2)) {
			continue
		}
		judged++
		off := (e.left - truth).Abs()
		worst = max(worst, off)
		if off > max(truth*3/10, looks) {
			t.Errorf("%s before it had caught up, the watch said %s", truth.Round(time.Second), e.left.Round(time.Second))
		}
	}
	t.Logf("it took %s; from half way on %d estimates, at worst off by %s", took.Round(time.Second), judged, worst.Round(100*time.Millisecond))
	if judged < 6 {
		t.Errorf("only %d estimates", judged)
	}
}
