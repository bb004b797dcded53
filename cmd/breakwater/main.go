// Command breakwater keeps Apache Kafka out of outages.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/breakwaterhq/breakwater/internal/cli"
)

func main() {
	os.Exit(run())
}

func run() int {
	// A run is short: not to collect is faster than to collect, as long as the
	// input is of a usual size.
	debug.SetGCPercent(1600)
	debug.SetMemoryLimit(1 << 30)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return int(cli.Main(ctx, os.Args[1:], cli.Env{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Terminal: term.IsTerminal(int(os.Stdout.Fd())),
		Getenv:   os.Getenv, Now: time.Now,
	}))
}
