package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/metrics"
	"github.com/breakwaterhq/breakwater/internal/notify"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/store"
	"github.com/breakwaterhq/breakwater/internal/watch"
	"github.com/breakwaterhq/breakwater/internal/web"
)

// serveOptions are what the HTTP handlers need.
type serveOptions struct {
	metrics metrics.Options
	guard   *store.Guard
	token   func() (string, error) // nil: none is wanted
}

// keepFor is how long what is over stays in the timeline.
const keepFor = 90 * 24 * time.Hour

// prepare puts the watch together. Nothing is asked of a cluster yet.
func (o *watchOptions) prepare(env *Env, given func(flag string) bool) (*prepared, error) {
	set, err := o.setup.load(rules.All())
	if err != nil {
		return nil, err
	}
	if err := cmp.Or(o.settle(&set, given), o.notify.check()); err != nil {
		return nil, err
	}
	targets, err := o.connect.targets(set.clusters)
	if err != nil {
		return nil, err
	}
	if o.name != "" {
		if len(targets) != 1 || targets[0].Name != "" {
			return nil, errors.New("--name is for a cluster that --bootstrap names: those of breakwater.yaml have names of their own")
		}
		targets[0].Name = o.name
	}
	readers, err := o.readers.over(set.web)
	if err != nil {
		return nil, err
	}
	w := set.watch
	p := &prepared{holder: &board.Holder{}, listen: w.Listen, web: readers}
	p.serve.metrics = metrics.Options{Partitions: metrics.Rows(w.Metrics.Partitions), Compat: w.Metrics.Compat, Now: env.Now}
	p.options = watch.Options{
		Version: buildVersion(), Places: places(env, targets, &set), Known: rules.All(), Settings: settingsOf(&set),
		Cadence: watch.Cadence{Every: w.Every, Probe: w.Probe, Settings: w.Settings, Views: w.Settings},
		Holder:  p.holder, Runbook: func(rule string) string { return runbook(set.notify.Runbooks, rule) },
		Incident: incidentAt(readers.ExternalURL), Now: env.Now, Log: logTo(env),
	}
	if o.budget {
		return p, nil
	}
	if err := p.reading(); err != nil {
		return nil, err
	}
	if err := p.keeping(env, w.Data); err != nil {
		return nil, err
	}
	if err := p.telling(env, o.notify.over(set.notify), readers.ExternalURL); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// settle puts what flags say over what breakwater.yaml says.
func (o *watchOptions) settle(set *setup, given func(string) bool) error {
	w := &set.watch
	for flag, take := range map[string]func(){
		"listen":     func() { w.Listen = o.told.Listen },
		"data":       func() { w.Data = o.told.Data },
		"compat":     func() { w.Metrics.Compat = o.told.Metrics.Compat },
		"partitions": func() { w.Metrics.Partitions = o.told.Metrics.Partitions },
		"every": func() {
			w.Every = o.told.Every
			w.Probe, w.Settings = min(w.Probe, w.Every), max(w.Settings, w.Every)
		},
	} {
		if given(flag) {
			take()
		}
	}
	switch all := config.CompatExporters(); {
	case w.Every < time.Second || w.Every > 5*time.Minute:
		return fmt.Errorf("--every must lie between 1s and 5m, not %s", w.Every)
	case !slices.Contains(config.PartitionSeries(), w.Metrics.Partitions):
		return fmt.Errorf("--partitions must be %s, not %q", strings.Join(config.PartitionSeries(), ", "), w.Metrics.Partitions)
	case slices.ContainsFunc(w.Metrics.Compat, func(c string) bool { return !slices.Contains(all, c) }):
		return fmt.Errorf("--compat %s: only %s can be stood in for", strings.Join(w.Metrics.Compat, ","), strings.Join(all, ", "))
	}
	return nil
}

// reading settles who may read. A token that cannot be read would let nobody in,
// which is better said now.
func (p *prepared) reading() error {
	open, err := guarded(p.listen, &p.web)
	if err != nil {
		return err
	}
	if p.web.Token.Given() {
		if _, err := p.web.Token.Read(target.System()); err != nil {
			return fmt.Errorf("the token of the page: %w", err)
		}
	}
	if open != "" {
		p.options.Log.Warn("whoever reaches the page and the metrics can read them: it was told so by --insecure-listen or web: insecure", "listen", p.listen, "lacks", open)
	}
	p.serve.token = tokenOf(p.web.Token, p.options.Log)
	return nil
}

// keeping opens the folder in which the watch keeps what it must not forget.
func (p *prepared) keeping(env *Env, data string) error {
	options := store.Options{Retain: keepFor, Now: env.Now, Say: func(sentence string) { p.options.Log.Warn(sentence) }}
	if data != "" {
		options.Open = func() (*store.Store, error) { return store.Open(data) }
	}
	g, err := store.Start(options)
	if err != nil {
		return err
	}
	p.options.Keeper, p.serve.guard = g, g
	p.open = append(p.open, func() {
		if err := g.Close(); err != nil {
			p.options.Log.Error("not all could be written to disk", "error", err)
		}
	})
	return nil
}

// telling starts what sends alerts, with the memory of whom the watch before
// has told what.
func (p *prepared) telling(env *Env, n config.Notify, external string) error {
	routes, err := routesOf(env, n, external)
	if err != nil {
		return err
	}
	d, err := notify.New(notify.Options{Routes: routes, Now: env.Now, Resend: n.Resend, Log: p.options.Log})
	if err != nil {
		return err
	}
	p.open = append(p.open, func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := d.Close(ctx); err != nil {
			p.options.Log.Error("not all receivers were told before the end", "error", err)
		}
		watch.Remember(d, p.serve.guard, p.options.Log)
	})
	if err := watch.Recall(d, p.serve.guard.Delivered()); err != nil {
		p.options.Log.Warn("what was kept cannot be read, so receivers may be told twice", "error", err)
	}
	p.options.Teller = d
	return nil
}

// handler serves metrics, health, pages and JSON.
func (p *prepared) handler(env *Env) http.Handler {
	healthz, readyz := metrics.Health(p.holder, env.Now)
	mux := http.NewServeMux()
	token := p.serve.token
	mux.Handle("/metrics", web.Locked(metrics.Handler(p.holder, p.serve.metrics), token))
	mux.Handle("/healthz", web.Terse(healthz, token))
	mux.Handle("/readyz", web.Terse(readyz, token))
	mux.Handle("/", web.Handler(p.holder, web.Options{Now: env.Now, Timeline: p.timeline, Token: token, Hosts: hostsOf(p.listen, &p.web)}))
	return mux
}

// timeline is what became of one incident, or of all.
func (p *prepared) timeline(_ context.Context, id string) ([]incident.Event, error) {
	events, err := p.serve.guard.Timeline(store.Query{Incident: id})
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return events, err
}
