package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/report/status"
	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/internal/web/client"
)

const statusLong = `Status asks a running watch how its clusters are, and prints the verdict, the
open incidents with the next command to type, and what is not known. With
--follow it then prints a line for everything that happens, until Ctrl-C.

The token of a watch that wants one is in --token-file, else in the environment
variable BREAKWATER_TOKEN.`

const statusExit = `
Exit codes:
  0    the watch answered, and no error is open
  1    an error is open
  2    wrong usage
  3    the watch does not answer, or something is not known
  130  --follow was ended by Ctrl-C`

type statusOptions struct {
	door   doorOptions
	follow bool
	every  time.Duration
	colour string
}

func newWatchStatus(env *Env) *cobra.Command {
	o := &statusOptions{}
	c := &cobra.Command{
		Use:     "status",
		Short:   "Show how the clusters of a running watch are",
		Long:    statusLong + "\n" + statusExit,
		Example: "  breakwater watch status\n  breakwater watch status --url http://127.0.0.1:8085 --follow",
		Args:    noArgument,
		RunE:    func(c *cobra.Command, _ []string) error { return runWatchStatus(c.Context(), env, o) },
	}
	f := c.Flags()
	o.door.addFlags(c)
	f.BoolVar(&o.follow, "follow", false, "go on, and print a line for everything that happens")
	f.DurationVar(&o.every, "every", 2*time.Second, "with --follow: ask every `TIME`, 1s or more")
	f.StringVar(&o.colour, "color", "auto", "colour the text: auto, always or never")
	return c
}

func runWatchStatus(ctx context.Context, env *Env, o *statusOptions) error {
	colour, err := (&outputOptions{colour: o.colour}).coloured(env)
	if err != nil {
		return err
	}
	door, err := o.door.open(env)
	if err != nil {
		return err
	}
	s, err := client.Get(ctx, door)
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		fmt.Fprintln(env.Err, "breakwater:", err)
		return asError(finding.ExitIncomplete)
	}
	if err := status.Write(env.Out, s, width(env), colour); err != nil {
		return err
	}
	if o.follow {
		return o.keepOn(ctx, env, door, s)
	}
	return asError(statusCode(s))
}

// statusCode is the exit code of a status.
func statusCode(s api.Status) finding.Exit {
	code := finding.ExitClean
	for _, c := range s.Clusters {
		switch c.Verdict.State {
		case api.Trouble:
			return finding.ExitFindings
		case api.NotKnown:
			code = finding.ExitIncomplete
		}
	}
	if len(s.Clusters) == 0 {
		return finding.ExitIncomplete
	}
	return code
}

// keepOn prints what changes. A watch that does not answer is told once, and
// once that it is back.
func (o *statusOptions) keepOn(ctx context.Context, env *Env, door client.Door, before status.Status) error {
	tick := time.NewTicker(max(o.every, time.Second))
	defer tick.Stop()
	silent := false
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		now, err := client.Get(ctx, door)
		switch {
		case errors.Is(err, context.Canceled):
			return err
		case err != nil && !silent:
			fmt.Fprintf(env.Out, "%s  the watch does not answer: %v\n", env.Now().Format(time.TimeOnly), err)
		case err == nil && silent:
			fmt.Fprintf(env.Out, "%s  the watch answers again\n", env.Now().Format(time.TimeOnly))
		}
		if silent = err != nil; silent {
			continue
		}
		for _, line := range status.Changes(before, now) {
			if _, err := fmt.Fprintln(env.Out, line); err != nil {
				return err
			}
		}
		before = now
	}
}

// width is how many columns the terminal has.
func width(env *Env) int {
	if f, is := env.Out.(*os.File); is && env.Terminal {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil {
			return columns
		}
	}
	return 100
}
