package incident

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// TestAnErrorBelowPlannedWorkIsAnError once it has held for as long as its rule
// waits; a warning is no worse than the work.
func TestAnErrorBelowPlannedWorkIsAnError(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		settle time.Duration
		want   finding.Severity
	}{
		"a warning":     {`0s x@broker/2=info a@topic/1<x@broker/2=warning`, 0, finding.Info},
		"an error":      {`0s x@broker/2=info a@topic/1<x@broker/2=error => opened:x@broker/2`, 0, finding.Error},
		"it settles":    {"0s x@broker/2=info\n10s x@broker/2=info\n12s x@broker/2=info a@topic/1<x@broker/2=error", 5 * time.Second, finding.Info},
		"it has held":   {"0s x@broker/2=info\n10s x@broker/2=info\n12s x@broker/2=info a@topic/1<x@broker/2=error\n17s x@broker/2=info a@topic/1<x@broker/2=error => worse:x@broker/2", 5 * time.Second, finding.Error},
		"a worse cause": {`0s x@broker/2=error a@topic/1<x@broker/2=error`, 0, finding.Error},
	} {
		t.Run(name, func(t *testing.T) {
			b := play(t, patient(c.settle, 10*time.Second), c.script)
			all := b.List("plant")
			if len(all) == 0 || all[0].Severity() != c.want {
				t.Errorf("%+v, want %s", all, c.want)
			}
		})
	}
}
