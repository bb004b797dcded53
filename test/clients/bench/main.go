// Command bench prints what a guarded record costs beside a bare one of kgo: the processor
// time of the process that sends, by the record, in alternating pairs of processes, so
// that a noisy machine treats them alike; the brokers are in another process. Medians
// are of the pairs.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	with := flag.String("with", "", "only send: kgo or guard")
	brokers := flag.String("brokers", "", "with -with: where to")
	size := flag.Int("size", 100, "with -with: bytes of a value")
	count := flag.Int("count", 100_000, "with -with: records")
	pairs := flag.Int("pairs", 7, "how often each way sends")
	nodes := flag.Bool("nodes", true, "send to real nodes, too")
	results := flag.String("results", "", "write the figures to this file")
	flag.Parse()
	err := func() error {
		if *with != "" {
			return send(*with, strings.Split(*brokers, ","), *size, *count, os.Stdout)
		}
		return compare(context.Background(), os.Stdout, *pairs, *nodes, *results)
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// load is one size of records, and how many of them a process sends.
type load struct{ size, count int }

var loads = []load{{100, 2_000_000}, {1 << 10, 500_000}, {12 << 20, 60}}

// sample is what one process has measured.
type sample struct {
	Processor float64 `json:"processor_ns_per_record"`
	Wall      float64 `json:"wall_ns_per_record"`
	Allocs    float64 `json:"allocations_per_record"`
	Resident  int64   `json:"resident_bytes_at_most"`
}

// figure is one comparison.
type figure struct {
	Brokers  string  `json:"brokers"`
	Size     int     `json:"value_bytes"`
	Records  int     `json:"records"`
	Pairs    int     `json:"pairs"`
	Bare     sample  `json:"kgo"`   // medians
	Guard    sample  `json:"guard"` // medians
	Share    float64 `json:"bare_by_guard"`
	Least    float64 `json:"bare_by_guard_least"`
	Most     float64 `json:"bare_by_guard_most"`
	Attained bool    `json:"at_least_0.9"`
}

// compare measures all loads on all clusters.
func compare(ctx context.Context, w io.Writer, pairs int, nodes bool, results string) error {
	places := []place{embedded}
	if nodes {
		places = append(places, real)
	}
	var all []figure
	for _, p := range places {
		addresses, end, err := p.begin(ctx)
		if err != nil {
			return err
		}
		for _, l := range loads {
			f, err := pair(ctx, addresses, l, pairs)
			if err != nil {
				return errors.Join(err, end())
			}
			f.Brokers = p.name
			fmt.Fprintln(w, f)
			all = append(all, f)
		}
		if err := end(); err != nil {
			return err
		}
	}
	if results == "" {
		return nil
	}
	return leave(results, all)
}

func (f figure) String() string {
	return fmt.Sprintf("%-24s %8d B: a record costs %8.0f ns bare, %8.0f ns guarded: %3.0f %% of bare (%2.0f to %3.0f), %.2f and %.2f allocations, %d and %d MB resident",
		f.Brokers, f.Size, f.Bare.Processor, f.Guard.Processor, 100*f.Share, 100*f.Least, 100*f.Most, f.Bare.Allocs, f.Guard.Allocs, f.Bare.Resident>>20, f.Guard.Resident>>20)
}

// pair has two processes send in turn, each first as often as the other.
func pair(ctx context.Context, addresses []string, l load, pairs int) (figure, error) {
	got := map[string][]sample{}
	var shares []float64
	for i := range pairs {
		ways := []string{"kgo", "guard"}
		if i%2 == 1 {
			slices.Reverse(ways)
		}
		for _, with := range ways {
			s, err := process(ctx, with, addresses, l)
			if err != nil {
				return figure{}, fmt.Errorf("%s with %d bytes: %w", with, l.size, err)
			}
			got[with] = append(got[with], s)
		}
		shares = append(shares, got["kgo"][i].Processor/got["guard"][i].Processor)
	}
	f := figure{Size: l.size, Records: l.count, Pairs: pairs, Bare: middle(got["kgo"]), Guard: middle(got["guard"])}
	f.Share, f.Least, f.Most = median(shares), slices.Min(shares), slices.Max(shares)
	f.Attained = f.Share >= 0.9
	return f, nil
}

// process sends in a process of its own.
func process(ctx context.Context, with string, addresses []string, l load) (s sample, err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		return s, err
	}
	cmd := exec.CommandContext(ctx, self, "-with", with, "-brokers", strings.Join(addresses, ","), "-size", strconv.Itoa(l.size), "-count", strconv.Itoa(l.count))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(out, &s)
}

// middle is the median of each figure by itself.
func middle(of []sample) sample {
	by := func(pick func(sample) float64) float64 {
		var all []float64
		for _, s := range of {
			all = append(all, pick(s))
		}
		return median(all)
	}
	return sample{
		Processor: by(func(s sample) float64 { return s.Processor }),
		Wall:      by(func(s sample) float64 { return s.Wall }),
		Allocs:    by(func(s sample) float64 { return s.Allocs }),
		Resident:  int64(by(func(s sample) float64 { return float64(s.Resident) })),
	}
}

// median is the middle one; of an even number the lower of the two.
func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[(len(sorted)-1)/2]
}

func leave(file string, all []figure) error {
	text, err := json.MarshalIndent(all, "  ", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
