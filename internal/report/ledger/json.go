package ledger

import (
	"encoding/json"
	"io"
	"time"

	"github.com/breakwaterhq/breakwater/internal/ledger"
)

// Schema is the name and version of the document. A field is only ever added.
const Schema = "breakwater.ledger/v1"

type document struct {
	Schema   string         `json:"schema"`
	Command  string         `json:"command"`
	Verdict  string         `json:"verdict"`
	Expected int            `json:"expected"`
	Read     int64          `json:"read"`
	Counts   map[string]int `json:"counts"`
	Sources  []source       `json:"sources"`
	Topics   []topic        `json:"topics"`
	Lost     []lost         `json:"lost"`
	Minutes  []minute       `json:"minutes,omitempty"`
	Keys     []key          `json:"keys,omitempty"`
	Gaps     []gap          `json:"gaps"`
	Replay   *replay        `json:"replay,omitempty"`
}

type source struct {
	Name     string     `json:"name"`
	Records  int        `json:"records"`
	Complete *time.Time `json:"complete,omitempty"`
	Notes    []string   `json:"notes"`
	Remarks  []string   `json:"remarks,omitempty"`
}

type topic struct {
	Name   string         `json:"name"`
	Gone   bool           `json:"gone,omitempty"`
	Counts map[string]int `json:"counts"`
}

type lost struct {
	Topic     string `json:"topic"`
	Partition *int32 `json:"partition,omitempty"`
	First     *int64 `json:"firstOffset,omitempty"`
	Last      *int64 `json:"lastOffset,omitempty"`
	Records   int    `json:"records"`
	Verdict   string `json:"verdict"`
	FirstID   string `json:"firstId,omitempty"`
	LastID    string `json:"lastId,omitempty"`
	FirstLine int    `json:"firstLine,omitempty"`
	LastLine  int    `json:"lastLine,omitempty"`
	FirstAck  string `json:"firstAcknowledged,omitempty"`
	LastAck   string `json:"lastAcknowledged,omitempty"`
}

type minute struct {
	At   time.Time `json:"at"`
	Lost int       `json:"lost"`
	Of   int       `json:"of"`
}

type key struct {
	Topic string `json:"topic"`
	Key   string `json:"key"`
	Lost  int    `json:"lost"`
}

type gap struct {
	Topic     string `json:"topic"`
	Partition *int32 `json:"partition,omitempty"`
	Detail    string `json:"detail"`
}

type replay struct {
	DryRun    bool     `json:"dryRun"`
	Lost      int      `json:"lost"`
	Sent      int      `json:"sent"`
	Elsewhere int      `json:"sentByOthers"`
	NoPayload int      `json:"withoutPayload"`
	Unproven  int      `json:"unproven"`
	Left      int      `json:"stillLost"`
	Failures  []string `json:"failures"`
}

// JSON writes one document and a line end.
func JSON(w io.Writer, d *Document) error {
	s := &d.Summary
	out := document{Schema: Schema, Command: d.Command, Verdict: d.Verdict(), Expected: s.Expected, Read: s.Read, Counts: named(s.Counts),
		Sources: []source{}, Topics: []topic{}, Lost: []lost{}, Gaps: []gap{}}
	for _, in := range d.Sources {
		one := source{Name: in.Name, Records: in.Records, Notes: append([]string{}, in.Notes...), Remarks: in.Remarks}
		if at := in.Complete.UTC(); !in.Complete.IsZero() {
			one.Complete = &at
		}
		out.Sources = append(out.Sources, one)
	}
	for _, t := range s.Topics {
		out.Topics = append(out.Topics, topic{Name: t.Name, Gone: d.gone(t.Name), Counts: named(t.Counts)})
	}
	for i := range s.Ranges {
		out.Lost = append(out.Lost, lostOf(&s.Ranges[i]))
	}
	for _, m := range s.Minutes {
		out.Minutes = append(out.Minutes, minute(m))
	}
	for _, k := range s.Keys {
		out.Keys = append(out.Keys, key(k))
	}
	for _, g := range s.Gaps {
		out.Gaps = append(out.Gaps, gap{g.Topic, told(g.Partition), g.Err.Error()})
	}
	if r := d.Replay; r != nil {
		out.Replay = &replay{r.DryRun, r.Lost, r.Sent, r.Elsewhere, r.NoPayload, r.Unproven, r.Left, append([]string{}, r.Failures...)}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func lostOf(r *ledger.Range) lost {
	out := lost{Topic: r.Topic, Partition: told(r.Partition), Records: r.Records, Verdict: r.Verdict.String(), FirstID: r.FirstID, LastID: r.LastID,
		FirstLine: r.FirstLine, LastLine: r.LastLine, FirstAck: at(r.FirstAcked), LastAck: at(r.Acked)}
	if r.First >= 0 {
		out.First, out.Last = &r.First, &r.Last
	}
	return out
}

func told(partition int32) *int32 {
	if partition < 0 {
		return nil
	}
	return &partition
}

// named has all verdicts, so that a script finds each of them.
func named(counts map[ledger.Verdict]int) map[string]int {
	out := map[string]int{}
	for _, v := range ledger.Verdicts {
		out[v.String()] = counts[v]
	}
	return out
}

func (d *Document) gone(topic string) bool {
	for _, name := range d.Summary.Gone {
		if name == topic {
			return true
		}
	}
	return false
}

// at is a time of acknowledgement; empty if it was not told.
func at(ms int64) string {
	if ms < 0 {
		return ""
	}
	return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z")
}
