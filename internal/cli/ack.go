package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/store"
)

const ackLong = `Ack says that somebody has taken an incident, so that others see who and why. It
stays so until the incident is over, or for as long as --for says. The alert goes
on: hold it with 'breakwater silence'.

ID is as the page, 'breakwater watch status' and the log of the watch show it; its
first characters do, if no other incident begins with them. The watch takes it in
with its next look, and need not run.

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
	f.Var(&o.lasts, "for", "count for so much `TIME`, as 4h or 2d; else until the incident is over")
	return c
}

func runAck(env *Env, o *windowOptions, id string) error {
	if o.lasts < 0 {
		return fmt.Errorf("--for %s is over already: say how long it counts, as 4h", &o.lasts)
	}
	s, err := o.open()
	if err != nil {
		return err
	}
	n := incident.Note{By: cmp.Or(o.by, me()), At: env.Now(), Reason: o.reason}
	if o.lasts > 0 {
		n.Until = n.At.Add(time.Duration(o.lasts))
	}
	m, err := meant(s, id)
	if err == nil {
		err = s.Ack(m.ID, n)
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	until := "until it is over"
	if !n.Until.IsZero() {
		until = "until " + n.Until.UTC().Format(time.DateTime+" MST")
	}
	_, err = fmt.Fprintf(env.Out, "incident %s%s is taken by %s, %s\n", m.ID, m.about(), n.By, until)
	return err
}

// match is an incident in a sentence.
type match struct{ store.Match }

// about is what the incident is about; "" where that cannot be read.
func (m match) about() string {
	if m.Rule == "" {
		return ""
	}
	return fmt.Sprintf(" (%s %s of %s)", m.Rule, m.Subject, m.Cluster)
}

// mostMeant is how many incidents are listed to who gave too little of an id.
const mostMeant = 10

// meant is the incident whose id begins with a text. Of several the one counts
// that is not over.
func meant(s *store.Store, prefix string) (match, error) {
	if prefix == "" {
		return match{}, errors.New("the id is empty: take it from 'breakwater watch status' or from the page")
	}
	found, err := s.Find(prefix)
	if err != nil {
		return match{}, err
	}
	going := slices.DeleteFunc(slices.Clone(found), func(m store.Match) bool { return !m.Resolved.IsZero() })
	switch {
	case len(going) == 1:
		return match{going[0]}, nil
	case len(found) == 0:
		return match{}, fmt.Errorf("there is no incident %s: take the id from 'breakwater watch status' or from the page", prefix)
	case len(found) == 1:
		m := match{found[0]}
		return match{}, fmt.Errorf("incident %s%s was over at %s: there is nothing to take", m.ID, m.about(), m.Resolved.UTC().Format(time.DateTime+" MST"))
	case len(going) == 0:
		going = found
	}
	var names []string
	for _, m := range going[:min(mostMeant, len(going))] {
		names = append(names, m.ID+match{m}.about())
	}
	if len(going) > mostMeant {
		names = append(names, "more")
	}
	return match{}, fmt.Errorf("%s is the beginning of several incidents, so nothing was noted: give more of the id of %s", prefix, strings.Join(names, ", or of "))
}
