package produce

import (
	"context"
	"errors"
	"hash/crc32"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// ferry opens connections on which a request can be stopped that kgo has encoded, and not
// written: kgo sets the deadline in between.
type ferry struct {
	mu      sync.Mutex
	stops   bool
	stopped chan struct{} // closed when one is
	goes    chan struct{} // closed to let it go on
}

func (f *ferry) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	return &ferried{c, f}, err
}

type ferried struct {
	net.Conn
	ferry *ferry
}

func (c *ferried) SetWriteDeadline(t time.Time) error {
	c.ferry.mu.Lock()
	stops := c.ferry.stops && !t.IsZero()
	c.ferry.stops = c.ferry.stops && !stops
	c.ferry.mu.Unlock()
	if stops {
		close(c.ferry.stopped)
		<-c.ferry.goes
	}
	return c.Conn.SetWriteDeadline(t)
}

// TestWhatIsEncodedAndNotWritten when kgo fails it: what is told never to have been sent
// does not leave afterwards, and what comes behind it does.
func TestWhatIsEncodedAndNotWritten(t *testing.T) {
	c, f := cluster(t), &ferry{stopped: make(chan struct{}), goes: make(chan struct{})}
	client, err := kgo.NewClient(append(Options(Dial(f.dial)), kgo.SeedBrokers(c.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.MetadataMaxAge(time.Hour))...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	g, err := New(client, Config{})
	if err != nil {
		t.Fatal(err)
	}
	if o := g.ProduceSync(t.Context(), order(0, "first")); o.Kind != Persisted {
		t.Fatal(o.Err)
	}
	g.knows(t)
	// What else kgo asks has been asked by then, or the ferry would stop that.
	told := make(chan Outcome, 1)
	f.mu.Lock()
	f.stops = true
	f.mu.Unlock()
	g.Produce(t.Context(), order(0, "stopped"), func(o Outcome) { told <- o })
	<-f.stopped
	client.PurgeTopicsFromClient("orders")
	o := <-told
	close(f.goes)
	if behind := g.ProduceSync(t.Context(), order(0, "behind")); behind.Kind != Persisted {
		t.Fatal(behind.Err)
	}
	at, err := (&reader{client: client}).where(t.Context(), g.kit.parts.of("orders", 0))
	if err != nil {
		t.Fatal(err)
	}
	got, _, _, err := (&reader{client: client}).fetch(t.Context(), g.kit.parts.of("orders", 0), at, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, r := range got {
		values = append(values, string(r.Value))
	}
	if len(values) != 2 || o.Kind != NotPersisted {
		t.Errorf("it was told to be %s (%v), and the log holds %q", o.Kind, o.Err, values)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := g.Close(ctx); err != nil {
		t.Error(err)
	}
}

// TestFence: what must not leave does not, once on each connection that was there.
func TestFence(t *testing.T) {
	at := time.Date(2026, 11, 30, 20, 0, 0, 0, time.UTC)
	batch := func(times ...time.Duration) []byte { return batchAt(t, at, times...) }
	for name, c := range map[string]struct {
		part      []byte
		partition int32
		id        [16]byte
		want      bool
	}{
		"itself":              {part: batch(0), id: plantID, want: true},
		"behind another one":  {part: batch(-time.Hour, 0), id: plantID, want: true},
		"before another one":  {part: batch(0, time.Hour), id: plantID, want: true},
		"later":               {part: batch(time.Second), id: plantID},
		"earlier":             {part: batch(-time.Second), id: plantID},
		"another partition":   {part: batch(0), id: plantID, partition: 1},
		"an unknown topic":    {part: batch(time.Hour), id: [16]byte{9}, want: true},
		"no batch that reads": {part: batch(time.Hour)[:64], id: plantID, want: true},
		"no batch at all":     {id: plantID},
	} {
		k := newKit()
		k.names.Store(plantID, "orders")
		written := 0
		conn := newConn(tallies{nil, &written}, k, "b1:9092")
		e := &entry{record: &kgo.Record{Timestamp: at}}
		k.parts.of("orders", 0).raise(k, e)
		b := request(13, topicOf("", c.id, map[int32][]byte{c.partition: c.part}))
		_, err := conn.Write(kmsg.NewRequestFormatter().AppendRequest(nil, kmsg.NewPtrMetadataRequest(), 1))
		if err != nil || written != 1 {
			t.Errorf("%s: a question for metadata: %v", name, err)
		}
		if _, err := conn.Write(b); errors.Is(err, net.ErrClosed) != c.want || (written == 1) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := conn.Write(b); err != nil {
			t.Errorf("%s, once more: %v", name, err)
		}
	}
}

// TestAFenceBehindARefusal: kgo fails what it has encoded behind a batch that was refused. Of
// what was refused for its size records are sent again, which a fence would hold back.
func TestAFenceBehindARefusal(t *testing.T) {
	for err, want := range map[error]bool{kerr.InvalidRecord: true, kerr.MessageTooLarge: false, kerr.RequestTimedOut: false} {
		synctest.Test(t, func(t *testing.T) {
			s := on(t, Config{})
			s.sends(t.Context(), 0, 1)
			s.kgo.writes("t", 0, 4, 0)
			s.kgo.fails(0, err)
			if up := s.kit.parts.of("t", 0).fence.raised > 0; up != want {
				t.Errorf("%v: a fence is raised: %t", err, up)
			}
			s.shut(time.Second)
		})
	}
}

// tallies is a connection that counts what is written.
type tallies struct {
	net.Conn
	written *int
}

func (c tallies) Write(b []byte) (int, error) { *c.written++; return len(b), nil }

// batchAt is a batch of records with these times, as kgo writes it.
func batchAt(t *testing.T, at time.Time, times ...time.Duration) []byte {
	t.Helper()
	b := kmsg.NewRecordBatch()
	first := at.Add(times[0]).UnixMilli()
	b.Magic, b.FirstTimestamp, b.NumRecords, b.LastOffsetDelta = 2, first, int32(len(times)), int32(len(times)-1)
	for i, d := range times {
		r := kmsg.NewRecord()
		r.TimestampDelta64, r.OffsetDelta = at.Add(d).UnixMilli()-first, int32(i)
		r.Length = int32(len(r.AppendTo(nil)) - 1)
		b.Records = r.AppendTo(b.Records)
	}
	b.Length = int32(len(b.AppendTo(nil)) - 12)
	b.CRC = int32(crc32.Checksum(b.AppendTo(nil)[21:], crc32.MakeTable(crc32.Castagnoli)))
	return b.AppendTo(nil)
}
