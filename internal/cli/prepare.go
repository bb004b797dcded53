package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
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
}

// keepFor is how long what is over stays in the timeline.
const keepFor = 90 * 24 * time.Hour

// prepare puts the watch together. Nothing is asked of a cluster yet.
func (o *watchOptions) prepare(env *Env, given func(flag string) bool) (*prepared, error) {
	set, err := o.setup.load(rules.All())
	if err != nil {
		return nil, err
	}
	if err := o.settle(&set, given); err != nil {
		return nil, err
	}
	targets, err := o.connect.targets(set.clusters)
	if err != nil {
		return nil, err
	}
	p := &prepared{holder: &board.Holder{}, listen: o.listen}
	p.serve.metrics = metrics.Options{Partitions: metrics.Rows(o.rows), Compat: o.compat, Now: env.Now}
	p.options = watch.Options{
		Version: buildVersion(), Places: places(env, targets, &set), Known: rules.All(), Settings: settingsOf(&set),
		Cadence: watch.Cadence{Every: o.every}, Holder: p.holder, Runbook: o.notify.runbook, Now: env.Now, Log: logTo(env),
	}
	if o.budget {
		return p, nil
	}
	if err := o.keeping(env, p); err != nil {
		return nil, err
	}
	if err := o.telling(env, p); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// settle checks what flags say.
func (o *watchOptions) settle(_ *setup, _ func(string) bool) error {
	if o.every < time.Second || o.every > 5*time.Minute {
		return fmt.Errorf("--every must lie between 1s and 5m, not %s", o.every)
	}
	for _, c := range o.compat {
		if c != metrics.KafkaExporter {
			return fmt.Errorf("--compat %s: only %s can be stood in for", c, metrics.KafkaExporter)
		}
	}
	if rows := []metrics.Rows{metrics.Abnormal, metrics.All, metrics.None}; !slices.Contains(rows, metrics.Rows(o.rows)) {
		return fmt.Errorf("--partitions must be abnormal, all or none, not %q", o.rows)
	}
	return nil
}

// keeping opens the folder in which the watch keeps what it must not forget.
func (o *watchOptions) keeping(env *Env, p *prepared) error {
	options := store.Options{Retain: keepFor, Now: env.Now, Say: func(sentence string) { p.options.Log.Warn(sentence) }}
	if o.data != "" {
		options.Open = func() (*store.Store, error) { return store.Open(o.data) }
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
func (o *watchOptions) telling(env *Env, p *prepared) error {
	routes, err := o.notify.routes(env)
	if err != nil {
		return err
	}
	d, err := notify.New(notify.Options{Routes: routes, Now: env.Now, Resend: o.notify.resend, Log: p.options.Log})
	if err != nil {
		return err
	}
	p.open = append(p.open, func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := d.Close(ctx); err != nil {
			p.options.Log.Error("not all receivers were told before the end", "error", err)
		}
	})
	if text := p.serve.guard.Delivered(); text != nil {
		var known map[string]json.RawMessage
		err := json.Unmarshal(text, &known)
		if err == nil {
			err = d.Restore(known)
		}
		if err != nil {
			p.options.Log.Warn("what receivers were told before cannot be read: they may be told twice", "error", err)
		}
	}
	p.options.Teller = d
	return nil
}

// handler serves metrics, health, pages and JSON.
func (p *prepared) handler(env *Env) http.Handler {
	healthz, readyz := metrics.Health(p.holder, env.Now)
	mux := http.NewServeMux()
	mux.Handle("/metrics", metrics.Handler(p.holder, p.serve.metrics))
	mux.Handle("/healthz", healthz)
	mux.Handle("/readyz", readyz)
	mux.Handle("/", web.Handler(p.holder, web.Options{Now: env.Now, Timeline: p.timeline}))
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
