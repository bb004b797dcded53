package kube

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"
)

// latency is what a measurement leaves behind, in milliseconds.
type latency struct {
	Rounds   int                 `json:"rounds"`
	Creates  int                 `json:"creates_per_round_and_variant"`
	Variants map[string]*created `json:"variants"`
	Calls    int                 `json:"webhook_calls_by_the_api_server"`
}

// created is how long the creations of one variant took. The quantiles are of a round;
// that of the variant is their median, so that one round that was disturbed counts little.
type created struct {
	P50      float64   `json:"p50_ms"`
	P99      float64   `json:"p99_ms"`
	P50More  float64   `json:"p50_more_than_nothing_ms"` // the median of the differences, round by round
	P99More  float64   `json:"p99_more_than_nothing_ms"`
	P50Round []float64 `json:"p50_of_rounds_ms"`
	P99Round []float64 `json:"p99_of_rounds_ms"`
}

// quantile is one of times in their order, in milliseconds.
func quantile(in []time.Duration, q float64) float64 {
	return float64(in[int(q*float64(len(in)-1))].Microseconds()) / 1000
}

// conclude makes one figure of those of the rounds.
func (f *latency) conclude() {
	base := f.Variants[nothing]
	for _, c := range f.Variants {
		c.P50, c.P99 = median(c.P50Round), median(c.P99Round)
		c.P50More, c.P99More = median(less(c.P50Round, base.P50Round)), median(less(c.P99Round, base.P99Round))
	}
}

// less is the difference of two rows, place by place, in whole microseconds.
func less(a, b []float64) (out []float64) {
	for i := range a {
		out = append(out, float64(int64(a[i]*1000+0.5)-int64(b[i]*1000+0.5))/1000)
	}
	return out
}

// median is the middle one; of an even number the lower of the two.
func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[(len(sorted)-1)/2]
}

// leaveFigures writes figures to the file that BREAKWATER_FIGURES names.
func leaveFigures(t *testing.T, figures any) {
	t.Helper()
	text, err := json.MarshalIndent(figures, "  ", "  ")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", text)
	if file := os.Getenv("BREAKWATER_FIGURES"); file != "" {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Error(err)
		}
	}
}

func TestFiguresOfRounds(t *testing.T) {
	f := &latency{Variants: map[string]*created{nothing: {P50Round: []float64{2, 1, 4}, P99Round: []float64{9, 7, 8}}, "webhook": {P50Round: []float64{3.5, 2, 100}, P99Round: []float64{9, 9, 9}}}}
	f.conclude()
	if n, w := f.Variants[nothing], f.Variants["webhook"]; n.P50 != 2 || n.P99 != 8 || n.P50More != 0 || w.P50 != 3.5 || w.P50More != 1.5 || w.P99More != 1 {
		t.Errorf("%+v and %+v", n, w)
	}
	times := []time.Duration{1 * time.Millisecond, 2 * time.Millisecond, 3 * time.Millisecond, 4500 * time.Microsecond}
	for q, want := range map[float64]float64{0: 1, 0.5: 2, 0.99: 3, 1: 4.5} {
		if got := quantile(times, q); got != want {
			t.Errorf("quantile %v is %v, want %v", q, got, want)
		}
	}
}
