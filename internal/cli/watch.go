package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/watch"
)

const watchLong = `Watch looks at running Kafka clusters all the time, and tells people once of
each thing that is wrong: the cause, with what follows from it below it.

Each broker is asked every two seconds whether it lives, because the others call
a dead broker alive until its session ends, 9 s by default. Every five seconds
come metadata, groups, commits and log ends: how far each group is behind, in
records and in time, for each partition; every minute settings and disks. What
cannot be seen is told as unknown, and never as healthy or as zero.

Alerts go to Alertmanager, PagerDuty, Slack and webhooks; --listen serves
metrics for Prometheus at /metrics, a page at /, and JSON at /api/v1. On an
address that other machines reach it wants a token and TLS, or --insecure-listen.
Without --data nothing is kept: after a restart, receivers may be told twice and
rules that look back have to wait.

Where the clusters are: as for 'breakwater scan'. More than flags can say stands
below watch:, notify: and web: in breakwater.yaml. SIGHUP reads the policy and the
scopes again; files that are wrong change nothing. Secrets and certificates are
read anew whenever they are used. Nothing is written to the clusters.

Ctrl-C and SIGTERM end it within seconds: what is known goes to --data, and
receivers are told what they still have to be told.`

const watchExit = `
Exit codes:
  0    with --budget: the load was measured
  2    wrong usage or configuration, or the address or the folder is taken
  3    with --budget: no broker answered
  130  ended by Ctrl-C or SIGTERM, which is how it is meant to end; for a
       supervisor that wants 0 it is a success, as SuccessExitStatus=130`

const watchExample = `  breakwater watch --bootstrap b1:9092,b2:9092 --alertmanager http://am:9093
  breakwater watch --config breakwater.yaml --data /var/lib/breakwater
  breakwater watch --bootstrap b1:9092 --budget
  breakwater watch status --follow`

type watchOptions struct {
	setup   setupOptions
	connect connectOptions
	told    config.Watch // by flags
	name    string
	notify  notifyOptions
	readers readersOptions
	budget  bool
	measure time.Duration // for how long --budget looks
}

func (o *watchOptions) addFlags(c *cobra.Command) {
	o.connect.addFlags(c)
	o.setup.addFlags(c)
	o.notify.addFlags(c)
	o.readers.addFlags(c)
	by := config.DefaultWatch()
	f := c.Flags()
	f.StringVar(&o.name, "name", "", "call the cluster of --bootstrap `NAME`, on alerts, metrics and pages; else it goes by its addresses")
	f.StringVar(&o.told.Listen, "listen", by.Listen, "serve metrics, page and JSON at `ADDR`")
	f.StringVar(&o.told.Data, "data", "", "keep incidents, history and maintenance in the folder `DIR`")
	f.DurationVar(&o.told.Every, "every", by.Every, "look at metadata, groups and offsets every `TIME`, 1s to 5m")
	f.BoolVar(&o.budget, "budget", false, "measure what the watch asks of the clusters, print it, and end")
	f.StringSliceVar(&o.told.Metrics.Compat, "compat", nil, "also serve the metrics of another `EXPORTER`: kafka_exporter")
	f.StringVar(&o.told.Metrics.Partitions, "partitions", by.Metrics.Partitions, "`WHICH` partitions have metrics of their own: abnormal, all or none")
}

func newWatch(env *Env) *cobra.Command {
	o := &watchOptions{measure: time.Minute}
	c := &cobra.Command{
		Use:     "watch",
		Short:   "Watch running Kafka clusters, and tell of each cause once",
		Long:    watchLong + "\n" + watchExit,
		Example: watchExample,
		Args:    watchAlone,
		RunE:    func(c *cobra.Command, _ []string) error { return runWatch(c.Context(), env, o, c.Flags().Changed) },
	}
	o.addFlags(c)
	c.AddCommand(newWatchStatus(env), newAck(env))
	return c
}

// watchAlone refuses arguments: one that is no command is meant as an address.
func watchAlone(c *cobra.Command, args []string) error {
	if c.SuggestionsMinimumDistance = 2; len(args) == 0 || len(c.SuggestionsFor(args[0])) > 0 {
		return commandsAlone(c, args)
	}
	return fmt.Errorf("watch takes no argument, and %q is one: say with --bootstrap where the cluster is", args[0])
}

func runWatch(ctx context.Context, env *Env, o *watchOptions, given func(flag string) bool) error {
	p, err := o.prepare(env, given)
	if err != nil {
		return err
	}
	if o.budget {
		return p.measure(ctx, env, o.measure)
	}
	defer p.close()
	on, err := net.Listen("tcp", p.listen)
	if err != nil {
		return fmt.Errorf("cannot listen at %s: %w: give another address with --listen", p.listen, err)
	}
	if p.web.Certificate != "" {
		plain := on
		if on, err = watch.Secure(plain, p.web.Certificate, p.web.Key, p.options.Log); err != nil {
			return errors.Join(err, plain.Close())
		}
	}
	w := watch.New(p.options)
	return p.run(ctx, env, o, w, on)
}
