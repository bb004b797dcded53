// Command bench prints what a record costs that goes through a guard, and through a guard
// with a ledger behind it, beside a bare one of kgo: the processor time of the process that
// sends, by the record, in rounds of processes one after the other, so that a noisy machine
// treats them alike; the brokers are in another process. Medians are of the rounds. It does
// not fail where less is held than is asked: it says so.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	way := flag.String("with", "", "only send, one way: kgo, guard or ledger")
	brokers := flag.String("brokers", "", "with -with: where to")
	at := flag.Int("load", -1, "only this load, from 0; -1 is all of them")
	rounds := flag.Int("pairs", 7, "how often each way sends")
	fake := flag.Bool("embedded", true, "send to the embedded broker")
	nodes := flag.Bool("nodes", true, "send to real nodes, too")
	results := flag.String("results", "", "write the figures to this file")
	flag.Parse()
	err := func() error {
		switch {
		case *at >= len(loads) || *at < 0 && *way != "":
			return fmt.Errorf("-load %d: the loads are 0 to %d", *at, len(loads)-1)
		case *way == "":
			return compare(context.Background(), os.Stdout, *rounds, placesOf(*fake, *nodes), chosen(*at), *results)
		case !slices.Contains(ways, *way):
			return fmt.Errorf("-with %s: the ways are %s", *way, strings.Join(ways, ", "))
		}
		return send(*way, strings.Split(*brokers, ","), loads[*at], os.Stdout)
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// compare measures loads on clusters. What went wrong with one does not hide the others, and
// is said at once and in the end.
func compare(ctx context.Context, w io.Writer, rounds int, places []place, which []int, results string) error {
	var all []figure
	var failed []error
	for _, p := range places {
		got, err := measure(ctx, w, p, rounds, which)
		all = append(all, got...)
		failed = append(failed, err)
	}
	if results != "" && len(all) > 0 {
		failed = append(failed, leave(results, all))
	}
	return errors.Join(failed...)
}

// measure measures loads on one cluster.
func measure(ctx context.Context, w io.Writer, p place, rounds int, which []int) (all []figure, err error) {
	addresses, end, err := p.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, end()) }()
	var failed []error
	for _, at := range which {
		got, err := alternate(ctx, addresses, at, rounds)
		if err != nil {
			err = fmt.Errorf("%s: %w", p.name, err)
			fmt.Fprintln(w, "FAILED:", err)
			failed = append(failed, err)
		}
		for _, f := range got {
			f.Brokers = p.name
			fmt.Fprintln(w, f)
			all = append(all, f)
		}
	}
	return all, errors.Join(failed...)
}

// alternate has processes send in turn, each way first as often as the others.
func alternate(ctx context.Context, addresses []string, at, rounds int) (out []figure, err error) {
	got := map[string][]sample{}
	for i := range rounds {
		for j := range ways {
			way := ways[(i+j)%len(ways)]
			if err := anew(ctx, addresses, loads[at]); err != nil {
				return nil, err
			}
			s, err := process(ctx, way, addresses, at)
			if err != nil {
				return nil, fmt.Errorf("round %d, %s with %d bytes: %w", i+1, way, loads[at].size, err)
			}
			got[way] = append(got[way], s)
		}
	}
	for _, way := range ways {
		out = append(out, figureOf(way, loads[at], got[ways[0]], got[way]))
	}
	return out, nil
}

// limit is how long one process may send. It says by itself how far it has come; grace is
// how long it may take to say so.
const limit, grace = 3 * time.Minute, 10 * time.Second

// process sends in a process of its own. Its error is what that has said.
func process(ctx context.Context, way string, addresses []string, at int) (s sample, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit+grace)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		return s, err
	}
	cmd := exec.CommandContext(ctx, self, "-with", way, "-brokers", strings.Join(addresses, ","), "-load", strconv.Itoa(at))
	var says bytes.Buffer
	cmd.Stderr = &says
	out, err := cmd.Output()
	switch {
	case ctx.Err() != nil:
		return s, fmt.Errorf("it did not end within %s: %s", limit+grace, &says)
	case err != nil:
		return s, fmt.Errorf("%w: %s", err, &says)
	}
	return s, json.Unmarshal(out, &s)
}
