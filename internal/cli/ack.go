package cli

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/store"
)

const ackLong = `Ack says that somebody has taken an incident, so that others see who and why. It
stays so until the incident is over, or for as long as --for says. The alert goes
on: hold it with 'breakwater silence'.

ID is as the page, 'breakwater watch status' and the log of the watch show it.
The watch takes it in with its next look, and need not run.

Exit codes:
  0  it is noted
  2  wrong usage, no such incident, or a folder that no watch keeps`

func newAck(env *Env) *cobra.Command {
	var o windowOptions
	c := &cobra.Command{
		Use: "ack ID", Short: "Say that somebody has taken an incident", Long: ackLong,
		Example: `  breakwater watch ack 0f3a9c61d2e4b875 --reason "on it" --data /var/lib/breakwater`,
		Args:    oneArgument("the ID of an incident", "0f3a9c61d2e4b875"),
		RunE:    func(_ *cobra.Command, args []string) error { return runAck(env, &o, args[0]) },
	}
	f := c.Flags()
	f.StringVar(&o.data, "data", "", "the folder `DIR` that the watch was given")
	f.StringVar(&o.reason, "reason", "", "what you are about to do, as a `TEXT`")
	f.StringVar(&o.by, "by", "", "the `NAME` of who takes it; else the user of this machine")
	f.DurationVar(&o.lasts, "for", 0, "count for so much `TIME`, as 4h; else until the incident is over")
	return c
}

func runAck(env *Env, o *windowOptions, id string) error {
	if o.lasts < 0 {
		return fmt.Errorf("--for %s is over already: say how long it counts, as 4h", o.lasts)
	}
	s, err := o.open()
	if err != nil {
		return err
	}
	n := incident.Note{By: cmp.Or(o.by, me()), At: env.Now(), Reason: o.reason}
	if o.lasts > 0 {
		n.Until = n.At.Add(o.lasts)
	}
	switch err := errors.Join(s.Ack(id, n), s.Close()); {
	case errors.Is(err, store.ErrNotFound):
		return fmt.Errorf("there is no incident %s: take the id from 'breakwater watch status' or from the page", id)
	case err != nil:
		return fmt.Errorf("incident %s: %w", id, err)
	}
	until := "until it is over"
	if !n.Until.IsZero() {
		until = "until " + n.Until.UTC().Format(time.DateTime+" MST")
	}
	_, err = fmt.Fprintf(env.Out, "incident %s is taken by %s, %s\n", id, n.By, until)
	return err
}
