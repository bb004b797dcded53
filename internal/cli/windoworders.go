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

	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/store"
)

func (o *windowOptions) start(env *Env, kind windowKind, subject string) error {
	switch {
	case strings.TrimSpace(o.reason) == "":
		return errors.New("--reason is missing: who is woken by nothing wants to know why")
	case o.lasts <= 0:
		return errors.New("--for is missing: say how long, as 30m or 4h")
	case time.Duration(o.lasts) > mostWindow:
		return fmt.Errorf("--for %s is longer than 30 days: an order that holds alerts must end while somebody remembers it", &o.lasts)
	}
	if err := o.holdsSomething(subject); err != nil {
		return err
	}
	s, err := o.open()
	if err != nil {
		return err
	}
	now := env.Now()
	w := incident.Window{ID: rand.Text()[:8], Kind: kind.name, Cluster: o.cluster, Subject: subject, Rule: o.rule,
		By: cmp.Or(o.by, me()), Reason: o.reason, Start: now, End: now.Add(time.Duration(o.lasts))}
	err = s.Hold(w)
	var h holding
	if err == nil {
		h = held(s, &w)
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	fmt.Fprintf(env.Out, "%s %s: alerts on %s%s are held until %s\n", kind.name, w.ID, subject, ofRule(w.Rule), w.End.UTC().Format(time.DateTime+" MST"))
	if doubt := h.doubt(&w); doubt != "" {
		fmt.Fprintf(env.Err, "breakwater: %s. It stands all the same: 'breakwater %s end %s' takes it back\n", doubt, kind.name, w.ID)
	}
	return h.write(env.Out)
}

// holdsSomething refuses a slip of the keyboard: an order that matches nothing
// lets through what somebody believes to be held.
func (o *windowOptions) holdsSomething(subject string) error {
	if !subjectPattern(subject) {
		return fmt.Errorf("no finding is about %q, so nothing would be held: write broker/2, topic/orders-*, partition/orders/3, group/billing, quorum/voter/3, cluster or *; the cluster goes by --cluster", subject)
	}
	if o.rule != "" && !slices.ContainsFunc(rules.All(), func(r *rule.Rule) bool { return rule.MatchesAny([]string{o.rule}, r.Name) }) {
		return fmt.Errorf("--rule %s matches no rule, so nothing would be held: 'breakwater rules' lists them", o.rule)
	}
	return nil
}

// subjectPattern tells whether a pattern can match what findings of a running
// cluster are about.
func subjectPattern(s string) bool {
	if s == model.KindCluster.String() || strings.HasPrefix(s, "*") {
		return true
	}
	for _, k := range []model.Kind{model.KindBroker, model.KindTopic, model.KindPartition, model.KindGroup, model.KindVoter} {
		if name, is := strings.CutPrefix(s, k.String()+"/"); is && name != "" {
			return true
		}
	}
	return false
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
	switch err := errors.Join(s.Release(id, env.Now()), s.Close()); {
	case errors.Is(err, store.ErrNotFound):
		return fmt.Errorf("there is no %s %s: 'breakwater %s list' has the ids", kind.name, id, kind.name)
	case err != nil:
		return fmt.Errorf("%s %s: %w", kind.name, id, err)
	}
	_, err = fmt.Fprintf(env.Out, "%s %s has ended: what still holds is told now\n", kind.name, id)
	return err
}

func (o *windowOptions) open() (*store.Store, error) {
	if o.data == "" {
		return nil, errors.New("--data is missing: give the folder that the watch keeps its state in")
	}
	s, err := store.OpenControl(o.data)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("no watch keeps its state in %s: give the folder that breakwater watch was given with --data", o.data)
	}
	return s, err
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
