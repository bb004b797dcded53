package admit

import (
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/internal/metrics/exposition"
)

// buckets are the upper bounds, in seconds, by which the time of verdicts is
// counted. The aim is 5 ms; the API server gives up after its time-out, 3 s as
// we configure it.
var buckets = [...]float64{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 3}

// Counts are what an endpoint has done since it began, for /metrics. It may be
// used from several goroutines.
type Counts struct {
	mu       sync.Mutex
	reviews  map[review]uint64
	refusals map[int]uint64
	unknowns [2]uint64 // by stance
	panics   uint64
	times    [len(buckets) + 1]uint64
	sum      float64
}

// review is what verdicts are counted by: all of it bounded.
type review struct {
	stance    Stance
	kind      string
	operation Operation
	allowed   bool
}

// kinds are the kinds of objects that are told apart in metrics. Who calls the
// endpoint chooses the kind, and must not choose how many series there are.
var kinds = []string{"Kafka", "KafkaNodePool", "KafkaTopic", "Pod", "StatefulSet", "StrimziPodSet", "Scale"}

func (c *Counts) judged(s Stance, q *Request, v Verdict, took time.Duration) {
	r := review{stance: s, kind: q.Kind.Kind, operation: q.Operation, allowed: v.Allowed}
	if !slices.Contains(kinds, r.kind) {
		r.kind = "other"
	}
	if !slices.Contains([]Operation{Create, Update, Delete, Connect}, r.operation) {
		r.operation = "other"
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reviews == nil {
		c.reviews = map[review]uint64{}
	}
	c.reviews[r]++
	at, _ := slices.BinarySearch(buckets[:], took.Seconds())
	c.times[at]++
	c.sum += took.Seconds()
}

func (c *Counts) refused(code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refusals == nil {
		c.refusals = map[int]uint64{}
	}
	c.refusals[code]++
}

func (c *Counts) unknown(s Stance) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unknowns[s]++
}

func (c *Counts) panicked() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.panics++
}

// String is the stance as it stands in a label.
func (s Stance) String() string { return [...]string{"advisory", "enforcing"}[s] }

// The families of an endpoint.
var (
	reviewsTotal = exposition.Family{Name: "breakwater_admission_reviews_total", Kind: exposition.Counter, Help: "Reviews answered by a verdict."}
	refusedTotal = exposition.Family{Name: "breakwater_admission_refused_requests_total", Kind: exposition.Counter,
		Help: "Requests that were no review, by the HTTP status of the answer. The API server goes by failurePolicy for these."}
	notJudgedTotal = exposition.Family{Name: "breakwater_admission_not_judged_total", Kind: exposition.Counter,
		Help: "Reviews of which no verdict was found: allowed with a warning where advisory, denied where enforcing."}
	panicsTotal    = exposition.Family{Name: "breakwater_admission_panics_total", Kind: exposition.Counter, Help: "Bugs: judgements that panicked."}
	verdictSeconds = exposition.Family{Name: "breakwater_admission_verdict_seconds", Kind: exposition.Histogram, Help: "Time from the first byte of a review to its verdict."}
)

// text is the exposition of the counts in Prometheus' text format.
func (c *Counts) text() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	to := counted(nil, reviewsTotal, c.reviews, func(r review) exposition.Labels {
		return exposition.Labels("").With("allowed", strconv.FormatBool(r.allowed)).With("kind", r.kind).With("operation", string(r.operation)).With("stance", r.stance.String())
	})
	to = counted(to, refusedTotal, c.refusals, func(code int) exposition.Labels { return exposition.Labels("").With("code", strconv.Itoa(code)) })
	to = notJudgedTotal.Head(to, false)
	for s, n := range c.unknowns {
		to = notJudgedTotal.Sample(to, exposition.Labels("").With("stance", Stance(s).String()), float64(n))
	}
	to = panicsTotal.Sample(panicsTotal.Head(to, false), "", float64(c.panics))
	return verdictSeconds.Spread(verdictSeconds.Head(to, false), buckets[:], c.times[:], c.sum)
}

// counted appends a family with what was counted by its labels, in their order.
func counted[K comparable](to []byte, f exposition.Family, counts map[K]uint64, labels func(K) exposition.Labels) []byte {
	rows := map[exposition.Labels]uint64{}
	for k, n := range counts {
		rows[labels(k)] = n
	}
	to = f.Head(to, false)
	for _, l := range slices.Sorted(maps.Keys(rows)) {
		to = f.Sample(to, l, float64(rows[l]))
	}
	return to
}
