// Command faults breaks a small real cluster while it is written to, and writes
// down what a watch says at fixed times after the fault: its metrics, its status
// and its alerts. It fails where a scrape takes longer than a second, where a
// lag falls because nobody answered, or where the victim is still said to be
// well once brokers themselves no longer say so.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

func main() {
	binary := flag.String("binary", "bin/breakwater", "the program to watch with")
	out := flag.String("out", "docs/results/faults.json", "where the table goes")
	version := flag.String("kafka", "4.3", "the release line of Kafka")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *binary, *version, *out); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

// moments are when the table is taken, in seconds after the fault.
func moments() []int { return []int{2, 5, 10, 15, 60} }

// fault is one way in which a broker can go.
type fault struct {
	name string
	do   func(*lab.Node) error
	undo func(context.Context, *lab.Node) error
}

func faults() []fault {
	return []fault{
		{"kill -9", (*lab.Node).Kill, func(ctx context.Context, n *lab.Node) error { return n.Start(ctx) }},
		{"SIGSTOP", (*lab.Node).Pause, func(ctx context.Context, n *lab.Node) error {
			if err := n.Continue(); err != nil {
				return err
			}
			return n.Ready(ctx)
		}},
	}
}

// victim is the broker that goes: it leads a third of the partitions, and
// coordinates a third of the groups.
const victim = 2

func run(ctx context.Context, binary, version, file string) error {
	began := time.Now()
	result := document{Command: "make faults", Commit: checkedOut(ctx), Seed: "none: the faults are fixed, their times are Kafka's",
		Machine: fmt.Sprintf("%d cores, %s %s/%s", runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH),
		Cluster: "3 brokers, 300 topics × 3 partitions × 3 replicas, min.insync.replicas 2, 51 groups, a producer with acks=all"}
	for _, f := range faults() {
		report, err := one(ctx, binary, version, f)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		result.Faults = append(result.Faults, *report)
		report.print(os.Stdout)
	}
	result.Seconds = int(time.Since(began).Seconds())
	text, err := json.MarshalIndent(result, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil { //nolint:gosec // it is committed
		return err
	}
	return result.broken()
}

// checkedOut is the commit that was built; "" where that is not known.
func checkedOut(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "git", "rev-parse", "HEAD").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// one breaks a new cluster.
func one(ctx context.Context, binary, version string, f fault) (report *report, err error) {
	c, err := plant(ctx, version)
	if err != nil {
		return nil, err
	}
	defer func() { err = cmpError(err, c.Close()) }()
	ends, err := c.load(ctx)
	if err != nil {
		return nil, err
	}
	defer ends()
	pager, err := newPager()
	if err != nil {
		return nil, err
	}
	defer pager.close()
	w, err := watch(binary, strings.Join(c.Bootstrap("PLAINTEXT"), ","), pager.url())
	if err != nil {
		return nil, err
	}
	defer w.end()
	if err := wait(ctx, 15*time.Second); err != nil {
		return nil, err
	}
	r, err := observe(ctx, w, pager, f.name, func() error { return f.do(c.Node(victim)) })
	if err != nil {
		return nil, err
	}
	return r, f.undo(ctx, c.Node(victim))
}

// cmpError is the first error.
func cmpError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
