package cluster

import (
	"context"
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
	b := kmsg.RecordBatch{FirstOffset: base, Magic: magic, Attributes: attributes, LastOffsetDelta: int32(last - base), NumRecords: int32(last - base + 1),
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

// TestTheFirstRecordOfASharePartition is found as that behind a commit is: by
// itself, or by its timestamp.
func TestTheFirstRecordOfASharePartition(t *testing.T) {
	for _, c := range []struct {
		name       string
		start      int64
		attributes int16
		unreadable bool
		looks      int
		want       *model.Unread
	}{
		{"after one look", 50, 0, false, 1, nil},
		{"it is read", 50, 0, false, 2, &model.Unread{Of: 50, Offset: 50, At: now - 49*apart}},
		{"deleted before it was read", 3, 0, false, 2, &model.Unread{Of: 3, Offset: 10, At: now - 89*apart}},
		{"nothing but a marker", 90, isControl | isTxn, false, 2, &model.Unread{Of: 90, Offset: 100, None: true}},
		{"nothing is left", 100, 0, false, 2, nil},
		{"nothing was ever started", -1, 0, false, 2, nil},
		{"by its timestamp", 50, 0, true, 20, &model.Unread{Of: 50, Offset: 50, At: now - 49*apart, Within: closeEnough}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := begin(t, 3)
			f.attributes, f.unreadable = c.attributes, c.unreadable
			f.groups = []fakeGroup{{id: "share-group", kind: "share", topic: "orders", committed: c.start}}
			w := watch(t, f)
			var got *model.Unread
			for range c.looks {
				got = w.look(often).group(t, "share-group").Shares[0].Unread
			}
			switch {
			case got == nil || c.want == nil:
				if got != nil || c.want != nil {
					t.Errorf("%+v, want %+v", got, c.want)
				}
			case got.Of != c.want.Of || got.None != c.want.None || got.Offset != c.want.Offset || got.Within > c.want.Within ||
				got.At > c.want.At || got.At+got.Within < c.want.At:
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

// TestCompactionTakesTheFirstRecordAway: what was found of a compacted topic is
// looked for again with each look, and of no other.
func TestCompactionTakesTheFirstRecordAway(t *testing.T) {
	for policy, again := range map[string]bool{"compact,delete": true, "delete": false} {
		f := begin(t, 3)
		f.groups = []fakeGroup{{id: "classic-group", kind: "classic", topic: "orders", committed: 50}}
		gone := false // the records up to offset 69
		f.edit = func(_ int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response {
			switch r := resp.(type) {
			case *kmsg.DescribeConfigsResponse:
				f.setPolicy(r, policy)
			case *kmsg.FetchResponse:
				for i := range r.Topics {
					for j := range r.Topics[i].Partitions {
						if p := &r.Topics[i].Partitions[j]; gone {
							part := &f.topics[0].parts[p.Partition]
							p.RecordBatches = batch(70, 79, part.written(70), part.written(79), 0)
						}
					}
				}
			}
			return resp
		}
		w := watch(t, f)
		w.look(seldom)
		if got := w.look(often).unread(t, "classic-group"); got == nil || got.Offset != 50 {
			t.Fatalf("%s: %+v", policy, got)
		}
		w.Spent()
		f.locked(func() { gone = true })
		got := w.look(often).unread(t, "classic-group")
		want := model.Unread{Of: 50, Offset: 50, At: now - 49*apart}
		if again {
			want = model.Unread{Of: 50, Offset: 70, At: now - 29*apart}
		}
		if asked := w.Spent()["Fetch"].Requests > 0; *got != want || asked != again {
			t.Errorf("%s: asked %v, and it tells %+v, want %+v", policy, asked, got, want)
		}
		f.locked(func() { f.groups[0].gone = true })
		for i, whole := range []model.Facts{often, seldom, often} {
			w.look(whole)
			if asked := w.Spent()["Fetch"].Requests > 0; asked != (again && i == 1) {
				t.Errorf("%s: the group has no member any more, and in look %d it asks: %v", policy, i, asked)
			}
		}
	}
}

// setPolicy adds a cleanup policy to what topics tell of their settings.
func (f *fake) setPolicy(r *kmsg.DescribeConfigsResponse, policy string) {
	for i := range r.Resources {
		if r.Resources[i].ResourceType == kmsg.ConfigResourceTypeTopic {
			c := kmsg.NewDescribeConfigsResponseResourceConfig()
			c.Name, c.Value, c.Source = "cleanup.policy", &policy, kmsg.ConfigSourceDynamicTopicConfig
			r.Resources[i].Configs = append(r.Resources[i].Configs, c)
		}
	}
}

// TestAQuickLookTakesNoAgeAway: it asks for no offsets, and the look after it
// knows what the one before knew.
func TestAQuickLookTakesNoAgeAway(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	before := w.look(often).unread(t, "classic-group")
	w.look(often.Without(model.FactsOf(model.FactGroups, model.FactOffsets, model.FactQuorum)))
	if got := w.look(often).unread(t, "classic-group"); before == nil || got == nil || *got != *before {
		t.Errorf("%+v after %+v", got, before)
	}
}

// TestALookThatIsCutShortForgetsNoHunt: the look after it goes on where the one
// before it was.
func TestALookThatIsCutShortForgetsNoHunt(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	w.look(often)
	before := len(w.hunts.of)
	ctx, cancel := context.WithCancel(t.Context())
	f.locked(func() {
		f.cut = func(_ int32, req kmsg.Request) bool {
			if _, is := req.(*kmsg.ListGroupsRequest); is {
				cancel()
			}
			return false
		}
	})
	if err := w.Collect(ctx, often, model.NewBuilder(w.o.Now())); err == nil || before == 0 || len(w.hunts.of) != before {
		t.Errorf("%v; %d hunts, and %d before", err, len(w.hunts.of), before)
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
