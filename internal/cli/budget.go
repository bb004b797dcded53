package cli

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/watch"
)

// measure watches for a while, tells nobody of what it finds, and prints what
// that asked of each cluster.
func (p *prepared) measure(ctx context.Context, env *Env, long time.Duration) error {
	fmt.Fprintf(env.Err, "breakwater: looking at %s for %s, and telling nobody\n", p.names(), long)
	p.options.Log = slog.New(slog.DiscardHandler)
	ledger := watch.Metered(&p.options)
	limited, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	watch.New(p.options).Run(limited)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	code := finding.ExitClean
	for _, l := range ledger {
		if unanswered(l) {
			fmt.Fprintf(env.Err, "breakwater: no broker of %s answers, so what a watch asks of it cannot be measured: 'breakwater scan' says why\n", l.Cluster)
			code = finding.ExitIncomplete
			continue
		}
		if err := printLoad(env.Out, l); err != nil {
			return err
		}
	}
	if processor, memory, known := used(); known && code == finding.ExitClean {
		fmt.Fprintf(env.Out, "breakwater itself: %.1f s of processor time in %s, %s of memory at the most\n", processor.Seconds(), long, inBytes(memory))
	}
	return asError(code)
}

// unanswered tells whether nobody has ever answered. That nobody does at the end
// makes what was measured before no less true.
func unanswered(l *watch.Load) bool {
	for _, s := range l.Spent {
		if s.Received > 0 {
			return false
		}
	}
	return true
}
