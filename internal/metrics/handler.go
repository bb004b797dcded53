package metrics

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/metrics/exposition"
)

// Rows says which partitions have rows of their own.
type Rows string

// The choices.
const (
	Abnormal Rows = "abnormal" // those with which something is wrong; the default
	All      Rows = "all"      // those with which something is wrong first
	None     Rows = "none"
)

// KafkaExporter in Options.Compat adds the series of kafka_exporter.
const KafkaExporter = "kafka_exporter"

// DefaultMostPartitions is how many partitions have rows where nobody says.
const DefaultMostPartitions = 1000

// Options are how metrics are written.
type Options struct {
	Partitions     Rows             // "": Abnormal
	MostPartitions int              // of each cluster, and as many of its groups; 0: DefaultMostPartitions
	Compat         []string         // KafkaExporter, or nothing
	Build          string           // version of Breakwater; "": as the board says
	Now            func() time.Time // the clock; it must be there
}

// Handler serves the newest board as Prometheus reads it: the text format
// 0.0.4, and OpenMetrics 1.0 to who prefers that.
func Handler(b *board.Holder, o Options) http.Handler {
	if o.Partitions == "" {
		o.Partitions = Abnormal
	}
	if o.MostPartitions == 0 {
		o.MostPartitions = DefaultMostPartitions
	}
	return &handler{boards: b, options: o}
}

type handler struct {
	boards  *board.Holder
	options Options
	pages   pages
}

// ServeHTTP answers GET and HEAD with 200 and the page, compressed to who takes gzip,
// and everything else with 405. It asks no cluster.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !readOnly(w, r) {
		return
	}
	now := h.options.Now()
	p := h.pages.of(h.boards.Get(), now, &h.options)
	open, format := 0, exposition.TextFormat
	if prefersOpenMetrics(r.Header.Values("Accept")) {
		open, format = 1, exposition.OpenFormat
	}
	live := liveRows(p.board, now)
	head := w.Header()
	head.Set("Content-Type", format)
	head.Set("Cache-Control", "no-store")
	head.Add("Vary", "Accept, Accept-Encoding")
	if takesGzip(r.Header.Values("Accept-Encoding")) {
		t := p.packed[open]()
		head.Set("Content-Encoding", "gzip")
		send(w, t.packed, t.finish(t.tail(live)))
		return
	}
	t := p.plain[open]()
	send(w, append(slices.Clip(t.plain), t.tail(live))...)
}

// send writes the parts of a body. That a scraper has gone is its own business.
func send(w http.ResponseWriter, parts ...[]byte) {
	w.Header().Set("Content-Length", strconv.Itoa(blocks(parts).size()))
	for _, part := range parts {
		if _, err := w.Write(part); err != nil {
			return
		}
	}
}

// readOnly refuses what is no question.
func readOnly(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	w.Header().Set("Allow", "GET, HEAD")
	http.Error(w, "this page can be read with GET only", http.StatusMethodNotAllowed)
	return false
}
