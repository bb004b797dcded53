package kubelab

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	pollEvery  = 50 * time.Millisecond
	startLimit = 3 * time.Minute // with every core busy elsewhere
)

// ready waits until a question is answered. It is an error, with the end of
// the program's log, where the program or one before it ends.
func (l *Lab) ready(ctx context.Context, name string, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	err := Until(ctx, func() error {
		if ended := l.ended(); ended != "" {
			return errEnded
		}
		return ask(ctx)
	})
	switch ended := l.ended(); {
	case err == nil:
		return nil
	case ended != "":
		return fmt.Errorf("%s ended before the lab was ready: %w; its log ends with:\n%s",
			ended, l.Program(ended).Ending(), lastLines(l.Log(ended)))
	default:
		return fmt.Errorf("%s is not ready: %w; its log ends with:\n%s", name, err, lastLines(l.Log(name)))
	}
}

// errEnded says that there is nothing left to wait for.
var errEnded = errors.New("ended")

// ended is the first program that runs no more.
func (l *Lab) ended() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.running {
		select {
		case <-p.program.Done():
			return p.name
		default:
		}
	}
	return ""
}

// answers asks the API server whether it is ready, and has made the namespace
// that everything without one goes to.
func (l *Lab) answers(ctx context.Context) error {
	for _, path := range []string{"/readyz", "/api/v1/namespaces/default"} {
		if _, err := l.Get(ctx, path); err != nil {
			return err
		}
	}
	return nil
}

// Until repeats a question twenty times a second until there is no complaint,
// or the context ends: then the error has the last complaint, too.
func Until(ctx context.Context, ask func() error) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		err := ask()
		if err == nil || errors.Is(err, errEnded) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ctx.Err(), err)
		case <-tick.C:
		}
	}
}
