// Command breakwater keeps Apache Kafka out of outages.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/breakwaterhq/breakwater/internal/cli"
)

func main() {
	os.Exit(run())
}

// collectLate lets the heap grow to 64 MB before garbage is collected for the
// first time: most runs end before that. From then on it may grow by half more than
// in any program: of 10,000 topics × 3 a look takes a fifth less of the processor so,
// and the watch 60 MB more (tools/bench -watch, alternated).
func collectLate() {
	debug.SetGCPercent(1600) // of the 4 MB that a heap has at the least
	runtime.AddCleanup(new([16]byte), func(int) { debug.SetGCPercent(150) }, 0)
}

func run() int {
	collectLate()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return int(cli.Main(ctx, os.Args[1:], cli.Env{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Terminal: term.IsTerminal(int(os.Stdout.Fd())),
		Getenv:   os.Getenv, Now: time.Now,
	}))
}
