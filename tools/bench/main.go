// Command bench prints the speed figures of the design, each beside a floor:
// lint of 1,000 mixed files as a whole process beside the bare parse of the
// same files by the same libraries, the version command, the binary's size,
// and the allocations of each file; admission at a steady rate beside a handler
// that only decodes; then a scan and a watch of a large embedded cluster and of
// real nodes, beside bare clients. Figures are medians or percentiles; floor and
// figure alternate, so that a noisy machine treats them alike.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

func main() {
	binary := flag.String("binary", "bin/breakwater", "the program to measure")
	rounds := flag.Int("rounds", 11, "how often each command runs")
	bare := flag.String("bare", "", "only parse the files of this folder, as the floor does")
	ask := flag.String("ask", "", "only ask the cluster at these addresses what a scan asks")
	configs := flag.Bool("configs", false, "with -ask: for settings, too")
	watch := flag.Bool("watch", false, "measure watches alone")
	nodes := flag.Bool("nodes", true, "measure on real nodes, too")
	looks := flag.Int("looks", full.looks, "of how many looks of a watch the medians are taken")
	admits := flag.Bool("admit", false, "measure admission alone")
	verifies := flag.Bool("ledger", false, "measure ledger verify alone")
	serve := flag.String("admit-serve", "", "only serve admission, judged or floor, until the input ends")
	results := flag.String("results", "", "write the figures of the watches to this file, and those of admission and of ledger verify beside it")
	flag.Parse()
	var err error
	switch {
	case *serve != "":
		err = serveAdmission(*serve, os.Stdin, os.Stdout)
	case *admits:
		err = admissions(os.Stdout, admitLasts, *results)
	case *verifies:
		err = proofs(os.Stdout, wholeProof, *nodes, *results)
	case *bare != "":
		err = parseAll(*bare)
	case *ask != "":
		err = askAll(*ask, *configs)
	default:
		of := full
		if of.noScans, of.looks = *watch, *looks; !*nodes {
			of.nodes = size{}
		}
		err = all(os.Stdout, *binary, *rounds, of, *results)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// all measures what is wanted, and writes down what the watches cost.
func all(w io.Writer, binary string, rounds int, of clusters, results string) error {
	if !of.noScans {
		if err := errors.Join(run(w, binary, rounds), admissions(w, admitLasts, results), proofs(w, wholeProof, of.nodes != size{}, results)); err != nil {
			return err
		}
	}
	began := time.Now()
	watches, err := live(w, binary, rounds, of)
	if err != nil || results == "" {
		return err
	}
	return write(results, &document{Command: commandLine(os.Args), Commit: checkedOut(), Seed: "none: the cluster is the same in each run",
		Seconds: int(time.Since(began).Seconds()), Machine: machine(), Every: of.every.Seconds(), Watches: watches})
}

const files = 1000

func run(w io.Writer, binary string, rounds int) error {
	dir, err := os.MkdirTemp("", "breakwater-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := writeFiles(dir, files); err != nil {
		return err
	}
	binary, err = filepath.Abs(binary)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	lint, floor, err := alternate(rounds,
		func() *exec.Cmd { return exec.Command(binary, "lint", "--fail-on", "error", dir) },
		func() *exec.Cmd { return exec.Command(self, "-bare", dir) })
	if err != nil {
		return err
	}
	version, nothing, err := alternate(rounds,
		func() *exec.Cmd { return exec.Command(binary, "version") },
		func() *exec.Cmd { return exec.Command("true") })
	if err != nil {
		return err
	}
	size, err := os.Stat(binary)
	if err != nil {
		return err
	}
	allocations, bytes, err := allocationsPerFile(dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "lint of %d mixed files   %6.0f ms   target 150 ms\n", files, ms(lint))
	fmt.Fprintf(w, "  bare parse of them      %6.0f ms   lint is %.2f × that\n", ms(floor), float64(lint)/float64(floor))
	fmt.Fprintf(w, "version                  %6.1f ms   target 20 ms; a process that does nothing: %.1f ms\n", ms(version), ms(nothing))
	fmt.Fprintf(w, "binary                   %6.1f MB\n", float64(size.Size())/1e6)
	fmt.Fprintf(w, "allocations per file     %6d      %.1f kB\n", allocations, float64(bytes)/1e3)
	fmt.Fprintf(w, "(medians of %d alternating runs, %d cores, %s)\n", rounds, runtime.NumCPU(), runtime.Version())
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// alternate times two commands in turn and returns both medians.
func alternate(rounds int, a, b func() *exec.Cmd) (medianA, medianB time.Duration, err error) {
	var as, bs []time.Duration
	for range rounds {
		for _, one := range []struct {
			make func() *exec.Cmd
			into *[]time.Duration
		}{{a, &as}, {b, &bs}} {
			took, err := timed(one.make())
			if err != nil {
				return 0, 0, err
			}
			*one.into = append(*one.into, took)
		}
	}
	return median(as), median(bs), nil
}

// timed runs a command; findings (exit code 1) are as good as none, and of a
// scan so are gaps (3): the embedded cluster has no log directories.
func timed(cmd *exec.Cmd) (time.Duration, error) {
	start := time.Now()
	out, err := cmd.CombinedOutput()
	took := time.Since(start)
	scans := slices.Contains(cmd.Args, "scan")
	if code := cmd.ProcessState.ExitCode(); err != nil && code != 1 && !(scans && code == 3) {
		return 0, fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	return took, nil
}

func median(of []time.Duration) time.Duration {
	slices.Sort(of)
	return of[len(of)/2]
}
