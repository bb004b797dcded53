package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/breakwaterhq/breakwater/internal/source/cluster"
	"github.com/breakwaterhq/breakwater/internal/watch"
)

// printLoad prints what looks asked of one cluster, the largest share first.
func printLoad(out io.Writer, l *watch.Load) error {
	fmt.Fprintf(out, "%s: %d looks in %s, answered in %s each on average, the longest in %s\n",
		l.Cluster, l.Looks, l.Over.Round(time.Second), l.Mean().Round(time.Millisecond), l.Longest.Round(time.Millisecond))
	fmt.Fprintf(out, "where the time of a look goes: %s\n", shares(l))
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	all, widest := watch.Feature{Name: "all of it"}, 0
	features := l.Features()
	slices.SortFunc(features, func(a, b watch.Feature) int {
		return cmp.Or(cmp.Compare(b.Received, a.Received), cmp.Compare(a.Name, b.Name))
	})
	for _, f := range features {
		widest = max(widest, len(f.Name))
		all.Spent = cluster.Spent{Requests: all.Requests + f.Requests, Sent: all.Sent + f.Sent, Received: all.Received + f.Received}
	}
	fmt.Fprintf(w, "%-*s\trequests\ta second\tsent\treceived\tbytes a second\t\n", widest, "for")
	for _, f := range append(features, all) {
		seconds := max(l.Over, time.Second).Seconds()
		fmt.Fprintf(w, "%-*s\t%d\t%.2f\t%s\t%s\t%s\t\n", widest, f.Name, f.Requests, float64(f.Requests)/seconds, inBytes(f.Sent), inBytes(f.Received), inBytes(int64(float64(f.Sent+f.Received)/seconds)))
	}
	return w.Flush()
}

// shares is how the time of all looks is spread over their stages.
func shares(l *watch.Load) string {
	var total time.Duration
	for _, took := range l.Stages {
		total += took
	}
	var words []string
	for _, s := range watch.Stages() {
		words = append(words, fmt.Sprintf("%s %.0f %%", s, 100*float64(l.Stages[s])/float64(max(total, 1))))
	}
	return strings.Join(words, ", ")
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
