package store

import (
	"context"
	"io"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
)

var noon = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	s.limit = patience
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func control(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := OpenControl(dir)
	if err != nil {
		t.Fatal(err)
	}
	s.limit = patience
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got\n%+v\nwant\n%+v", what, got, want)
	}
}

// patience is how long what the tests ask for may take: a busy machine is no fault.
const patience = time.Minute

// execute runs SQL behind the store's back, over its own connection.
func execute(t *testing.T, s *Store, statement string, args ...any) {
	t.Helper()
	_, err := ask(s.work, patience, func(ctx context.Context) (struct{}, error) {
		_, err := s.conn.ExecContext(ctx, statement, args...)
		return struct{}{}, err
	})
	must(t, err)
}

func number(t *testing.T, s *Store, query string) int {
	t.Helper()
	n, err := ask(s.work, patience, func(ctx context.Context) (n int, err error) {
		return n, s.conn.QueryRowContext(ctx, query).Scan(&n)
	})
	must(t, err)
	return n
}

func database(dir string) string { return filepath.Join(dir, fileName) }

// about is an incident with what most tests need.
func about(id string, state incident.State) incident.Incident {
	i := incident.Incident{
		ID: id, Cluster: "plant", Fingerprint: "f-" + id, State: state, Start: noon, Seen: noon,
		Cause: finding.Finding{Rule: "cluster/broker-missing", Severity: finding.Error, Subject: model.Subject{Kind: model.KindBroker, Name: "2"}, Message: "broker 2 is gone"},
	}
	if state == incident.Resolved {
		i.Resolved = noon.Add(time.Minute)
	}
	return i
}

func event(at time.Time, text string) incident.Event {
	return incident.Event{At: at, Incident: "i1", Cluster: "plant", Kind: incident.EventOpened, Rule: "cluster/broker-missing", Subject: "broker/2", Severity: finding.Error, Text: text}
}

func ids(list []incident.Incident) []string {
	var out []string
	for _, i := range list {
		out = append(out, i.ID)
	}
	return out
}

func texts(list []incident.Event) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.Text)
	}
	return out
}

// noise cannot be compressed.
func noise(n int) func(io.Writer) error {
	return func(w io.Writer) error {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(rand.Uint32())
		}
		_, err := w.Write(b)
		return err
	}
}

// until waits for what another goroutine does by the real clock.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("%s: not within 20 s", what)
		}
	}
}
