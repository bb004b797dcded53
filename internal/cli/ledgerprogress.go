package cli

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// progress tells every few seconds how far a long work is, on standard error.
type progress struct {
	env        *Env
	did, thing string
	began      time.Time
	done       atomic.Int64
	total      atomic.Int64
	end        chan struct{}
	ended      sync.WaitGroup
}

// progressEvery is how often: work that takes less says nothing.
const progressEvery = 5 * time.Second

func newProgress(env *Env, did, thing string) *progress {
	p := &progress{env: env, did: did, thing: thing, began: env.Now(), end: make(chan struct{})}
	p.ended.Go(func() {
		tick := time.NewTicker(progressEvery)
		defer tick.Stop()
		for {
			select {
			case <-p.end:
				return
			case <-tick.C:
				if text := p.line(env.Now()); text != "" {
					fmt.Fprintln(env.Err, "breakwater:", text)
				}
			}
		}
	})
	return p
}

func (p *progress) of(total int64) { p.total.Store(total) }
func (p *progress) add(n int64)    { p.done.Add(n) }

// stop ends it. It may be called once.
func (p *progress) stop() {
	close(p.end)
	p.ended.Wait()
}

// line is how far the work is at a time; empty until it is known how much there is.
func (p *progress) line(now time.Time) string {
	done, total, took := p.done.Load(), p.total.Load(), now.Sub(p.began)
	if total == 0 {
		return ""
	}
	rate := float64(done) / max(took.Seconds(), 0.001)
	text := fmt.Sprintf("%s %d of %d %s, %.0f a second", p.did, done, total, p.thing, rate)
	if left := total - done; rate > 0 && left > 0 {
		text += fmt.Sprintf(", about %s left", time.Duration(float64(left)/rate*float64(time.Second)).Round(time.Second))
	}
	return text
}
