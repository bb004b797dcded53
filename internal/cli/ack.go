package cli

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

const ackLong = `Ack says that somebody has taken an incident, so that others see who and why. It
stays so until the incident is over, or for as long as --for says. The alert goes
on: hold it with 'breakwater silence'.

ID is as the page and 'breakwater watch status' show it.`

func newAck(env *Env) *cobra.Command {
	var o windowOptions
	c := &cobra.Command{
		Use: "ack ID", Short: "Say that somebody has taken an incident", Long: ackLong,
		Example: `  breakwater watch ack 0f3a9c61d2e4b875 --reason "on it" --data /var/lib/breakwater`,
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return runAck(env, &o, args[0]) },
	}
	f := c.Flags()
	f.StringVar(&o.data, "data", "", "the folder `DIR` that the watch was given")
	f.StringVar(&o.reason, "reason", "", "what you are about to do")
	f.StringVar(&o.by, "by", "", "who you are; else the user of this machine")
	f.DurationVar(&o.lasts, "for", 0, "how long it counts, as 4h; else until the incident is over")
	return c
}

func runAck(env *Env, o *windowOptions, id string) error {
	s, err := o.open()
	if err != nil {
		return err
	}
	n := incident.Note{By: cmp.Or(o.by, me()), At: env.Now(), Reason: o.reason}
	if o.lasts > 0 {
		n.Until = n.At.Add(o.lasts)
	}
	if err := errors.Join(s.Ack(id, n), s.Close()); err != nil {
		return fmt.Errorf("incident %s: %w", id, err)
	}
	until := "until it is over"
	if !n.Until.IsZero() {
		until = "until " + n.Until.UTC().Format(time.DateTime+" MST")
	}
	_, err = fmt.Fprintf(env.Out, "incident %s is taken by %s, %s\n", id, n.By, until)
	return err
}
