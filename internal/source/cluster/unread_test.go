package cluster

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// now is the time at which all looks of tests are made.
const now = 1_800_000_000_000

// apart is how many ms lie between two records of the fake; the last was
// written when it is looked at.
const apart = 90_000

// written is when a record of the fake was written.
func (p *fakePart) written(offset int64) int64 { return now - (p.end-1-offset)*apart }

// youngerThan is the first record that is not older than a timestamp; -1: none.
func (f *fake) youngerThan(p *fakePart, at int64) int64 {
	for o := p.start; o < p.end; o++ {
		if p.written(o) >= at {
			return o
		}
	}
	return -1
}

// batch is a batch of some records, as bytes.
func batch(base, last, first, latest int64, attributes int16) []byte {
	b := kmsg.RecordBatch{FirstOffset: base, Magic: magic, Attributes: attributes, LastOffsetDelta: int32(last - base),
		FirstTimestamp: first, MaxTimestamp: latest, ProducerID: 7, Length: headerSize - beforeBatch}
	return b.AppendTo(nil)
}

// fetch answers with one batch of ten records for each partition, by its last
// offset in the request, as a broker does.
func (f *fake) fetch(r *kmsg.FetchRequest, resp *kmsg.FetchResponse) {
	for _, asked := range r.Topics {
		out := kmsg.NewFetchResponseTopic()
		out.Topic, out.TopicID = asked.Topic, asked.TopicID
		last := map[int32]kmsg.FetchRequestTopicPartition{}
		for _, p := range asked.Partitions {
			last[p.Partition] = p
		}
		for _, p := range last {
			got := kmsg.NewFetchResponseTopicPartition()
			got.Partition = p.Partition
			if f.unreadable {
				got.ErrorCode = kerr.TopicAuthorizationFailed.Code
			} else {
				part, base := &f.topics[0].parts[p.Partition], p.FetchOffset-p.FetchOffset%10
				got.RecordBatches = batch(base, base+9, part.written(base), part.written(base+9), f.attributes)
			}
			out.Partitions = append(out.Partitions, got)
		}
		resp.Topics = append(resp.Topics, out)
	}
}

// unread is what is known of the record behind the commit of a group.
func (s seen) unread(t *testing.T, group string) *model.Unread {
	t.Helper()
	return s.group(t, group).Commits[0].Unread
}

func TestTheFirstUnreadRecordIsRead(t *testing.T) {
	for _, c := range []struct {
		name       string
		committed  int64
		attributes int16
		want       *model.Unread
	}{
		{"first of its batch", 50, 0, &model.Unread{Of: 50, Offset: 50, At: now - 49*apart}},
		{"inside of a batch", 55, 0, &model.Unread{Of: 55, Offset: 55, At: now - 49*apart, Within: 9 * apart}},
		{"deleted before it was read", 3, 0, &model.Unread{Of: 3, Offset: 10, At: now - 89*apart}},
		{"nothing but a marker", 90, isControl | isTxn, &model.Unread{Of: 90, Offset: 100, None: true}},
		{"nothing unread", 100, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := begin(t, 3)
			f.attributes = c.attributes
			for i := range f.groups {
				f.groups[i].committed = c.committed
			}
			w := watch(t, f)
			if got := w.look(seldom).unread(t, "classic-group"); got != nil {
				t.Errorf("after one look: %+v", got)
			}
			got := w.look(often).unread(t, "classic-group")
			if got == nil || c.want == nil {
				if got != nil || c.want != nil {
					t.Errorf("%+v, want %+v", got, c.want)
				}
				return
			}
			if *got != *c.want {
				t.Errorf("%+v, want %+v", *got, *c.want)
			}
		})
	}
}

// TestWithoutTheRightToRead the timestamp is closed in on, and gets no worse.
func TestWithoutTheRightToRead(t *testing.T) {
	f := begin(t, 3)
	f.unreadable = true
	w := watch(t, f)
	w.look(seldom)
	var last *model.Unread
	fetched := 0
	for range 20 {
		got := w.look(often).unread(t, "classic-group")
		fetched += w.Spent()["Fetch"].Requests
		if last != nil && (got == nil || got.Within > last.Within) {
			t.Fatalf("%+v after %+v", got, last)
		}
		last = got
	}
	truth := int64(now - 49*apart)
	if last == nil || last.Within > closeEnough || last.At > truth || last.At+last.Within < truth {
		t.Errorf("%+v, want about %d", last, truth)
	}
	if fetched > 3 {
		t.Errorf("%d requests for what is denied", fetched)
	}
	if n := w.Spent()["ListOffsets"].Requests; n > 0 {
		t.Error("it asks on for what it knows")
	}
}

// TestATopicThatIsMadeAnew has other records at the same offsets: nothing that
// was known of the old ones is told of them.
func TestATopicThatIsMadeAnew(t *testing.T) {
	for _, records := range []string{"read", "closed in on"} {
		f := begin(t, 3)
		f.unreadable = records != "read"
		w := watch(t, f)
		w.look(seldom)
		var old *model.Unread
		for range 15 {
			old = w.look(often).unread(t, "classic-group")
		}
		f.locked(func() {
			again := fakeTopic{name: "orders", anew: 1, parts: slices.Clone(f.topics[0].parts)}
			for i := range again.parts {
				again.parts[i].end = 70 // so that the record at 50 is younger
			}
			f.topics[0] = again
		})
		if got := w.look(often).unread(t, "classic-group"); got != nil {
			t.Errorf("%s: in the first look that sees it: %+v", records, got)
		}
		var got *model.Unread
		for range 15 {
			got = w.look(often).unread(t, "classic-group")
		}
		truth := int64(now - 19*apart)
		if old == nil || got == nil || got.At > truth || got.At+got.Within < truth || got.Within > closeEnough {
			t.Errorf("%s: %+v, want about %d; of the old topic it was %+v", records, got, truth, old)
		}
		if n := len(w.hunts.of); n != 3 {
			t.Errorf("%s: %d hunts are kept, want one for each partition", records, n)
		}
	}
}

func TestAHuntThatNobodyNeedsIsForgotten(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	w.look(often)
	if len(w.hunts.of) == 0 {
		t.Fatal("nothing is sought")
	}
	f.locked(func() {
		for i := range f.groups {
			f.groups[i].committed = 100
		}
	})
	w.look(often)
	if n := len(w.hunts.of); n > 0 {
		t.Errorf("%d are left", n)
	}
}

// TestGroupsOfOneTopicAreNotMistaken for each other: a request has one offset
// for each partition.
func TestGroupsOfOneTopicAreNotMistaken(t *testing.T) {
	f := begin(t, 3)
	f.groups = nil
	at := []int64{15, 90, 15, 50, 70, 30, 20} // more than one look fetches of a partition
	for i, offset := range at {
		f.groups = append(f.groups, fakeGroup{id: fmt.Sprintf("g%d", i), kind: "classic", topic: "orders", committed: offset})
	}
	w := watch(t, f)
	w.look(seldom)
	w.look(often)
	s := w.look(often)
	for i, offset := range at {
		got := s.unread(t, fmt.Sprintf("g%d", i))
		want := model.Unread{Of: offset, Offset: offset, At: now - (99-offset/10*10)*apart, Within: 0}
		if offset%10 != 0 {
			want.Within = 9 * apart
		}
		if got == nil || *got != want {
			t.Errorf("of offset %d it tells %+v, want %+v", offset, got, want)
		}
	}
}

// TestGroupsThatAreGoneHoldUpNobody: their commits stand for ever, and are
// many.
func TestGroupsThatAreGoneHoldUpNobody(t *testing.T) {
	f := begin(t, 3)
	f.groups = nil
	for i := range int64(75) { // 225 places, which is more than a look seeks
		f.groups = append(f.groups, fakeGroup{id: fmt.Sprintf("gone-%d", i), kind: "classic", topic: "payments", committed: 11 + i, gone: true})
	}
	f.groups = append(f.groups, fakeGroup{id: "alive", kind: "classic", topic: "orders", committed: 50})
	w := watch(t, f)
	w.look(seldom)
	for _, c := range w.look(often).group(t, "alive").Commits {
		if c.Unread == nil {
			t.Errorf("nobody has looked behind the commit in partition %d", c.Partition)
		}
	}
	for range 75/mostRounds + 1 {
		w.look(often)
	}
	w.Spent()
	if got := w.look(often).unread(t, "gone-70"); got == nil || got.Offset != 81 {
		t.Errorf("of a group that is gone it tells %+v", got)
	}
	if n := w.Spent()["Fetch"].Requests; n > 0 {
		t.Error("it asks on for what it knows")
	}
}

// TestThatNothingIsUnreadIsAskedOnce, for as long as the log does not grow.
func TestThatNothingIsUnreadIsAskedOnce(t *testing.T) {
	f := begin(t, 3)
	f.attributes = isControl | isTxn
	f.groups = []fakeGroup{{id: "classic-group", kind: "classic", topic: "orders", committed: 90}}
	w := watch(t, f)
	w.look(seldom)
	w.look(often)
	w.Spent()
	got := w.look(often).unread(t, "classic-group")
	if n := w.Spent()["Fetch"].Requests; n > 0 || got == nil || !got.None || got.Offset != 100 {
		t.Errorf("%d requests, and it tells %+v", n, got)
	}
	f.locked(func() {
		f.attributes = 0
		for p := range f.topics[0].parts {
			f.topics[0].parts[p].end = 110
		}
	})
	w.look(often)
	if got := w.look(often).unread(t, "classic-group"); got == nil || got.None {
		t.Errorf("records have come, and it tells %+v", got)
	}
}

// TestAFetchThatHangsHoldsUpNothing for longer than its limit, and is no gap.
func TestAFetchThatHangsHoldsUpNothing(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	f.locked(func() {
		f.edit = func(_ int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response {
			if _, is := resp.(*kmsg.FetchResponse); is {
				return nil
			}
			return resp
		}
	})
	var last *model.Unread
	for range 4 {
		began := time.Now()
		s := w.look(often)
		if last = s.unread(t, "classic-group"); len(s.Gaps) > 0 {
			t.Errorf("gaps %v", s.gaps())
		}
		if took := time.Since(began); took > 5*quick {
			t.Errorf("it took %s", took)
		}
	}
	if last == nil || last.Within == 0 {
		t.Errorf("%+v: the timestamps are not closed in on instead", last)
	}
}
