package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// leastVerify is the least that ledger verify must have of the speed of a bare loop that
// fetches the same partitions.
const leastVerify = 0.8

// proof is what is verified: records of one topic, all of them in a ledger.
type proof struct{ partitions, records, bytes, rounds int }

var wholeProof = proof{partitions: 6, records: 1_500_000, bytes: 200, rounds: 9}

// proven is what was measured on one cluster.
type proven struct {
	Brokers string  `json:"brokers"`
	Records int     `json:"records"`
	Bytes   int     `json:"value_bytes"`
	Rounds  int     `json:"rounds"`
	Bare    float64 `json:"bare_loop_ms"` // medians
	Verify  float64 `json:"verify_ms"`
	Book    float64 `json:"reading_the_ledger_ms"`
	Share   float64 `json:"bare_by_verify"` // the median of the rounds
	Least   float64 `json:"bare_by_verify_least"`
	Most    float64 `json:"bare_by_verify_most"`
	CPU     float64 `json:"processor_bare_by_verify"` // the median, of processor time: with the embedded broker's own
	Target  target  `json:"target"`
}

// proofs measures on the embedded broker and on a real node, and writes the figures beside
// other results; "" does not.
func proofs(w io.Writer, p proof, nodes bool, results string) error {
	began := time.Now()
	var all []*proven
	for _, at := range []struct {
		name  string
		begin func() ([]string, func() error, error)
		off   bool
	}{{"embedded", beginFake, false}, {"a real node", beginNode, !nodes}} {
		if at.off {
			continue
		}
		got, err := p.on(at.name, at.begin)
		if err != nil {
			return fmt.Errorf("ledger verify, %s: %w", at.name, err)
		}
		got.print(w)
		all = append(all, got)
	}
	if results == "" {
		return nil
	}
	return write(filepath.Join(filepath.Dir(results), "bench-ledger.json"), &struct {
		Command string    `json:"command"`
		Commit  string    `json:"commit"`
		Seed    string    `json:"seed"`
		Seconds int       `json:"duration_seconds"`
		Machine string    `json:"machine"`
		Verify  []*proven `json:"ledger_verify"`
	}{commandLine(os.Args), checkedOut(), "none: the records are the same in each run", int(time.Since(began).Seconds()), machine(), all})
}

func beginFake() ([]string, func() error, error) {
	c, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		return nil, nil, err
	}
	return c.ListenAddrs(), func() error { c.Close(); return nil }, nil
}

func beginNode() ([]string, func() error, error) {
	c, err := lab.Start(context.Background(), lab.Options{Progress: os.Stderr})
	if err != nil {
		return nil, nil, err
	}
	return c.Bootstrap("PLAINTEXT"), c.Close, nil
}

const proofTopic = "orders"

// on measures on one cluster: bare loop and verify in turn, each first as often as the other.
func (p proof) on(name string, begin func() ([]string, func() error, error)) (out *proven, err error) {
	addresses, end, err := begin()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, end()) }()
	dir, err := os.MkdirTemp("", "breakwater-bench-ledger-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	if err := p.fill(ctx, addresses, dir); err != nil {
		return nil, err
	}
	took := map[string][]pass{}
	for i := range p.rounds {
		for j := range 2 {
			which, run := "bare", func() (pass, error) { return p.bare(ctx, addresses) }
			if (i+j)%2 == 1 {
				which, run = "verify", func() (pass, error) { return p.verify(ctx, addresses, dir) }
			}
			runtime.GC()
			one, err := run()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", which, err)
			}
			took[which] = append(took[which], one)
		}
	}
	return p.figures(name, took["bare"], took["verify"]), nil
}

func (p proof) figures(name string, bare, verify []pass) *proven {
	shares := func(of func(pass) time.Duration) (out []float64) {
		for i := range bare {
			out = append(out, float64(of(bare[i]))/float64(of(verify[i])))
		}
		slices.Sort(out)
		return out
	}
	middle := func(all []pass, of func(pass) time.Duration) float64 {
		var out []time.Duration
		for _, one := range all {
			out = append(out, of(one))
		}
		return ms(median(out))
	}
	took, processor := func(one pass) time.Duration { return one.took }, func(one pass) time.Duration { return one.processor }
	speed := shares(took)
	out := &proven{Brokers: name, Records: p.records, Bytes: p.bytes, Rounds: p.rounds, Bare: middle(bare, took), Verify: middle(verify, took),
		Book: middle(verify, func(one pass) time.Duration { return one.book }), CPU: shares(processor)[(len(bare)-1)/2],
		Share: speed[(len(speed)-1)/2], Least: speed[0], Most: speed[len(speed)-1]}
	out.Target = target{Figure: "bare_by_verify", Least: leastVerify, Met: out.Share >= leastVerify}
	return out
}

func (f *proven) print(w io.Writer) {
	fmt.Fprintf(w, "ledger verify of %d records of %d B, %s: medians of %d alternating runs\n", f.Records, f.Bytes, f.Brokers, f.Rounds)
	fmt.Fprintf(w, "  verify                  %6.0f ms   target %.0f %% of the bare loop's speed: it is %.0f %% (%.0f to %.0f)\n", f.Verify, 100*leastVerify, 100*f.Share, 100*f.Least, 100*f.Most)
	fmt.Fprintf(w, "  the bare loop           %6.0f ms   fetches the same partitions and drops the records; of verify's processor time it takes %.0f %%\n", f.Bare, 100*f.CPU)
	fmt.Fprintf(w, "  reading the ledger      %6.0f ms   before that\n", f.Book)
}
