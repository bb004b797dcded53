package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

// someGroup is a group of which anything may be known or not.
func someGroup(r *rand.Rand, id int) lag.Group {
	yes := func() bool { return r.IntN(4) > 0 }
	g := lag.Group{ID: fmt.Sprint("g", id), Complete: true, AgeKnown: yes(), CatchUpKnown: yes(), CatchUp: int64(r.IntN(3)-1) * 1000, Coordinator: int32(r.IntN(3) - 1)}
	for n := range r.IntN(5) {
		p := lag.Partition{Topic: "iot", Partition: int32(n), Leader: int32(r.IntN(4) - 1), HasCommit: yes(), Known: yes(), Rates: yes()}
		if p.HasCommit && p.Known {
			p.Records, p.Lost = int64(r.IntN(3)), int64(r.IntN(2))
			p.AgeKnown, p.Age, p.Within, p.How = yes(), int64(r.IntN(3))*1000, int64(r.IntN(2))*500, lag.ByHistory
		} else if yes() {
			p.Why = "its leader is silent"
		}
		if p.HasCommit && !p.Known || !yes() && r.IntN(4) == 0 {
			g.Complete = false
		}
		g.Records, g.Lost = g.Records+p.Records, g.Lost+p.Lost
		g.Partitions = append(g.Partitions, p)
	}
	return g
}

// whole tells whether a number stands for all of a group.
func whole(g *lag.Group) bool {
	commits := 0
	for _, p := range g.Partitions {
		if p.HasCommit && !p.Known {
			return false
		}
		if p.HasCommit {
			commits++
		}
	}
	return g.Complete && commits > 0
}

// TestNoNumberStandsForWhatIsNotKnown, whatever is and is not known of groups.
func TestNoNumberStandsForWhatIsNotKnown(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 3))
		g := someGroup(r, 1)
		v := view{&board.Board{}, webtest.Now()}
		got := v.groupOf(&board.Cluster{}, &g, nil)
		for name, a := range map[string]api.Amount{"records": got.Records, "lost": got.Lost} {
			if (a.Value != nil) != whole(&g) || a.Value == nil && a.Why == "" || a.AtLeast != nil && *a.AtLeast <= 0 || a.Value != nil && a.AtLeast != nil {
				t.Fatalf("seed %d: %s are %+v of %+v", seed, name, a, g)
			}
		}
		if got.CatchUp.Ms != nil && !whole(&g) || got.CatchUp.Ms == nil && !got.CatchUp.Never && got.CatchUp.Why == "" {
			t.Fatalf("seed %d: it catches up %+v, of %+v", seed, got.CatchUp, g)
		}
		if a := got.Age; a.Ms == nil && a.Why == "" || a.Ms != nil && !whole(&g) && a.How != string(lag.AtLeast) {
			t.Fatalf("seed %d: its age is %+v, of %+v", seed, a, g)
		}
		for i := range g.Partitions {
			p := &g.Partitions[i]
			one := v.partitionOf(&board.Cluster{}, &g, p)
			if known := p.Known && p.HasCommit; (one.Records.Value != nil) != known || one.Records.Value == nil && one.Records.Why == "" || one.Age.Ms != nil && !known {
				t.Fatalf("seed %d: of %+v is told %+v", seed, p, one)
			}
		}
	}
}

// someBoard is a board of which anything may be known or not.
func someBoard(r *rand.Rand) *board.Board {
	b := webtest.Trouble()
	if r.IntN(2) == 0 {
		b = webtest.Healthy()
	}
	c := b.Clusters[0]
	for n := range r.IntN(4) {
		c.Lag = append(c.Lag, someGroup(r, n))
	}
	for range r.IntN(3) {
		all := append(unhealthy(), harmless()...)
		apply(all[r.IntN(len(all)):][:1], c)
	}
	if r.IntN(3) == 0 {
		delete(c.Ages, model.FactOffsets)
	}
	return b
}

// TestWhatIsReadIsWhatWasWritten: a program that reads a document by the types
// of package api loses nothing, and finds nothing that they do not have.
func TestWhatIsReadIsWhatWasWritten(t *testing.T) {
	types := map[string]func() any{
		"status": func() any { return &api.Status{} }, "incidents": func() any { return &api.Incidents{} }, "incident": func() any { return &api.OneIncident{} },
		"brokers": func() any { return &api.Brokers{} }, "groups": func() any { return &api.Groups{} }, "group": func() any { return &api.OneGroup{} },
		"lag": func() any { return &api.LagOf{} }, "windows": func() any { return &api.Windows{} }, "index": func() any { return &api.Index{} },
	}
	schema := map[string]*jsonschema.Schema{}
	for name := range types {
		schema[name] = schemaOf(t, "#/$defs/"+name)
	}
	for seed := range uint64(40) {
		h := handler(someBoard(rand.New(rand.NewPCG(seed, 4))))
		for target, name := range addresses {
			w := ask(h, target)
			if w.Code != 200 {
				continue
			}
			if err := valid(t, schema[name], w.Body.Bytes()); err != nil {
				t.Fatalf("seed %d: %s: %v", seed, target, err)
			}
			document := types[name]()
			d := json.NewDecoder(bytes.NewReader(w.Body.Bytes()))
			d.DisallowUnknownFields()
			if err := d.Decode(document); err != nil {
				t.Fatalf("seed %d: %s: %v", seed, target, err)
			}
			var again bytes.Buffer
			e := json.NewEncoder(&again)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			if err := e.Encode(document); err != nil || again.String() != w.Body.String() {
				t.Fatalf("seed %d: %s: %v: read is\n%s\nwritten was\n%s", seed, target, err, &again, w.Body)
			}
		}
	}
}

// TestTheOrderOfIncidents: what is told comes before what settles, and that
// before what is over; of each the worst first, of whatever cluster.
func TestTheOrderOfIncidents(t *testing.T) {
	states := []incident.State{incident.Open, incident.Recovering, incident.Settling, incident.Resolved}
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 5))
		b := &board.Board{}
		for n := range 3 {
			c := &board.Cluster{Name: fmt.Sprint("c", n)}
			for i := range r.IntN(6) {
				f := finding.Finding{Rule: "a/b", Severity: finding.Severity(1 + r.IntN(3)), Subject: model.Subject{Kind: model.KindTopic, Name: fmt.Sprint(n, i)}}
				in := webtest.IncidentOf(fmt.Sprint(n, "-", i), f, time.Hour)
				in.State = states[r.IntN(len(states))]
				if r.IntN(3) == 0 {
					in.Effects = []incident.Effect{{Rule: "c/d", Severity: finding.Error, Settled: finding.Severity(r.IntN(4)), Count: 1}}
				}
				c.Incidents = append(c.Incidents, in)
			}
			b.Clusters = append(b.Clusters, c)
		}
		rank := func(i api.Incident) [2]int {
			place := map[string]int{"open": 0, "recovering": 0, "settling": 1, "resolved": 2}[i.State]
			worst := map[string]int{"error": 0, "warning": 1, "info": 2}[i.Severity]
			return [2]int{place, worst}
		}
		got := view{b, webtest.Now()}.incidentsOf(1000, anything)
		if !slices.IsSortedFunc(got.Items, func(a, b api.Incident) int {
			x, y := rank(a), rank(b)
			return slices.Compare(x[:], y[:])
		}) {
			t.Fatalf("seed %d: the order is %+v", seed, got.Items)
		}
		few := view{b, webtest.Now()}.incidentsOf(2, anything)
		if few.Total != got.Total || len(few.Items) != min(2, got.Total) || len(few.Items) > 0 && few.Items[0].ID != got.Items[0].ID {
			t.Fatalf("seed %d: the first two of %d are %+v", seed, got.Total, few)
		}
	}
}

// TestTheTitleOfEachPair is of the one that is worse: unknown is worse than a
// warning.
func TestTheTitleOfEachPair(t *testing.T) {
	order := []api.State{api.Healthy, api.Settling, api.Warning, api.NotKnown, api.Trouble}
	for i, a := range order {
		for j, b := range order {
			clusters := []api.Cluster{{Name: "x", Verdict: api.Verdict{State: a}}, {Name: "y", Verdict: api.Verdict{State: b}}}
			want := word(b) + ": y"
			if i >= j {
				want = word(a) + ": x"
			}
			if got := titleOf(clusters); got != want {
				t.Errorf("%s and %s: %q, want %q", a, b, got, want)
			}
		}
	}
	if got := titleOf(nil); got != "Not known" {
		t.Errorf("of no cluster: %q", got)
	}
}

// TestEventsInOrder: two of one time stay as they were told.
func TestEventsInOrder(t *testing.T) {
	at := webtest.Now()
	got := eventsOf([]incident.Event{{At: at.Add(time.Second), Text: "c"}, {At: at, Text: "a"}, {At: at, Text: "b"}, {At: at.Add(-time.Hour), Text: "first"}})
	var order []string
	for _, e := range got {
		order = append(order, e.Text)
	}
	if strings.Join(order, " ") != "first a b c" {
		t.Errorf("%v", order)
	}
}
