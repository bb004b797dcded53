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
// and prints the medians beside the bare loops. What is scraped counts for the
// watch: its processor time is that of a look, the probes and a scrape.
func (w *watching) measure(out io.Writer) error {
	if w.looks == 0 {
		return nil
	}
	p, err := startWatch(w.binary, w.bootstrap, "--every", w.every.String())
	if err != nil {
		return err
	}
	defer p.end()
	ends, err := dialFloor(w.bootstrap, -1)
	if err != nil {
		return err
	}
	defer ends.close()
	both, err := dialFloor(w.bootstrap, -1, -2)
	if err != nil {
		return err
	}
	defer both.close()
	t, err := w.sample(p, ends, both)
	if err != nil {
		return err
	}
	compat, err := w.compat()
	if err != nil {
		return err
	}
	w.print(out, t, compat)
	return nil
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

// compat is the first and the second scrape of a watch that stands in for
// kafka_exporter, and how large its page is.
func (w *watching) compat() (scrapes [2]time.Duration, err error) {
	p, err := startWatch(w.binary, w.bootstrap, "--compat", "kafka_exporter")
	if err != nil {
		return scrapes, err
	}
	defer p.end()
	for i := range scrapes {
		if scrapes[i], _, err = p.scrape(); err != nil {
			return scrapes, err
		}
	}
	return scrapes, nil
}

// table is what was measured.
type table struct {
	looks      []lookCost
	ends, both []time.Duration // the bare loops
	skipped    int
	counted    int // requests of the last look, as the cluster counts them
	kinds      string
	rss, peak  int64 // bytes
}

// medianOf is the median of one figure over all looks.
func medianOf[N cmp.Ordered](t *table, figure func(*lookCost) N) N {
	var all []N
	for i := range t.looks {
		all = append(all, figure(&t.looks[i]))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

func (w *watching) print(out io.Writer, t *table, compat [2]time.Duration) {
	took, ends, both := medianOf(t, func(l *lookCost) time.Duration { return l.took }), median(t.ends), median(t.both)
	light := slices.MinFunc(t.looks, func(a, b lookCost) int { return a.requests() - b.requests() })
	fmt.Fprintf(out, "watch of %s: medians of %d looks, one every %s\n", w.name, len(t.looks), w.every)
	fmt.Fprintf(out, "  a look                  %6.0f ms   target 1.5 × the bare loop: it is %.2f ×\n", ms(took), float64(took)/float64(both))
	fmt.Fprintf(out, "  the bare loop           %6.0f ms   metadata, groups, commits, log starts and ends; with log ends alone %.0f ms\n", ms(both), ms(ends))
	fmt.Fprintf(out, "  processor time          %6.2f s    target 0.50 s, a look with its probes and a scrape\n", medianOf(t, func(l *lookCost) time.Duration { return l.processor }).Seconds())
	fmt.Fprintf(out, "  requests                %6d      target 20, beside %d for liveness: %s\n",
		medianOf(t, func(l *lookCost) int { return l.requests() }), medianOf(t, func(l *lookCost) int { return l.asked[liveness] }), light.kinds())
	if w.asked != nil {
		fmt.Fprintf(out, "  as the cluster counts   %6d      %s\n", t.counted, t.kinds)
	}
	fmt.Fprintf(out, "  sent and received       %6.1f MB\n", float64(medianOf(t, func(l *lookCost) int64 { return l.bytes }))/1e6)
	fmt.Fprintf(out, "  memory                  %6.0f MB   target 300 MB; the most was %.0f MB\n", float64(t.rss)/1e6, float64(t.peak)/1e6)
	fmt.Fprintf(out, "  scrape after a look     %6.1f ms   target 100 ms, compressed; again %.1f ms\n",
		ms(medianOf(t, func(l *lookCost) time.Duration { return l.scraped })), ms(medianOf(t, func(l *lookCost) time.Duration { return l.again })))
	fmt.Fprintf(out, "  with --compat           %6.1f ms   again %.1f ms\n", ms(compat[0]), ms(compat[1]))
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
