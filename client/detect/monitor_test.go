package detect

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// embedded is an embedded cluster with a topic t, a watch of it, and its producer.
type embedded struct {
	*testing.T
	*kfake.Cluster
	client *kgo.Client
	w      Watch
	told   chan []Verdict
}

func embed(t *testing.T, opts ...kfake.Opt) *embedded {
	t.Helper()
	c, err := kfake.NewCluster(append([]kfake.Opt{kfake.NumBrokers(2), kfake.SeedTopics(2, "t")}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	client, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.MetadataMinAge(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	e := &embedded{T: t, Cluster: c, client: client, told: make(chan []Verdict, 100)}
	t.Cleanup(func() {
		client.Close()
		c.Close()
	})
	return e
}

// monitors begins to look; it ends with the test.
func (e *embedded) monitors() {
	e.Helper()
	m, err := e.w.Begin(e.client, Config{Every: 10 * time.Millisecond, Told: func(v []Verdict) { e.told <- v }})
	if err != nil {
		e.Fatal(err)
	}
	e.Cleanup(m.Close)
}

// writes has records acknowledged in partition 1.
func (e *embedded) writes(values ...string) {
	e.Helper()
	for _, v := range values {
		r := &kgo.Record{Topic: "t", Partition: 1, Value: []byte(v)}
		if err := e.client.ProduceSync(e.Context(), r).FirstErr(); err != nil {
			e.Fatal(err)
		}
		entry := ledger.Of(r, 0, r.Timestamp, nil)
		e.w.mu.Lock()
		e.w.of("t", 1).takes(&entry)
		e.w.mu.Unlock()
	}
}

// waits until the verdicts are as wanted.
func (e *embedded) waits(want func([]Verdict) bool) []Verdict {
	e.Helper()
	for {
		if got := e.w.Verdicts(); want(got) {
			return got
		}
		select {
		case <-e.Context().Done():
			e.Fatal("the test is over")
		case <-time.After(time.Millisecond):
		}
	}
}

func all(s State) func([]Verdict) bool {
	return func(v []Verdict) bool {
		return len(v) > 0 && !slices.ContainsFunc(v, func(v Verdict) bool { return v.State != s })
	}
}

func anyIs(s State) func([]Verdict) bool {
	return func(all []Verdict) bool {
		return slices.ContainsFunc(all, func(v Verdict) bool { return v.State == s })
	}
}

// TestM16_AnEmbeddedBlackHole acknowledges and stores nothing, while its log end goes on:
// only what is read back shows it. (Embedded: no real broker can be made to do it.)
func TestM16_AnEmbeddedBlackHole(t *testing.T) {
	e := embed(t, kfake.BlackholeProduce())
	e.monitors()
	e.writes("a", "b", "c")
	got := e.waits(anyIs(Confirmed))
	if v := got[0]; v.Cause != NotStored || v.To != 2 || !slices.Equal(v.By, []Detector{D4}) {
		t.Errorf("%v", got)
	}
	for v := range e.told {
		if anyIs(Confirmed)(v) {
			return
		}
	}
}

// TestAnEmbeddedCluster: what is there is fine, also behind a leader that has moved; what is
// deleted is told, and not confirmed.
func TestAnEmbeddedCluster(t *testing.T) {
	e := embed(t)
	e.monitors()
	e.writes("a", "b", "c", "d")
	e.waits(all(Fine))
	for range 3 {
		if err := e.MoveTopicPartition("t", 1, 1-e.LeaderFor("t", 1)); err != nil {
			t.Fatal(err)
		}
		e.writes("e", "f")
		e.waits(all(Fine))
	}
	e.DeleteRecords(t, 3)
	got := e.waits(func(v []Verdict) bool { return len(v) == 2 })
	if got[0].State != Suspected || got[0].Cause != DeletedEarly || got[0].To != 2 || got[1].State != Fine || got[1].From != 3 {
		t.Errorf("%v", got)
	}
}

// DeleteRecords has the log of partition 1 begin later.
func (e *embedded) DeleteRecords(t *testing.T, before int64) {
	t.Helper()
	req := kmsg.NewPtrDeleteRecordsRequest()
	req.TimeoutMillis = 10_000
	req.Topics = []kmsg.DeleteRecordsRequestTopic{{Topic: "t", Partitions: []kmsg.DeleteRecordsRequestTopicPartition{{Partition: 1, Offset: before}}}}
	resp, err := req.RequestWith(t.Context(), e.client.Broker(int(e.LeaderFor("t", 1))))
	if err == nil {
		err = kerr.ErrorForCode(resp.Topics[0].Partitions[0].ErrorCode)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhatIsNotToldIsUnknown, with the reason.
func TestWhatIsNotToldIsUnknown(t *testing.T) {
	for name, key := range map[string]kmsg.Key{"metadata": kmsg.Metadata, "offsets": kmsg.ListOffsets} {
		e := embed(t)
		e.writes("a")
		e.ControlKey(key.Int16(), func(kmsg.Request) (kmsg.Response, error, bool) {
			e.KeepControl()
			return nil, errors.New("no"), true
		})
		a := asker{e.client, 100 * time.Millisecond}
		for range 3 {
			e.w.Judge(a.looks(t.Context(), e.w.Asks())...)
		}
		got := e.w.Verdicts()
		if !all(Unknown)(got) || got[0].Why == nil || fmt.Sprint(got[0]) == "" {
			t.Errorf("%s: %v", name, got)
		}
	}
	var w Watch
	a := asker{nil, time.Second}
	if got := a.looks(context.Background(), w.Asks()); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// TestSettings as a broker has them.
func TestSettings(t *testing.T) {
	for _, c := range []struct {
		policy, ms, bytes string
		want              *Settings
	}{
		{"delete", "3600000", "-1", &Settings{Deletes: true, Retention: time.Hour}},
		{"compact,delete", "-1", "1000", &Settings{Compacts: true, Deletes: true, Retention: -1, Bounded: true}},
		{"compact", "9223372036854775807", "-1", &Settings{Compacts: true, Retention: 100 * 365 * 24 * time.Hour}},
		{"", "1000", "-1", &Settings{Retention: time.Second}},
		{"delete", "", "-1", nil},
		{"delete", "1", "x", nil},
	} {
		got := settingsOf(map[string]string{"cleanup.policy": c.policy, "retention.ms": c.ms, "retention.bytes": c.bytes})
		if (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%+v: %+v", c, got)
		}
	}
	if settingsOf(map[string]string{"retention.ms": "1", "retention.bytes": "1"}) != nil {
		t.Error("settings without a policy")
	}
}

// TestBegin says what is wrong.
func TestBegin(t *testing.T) {
	var w Watch
	for _, c := range []Config{{}, {Every: -1}, {Patience: -1}, {ReadBack: -1}} {
		if _, err := w.Begin(nil, c); err == nil {
			t.Error("begun")
		}
	}
}

// TestMadeAnewWhileItIsLookedAt: what was told of one topic by its id and of another by its
// name is not believed.
func TestMadeAnewWhileItIsLookedAt(t *testing.T) {
	e := embed(t, kfake.NumBrokers(1))
	e.writes("a", "b", "c")
	a := asker{e.client, 10 * time.Second}
	e.w.Judge(a.looks(t.Context(), e.w.Asks())...)
	looks := []Look{{Ask: e.w.Asks()[0]}}
	a.places(t.Context(), looks)
	e.recreates()
	a.offsets(t.Context(), looks[0].Leader, []*Look{&looks[0]}, latest, func(l *Look, at int64) { l.End = at })
	if looks[0].Err != nil || looks[0].End != 0 {
		t.Fatalf("the new topic does not answer by the name: %v, end %d", looks[0].Err, looks[0].End)
	}
	a.again(t.Context(), looks[0].Leader, []*Look{&looks[0]})
	if !errors.Is(looks[0].Err, errAnew) {
		t.Errorf("believed: %v", looks[0])
	}
	e.monitors()
	e.waits(all(Expected))
	e.client.PurgeTopicsFromClient("t")
	e.writes("d")
	got := e.waits(anyIs(Fine))
	if len(got) != 2 || got[0].Cause != Recreated || got[0].To != 2 || got[1].To != 0 {
		t.Errorf("%v", got)
	}
}

// recreates makes the topic anew.
func (e *embedded) recreates() {
	e.Helper()
	gone := kmsg.NewPtrDeleteTopicsRequest()
	name := "t"
	gone.TopicNames, gone.Topics, gone.TimeoutMillis = []string{"t"}, []kmsg.DeleteTopicsRequestTopic{{Topic: &name}}, 10_000
	if _, err := gone.RequestWith(e.Context(), e.client); err != nil {
		e.Fatal(err)
	}
	made := kmsg.NewPtrCreateTopicsRequest()
	made.TimeoutMillis = 10_000
	made.Topics = []kmsg.CreateTopicsRequestTopic{{Topic: "t", NumPartitions: 2, ReplicationFactor: 1}}
	resp, err := made.RequestWith(e.Context(), e.client)
	if err == nil {
		err = kerr.ErrorForCode(resp.Topics[0].ErrorCode)
	}
	if err != nil {
		e.Fatal(err)
	}
}

// TestAMonitorReadsBackNoMoreThanItMay, while it looks on.
func TestAMonitorReadsBackNoMoreThanItMay(t *testing.T) {
	e := embed(t)
	var looks, reads atomic.Int64
	enough := make(chan struct{})
	e.ControlKey(int16(kmsg.ListOffsets), func(kmsg.Request) (kmsg.Response, error, bool) {
		e.KeepControl()
		if looks.Add(1) == 40 { // two for each look
			close(enough)
		}
		return nil, nil, false
	})
	e.ControlKey(int16(kmsg.Fetch), func(kmsg.Request) (kmsg.Response, error, bool) {
		e.KeepControl()
		reads.Add(1)
		return nil, nil, false
	})
	e.writes("a", "b", "c")
	began := time.Now()
	m, err := e.w.Begin(e.client, Config{Every: 10 * time.Millisecond, ReadBack: 1})
	if err != nil {
		t.Fatal(err)
	}
	<-enough
	m.Close()
	// One a second, one at the start, and the last ask may be for another one.
	if most := int64(time.Since(began).Seconds()) + 3; reads.Load() > most || reads.Load() == 0 {
		t.Errorf("%d records were read back in %s, and %d may be", reads.Load(), time.Since(began), most)
	}
	if !all(Fine)(e.w.Verdicts()) {
		t.Errorf("%v", e.w.Verdicts())
	}
}
