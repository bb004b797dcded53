package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/notify"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

const notifyTestLong = `Test sends one alert through every receiver of breakwater.yaml and of the flags,
then its end, and prints what each answered. The alert has severity info and says
that nothing is wrong: who routes by severity must let it through.

Exit codes:
  0  every receiver took it
  1  a receiver did not
  2  wrong usage or configuration, or there is no receiver`

type notifyTestOptions struct {
	setup  setupOptions
	notify notifyOptions
}

func newNotify(env *Env) *cobra.Command {
	c := &cobra.Command{
		Use: "notify", Short: "See whether alerts arrive", Args: commandsAlone,
		Long: "Notify is about the receivers of alerts, which stand below notify: in breakwater.yaml.",
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	o := &notifyTestOptions{}
	test := &cobra.Command{
		Use: "test", Short: "Send one alert through every receiver", Long: notifyTestLong, Args: noArgument,
		Example: "  breakwater notify test\n  breakwater notify test --alertmanager http://am:9093",
		RunE:    func(c *cobra.Command, _ []string) error { return runNotifyTest(c.Context(), env, o) },
	}
	o.setup.addFlags(test)
	o.notify.addFlags(test)
	c.AddCommand(test)
	return c
}

func runNotifyTest(ctx context.Context, env *Env, o *notifyTestOptions) error {
	if err := o.notify.check(); err != nil {
		return err
	}
	set, err := o.setup.load(rules.All())
	if err != nil {
		return err
	}
	routes, err := routesOf(env, o.notify.over(set.notify), set.web.ExternalURL)
	if err != nil {
		return err
	}
	if len(routes) == 0 {
		return errors.New("there is no receiver: name one with --alertmanager or --webhook, or below notify: in breakwater.yaml")
	}
	var all []notify.Receiver
	for _, r := range routes {
		all = append(all, r.To)
	}
	code := finding.ExitClean
	for _, r := range notify.Test(ctx, all, env.Now()) {
		line := fmt.Sprintf("%s: %s", r.Name, r.Answer)
		if r.Err != nil {
			line, code = fmt.Sprintf("%s: failed: %v", r.Name, r.Err), finding.ExitFindings
		}
		if _, err := fmt.Fprintln(env.Out, line); err != nil {
			return err
		}
	}
	return asError(code)
}
