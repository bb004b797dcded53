package ledger

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/ledger"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
)

// The most lines of one kind, unless all are wanted.
const most = 10

// Text writes the verdict in the first line, then what it rests on.
func Text(w io.Writer, d *Document, p paint.Painter) error {
	var b strings.Builder
	b.WriteString(p.Bold(d.lead(p)) + "\n")
	for _, s := range d.Sources {
		fmt.Fprintf(&b, "by %s: %s", paint.Printable(s.Name), count(s.Records, "record"))
		if !s.Complete.IsZero() {
			fmt.Fprintf(&b, ", complete until %s", s.Complete.UTC().Format("2006-01-02T15:04:05.000Z"))
		}
		b.WriteString("\n")
		for _, n := range s.Notes {
			b.WriteString("  not known: " + paint.Printable(n) + "\n")
		}
		for _, n := range s.Remarks {
			b.WriteString("  " + paint.Printable(n) + "\n")
		}
	}
	d.topics(&b)
	d.ranges(&b)
	if d.Detail {
		d.minutes(&b)
		d.keys(&b)
	}
	for _, g := range d.Summary.Gaps {
		fmt.Fprintf(&b, "not read: %s\n", paint.Printable(g.Err.Error()))
	}
	d.replay(&b)
	if d.Next != "" {
		b.WriteString("\nnext:  " + d.Next + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// lead is the verdict as a sentence.
func (d *Document) lead(p paint.Painter) string {
	c := d.Summary.Counts
	lost, expected, undecided := sum(c, ledger.Verdict.Lost), sum(c, ledger.Verdict.Expected), sum(c, ledger.Verdict.Undecided)
	there := d.Summary.Expected - lost - expected - undecided
	also := ""
	if expected > 0 {
		also = fmt.Sprintf("; %s gone as somebody has set it", are(expected))
	}
	if undecided > 0 {
		also += fmt.Sprintf("; of %s nothing is known", count(undecided, "record"))
	}
	switch d.Verdict() {
	case "lost":
		return p.Severity(finding.Error, "lost") + fmt.Sprintf(": of %s that were acknowledged %s gone, and nothing explains it%s", count(d.Summary.Expected, "record"), are(lost), also)
	case "undecided":
		return p.Yellow("undecided") + fmt.Sprintf(": of %s that were acknowledged %s there, and not everything is known%s", count(d.Summary.Expected, "record"), are(there), also)
	}
	return p.Green("complete") + fmt.Sprintf(": of %s that were acknowledged %s there%s", count(d.Summary.Expected, "record"), are(there), also)
}

// topics has a line for each topic, with the verdicts that occur.
func (d *Document) topics(b *strings.Builder) {
	b.WriteString("\n")
	wide := 0
	for _, t := range d.Summary.Topics {
		wide = max(wide, len(t.Name))
	}
	for _, t := range d.Summary.Topics {
		fmt.Fprintf(b, "  %-*s", wide, t.Name)
		for _, v := range ledger.Verdicts {
			if n := t.Counts[v]; n > 0 {
				fmt.Fprintf(b, "  %s %d", v, n)
			}
		}
		if d.gone(t.Name) {
			b.WriteString("  (the cluster has no such topic, or this principal may not see it)")
		}
		b.WriteString("\n")
	}
}

func (d *Document) ranges(b *strings.Builder) {
	all := d.Summary.Ranges
	if len(all) == 0 {
		return
	}
	b.WriteString("\nlost:\n")
	shown := all
	if !d.Detail {
		shown = all[:min(most, len(all))]
	}
	for i := range shown {
		b.WriteString("  " + paint.Printable(line(&shown[i])) + "\n")
	}
	if more := len(all) - len(shown); more > 0 {
		fmt.Fprintf(b, "  and %s more: see 'breakwater ledger report'\n", count(more, "range"))
	}
}

// line is a range in words.
func line(r *ledger.Range) string {
	where := r.Topic
	if r.First >= 0 {
		where += fmt.Sprintf(", partition %d, offset %d", r.Partition, r.First)
		if r.Last > r.First {
			where += fmt.Sprintf(" to %d", r.Last)
		}
	}
	out := fmt.Sprintf("%s: %s %s", where, count(r.Records, "record"), r.Verdict)
	if r.FirstID != "" {
		out += ", id " + pair(r.FirstID, r.LastID)
	}
	if r.FirstLine > 0 {
		out += ", line " + pair(fmt.Sprint(r.FirstLine), fmt.Sprint(r.LastLine))
	}
	if r.FirstAcked >= 0 {
		out += ", acknowledged " + pair(at(r.FirstAcked), at(r.Acked))
	}
	return out
}

func pair(first, last string) string {
	if first == last {
		return first
	}
	return first + " to " + cmp.Or(last, "?")
}

func (d *Document) minutes(b *strings.Builder) {
	if len(d.Summary.Minutes) > 0 {
		b.WriteString("\nby the minute of their acknowledgement:\n")
	}
	for _, m := range d.Summary.Minutes {
		fmt.Fprintf(b, "  %s  %d lost of %d\n", m.At.Format("2006-01-02T15:04Z"), m.Lost, m.Of)
	}
}

func (d *Document) keys(b *strings.Builder) {
	keys := d.Summary.Keys
	if len(keys) > 0 {
		fmt.Fprintf(b, "\nby key, of %s:\n", count(len(keys), "key"))
	}
	for i, k := range keys {
		if i == 100 {
			fmt.Fprintf(b, "  and %s more\n", count(len(keys)-i, "key"))
			break
		}
		fmt.Fprintf(b, "  %s %s: %d lost\n", k.Topic, paint.Printable(k.Key), k.Lost)
	}
}

func (d *Document) replay(b *strings.Builder) {
	r := d.Replay
	if r == nil {
		return
	}
	did := "put back"
	if r.DryRun {
		did = "would be put back"
	}
	fmt.Fprintf(b, "\n%s %s", count(r.Sent, "record"), did)
	if r.Elsewhere > 0 {
		fmt.Fprintf(b, ", %d by other replays", r.Elsewhere)
	}
	b.WriteString("\n")
	if r.NoPayload > 0 {
		fmt.Fprintf(b, "%s not put back: no source has what they held; a ledger keeps hashes alone, so name the application's audit log with --from FILE\n", count(r.NoPayload, "record"))
	}
	if r.Unproven > 0 {
		fmt.Fprintf(b, "%s not put back: what the audit log has does not give the hash that was acknowledged: the record had headers that --headers-field does not name, or it is another one; --unproven sends them as they are\n", count(r.Unproven, "record"))
	}
	for _, f := range r.Failures {
		b.WriteString("failed: " + paint.Printable(f) + "\n")
	}
	if len(r.Failures) > 0 {
		b.WriteString("start the replay again with the same flags: it goes on, and puts nothing back twice\n")
	}
}
