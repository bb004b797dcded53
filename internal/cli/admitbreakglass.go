package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/admit/kubernetes"
	"github.com/breakwaterhq/breakwater/internal/finding"
)

const breakGlassLong = `Break-glass takes breakwater's webhook configurations away, at once and all of
them, so that the API server asks nobody any more and stores everything. Use it
where breakwater keeps you from ending an outage. It takes nobody else's.

A ConfigMap in --namespace keeps who did it, when, why, and what was taken away;
the command that puts it back is printed. Where none can be kept, as when the
namespace is gone, the configurations go all the same and are printed whole. Who
deploys them, as Argo CD or Flux, puts them back: pause that first.

Policies of 'breakwater policy export' go on refusing, because nothing of breakwater
is asked for them. Those of the API server itself are named, with the command that
takes their bindings away; with --policies they go, too, into the same record.
Policies of Kyverno and Gatekeeper are not looked at.`

const breakGlassExit = `
Exit codes:
  0    none of them is left, and the record is kept
  2    wrong usage, or no cluster is named
  3    the cluster does not answer, what was to go cannot be listed or is still there,
       or no record could be kept`

type breakGlassOptions struct {
	access   accessOptions
	reason   string
	look     bool
	policies bool
}

func newAdmitBreakGlass(env *Env) *cobra.Command {
	o := &breakGlassOptions{}
	c := &cobra.Command{
		Use:     "break-glass --reason WHY",
		Short:   "Take breakwater's webhooks away, so that nothing is refused any more",
		Long:    breakGlassLong + "\n" + breakGlassExit,
		Example: "  breakwater admit break-glass --reason 'broker 3 must start, see incident 4711'\n  breakwater admit break-glass --reason 'the policies are wrong' --policies\n  breakwater admit break-glass --dry-run",
		Args:    noArgument,
		RunE:    func(c *cobra.Command, _ []string) error { return runBreakGlass(c.Context(), env, o) },
	}
	o.access.addFlags(c, "")
	c.Flags().StringVar(&o.reason, "reason", "", "`WHY` they must go, for whoever reads the record")
	c.Flags().BoolVar(&o.look, "dry-run", false, "only print which would go")
	c.Flags().BoolVar(&o.policies, "policies", false, "take away, too, the bindings by which exported policies refuse")
	return c
}

func runBreakGlass(ctx context.Context, env *Env, o *breakGlassOptions) error {
	reason := strings.Map(printable, strings.TrimSpace(o.reason))
	if reason == "" && !o.look {
		return errors.New("break-glass needs a reason, as in --reason 'broker 3 must start': it is kept for whoever asks later")
	}
	c, err := kubernetes.Connect(o.access.Access)
	if err != nil {
		return err
	}
	order := kubernetes.Order{Namespace: o.access.namespace, Reason: reason, Local: localUser(), At: env.Now(), Look: o.look, Policies: o.policies}
	var unsaid error
	order.Taking = func(r *kubernetes.Removed) { unsaid = o.tellKept(env, c.Cluster(), r) }
	done, err := c.BreakGlass(ctx, order)
	if said := cmp.Or(unsaid, o.tell(env, c.Cluster(), &done, err != nil)); said != nil {
		return said
	}
	if err != nil {
		fmt.Fprintf(env.Err, "breakwater: %s: %v\n", c.Cluster(), err)
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	if done.Failure != nil {
		fmt.Fprintf(env.Err, "breakwater: no record was kept: %v: keep what was printed, kubectl create -f puts it back\n", done.Failure)
	}
	if said := tellRefusing(env, &done); said != nil {
		return said
	}
	if err != nil || done.Failure != nil {
		return asError(finding.ExitIncomplete)
	}
	return nil
}

// tellKept prints how what goes is put back, before it goes.
func (o *breakGlassOptions) tellKept(env *Env, cluster string, r *kubernetes.Removed) error {
	text := fmt.Sprintf("Cluster: %s.\n", cluster)
	if r.Record != "" {
		text += fmt.Sprintf("Record: ConfigMap %s/%s.\nPut it back by:\n  %s\n", o.access.namespace, r.Record, kubernetes.Restore(o.access.namespace, r.Record))
	} else if r.Failure != nil {
		text += string(r.Text) + "\n"
	}
	_, err := io.WriteString(env.Out, text)
	return err
}

// tell prints what was done.
func (o *breakGlassOptions) tell(env *Env, cluster string, done *kubernetes.Removed, failed bool) error {
	var b strings.Builder
	names := strings.Join(done.Names, ", ")
	switch {
	case names == "" && failed:
	case names == "":
		fmt.Fprintf(&b, "Cluster: %s.\nThere is no webhook configuration of breakwater's: the API server asks it nothing.\n", cluster)
		if o.policies {
			b.WriteString("No exported policy refuses anything either.\n")
		}
	case o.look:
		fmt.Fprintf(&b, "Cluster: %s.\nWould be taken away: %s.\n", cluster, names)
	default:
		verb := "Taken away"
		if failed {
			verb = "Was to be taken away, not all of it is" // the complaint names what is left
		}
		fmt.Fprintf(&b, "%s: %s.\nBy: %s.\n", verb, names, done.By)
	}
	_, err := io.WriteString(env.Out, b.String())
	return err
}

// tellRefusing prints what refuses without breakwater, or that this is not known.
func tellRefusing(env *Env, done *kubernetes.Removed) error {
	if done.Unlisted != nil {
		_, err := fmt.Fprintf(env.Err, "breakwater: whether exported policies go on refusing is not known, as their bindings cannot be listed: %v: somebody who may list them sees them by %s\n", done.Unlisted, kubernetes.ListBindings)
		return err
	}
	if len(done.Refusing) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(env.Out, "Exported policies go on refusing, without breakwater: %s.\nTake them out of force with --policies, which keeps a record, or by:\n  %s\n",
		strings.Join(done.Refusing, ", "), kubernetes.TakeAway(done.Refusing))
	return err
}

// printable keeps control characters out of the record.
func printable(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

// localUser is who sits at this machine; "" where nobody knows.
func localUser() string {
	host, err := os.Hostname()
	if u, whoErr := user.Current(); whoErr == nil && err == nil {
		return u.Username + "@" + host
	}
	return ""
}
