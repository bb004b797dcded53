package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/breakwaterhq/breakwater/internal/watch"
)

// measured is for how long --budget looks.
const measured = time.Minute

// measure watches for a while, tells nobody of what it finds, and prints what
// that asked of each cluster.
func (p *prepared) measure(ctx context.Context, env *Env) error {
	fmt.Fprintf(env.Err, "breakwater: looking at %s for %s, and telling nobody\n", p.names(), measured)
	ledger := watch.Metered(&p.options)
	limited, cancel := context.WithTimeout(ctx, measured)
	defer cancel()
	watch.New(p.options).Run(limited)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, l := range ledger {
		if err := printLoad(env, l); err != nil {
			return err
		}
	}
	return nil
}

func printLoad(env *Env, l *watch.Load) error {
	fmt.Fprintf(env.Out, "%s: %d looks in %s, %s each on average, the longest %s\n", l.Cluster, l.Looks, l.Over.Round(time.Second), l.Mean().Round(time.Millisecond), l.Longest.Round(time.Millisecond))
	w := tabwriter.NewWriter(env.Out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "feature\trequests\ta second\tsent\treceived\tbytes a second\t")
	features := l.Features()
	slices.SortFunc(features, func(a, b watch.Feature) int { return cmp.Compare(b.Received, a.Received) })
	for _, f := range features {
		seconds := l.Over.Seconds()
		fmt.Fprintf(w, "%s\t%d\t%.2f\t%s\t%s\t%s\t\n", f.Name, f.Requests, float64(f.Requests)/seconds, inBytes(f.Sent), inBytes(f.Received), inBytes(int64(float64(f.Sent+f.Received)/seconds)))
	}
	return w.Flush()
}

// inBytes is a size with one decimal.
func inBytes(n int64) string {
	const unit = 1024
	switch {
	case n < unit:
		return fmt.Sprintf("%d B", n)
	case n < unit*unit:
		return fmt.Sprintf("%.1f KiB", float64(n)/unit)
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/unit/unit)
}
