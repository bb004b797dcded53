package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

func TestQueries(t *testing.T) {
	s := open(t, t.TempDir())
	var all []incident.Event
	for n := range 6 {
		e := event(noon.Add(time.Duration(n)*time.Minute), fmt.Sprint(n))
		e.Cluster = []string{"plant", "shop", ""}[n%3]
		e.Incident = fmt.Sprintf("i%d", n%2)
		all = append(all, e)
	}
	must(t, s.Append([]incident.Event{all[3], all[1], all[5]}))
	must(t, s.Append([]incident.Event{all[0], all[2], all[4]}))
	at := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
	for name, c := range map[string]struct {
		query Query
		want  []string
	}{
		"all":                      {Query{}, []string{"0", "1", "2", "3", "4", "5"}},
		"a cluster, and none":      {Query{Cluster: "plant"}, []string{"0", "2", "3", "5"}},
		"a cluster that is absent": {Query{Cluster: "x"}, []string{"2", "5"}},
		"an incident":              {Query{Incident: "i1"}, []string{"1", "3", "5"}},
		"since, which counts":      {Query{Since: at(4)}, []string{"4", "5"}},
		"until, which does not":    {Query{Until: at(1)}, []string{"0"}},
		"between":                  {Query{Since: at(1), Until: at(3)}, []string{"1", "2"}},
		"nothing between":          {Query{Since: at(3), Until: at(3)}, nil},
		"the last ones":            {Query{Limit: 2}, []string{"4", "5"}},
		"the last of a cluster":    {Query{Cluster: "plant", Limit: 1}, []string{"5"}},
		"more than there are":      {Query{Limit: 99}, []string{"0", "1", "2", "3", "4", "5"}},
		"no limit below zero":      {Query{Limit: -1, Incident: "i0"}, []string{"0", "2", "4"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := s.Timeline(c.query)
			must(t, err)
			if !slices.Equal(texts(got), c.want) {
				t.Errorf("got %q, want %q", texts(got), c.want)
			}
			inMemory := merge(nil, slices.DeleteFunc(slices.Clone(all), func(e incident.Event) bool { return !c.query.matches(&e) }), c.query.limit())
			if !slices.Equal(texts(inMemory), c.want) {
				t.Errorf("in memory: got %q, want %q", texts(inMemory), c.want)
			}
		})
	}
}

func TestAnEventStandsOnce(t *testing.T) {
	s := open(t, t.TempDir())
	e := event(noon, "a")
	other := e
	other.Text = "b"
	must(t, s.Append([]incident.Event{e, e, other}))
	must(t, s.Append([]incident.Event{e}))
	must(t, s.Append(nil))
	got, err := s.Timeline(Query{})
	must(t, err)
	same(t, "events", got, []incident.Event{e, other})
}

func TestAQueryGivesNoMoreThanItSays(t *testing.T) {
	for limit, want := range map[int]int{0: MaxTimeline, -5: MaxTimeline, 7: 7, MaxTimeline: MaxTimeline, MaxTimeline + 1: MaxTimeline} {
		if got := (&Query{Limit: limit}).limit(); got != want {
			t.Errorf("%d: got %d, want %d", limit, got, want)
		}
	}
}

func TestASeverityThatIsNotKnown(t *testing.T) {
	s := open(t, t.TempDir())
	must(t, s.Append([]incident.Event{event(noon, "a")}))
	execute(t, s, "UPDATE events SET severity = 'fatal'")
	if got, err := s.Timeline(Query{}); err == nil || got != nil {
		t.Errorf("got %v, %v", got, err)
	}
}
