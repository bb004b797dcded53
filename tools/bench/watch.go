package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// watching is a watch that is measured, and the cluster it looks at.
type watching struct {
	name      string // of the cluster
	binary    string
	bootstrap string
	looks     int           // how many of them are measured
	every     time.Duration // from one to the next

	// asked takes what the cluster was asked since the last call; nil where
	// nobody counts but the watch itself.
	asked func() (n int, kinds string)
}

// measure runs a watch as people do, scrapes it once a look, as Prometheus does,
// and prints the medians beside the bare loops; nil without looks. What is scraped
// counts for the watch: its processor time is that of a look, the probes and a
// scrape.
func (w *watching) measure(out io.Writer) (*figures, error) {
	if w.looks == 0 {
		return nil, nil
	}
	p, err := startWatch(w.binary, w.bootstrap, "--every", w.every.String())
	if err != nil {
		return nil, err
	}
	defer p.end()
	ends, err := dialFloor(w.bootstrap, -1)
	if err != nil {
		return nil, err
	}
	defer ends.close()
	both, err := dialFloor(w.bootstrap, -1, -2)
	if err != nil {
		return nil, err
	}
	defer both.close()
	t, err := w.sample(p, ends, both)
	if err != nil {
		return nil, err
	}
	p.end()
	if t.compat, err = w.compat(); err != nil {
		return nil, err
	}
	f := w.figures(t)
	f.print(out, w.every, t)
	return f, nil
}

// sample waits for one look after the other. It measures between two looks, so
// that neither the scrape nor the bare loop takes anything from a look.
func (w *watching) sample(p *watchProcess, ends, both *bareLoop) (*table, error) {
	t := &table{}
	was, err := p.reading()
	if err != nil {
		return nil, err
	}
	for len(t.looks) < w.looks {
		time.Sleep(was.untilBetween(w.every))
		if w.asked != nil {
			t.counted, t.kinds = w.asked()
		}
		now, err := p.reading()
		if err != nil {
			return nil, err
		}
		now.again, _, err = p.scrape()
		if err != nil {
			return nil, err
		}
		for loop, into := range map[*bareLoop]*[]time.Duration{ends: &t.ends, both: &t.both} {
			took, err := loop.ask()
			if err != nil {
				return nil, err
			}
			*into = append(*into, took)
		}
		if w.asked != nil {
			w.asked()
		}
		if now.number == was.number+1 { // else two looks would share what one is given
			t.looks = append(t.looks, now.since(was))
		} else if now.number > was.number+1 {
			t.skipped++
		}
		if t.skipped > w.looks {
			return nil, errors.New("the looks do not come one by one: the machine is too slow for this benchmark")
		}
		was = now
	}
	t.rss, t.peak, err = p.memory()
	return t, err
}

// compatLooks is how many looks of a watch that stands in for kafka_exporter are
// scraped.
const compatLooks = 5

// compat scrapes a watch that stands in for kafka_exporter, twice after each of
// some looks.
func (w *watching) compat() (looks []lookCost, err error) {
	p, err := startWatch(w.binary, w.bootstrap, "--compat", "kafka_exporter", "--every", w.every.String())
	if err != nil {
		return nil, err
	}
	defer p.end()
	for range min(w.looks, compatLooks) {
		time.Sleep(w.every)
		first, _, err := p.scrape()
		if err != nil {
			return nil, err
		}
		again, _, err := p.scrape()
		if err != nil {
			return nil, err
		}
		looks = append(looks, lookCost{scraped: first, again: again})
	}
	return looks, nil
}

// table is what was measured.
type table struct {
	looks      []lookCost
	compat     []lookCost      // scrapes alone
	ends, both []time.Duration // the bare loops
	skipped    int
	counted    int // requests of the last look, as the cluster counts them
	kinds      string
	rss, peak  int64 // bytes
}

// medianOf is the median of one figure over looks.
func medianOf[N cmp.Ordered](looks []lookCost, figure func(*lookCost) N) N {
	var all []N
	for i := range looks {
		all = append(all, figure(&looks[i]))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// lookCost is what one look cost.
type lookCost struct {
	took, processor, scraped, again time.Duration
	asked                           map[string]int // by the name of the request
	bytes                           int64
}

// liveness is the request by which brokers are asked whether they live.
const liveness = "ApiVersions"

// requests is how many there were beside those for liveness.
func (l *lookCost) requests() (n int) {
	for name, k := range l.asked {
		if name != liveness {
			n += k
		}
	}
	return n
}

func (l *lookCost) kinds() string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(l.asked)) {
		if name != liveness && l.asked[name] > 0 {
			words = append(words, fmt.Sprintf("%s %d", name, l.asked[name]))
		}
	}
	return strings.Join(words, ", ")
}
