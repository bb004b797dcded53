package ledger

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/ledger"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
)

func counts(pairs ...int) map[ledger.Verdict]int {
	out := map[ledger.Verdict]int{}
	for i := 0; i < len(pairs); i += 2 {
		out[ledger.Verdict(pairs[i])] = pairs[i+1]
	}
	return out
}

// cut is a document of a log that was cut.
func cut() *Document {
	c := counts(int(ledger.Present), 900, int(ledger.Missing), 1234, int(ledger.Expired), 1, int(ledger.Open), 2)
	return &Document{
		Command: "ledger report", Detail: true, Next: "breakwater ledger replay",
		Sources: []Source{{Name: "the topic breakwater.ledger", Records: 2137, Complete: time.UnixMilli(1_796_040_000_123), Notes: []string{"3 blocks are missing"}, Remarks: []string{"1 crash"}}},
		Summary: ledger.Summary{
			Expected: 2137, Counts: c, Read: 5000, Gone: []string{"gone"},
			Topics: []ledger.TopicSummary{{Name: "orders", Counts: c}, {Name: "gone", Counts: counts()}},
			Ranges: []ledger.Range{
				{Topic: "orders", Partition: 3, First: 100, Last: 1332, Records: 1233, FirstAcked: 1000, Acked: 2000, FirstID: "o-1", LastID: "o-9", Verdict: ledger.Missing},
				{Topic: "orders", Partition: -1, First: -1, Last: -1, Records: 1, FirstAcked: -1, Acked: -1, FirstID: "\x1b[31m", LastID: "\x1b[31m", FirstLine: 7, LastLine: 7, Verdict: ledger.Missing},
			},
			Minutes: []ledger.Minute{{At: time.UnixMilli(0).UTC(), Lost: 1233, Of: 2000}},
			Keys:    []ledger.KeyCount{{Topic: "orders", Key: "c-1", Lost: 5}},
			Gaps:    []ledger.Gap{{Topic: "orders", Partition: 4, Err: errors.New("orders, partition 4: no leader")}},
		},
		Replay: &Replay{Lost: 1234, Sent: 1000, Elsewhere: 4, NoPayload: 1, Unproven: 2, Left: 230, Failures: []string{"share 3: no"}},
	}
}

func TestTextOfALoss(t *testing.T) {
	var b strings.Builder
	if err := Text(&b, cut(), false); err != nil {
		t.Fatal(err)
	}
	want := `lost: of 2,137 records that were acknowledged 1,234 are gone, and nothing explains it; 1 is gone as somebody has set it; of 2 records nothing is known
by the topic breakwater.ledger: 2,137 records, complete until 2026-11-30T12:00:00.123Z
  not known: 3 blocks are missing
  1 crash

  orders  present 900  missing 1234  expired 1  open 2
  gone    (the cluster has no such topic, or this principal may not see it)

lost:
  orders, partition 3, offset 100 to 1332: 1,233 records missing, id o-1 to o-9, acknowledged 1970-01-01T00:00:01.000Z to 1970-01-01T00:00:02.000Z
  orders: 1 record missing, id ·[31m, line 7

by the minute of their acknowledgement:
  1970-01-01T00:00Z  1233 lost of 2000

by key, of 1 key:
  orders c-1: 5 lost
not read: orders, partition 4: no leader

1,000 records put back, 4 by other replays
1 record not put back: no source has what they held; a ledger keeps hashes alone, so name the application's audit log with --from FILE
2 records not put back: what the audit log has does not give the hash that was acknowledged: the record had headers that --headers-field does not name, or it is another one; --unproven sends them as they are
failed: share 3: no
start the replay again with the same flags: it goes on, and puts nothing back twice

next:  breakwater ledger replay
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		d    Document
		want string
	}{
		{Document{Summary: ledger.Summary{Counts: counts(int(ledger.Present), 5, int(ledger.Compacted), 2, int(ledger.Restored), 1)}}, "complete"},
		{Document{Summary: ledger.Summary{Counts: counts(int(ledger.Present), 5, int(ledger.Replaced), 1)}}, "lost"},
		{Document{Summary: ledger.Summary{Counts: counts(int(ledger.Present), 5, int(ledger.Unclear), 1)}}, "undecided"},
		{Document{Summary: ledger.Summary{Gaps: []ledger.Gap{{Err: errors.New("no")}}}}, "undecided"},
		{Document{Sources: []Source{{Notes: []string{"x"}}}}, "undecided"},
		{Document{Sources: []Source{{Remarks: []string{"x"}}}}, "complete"},
		{Document{Replay: &Replay{Failures: []string{"x"}}}, "undecided"},
	} {
		c.d.Summary.Expected = 6
		if got := c.d.Verdict(); got != c.want {
			t.Errorf("%+v: %s, want %s", c.d, got, c.want)
		}
		var b strings.Builder
		if err := Text(&b, &c.d, paint.Painter(false)); err != nil || !strings.HasPrefix(b.String(), c.want+":") {
			t.Errorf("%s, %v", b.String(), err)
		}
	}
}

func TestAFewRangesUnlessAllAreWanted(t *testing.T) {
	d := cut()
	d.Detail = false
	for range 20 {
		d.Summary.Ranges = append(d.Summary.Ranges, d.Summary.Ranges[0])
	}
	var b strings.Builder
	if err := Text(&b, d, false); err != nil || strings.Count(b.String(), "offset 100") != 9 || !strings.Contains(b.String(), "and 12 ranges more") || strings.Contains(b.String(), "by key") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

func TestJSON(t *testing.T) {
	var b strings.Builder
	if err := JSON(&b, cut()); err != nil {
		t.Fatal(err)
	}
	var d document
	if err := json.Unmarshal([]byte(b.String()), &d); err != nil {
		t.Fatal(err)
	}
	if d.Verdict != "lost" || d.Counts["missing"] != 1234 || len(d.Counts) != len(ledger.Verdicts) || len(d.Lost) != 2 || !d.Topics[1].Gone {
		t.Errorf("%+v", d)
	}
	if l := d.Lost[0]; *l.Partition != 3 || *l.First != 100 || *l.Last != 1332 || l.FirstAck != "1970-01-01T00:00:01.000Z" {
		t.Errorf("%+v", l)
	}
	if l := d.Lost[1]; l.Partition != nil || l.First != nil || l.FirstAck != "" || l.FirstLine != 7 {
		t.Errorf("%+v", l)
	}
	if d.Replay.Left != 230 || d.Gaps[0].Detail == "" || *d.Gaps[0].Partition != 4 || d.Sources[0].Complete == nil {
		t.Errorf("%+v", d)
	}
	b.Reset()
	if err := JSON(&b, &Document{Command: "ledger verify"}); err != nil || strings.Contains(b.String(), "null") {
		t.Errorf("%v\n%s", err, b.String())
	}
}
