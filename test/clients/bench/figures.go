package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// load is one size of records, how many of them a process sends, and how many bytes a batch
// may have.
type load struct{ size, count, most int }

var loads = []load{{100, 2_000_000, 1 << 20}, {1 << 10, 500_000, 1 << 20}, {12 << 20, 60, 20 << 20}}

// chosen are the places of one load in them, or of all.
func chosen(at int) (which []int) {
	for i := range loads {
		if at < 0 || i == at {
			which = append(which, i)
		}
	}
	return which
}

// topic is a topic for each size: what it takes is a setting of it.
func (l load) topic() string { return fmt.Sprintf("bench-%d", l.size) }

// sample is what one process has measured.
type sample struct {
	Processor float64 `json:"processor_ns_per_record"`
	Wall      float64 `json:"wall_ns_per_record"`
	Allocs    float64 `json:"allocations_per_record"`
	Base      int64   `json:"resident_bytes_before"`
	Resident  int64   `json:"resident_bytes_at_most"`
}

// figure is one way of sending, held against bare kgo in the same rounds.
type figure struct {
	Brokers string  `json:"brokers"`
	Size    int     `json:"value_bytes"`
	Way     string  `json:"way"`
	Records int     `json:"records"`
	Rounds  int     `json:"rounds"`
	sample          // medians
	Share   float64 `json:"bare_by_this"` // the median of the rounds
	Least   float64 `json:"bare_by_this_least"`
	Most    float64 `json:"bare_by_this_most"`
	Asked   float64 `json:"asked"`            // of that share; 0 is nothing
	Memory  float64 `json:"memory_by_budget"` // what the records have taken beyond what there was before
	Limit   float64 `json:"memory_asked"`     // of that; 0 is nothing
	Held    bool    `json:"held"`
}

// figureOf holds the samples of one way against those of bare kgo.
func figureOf(way string, l load, bare, this []sample) figure {
	f := figure{Size: l.size, Way: way, Records: l.count, Rounds: len(this), sample: middle(this)}
	f.Asked, f.Limit = asked(way, l)
	var shares, memory []float64
	for i, s := range this {
		shares = append(shares, bare[i].Processor/s.Processor)
		memory = append(memory, float64(s.Resident-s.Base)/budget)
	}
	f.Share, f.Least, f.Most, f.Memory = median(shares), slices.Min(shares), slices.Max(shares), median(memory)
	f.Held = f.Share >= f.Asked && (f.Limit == 0 || f.Memory <= f.Limit)
	return f
}

// asked is what is asked of a way: its share of bare kgo's speed, and the memory by the
// budget.
func asked(way string, l load) (share, memory float64) {
	if l.size <= 1<<10 {
		memory = 1.5
	}
	switch {
	case way == ways[0]:
		return 0, 0
	case way == "ledger" && l.size < 1<<10:
		return 0.75, memory
	}
	return 0.9, memory
}

// String is the figure as a line, with what was asked and whether it is held.
func (f figure) String() string {
	says := fmt.Sprintf("%-20s %8d B %-7s %9.0f ns of processor a record, %6.2f allocations, %4d MB resident", f.Brokers, f.Size, f.Way, f.Processor, f.Allocs, f.Resident>>20)
	if f.Asked == 0 {
		return says
	}
	says += fmt.Sprintf(": %3.0f %% of bare (%.0f to %.0f; asked %.0f)", 100*f.Share, 100*f.Least, 100*f.Most, 100*f.Asked)
	if f.Limit > 0 {
		says += fmt.Sprintf(", %.2f of the budget (at most %.1f)", f.Memory, f.Limit)
	}
	if !f.Held {
		says += ": NOT HELD"
	}
	return says
}

// middle is the median of each figure by itself.
func middle(of []sample) sample {
	by := func(pick func(sample) float64) float64 {
		var all []float64
		for _, s := range of {
			all = append(all, pick(s))
		}
		return median(all)
	}
	return sample{
		Processor: by(func(s sample) float64 { return s.Processor }),
		Wall:      by(func(s sample) float64 { return s.Wall }),
		Allocs:    by(func(s sample) float64 { return s.Allocs }),
		Base:      int64(by(func(s sample) float64 { return float64(s.Base) })),
		Resident:  int64(by(func(s sample) float64 { return float64(s.Resident) })),
	}
}

// median is the middle one; of an even number the lower of the two.
func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[(len(sorted)-1)/2]
}

func leave(file string, all []figure) error {
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}
