package live

import (
	"encoding/json"
	"os"
	"syscall"
	"time"

	"github.com/breakwaterhq/breakwater/test/outside"
)

// planned is what was done to a cluster on purpose. Each counter belongs to one
// goroutine until all of them have ended.
type planned struct {
	Seconds       int `json:"seconds"`
	Restarts      int `json:"broker_restarts"`
	Elections     int `json:"preferred_elections"`
	Reassignments int `json:"reassignments"`
	Topics        int `json:"topics_created_and_deleted"`
	Members       int `json:"members_replaced"`
}

// soaked is what a long run leaves behind.
type soaked struct {
	planned
	Looks      int            `json:"looks"`
	Goroutines int            `json:"goroutines_at_the_end"`
	Heap       int            `json:"heap_bytes_at_the_end"`
	CPU        float64        `json:"watch_cpu_seconds"`
	Peak       int64          `json:"watch_peak_rss_bytes"`
	Alerts     map[string]int `json:"alerts_by_severity"`
}

// figures ends the watch, says what it did and cost, and writes it to the file
// that BREAKWATER_FIGURES names.
func (w *watched) figures(done planned) {
	w.t.Helper()
	f := soaked{planned: done, Looks: int(w.metric("breakwater_looks_total")), Goroutines: int(w.metric("go_goroutines")),
		Heap: int(w.metric("go_memstats_heap_alloc_bytes")), Alerts: map[string]int{"error": 0, "warning": 0, "info": 0}}
	for _, a := range w.since(time.Time{}) {
		if a.Status == "firing" {
			f.Alerts[a.Labels["severity"]]++
		}
	}
	w.stop(syscall.SIGTERM)
	ended := w.process.State()
	f.CPU = (ended.UserTime() + ended.SystemTime()).Seconds()
	if usage, ok := ended.SysUsage().(*syscall.Rusage); ok {
		f.Peak = usage.Maxrss << 10
	}
	text, err := json.MarshalIndent(f, "  ", "  ")
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Logf("%s", text)
	if file := os.Getenv("BREAKWATER_FIGURES"); file != "" {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			w.t.Error(err)
		}
	}
}

// scrape is what the watch serves to Prometheus.
func (w *watched) scrape() string {
	w.t.Helper()
	text, _, err := outside.Get(w.url + "/metrics")
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// series are the values of one metric by their labels, as they are written.
func series(text, name string) map[string]float64 { return outside.Series(text, name) }

// metric is the only series of a name.
func (w *watched) metric(name string) float64 {
	w.t.Helper()
	all := series(w.scrape(), name)
	if len(all) != 1 {
		w.t.Errorf("%d series of %s, want one", len(all), name)
	}
	for _, v := range all {
		return v
	}
	return 0
}
