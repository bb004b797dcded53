package cli

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"os/user"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/store"
)

const windowsHow = `
It writes into the folder of the watch (--data), which takes it in with its next
look; the watch need not run. SUBJECT is what findings call it, with * for any
run of characters: broker/2, topic/orders-*, group/billing, *. Alerts are held,
not lost: what outlives the end is told then, with its original start, and what
is over by then is in the timeline.`

// windowKind is one of the two kinds of times in which alerts are held.
type windowKind struct {
	name, short, long, example string
}

var (
	maintenanceKind = windowKind{"maintenance", "Announce work on a cluster, so that what follows from it wakes nobody",
		"Maintenance holds the alerts on what you work on, and on what follows from it." + windowsHow,
		`  breakwater maintenance start broker/2 --for 30m --reason "new disk" --data /var/lib/breakwater
  breakwater maintenance list --data /var/lib/breakwater
  breakwater maintenance end 5KQ2ZT3A --data /var/lib/breakwater`}
	silenceKind = windowKind{"silence", "Hold alerts that somebody knows of",
		"Silence holds alerts that are known and wait for somebody." + windowsHow,
		`  breakwater silence start group/reports --rule group/lag-growing --for 12h --reason "backfill" --data /var/lib/breakwater`}
)

type windowOptions struct {
	data, cluster, rule, reason, by string
	lasts                           time.Duration
}

// mostWindow is how long alerts may be held by one order.
const mostWindow = 30 * 24 * time.Hour

func newWindows(env *Env, kind windowKind) *cobra.Command {
	o := &windowOptions{}
	c := &cobra.Command{
		Use: kind.name, Short: kind.short, Long: kind.long, Example: kind.example,
		Args: commandsAlone,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.PersistentFlags().StringVar(&o.data, "data", "", "the folder `DIR` that the watch was given")
	start := &cobra.Command{
		Use: "start SUBJECT", Short: "Begin to hold alerts", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return o.start(env, kind, args[0]) },
	}
	f := start.Flags()
	f.DurationVar(&o.lasts, "for", 0, "how long, as 30m or 4h; 30 days at the most")
	f.StringVar(&o.reason, "reason", "", "why, for who looks at the page")
	f.StringVar(&o.cluster, "cluster", "", "the cluster of this `NAME` alone; else all that the watch has")
	f.StringVar(&o.rule, "rule", "", "the rule of this `NAME` alone, with * for any run of characters")
	f.StringVar(&o.by, "by", "", "who you are; else the user of this machine")
	list := &cobra.Command{
		Use: "list", Short: "List what holds alerts now", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return o.list(env, kind) },
	}
	end := &cobra.Command{
		Use: "end ID", Short: "Tell again before the time is over", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return o.end(env, kind, args[0]) },
	}
	c.AddCommand(start, list, end)
	return c
}

func (o *windowOptions) start(env *Env, kind windowKind, subject string) error {
	switch {
	case strings.TrimSpace(o.reason) == "":
		return errors.New("--reason is missing: who is woken by nothing wants to know why")
	case o.lasts <= 0:
		return errors.New("--for is missing: say how long, as 30m or 4h")
	case o.lasts > mostWindow:
		return fmt.Errorf("--for %s is longer than 30 days: an order that holds alerts must end while somebody remembers it", o.lasts)
	}
	s, err := o.open()
	if err != nil {
		return err
	}
	now := env.Now()
	w := incident.Window{ID: rand.Text()[:8], Kind: kind.name, Cluster: o.cluster, Subject: subject, Rule: o.rule,
		By: cmp.Or(o.by, me()), Reason: o.reason, Start: now, End: now.Add(o.lasts)}
	if err := errors.Join(s.Hold(w), s.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Out, "%s %s: alerts on %s%s are held until %s\n", kind.name, w.ID, subject, ofRule(w.Rule), w.End.UTC().Format(time.DateTime+" MST"))
	return err
}

func (o *windowOptions) list(env *Env, kind windowKind) error {
	s, err := o.open()
	if err != nil {
		return err
	}
	all, err := s.Windows(env.Now())
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(w incident.Window) bool { return w.Kind != kind.name })
	if len(all) == 0 {
		_, err := fmt.Fprintf(env.Out, "no %s: no alert is held by one\n", kind.name)
		return err
	}
	t := tabwriter.NewWriter(env.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tSUBJECT\tUNTIL\tBY\tREASON")
	for _, w := range all {
		fmt.Fprintf(t, "%s\t%s%s\t%s\t%s\t%s\n", w.ID, w.Subject, ofRule(w.Rule), w.End.UTC().Format(time.DateTime+" MST"), w.By, w.Reason)
	}
	return t.Flush()
}

func (o *windowOptions) end(env *Env, kind windowKind, id string) error {
	s, err := o.open()
	if err != nil {
		return err
	}
	if err := errors.Join(s.Release(id, env.Now()), s.Close()); err != nil {
		return fmt.Errorf("%s %s: %w", kind.name, id, err)
	}
	_, err = fmt.Fprintf(env.Out, "%s %s has ended: what still holds is told now\n", kind.name, id)
	return err
}

func (o *windowOptions) open() (*store.Store, error) {
	if o.data == "" {
		return nil, errors.New("--data is missing: give the folder that the watch keeps its state in")
	}
	return store.OpenControl(o.data)
}

func ofRule(rule string) string {
	if rule == "" {
		return ""
	}
	return " (" + rule + ")"
}

// me is the user of this machine.
func me() string {
	u, err := user.Current()
	if err != nil {
		return "somebody"
	}
	return u.Username
}
