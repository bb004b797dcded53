package main

import (
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/breakwaterhq/breakwater/internal/lab"
	"github.com/breakwaterhq/breakwater/test/outside"
	"github.com/breakwaterhq/breakwater/test/peers"
)

// moments are when the table is taken, in seconds after the fault.
func moments() []int { return []int{2, 5, 10, 15, 60} }

// fault is one way in which a broker can go.
type fault struct {
	name string
	do   func(*lab.Node) error
}

func faults() []fault {
	return []fault{{"kill -9", (*lab.Node).Kill}, {"SIGSTOP", (*lab.Node).Pause}}
}

// victim is the broker that goes: it leads a third of the partitions, and
// coordinates a third of the groups.
const victim = 2

// settled is how long a watch looks at a whole cluster before it is broken.
const settled = 15 * time.Second

// one breaks a new cluster, with a watch and a real Alertmanager beside it.
func one(ctx context.Context, binary, version string, s size, f fault) (r *report, err error) {
	c, err := plant(ctx, version, s)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	ends, err := c.load(ctx)
	if err != nil {
		return nil, err
	}
	defer ends()
	pager := &outside.Inbox{}
	w, done, err := look(ctx, binary, strings.Join(c.Bootstrap("PLAINTEXT"), ","), pager)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	if err := wait(ctx, settled); err != nil {
		return nil, err
	}
	r = &report{Fault: f.name, Cluster: s.name + ": " + s.String()}
	if r.Leads, r.Coordinates, err = c.roles(ctx); err != nil {
		return nil, err
	}
	return r, r.observe(ctx, w, pager, func() error { return f.do(c.Node(victim)) })
}

// look starts a watch, whose alerts go through an Alertmanager to a receiver.
func look(ctx context.Context, binary, bootstrap string, pager *outside.Inbox) (w *watched, done func() error, err error) {
	folder, err := os.MkdirTemp("", "breakwater-faults-")
	if err != nil {
		return nil, nil, err
	}
	receiver := httptest.NewServer(pager)
	done = func() error { receiver.Close(); return os.RemoveAll(folder) }
	am, err := peers.StartAlertmanager(ctx, folder, outside.Through(receiver.URL))
	if err != nil {
		return nil, nil, errors.Join(err, done())
	}
	without := done
	done = func() error { return errors.Join(am.Close(), without()) }
	p, err := outside.Start(ctx, binary, bootstrap, "--alertmanager", am.URL(), "--compat", "kafka_exporter")
	if err != nil {
		return nil, nil, errors.Join(err, done())
	}
	rest := done
	return &watched{p.URL()}, func() error { return errors.Join(p.End(syscall.SIGTERM), rest()) }, nil
}
