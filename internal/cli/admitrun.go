package cli

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/admit/rotate"
)

// admission is an endpoint that can run. It has either files or a keeper.
type admission struct {
	judge  *liveJudge
	files  *admit.Files
	reread time.Duration
	keeper *rotate.Keeper
	step   time.Duration
	log    *slog.Logger
	drain  time.Duration
}

// run answers until the context ends, or the listener fails.
func (a *admission) run(ctx context.Context, env *Env, on net.Listener) error {
	o := admit.Options{Judge: a.judge, Log: a.log, Now: env.Now, Drain: a.drain}
	o.Certificate, o.Ready = a.certificates()
	parts := []part{a.rereads, func(ctx context.Context, _ <-chan os.Signal) error {
		if err := admit.Serve(ctx, on, o); err != nil {
			return fmt.Errorf("serving HTTPS: %w", err)
		}
		return nil
	}}
	if a.keeper != nil {
		parts = append(parts, a.keeps)
	}
	runs := fmt.Sprintf("answering reviews at https://%s%s and %s", on.Addr(), admit.AdvisoryPath, admit.EnforcingPath)
	return together(ctx, env, runs, "the endpoint has ended", parts...)
}

// certificates are where the endpoint gets its certificate, and how it knows
// whether the API server can call.
func (a *admission) certificates() (func(*tls.ClientHelloInfo) (*tls.Certificate, error), func() error) {
	if a.keeper != nil {
		return a.keeper.Certificate, a.keeper.Ready
	}
	return a.files.Certificate, a.files.Ready
}

// rereads looks at the files again from time to time, and when the process is
// asked to.
func (a *admission) rereads(ctx context.Context, again <-chan os.Signal) error {
	tick := time.NewTicker(a.reread)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-again:
			a.judge.forget()
		}
		a.judge.refresh()
		if a.files != nil {
			a.files.Refresh()
		}
	}
}

// Limits of the steps of a rotation.
const (
	stepLongest = time.Minute
	stepTimeout = 10 * time.Second // an API server that hangs is asked again
	stepAgain   = time.Second      // after one that failed
)

// stepEvery is how often the shared certificates are looked at: several times in
// an overlap, so that every replica has taken in what is trusted before it counts.
func stepEvery(ages rotate.Ages) time.Duration { return min(ages.Overlap/8, stepLongest) }

// keeps moves the certificates on. A complaint is told once, until it is another
// one.
func (a *admission) keeps(ctx context.Context, _ <-chan os.Signal) error {
	told := ""
	for {
		err := a.oneStep(ctx)
		said, wait := "", a.step
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, rotate.ErrConflict): // another replica was quicker: follow it
			wait = min(stepAgain, a.step)
		case err != nil:
			said, wait = err.Error(), min(stepAgain, a.step)
		}
		if said != told {
			a.tell(said)
			told = said
		}
		pause := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			pause.Stop()
			return nil
		case <-pause.C:
		}
	}
}

func (a *admission) oneStep(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stepTimeout)
	defer cancel()
	return a.keeper.Step(ctx)
}

// tell says what hinders the certificates, or that nothing does any more.
func (a *admission) tell(said string) {
	if said == "" {
		a.log.Info("the certificates are looked after again")
		return
	}
	a.log.Error("the certificates could not be looked after; what is served stays", "error", said, "ready", cmp.Or(a.keeper.Ready(), errors.New("yes")))
}
