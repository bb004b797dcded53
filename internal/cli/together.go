package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// part is one of several that a command runs side by side. again tells that the process
// is asked to read its files again, to whoever reads it first.
type part func(ctx context.Context, again <-chan os.Signal) error

// together runs the parts of a command that goes on until its context ends, or until
// one of them fails: that ends the others. It says that it runs, and that it has ended
// as it was asked to.
func together(ctx context.Context, env *Env, runs, ended string, parts ...part) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	again := make(chan os.Signal, 1) // before anybody reads that it runs: until then the signal ends it
	signal.Notify(again, syscall.SIGHUP)
	defer signal.Stop(again)
	fmt.Fprintln(env.Err, "breakwater: "+runs)
	var all sync.WaitGroup
	for _, p := range parts {
		all.Go(func() {
			if err := p(ctx, again); err != nil {
				stop(err)
			}
		})
	}
	all.Wait()
	err := context.Cause(ctx)
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(env.Err, "breakwater: "+ended)
	}
	return err
}
