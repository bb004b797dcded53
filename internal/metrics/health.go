package metrics

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
)

// Health answers whether the process lives and whether it can be relied on, as
// Kubernetes asks: 200, or 503 with a sentence for each cluster that is not
// well watched. The clock is read once at the start, and at each question.
//
// A process lives while of each cluster a look begins or ends within three times
// the cadence, three times as long as the last one took, and 60 s, whichever is
// the longest. It is ready once each cluster was looked at, be it that no broker
// answered: a watch is of most use just then.
func Health(b *board.Holder, now func() time.Time) (healthz, readyz http.Handler) {
	start := now()
	healthz = answering(func() []string { return lifeless(b.Get(), start, now()) })
	readyz = answering(func() []string { return unready(b.Get()) })
	return healthz, readyz
}

// answering says what is wrong, or that nothing is.
func answering(wrong func() []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !readOnly(w, r) {
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		if reasons := wrong(); len(reasons) > 0 {
			http.Error(w, strings.Join(reasons, "\n"), http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintln(w, "ok")
	})
}

func lifeless(b *board.Board, start, now time.Time) (out []string) {
	if b.Started.IsZero() && now.Sub(start) > missedLooks*firstLook {
		return []string{fmt.Sprintf("the watch has not begun after %s: it hangs, and nothing is watched. Restart it, and keep what kill -QUIT prints", span(now.Sub(start)))}
	}
	for _, c := range b.Clusters {
		if hangs(b, c, now) {
			out = append(out, fmt.Sprintf("no look at cluster %s has begun or ended for %s, and one is due within %s: its watch hangs, and its values are not known any more. Restart it, and keep what kill -QUIT prints",
				c.Name, span(now.Sub(moved(b, c))), span(endurance(c))))
		}
	}
	return out
}

func unready(b *board.Board) (out []string) {
	if len(b.Clusters) == 0 {
		return []string{"the watch has not begun: no cluster is known yet"}
	}
	for _, c := range b.Clusters {
		if c.At.IsZero() {
			out = append(out, fmt.Sprintf("the first look at cluster %s has not ended: nothing is known of it yet", c.Name))
		}
	}
	return out
}

// span is a length of time without a fraction of a second.
func span(d time.Duration) string { return d.Round(time.Second).String() }
