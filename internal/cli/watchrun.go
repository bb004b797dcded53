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
	"strings"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/source/cluster"
	"github.com/breakwaterhq/breakwater/internal/watch"
)

// run runs all parts until the context ends, or one of them fails.
func (p *prepared) run(ctx context.Context, env *Env, o *watchOptions, w *watch.Watch, on net.Listener) error {
	runs := fmt.Sprintf("watching %s; page and metrics at %s://%s/", p.names(), p.scheme(), on.Addr())
	return together(ctx, env, runs, "the watch has ended",
		func(ctx context.Context, _ <-chan os.Signal) error { w.Run(ctx); return nil },
		func(ctx context.Context, again <-chan os.Signal) error { p.reloads(ctx, again, o, w); return nil },
		func(ctx context.Context, _ <-chan os.Signal) error {
			if err := watch.Serve(ctx, on, p.handler(env), p.options.Log); err != nil && !errors.Is(err, http.ErrServerClosed) {
				return fmt.Errorf("serving HTTP: %w", err)
			}
			return nil
		})
}

// reloads reads the files again whenever the process is asked to. Files that
// cannot be read change nothing.
func (p *prepared) reloads(ctx context.Context, again <-chan os.Signal, o *watchOptions, w *watch.Watch) {
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
	web     config.Web
	open    []func() // what is to be closed, in the order of opening
	serve   serveOptions
}

func (p *prepared) close() {
	for i := len(p.open) - 1; i >= 0; i-- {
		p.open[i]()
	}
}

func (p *prepared) scheme() string {
	if p.web.Certificate != "" {
		return "https"
	}
	return "http"
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
