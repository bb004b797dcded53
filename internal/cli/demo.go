package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/demo"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/text"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/cluster"
)

const demoLong = `Demo starts a small Kafka cluster of three brokers inside this process, with
the faults of published outages in it, scans it, and shows what a scan finds:
a broker that is down and all that follows from it as one thing, a topic whose
segments are smaller than its messages, a group that lost records while its lag
looked healthy. It needs neither Java nor a network nor a file, and takes less
than a second. It is judged by Breakwater's own defaults, whatever
breakwater.yaml says here.

With --serve the cluster listens on this machine until Ctrl-C instead, for a
scan from another terminal. It answers what a scan asks for and holds no
records; 'breakwater lab up' starts a real Kafka.`

const demoExit = `
Exit codes:
  0    the demo ran: the findings are what it is for
  1    with --fail-on: findings at or above it, as scan has it
  2    wrong usage, or the demo could not be started
  3    with --fail-on: something could not be checked, and nothing else was
       found: the broker that is down is not asked for its disks
  130  interrupted while it scanned`

const demoExample = `  breakwater demo
  breakwater demo --format json
  breakwater demo --serve --listen 127.0.0.1:19092`

type demoOptions struct {
	output outputOptions
	serve  bool
	listen string
}

func (o *demoOptions) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVar(&o.output.formats, "format", []string{"text"}, "`FORMAT[=FILE]`: text, json or sarif; may be given several times")
	f.StringVar(&o.output.colour, "color", "auto", "colour the text: auto, always or never")
	f.StringVar(&o.output.failOnFlag, "fail-on", "", "exit as scan does, with the mildest `SEVERITY` that fails: error, warning or info; else with 0")
	f.BoolVar(&o.serve, "serve", false, "keep the cluster listening until Ctrl-C, and do not scan it")
	f.StringVar(&o.listen, "listen", "", "with --serve: the first broker's `IP:PORT` on this machine; the others take the next two ports (default free ports of 127.0.0.1)")
	c.MarkFlagsMutuallyExclusive("serve", "format")
	c.MarkFlagsMutuallyExclusive("serve", "color")
	c.MarkFlagsMutuallyExclusive("serve", "fail-on")
}

func newDemo(env *Env) *cobra.Command {
	o := &demoOptions{}
	c := &cobra.Command{
		Use:     "demo",
		Short:   "Scan a broken Kafka cluster that is part of this program",
		Long:    demoLong + "\n" + demoExit,
		Example: demoExample,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("demo takes no argument, and %q is one: to look at a cluster of your own, use breakwater scan --bootstrap HOST:PORT", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return runDemo(c.Context(), env, o) },
	}
	o.addFlags(c)
	return c
}

func runDemo(ctx context.Context, env *Env, o *demoOptions) error {
	if o.listen != "" && !o.serve {
		return errors.New("--listen says where --serve listens: give --serve, too")
	}
	judged := o.output.failOnFlag != ""
	if !judged {
		o.output.failOnFlag = finding.Error.String()
	}
	out, err := o.output.resolve(env)
	if err != nil {
		return err
	}
	running, err := demo.Start(ctx, demo.Options{Listen: o.listen, Now: env.Now})
	if err != nil {
		return err
	}
	defer running.Close()
	if o.serve {
		return serveDemo(ctx, env, running)
	}
	code, err := scanDemo(ctx, env, running, &out)
	switch {
	case err != nil:
		return err
	case judged:
		return asError(code)
	}
	return nil
}

const demoNext = `
Try next:
  breakwater explain topic/batch-exceeds-segment   why a rule is there, and what to do
  breakwater demo --serve                          scan this cluster from another terminal
  breakwater lab up --brokers 3                    real Kafka on this machine (needs Java)
  breakwater scan --bootstrap HOST:PORT            your own cluster; nothing is written to it
`

// scanDemo scans as scan does, and returns the exit code that scan would have.
func scanDemo(ctx context.Context, env *Env, running *demo.Cluster, out *outputs) (finding.Exit, error) {
	fmt.Fprintln(env.Err, "breakwater: scanning a Kafka cluster of three brokers inside this process, with the faults of published outages")
	fmt.Fprintln(env.Err)
	at, err := target.New(strings.Join(running.Bootstrap(), ","))
	if err != nil {
		return 0, err
	}
	known, set := rules.All(), setup{}
	look := cluster.New(cluster.Options{Target: at, Now: env.Now, TopicKeys: set.settings.KeysOf(model.LayerTopic, known)})
	result, err := engine.Run(ctx, engine.Request{Command: "demo", Rules: known, Now: env.Now(), Sources: []source.Source{look}, Settings: &set.settings})
	if err != nil {
		return 0, err
	}
	out.scanned(text.Scan{Doors: map[string]text.Door{"": {Bootstrap: strings.Join(running.Bootstrap(), ",")}}})
	if err := out.write(env, result, known); err != nil {
		return 0, err
	}
	fmt.Fprint(env.Err, demoNext)
	return result.Verdict(out.failOn, false), nil
}

// serveDemo serves until the user ends it, which is how it is meant to end.
func serveDemo(ctx context.Context, env *Env, running *demo.Cluster) error {
	servers := strings.Join(running.Bootstrap(), ",")
	if _, err := fmt.Fprintf(env.Out, `A Kafka cluster of three brokers listens on this machine; one of them is down, and more is wrong.
Bootstrap servers:  %s

In another terminal:
  breakwater scan --bootstrap %s

Ctrl-C ends it.
`, servers, servers); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
