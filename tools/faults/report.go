package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/test/outside"
)

// document is what is written down.
type document struct {
	Command string   `json:"command"`
	Commit  string   `json:"commit"` // "": not known
	Seed    string   `json:"seed"`
	Seconds int      `json:"duration_seconds"`
	Machine string   `json:"machine"`
	Faults  []report `json:"faults"`
}

// report is what was said of one fault.
type report struct {
	Fault       string   `json:"fault"`
	Cluster     string   `json:"cluster"`
	Leads       int      `json:"victim_led_partitions"`
	Coordinates int      `json:"victim_coordinated_groups"`
	Moments     []moment `json:"moments"`
	Alerts      []alert  `json:"alerts"`

	UpUntil       float64  `json:"victim_said_up_until_seconds"`     // how long after the fault broker_up was still 1
	ZeroUntil     float64  `json:"under_replicated_0_until_seconds"` // how long 0 partitions were said to be under-replicated
	Scrapes       int      `json:"scrapes"`                          // one about every half second
	LongestScrape float64  `json:"longest_scrape_ms"`
	LagFell       []string `json:"lag_fell"` // groups that stand still, of which a lower lag was told as the whole
}

// moment is what was said at one time after the fault.
type moment struct {
	Seconds         int      `json:"seconds"`
	ScrapeMs        float64  `json:"scrape_ms"`
	BrokerUp        string   `json:"broker_up"` // 1, 0 or absent
	UnderReplicated string   `json:"under_replicated"`
	LagKnown        int      `json:"groups_with_lag"` // that is known as a whole
	LagSum          float64  `json:"lag_sum"`         // of those, and of what is known at least of the others
	Status          string   `json:"status"`          // /api/v1/status
	Answer          string   `json:"victim"`          // /api/v1/brokers
	Alerts          []string `json:"alerts"`          // at the receiver so far
}

// alert is one that came to the receiver.
type alert struct {
	Seconds float64 `json:"seconds"`
	Text    string  `json:"text"`
}

// observe breaks a cluster, and looks at what is said until a minute later.
func (r *report) observe(ctx context.Context, w *watched, pager *outside.Inbox, breakIt func() error) error {
	before, err := w.scrape()
	if err != nil {
		return err
	}
	if n := before.known(); n == 0 || n != len(before.complete) || len(before.sums) == 0 {
		return fmt.Errorf("the cluster is whole, and the lag of %d of %d groups is known", n, len(before.complete))
	}
	broke := time.Now()
	if err := breakIt(); err != nil {
		return err
	}
	for due := moments(); len(due) > 0; {
		if err := wait(ctx, 500*time.Millisecond); err != nil {
			return err
		}
		began := time.Now()
		s, err := w.scrape()
		if err != nil {
			return err
		}
		after := began.Sub(broke).Seconds()
		r.take(after, before, s)
		if after >= float64(due[0]) {
			if err := r.moment(w, pager, broke, due[0], s); err != nil {
				return err
			}
			due = due[1:]
		}
	}
	for _, a := range pager.Since(broke) {
		r.Alerts = append(r.Alerts, alert{round(a.At.Sub(broke).Seconds()), a.String()})
	}
	return nil
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
	for _, group := range s.fell(before) {
		if !slices.Contains(r.LagFell, group) {
			r.LagFell = append(r.LagFell, group)
		}
	}
}

// moment notes what is said at one of the fixed times.
func (r *report) moment(w *watched, pager *outside.Inbox, broke time.Time, seconds int, s *said) error {
	status, answer, err := w.json()
	if err != nil {
		return err
	}
	m := moment{Seconds: seconds, ScrapeMs: round(s.took.Seconds() * 1000), BrokerUp: "absent", UnderReplicated: "unknown",
		LagKnown: s.known(), LagSum: s.lagSum(), Status: status, Answer: answer, Alerts: []string{}}
	if n, told := s.up[strconv.Itoa(victim)]; told {
		m.BrokerUp = fmt.Sprint(n)
	}
	switch {
	case s.underReplicated != nil:
		m.UnderReplicated = fmt.Sprint(*s.underReplicated)
	case s.atLeast != nil:
		m.UnderReplicated = fmt.Sprintf("at least %v", *s.atLeast)
	}
	for _, a := range pager.Since(broke) {
		m.Alerts = append(m.Alerts, a.String())
	}
	r.Moments = append(r.Moments, m)
	return nil
}

func round(n float64) float64 { return float64(int64(n*10+0.5)) / 10 }

// limits of what may be said.
const (
	longestScrape = 1000 // ms
	// latest is when the metrics must know at the latest: a probe comes 2 s after
	// the one before and waits 2 s for its answer, and a scrape is half a second old.
	latest = 5.0 // s
	// aScrape is how far the two may be apart in what is written down: they come on one page.
	aScrape = 0.1 // s
)

// broken is what must not have been.
func (d *document) broken() error {
	var all []error
	for i := range d.Faults {
		r := &d.Faults[i]
		where := r.Fault + ", " + r.Cluster
		if r.LongestScrape > longestScrape {
			all = append(all, fmt.Errorf("%s: a scrape took %.0f ms", where, r.LongestScrape))
		}
		if r.UpUntil > latest || r.ZeroUntil > latest {
			all = append(all, fmt.Errorf("%s: broker_up was 1 until +%.1f s, and under_replicated 0 until +%.1f s", where, r.UpUntil, r.ZeroUntil))
		}
		if r.ZeroUntil > r.UpUntil+aScrape {
			all = append(all, fmt.Errorf("%s: broker_up was 0 from +%.1f s on, and under_replicated 0 until +%.1f s", where, r.UpUntil, r.ZeroUntil))
		}
		if len(r.LagFell) > 0 {
			all = append(all, fmt.Errorf("%s: the lag of %s fell, and nobody has read anything", where, strings.Join(r.LagFell, ", ")))
		}
		if len(r.Alerts) == 0 {
			all = append(all, fmt.Errorf("%s: no alert came within a minute", where))
		}
	}
	return errors.Join(all...)
}

func (r *report) print(out io.Writer) {
	fmt.Fprintf(out, "%s of the leader of %d partitions and coordinator of %d groups, %s\n", r.Fault, r.Leads, r.Coordinates, r.Cluster)
	fmt.Fprintf(out, "  broker_up 1 until +%.1f s, under_replicated 0 until +%.1f s, the longest of %d scrapes %.1f ms\n", r.UpUntil, r.ZeroUntil, r.Scrapes, r.LongestScrape)
	for _, m := range r.Moments {
		fmt.Fprintf(out, "  +%-3d broker_up %-6s under-replicated %-14s lag %.0f, known of %d groups; %s; victim %s; %d alerts\n",
			m.Seconds, m.BrokerUp, m.UnderReplicated, m.LagSum, m.LagKnown, m.Status, m.Answer, len(m.Alerts))
	}
	for _, a := range r.Alerts {
		fmt.Fprintf(out, "  alert at +%.1f s: %s\n", a.Seconds, a.Text)
	}
}
