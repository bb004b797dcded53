package ledger

import (
	"slices"
	"time"
)

// Summary is a Result as it is told.
type Summary struct {
	Expected int
	Counts   map[Verdict]int
	Read     int64
	Topics   []TopicSummary
	Ranges   []Range
	Minutes  []Minute
	Keys     []KeyCount
	Gone     []string
	Gaps     []Gap
}

// TopicSummary is what became of the records of one topic.
type TopicSummary struct {
	Name   string
	Counts map[Verdict]int
}

// Range is lost records that stand together in the ledger: of one partition, with no
// record between them that is not lost.
type Range struct {
	Topic               string
	Partition           int32 // Unknown without a place
	First, Last         int64 // offsets; Unknown without a place
	Records             int
	FirstAcked, Acked   int64 // ms since 1970; Unknown if not told
	FirstID, LastID     string
	FirstLine, LastLine int
	Verdict             Verdict
}

// Minute counts the lost records of a minute of acknowledgements.
type Minute struct {
	At       time.Time
	Lost, Of int
}

// KeyCount is how many records of a key are lost.
type KeyCount struct {
	Topic, Key string
	Lost       int
}

// Sum tells a result. Keys are counted where records have payloads.
func (r *Result) Sum() Summary {
	s := Summary{Expected: r.Book.Len(), Counts: r.Counts(), Read: r.Read, Gone: r.Gone, Gaps: r.Gaps}
	for _, name := range r.Book.Topics() {
		of := r.Book.topics[name]
		counts := map[Verdict]int{}
		for _, v := range r.Verdicts[of.from:of.to] {
			counts[v]++
		}
		s.Topics = append(s.Topics, TopicSummary{name, counts})
	}
	s.Ranges, s.Minutes, s.Keys = r.ranges(), r.minutes(), r.keys()
	return s
}

func (r *Result) ranges() (out []Range) {
	last := -2
	for i, v := range r.Verdicts {
		if !v.Lost() {
			continue
		}
		rec := r.Book.Record(i)
		if n := len(out); last == i-1 && n > 0 && out[n-1].Topic == rec.Topic && out[n-1].Partition == rec.Partition && out[n-1].Verdict == v {
			at := &out[n-1]
			at.Last, at.Acked, at.LastID, at.LastLine = rec.Offset, rec.Acked, rec.ID, rec.Line
			at.Records++
		} else {
			out = append(out, Range{rec.Topic, rec.Partition, rec.Offset, rec.Offset, 1, rec.Acked, rec.Acked, rec.ID, rec.ID, rec.Line, rec.Line, v})
		}
		last = i
	}
	return out
}

// minutes are those in which a record is lost.
func (r *Result) minutes() (out []Minute) {
	all, lost := map[int64]int{}, map[int64]int{}
	for i, v := range r.Verdicts {
		if at := r.Book.records[i].Acked; at >= 0 {
			all[at/60_000]++
			if v.Lost() {
				lost[at/60_000]++
			}
		}
	}
	for minute, n := range lost {
		out = append(out, Minute{time.UnixMilli(minute * 60_000).UTC(), n, all[minute]})
	}
	slices.SortFunc(out, func(a, b Minute) int { return a.At.Compare(b.At) })
	return out
}

// keys are those with the most lost records first.
func (r *Result) keys() (out []KeyCount) {
	at := map[KeyCount]int{}
	for _, i := range r.Lost() {
		rec := r.Book.Record(i)
		if rec.Payload == nil || rec.Payload.Key == nil {
			continue
		}
		at[KeyCount{Topic: rec.Topic, Key: string(rec.Payload.Key)}]++
	}
	for k, n := range at {
		k.Lost = n
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b KeyCount) int {
		if a.Lost != b.Lost {
			return b.Lost - a.Lost
		}
		return slices.Compare([]string{a.Topic, a.Key}, []string{b.Topic, b.Key})
	})
	return out
}
