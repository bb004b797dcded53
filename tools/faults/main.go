// Command faults breaks small real clusters while they are written to, and writes
// down what a watch says at fixed times after the fault: by its metrics, by its
// JSON, and by the alerts that a receiver behind a real Alertmanager got. It fails
// where a scrape takes longer than a second, where a lag falls because nobody
// answered, or where 0 partitions are said to be under-replicated, or the victim
// to be up, after a probe must have shown the contrary.
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

func run(ctx context.Context, binary, version, file string) error {
	began := time.Now()
	result := document{Command: "make faults", Commit: checkedOut(ctx), Seed: "none: the faults are fixed, their times are Kafka's",
		Machine: fmt.Sprintf("%d cores, %s %s/%s", runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)}
	for _, s := range sizes() {
		for _, f := range faults() {
			report, err := one(ctx, binary, version, s, f)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", s.name, f.name, err)
			}
			result.Faults = append(result.Faults, *report)
			report.print(os.Stdout)
		}
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
	commit := strings.TrimSpace(string(out))
	if exec.CommandContext(ctx, "git", "diff", "--quiet", "HEAD").Run() != nil {
		commit += ", with changes that were not committed"
	}
	return commit
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
