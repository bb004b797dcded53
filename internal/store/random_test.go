package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// TestWhateverTheDiskDoes keeps on writing while the disk fails in all ways and
// works again, in random order. In the end all is there that ever was noted.
func TestWhateverTheDiskDoes(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { misfortunes(t, rand.New(rand.NewPCG(seed, 1))) })
		})
	}
}

func misfortunes(t *testing.T, chance *rand.Rand) {
	dir := t.TempDir() + "/data"
	var refused atomic.Bool
	g := guard(t, Options{Open: func() (*Store, error) {
		if refused.Load() {
			return nil, errors.New("broken")
		}
		return Open(dir)
	}})
	var events []incident.Event
	latest := map[string]string{}
	for n := range 60 {
		cluster := fmt.Sprint("c", chance.IntN(3))
		text := fmt.Sprintf("%04d", n)
		e := event(noon.Add(time.Duration(n)*time.Second), text)
		e.Cluster = cluster
		i := about(cluster, incident.Open)
		i.Cause.Message = text
		g.Keep(cluster, []incident.Incident{i}, []incident.Event{e})
		g.KeepHistory(cluster, noon, []byte(text))
		events, latest[cluster] = append(events, e), text
		s := g.current()
		switch chance.IntN(8) {
		case 0:
			refused.Store(true)
		case 1, 2:
			refused.Store(false)
		case 3:
			if s != nil {
				fillUp(t, s)
			}
		case 4:
			if s != nil {
				empty(t, s)
			}
		case 5:
			if s != nil {
				execute(t, s, fmt.Sprintf("PRAGMA query_only = %d", chance.IntN(2)))
			}
		case 6:
			synctest.Wait()
			events, _ = g.waiting() // what was written goes with the folder
			must(t, os.Rename(dir, fmt.Sprint(dir, n)))
			must(t, os.Mkdir(dir, 0o700))
			refused.Store(false)
			for cluster := range latest {
				i := about(cluster, incident.Open)
				i.Cause.Message = latest[cluster]
				g.Keep(cluster, []incident.Incident{i}, nil)
				g.KeepHistory(cluster, noon, []byte(latest[cluster]))
			}
		}
		time.Sleep(time.Duration(chance.IntN(3000)) * time.Millisecond)
		synctest.Wait()
	}
	refused.Store(false)
	if s := g.current(); s != nil {
		execute(t, s, "PRAGMA query_only = 0")
		empty(t, s)
	}
	time.Sleep(2 * lastTry)
	synctest.Wait()
	must(t, g.Close())
	s := open(t, dir)
	got, err := s.Timeline(Query{})
	must(t, err)
	for _, e := range events {
		if !slices.Contains(texts(got), e.Text) {
			t.Errorf("the event %s is lost", e.Text)
		}
	}
	for cluster, text := range latest {
		if list, err := s.Incidents(cluster, noon); err != nil || len(list) != 1 || list[0].Cause.Message != text {
			t.Errorf("%s: %v, %v; want %s", cluster, list, err, text)
		}
		if body, _, err := s.History(cluster); err != nil || string(body) != text {
			t.Errorf("%s: history %q, %v; want %s", cluster, body, err, text)
		}
	}
}

// The query in SQL chooses what the query in memory chooses.
func TestQueriesMeanTheSameOnDiskAndInMemory(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	any := func(words ...string) string { return words[chance.IntN(len(words))] }
	at := func() time.Time { return noon.Add(time.Duration(chance.IntN(20)) * 500 * time.Microsecond) }
	var all []incident.Event
	for n := range 200 {
		e := event(at(), fmt.Sprint(n))
		e.Cluster, e.Incident = any("", "a", "b"), any("", "i", "j")
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b incident.Event) int {
		return a.At.Truncate(time.Millisecond).Compare(b.At.Truncate(time.Millisecond))
	})
	s := open(t, t.TempDir())
	must(t, s.Append(all))
	for range 300 {
		q := Query{Cluster: any("", "a", "b", "c"), Incident: any("", "", "i", "k"), Limit: chance.IntN(30)}
		if chance.IntN(2) == 0 {
			q.Since = at()
		}
		if chance.IntN(2) == 0 {
			q.Until = at()
		}
		var want []string
		for i := range all {
			if q.matches(&all[i]) {
				want = append(want, all[i].Text)
			}
		}
		want = want[max(0, len(want)-q.limit()):]
		got, err := s.Timeline(q)
		if err != nil || !slices.Equal(texts(got), want) {
			t.Errorf("%+v: got %q, %v; want %q", q, texts(got), err, want)
		}
	}
}
