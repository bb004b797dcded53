package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// document is what is written down.
type document struct {
	Command string   `json:"command"`
	Commit  string   `json:"commit"` // "": not known
	Seed    string   `json:"seed"`
	Seconds int      `json:"duration_seconds"`
	Machine string   `json:"machine"`
	Cluster string   `json:"cluster"`
	Faults  []report `json:"faults"`
}

// report is what was said of one fault.
type report struct {
	Fault   string   `json:"fault"`
	Moments []moment `json:"moments"`
	Alerts  []alert  `json:"alerts"`

	UpUntil       float64  `json:"victim_said_up_until_seconds"`     // how long after the fault broker_up was still 1
	ZeroUntil     float64  `json:"under_replicated_0_until_seconds"` // how long 0 partitions were said to be under-replicated
	Scrapes       int      `json:"scrapes"`                          // one about every half second
	LongestScrape float64  `json:"longest_scrape_ms"`
	LagFell       []string `json:"lag_fell"` // groups that stand still and of which a lower lag was told than before
}

// moment is what was said at one time after the fault.
type moment struct {
	Seconds         int      `json:"seconds"`
	ScrapeMs        float64  `json:"scrape_ms"`
	BrokerUp        string   `json:"broker_up"` // 1, 0 or absent
	UnderReplicated string   `json:"under_replicated"`
	LagKnown        int      `json:"groups_with_lag"`
	LagSum          float64  `json:"lag_sum"` // of those, and of what is known at least of the others
	Status          string   `json:"status"`
	Alerts          []string `json:"alerts"` // so far
}

// alert is one that came to the receiver.
type alert struct {
	Seconds float64 `json:"seconds"`
	Text    string  `json:"text"`
}

// observe breaks a cluster, and looks at what is said until a minute later.
func observe(ctx context.Context, w *watched, p *pager, name string, breakIt func() error) (*report, error) {
	before, err := w.scrape()
	if err != nil {
		return nil, err
	}
	r := &report{Fault: name}
	broke := time.Now()
	if err := breakIt(); err != nil {
		return nil, err
	}
	for due := moments(); len(due) > 0; {
		if err := wait(ctx, 500*time.Millisecond); err != nil {
			return nil, err
		}
		began := time.Now()
		s, err := w.scrape()
		if err != nil {
			return nil, err
		}
		after := began.Sub(broke).Seconds()
		r.take(after, before, s)
		if after >= float64(due[0]) {
			if err := r.moment(w, p, broke, due[0], s); err != nil {
				return nil, err
			}
			due = due[1:]
		}
	}
	for _, g := range p.between(broke, time.Now()) {
		r.Alerts = append(r.Alerts, alert{round(g.at.Sub(broke).Seconds()), g.text})
	}
	return r, nil
}

// take holds one scrape against what must never be said.
func (r *report) take(after float64, before, s *said) {
	r.Scrapes++
	r.LongestScrape = max(r.LongestScrape, round(s.took.Seconds()*1000))
	if s.up[strconv.Itoa(victim)] == 1 {
		r.UpUntil = round(after)
	}
	if s.underReplicated != nil && *s.underReplicated == 0 {
		r.ZeroUntil = round(after)
	}
	for group, was := range before.lag {
		n, told := s.lag[group]
		if strings.HasPrefix(group, "idle-") && told && n < was && !slices.Contains(r.LagFell, group) {
			r.LagFell = append(r.LagFell, group)
		}
	}
}

// moment notes what is said at one of the fixed times.
func (r *report) moment(w *watched, p *pager, broke time.Time, seconds int, s *said) error {
	status, err := w.status()
	if err != nil {
		return err
	}
	m := moment{Seconds: seconds, ScrapeMs: round(s.took.Seconds() * 1000), BrokerUp: "absent", UnderReplicated: "unknown", LagKnown: len(s.lag), Status: status, Alerts: []string{}}
	if n, told := s.up[strconv.Itoa(victim)]; told {
		m.BrokerUp = fmt.Sprint(n)
	}
	switch {
	case s.underReplicated != nil:
		m.UnderReplicated = fmt.Sprint(*s.underReplicated)
	case s.atLeast != nil:
		m.UnderReplicated = fmt.Sprintf("at least %v", *s.atLeast)
	}
	for _, lags := range []map[string]float64{s.lag, s.lagAtLeast} {
		for n := range maps.Values(lags) {
			m.LagSum += n
		}
	}
	for _, g := range p.between(broke, time.Now()) {
		m.Alerts = append(m.Alerts, g.text)
	}
	r.Moments = append(r.Moments, m)
	return nil
}

func round(n float64) float64 { return float64(int64(n*10+0.5)) / 10 }

// limits of what may be said.
const (
	longestScrape = 1000 // ms
	latest        = 8.0  // s until the victim is no longer said to be well: its peers say so after 8 to 10
)

// broken is what must not have been.
func (d *document) broken() error {
	var all []error
	for _, r := range d.Faults {
		if r.LongestScrape > longestScrape {
			all = append(all, fmt.Errorf("%s: a scrape took %.0f ms", r.Fault, r.LongestScrape))
		}
		if r.UpUntil > latest || r.ZeroUntil > latest {
			all = append(all, fmt.Errorf("%s: broker_up was 1 until +%.1f s, and under_replicated 0 until +%.1f s", r.Fault, r.UpUntil, r.ZeroUntil))
		}
		if len(r.LagFell) > 0 {
			all = append(all, fmt.Errorf("%s: the lag of %s fell, and nobody has read anything", r.Fault, strings.Join(r.LagFell, ", ")))
		}
	}
	return errors.Join(all...)
}

func (r *report) print(out io.Writer) {
	fmt.Fprintf(out, "%s of a leader and coordinator: broker_up 1 until +%.1f s, under_replicated 0 until +%.1f s, the longest of %d scrapes %.1f ms\n",
		r.Fault, r.UpUntil, r.ZeroUntil, r.Scrapes, r.LongestScrape)
	for _, m := range r.Moments {
		fmt.Fprintf(out, "  +%-3d broker_up %-6s under-replicated %-14s lag %.0f, known of %d groups; %s; %d alerts\n",
			m.Seconds, m.BrokerUp, m.UnderReplicated, m.LagSum, m.LagKnown, m.Status, len(m.Alerts))
	}
	for _, a := range r.Alerts {
		fmt.Fprintf(out, "  alert at +%.1f s: %s\n", a.Seconds, a.Text)
	}
}
