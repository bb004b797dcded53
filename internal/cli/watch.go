package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/source/cluster"
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
metrics for Prometheus at /metrics, a page at /, and JSON at /api/v1. Without
--data nothing is kept: after a restart, receivers may be told twice and rules
that look back have to wait.

Where the clusters are: as for 'breakwater scan'. More than flags can say stands
below watch: and notify: in breakwater.yaml. SIGHUP reads the files again.
Nothing is written to the clusters.`

const watchExit = `
Exit codes:
  0    with --budget: the load was measured
  2    wrong usage or configuration, or the address or the folder is taken
  130  ended by Ctrl-C or SIGTERM, which is how it is meant to end`

const watchExample = `  breakwater watch --bootstrap b1:9092,b2:9092 --alertmanager http://am:9093
  breakwater watch --config breakwater.yaml --data /var/lib/breakwater
  breakwater watch --bootstrap b1:9092 --budget
  breakwater watch status --follow`

type watchOptions struct {
	setup   setupOptions
	connect connectOptions
	told    config.Watch // by flags
	notify  notifyOptions
	budget  bool
}

func (o *watchOptions) addFlags(c *cobra.Command) {
	o.connect.addFlags(c)
	o.setup.addFlags(c)
	o.notify.addFlags(c)
	by := config.DefaultWatch()
	f := c.Flags()
	f.StringVar(&o.told.Listen, "listen", by.Listen, "serve metrics, page and JSON at `ADDR`")
	f.StringVar(&o.told.Data, "data", "", "keep incidents, history and maintenance in the folder `DIR`")
	f.DurationVar(&o.told.Every, "every", by.Every, "how often groups and offsets are looked at")
	f.BoolVar(&o.budget, "budget", false, "measure what the watch asks of the clusters, print it, and end")
	f.StringSliceVar(&o.told.Metrics.Compat, "compat", nil, "also serve the metrics of another exporter: kafka_exporter")
	f.StringVar(&o.told.Metrics.Partitions, "partitions", by.Metrics.Partitions, "which partitions have metrics of their own: abnormal, all or none")
}

func newWatch(env *Env) *cobra.Command {
	o := &watchOptions{}
	c := &cobra.Command{
		Use:     "watch",
		Short:   "Watch running Kafka clusters, and tell of each cause once",
		Long:    watchLong + "\n" + watchExit,
		Example: watchExample,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return commandsAlone(c, args)
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return runWatch(c.Context(), env, o, c.Flags().Changed) },
	}
	o.addFlags(c)
	c.AddCommand(newWatchStatus(env), newAck(env))
	return c
}

func runWatch(ctx context.Context, env *Env, o *watchOptions, given func(flag string) bool) error {
	p, err := o.prepare(env, given)
	if err != nil {
		return err
	}
	if o.budget {
		return p.measure(ctx, env)
	}
	defer p.close()
	on, err := net.Listen("tcp", p.listen)
	if err != nil {
		return fmt.Errorf("cannot listen at %s: %w: give another address with --listen", p.listen, err)
	}
	w := watch.New(p.options)
	fmt.Fprintf(env.Err, "breakwater: watching %s; page and metrics at http://%s/\n", p.names(), on.Addr())
	return p.run(ctx, env, o, w, on)
}

// run runs all parts until the context ends, or one of them fails.
func (p *prepared) run(ctx context.Context, env *Env, o *watchOptions, w *watch.Watch, on net.Listener) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var all sync.WaitGroup
	all.Go(func() { w.Run(ctx) })
	all.Go(func() { p.reloads(ctx, o, w) })
	all.Go(func() {
		if err := watch.Serve(ctx, on, p.handler(env)); err != nil && !errors.Is(err, http.ErrServerClosed) {
			stop(fmt.Errorf("serving HTTP: %w", err))
		}
	})
	all.Wait()
	err := context.Cause(ctx)
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(env.Err, "breakwater: the watch has ended")
	}
	return err
}

// reloads reads the files again whenever the process is asked to. Files that
// cannot be read change nothing.
func (p *prepared) reloads(ctx context.Context, o *watchOptions, w *watch.Watch) {
	again := make(chan os.Signal, 1)
	signal.Notify(again, syscall.SIGHUP)
	defer signal.Stop(again)
	for {
		select {
		case <-ctx.Done():
			return
		case <-again:
		}
		set, err := o.setup.load(rules.All())
		if err != nil {
			p.options.Log.Error("the files were not taken in, and what was read before stays in force", "error", err)
			continue
		}
		w.Reload(settingsOf(&set))
		p.options.Log.Info("policy and scopes were read again; clusters, receivers and addresses need a restart")
	}
}

// settingsOf are what rules are run by.
func settingsOf(s *setup) watch.Settings {
	return watch.Settings{Rules: &s.settings, Workloads: s.workloads, Scopes: s.scopes}
}

// prepared is a watch that can run.
type prepared struct {
	options watch.Options
	holder  *board.Holder
	listen  string
	open    []func() // what is to be closed, in the order of opening
	serve   serveOptions
}

func (p *prepared) close() {
	for i := len(p.open) - 1; i >= 0; i-- {
		p.open[i]()
	}
}

func (p *prepared) names() string {
	var out []string
	for _, place := range p.options.Places {
		out = append(out, place.Name)
	}
	return strings.Join(out, " and ")
}

// places are the clusters, each with a source of its own.
func places(env *Env, targets []target.Target, set *setup) []watch.Place {
	keys := set.settings.KeysOf(model.LayerTopic, rules.All())
	var out []watch.Place
	for _, t := range targets {
		// Kafka's own id of the cluster is not known before somebody has answered, so
		// that incidents cannot go by it.
		t.Name = cmp.Or(t.Name, strings.Join(t.Bootstrap, ","))
		out = append(out, watch.Place{Name: t.Name, Looker: cluster.NewSteady(cluster.Options{
			Target: t, TopicKeys: keys, Now: env.Now, RequestsPerSecond: set.watch.Budget.Requests})})
	}
	return out
}

func logTo(env *Env) *slog.Logger { return slog.New(slog.NewTextHandler(env.Err, nil)) }
