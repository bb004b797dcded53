package produce

import (
	"encoding/binary"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/limiter"
)

// A piped is a connection to broker 1, on which nothing may leave: the bytes of another
// request fill its limit.
type piped struct {
	*testing.T
	*conn
	far   net.Conn
	gate  *gate
	other flight // what fills it
}

func full(t *testing.T) *piped {
	t.Helper()
	k := newKit()
	k.flow.Store(newFlow(1 << 20))
	near, far := net.Pipe()
	w := &piped{T: t, conn: newConn(near, k, "b1:9092"), far: far, gate: k.flow.Load().gate(1)}
	k.OnBrokerConnect(kgo.BrokerMetadata{NodeID: 1}, 0, w.conn, nil)
	w.other = flight{bytes: 1 << 20, left: time.Now()}
	if !w.gate.try(w.other) {
		t.Fatal("the first request may not leave")
	}
	t.Cleanup(func() { w.conn.Close(); far.Close() })
	return w
}

// writes is what kgo does: a deadline, a write whose buffer it uses again, no deadline.
func (w *piped) writes(correlation byte, limit time.Duration) int {
	b := request(9, topicOf("orders", plantID, map[int32][]byte{0: batchOf(4, 1)}))
	b[requestRest+3] = correlation
	w.SetWriteDeadline(time.Now().Add(limit))
	if n, err := w.conn.Write(b); n != len(b) || err != nil {
		w.Errorf("%d bytes are written of %d, %v", n, len(b), err)
	}
	w.SetWriteDeadline(time.Time{})
	clear(b)
	return len(b)
}

// arrives is the correlation id of what arrives next.
func (w *piped) arrives() uint32 {
	b := make([]byte, 1<<10)
	n, err := w.far.Read(b)
	if err != nil || n < requestRest+4 {
		w.Errorf("%d bytes arrive, %v", n, err)
		return 0
	}
	return binary.BigEndian.Uint32(b[requestRest:])
}

// TestARequestWaits at its gate, and all that kgo writes behind it; kgo does not wait. It
// leaves when there is room, within kgo's limit from then on, and its round trip begins.
func TestARequestWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := full(t)
		n := w.writes(7, time.Second) + w.writes(8, time.Second)
		metadata := kmsg.NewRequestFormatter().AppendRequest(nil, kmsg.NewPtrMetadataRequest(), 9)
		if _, err := w.conn.Write(metadata); err != nil {
			t.Error(err)
		}
		time.Sleep(5 * time.Second)
		if b := w.gate.tell(); b.Waiting != int64(n) || b.InFlight != 1<<20 {
			t.Errorf("%+v, %d bytes should wait", b, n)
		}
		w.gate.done(w.other, limiter.Failed, "")
		for want := uint32(7); want <= 9; want++ {
			if got := w.arrives(); got != want {
				t.Errorf("request %d arrives, want %d", got, want)
			}
		}
		time.Sleep(30 * time.Millisecond)
		go w.far.Write(answerOf(9, 7, 0, map[int32]int16{0: 0}))
		if _, err := w.conn.Read(make([]byte, 1<<10)); err != nil {
			t.Error(err)
		}
		if b := w.gate.tell(); b.Waiting != 0 || b.InFlight != int64(n/2) || b.RoundTrip != 30*time.Millisecond {
			t.Errorf("after one of two answers: %+v", b)
		}
		synctest.Wait()
		if got := w.kit.parts.of("orders", 0).requests.Load(); got != 2 {
			t.Errorf("%d requests have left", got)
		}
		go w.arrives()
		w.writes(10, time.Second) // nobody sends any more: at once
	})
}

// TestARequestWaitsForAMoment without being copied, where it may leave soon: kgo waits with it,
// and nothing of it is queued.
func TestARequestWaitsForAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := full(t)
		go func() {
			time.Sleep(abides / 2)
			if b := w.gate.tell(); b.Waiting == 0 || !w.outbox.idle() {
				t.Errorf("%+v, and nothing is queued: %t", b, w.outbox.idle())
			}
			w.gate.done(w.other, limiter.Failed, "")
			if got := w.arrives(); got != 7 {
				t.Errorf("request %d arrives", got)
			}
		}()
		began := time.Now()
		n := w.writes(7, time.Second)
		if took := time.Since(began); took != abides/2 {
			t.Errorf("kgo has waited for %s", took)
		}
		synctest.Wait()
		if b := w.gate.tell(); b.Waiting != 0 || b.InFlight != int64(n) {
			t.Errorf("%+v", b)
		}
	})
}

// TestAWriteThatTakesTooLong after it has waited ends the connection, as kgo would.
func TestAWriteThatTakesTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := full(t)
		n := w.writes(7, 3*time.Second)
		w.writes(8, 3*time.Second)
		w.gate.done(w.other, limiter.Failed, "")
		began := time.Now()
		_, err := w.conn.Read(make([]byte, 1)) // kgo's reader finds out
		if took := time.Since(began); err == nil || took != 3*time.Second-abides {
			t.Errorf("after %s: %v", took, err)
		}
		if b := w.gate.tell(); b.Waiting != 0 || b.InFlight != int64(n) {
			t.Errorf("before kgo closes it: %+v", b)
		}
		w.conn.Close()
		if b := w.gate.tell(); b.Waiting != 0 || b.InFlight != 0 || b.Cut != cutSilent || b.Cuts != 1 {
			t.Errorf("then: %+v", b)
		}
		if _, err := w.conn.Write(request(9)); err == nil {
			t.Error("a write to a closed connection succeeds")
		}
		if b := w.gate.tell(); b.Waiting != 0 || b.InFlight != 0 {
			t.Errorf("after a write to a closed connection: %+v", b)
		}
	})
}

// TestAConnectionEnds while requests wait: none leaves, and what it had on its way is free.
func TestAConnectionEnds(t *testing.T) {
	for name, end := range map[string]func(*piped){
		"kgo closes it":        func(w *piped) { w.conn.Close() },
		"the broker is barred": func(w *piped) { w.kit.conns.bar([]string{"b1:9092"}) },
		"kgo is closed":        func(w *piped) { w.SetDeadline(time.Now()) },
	} {
		synctest.Test(t, func(t *testing.T) {
			w := full(t)
			if err := w.kit.conns.add(w.conn); err != nil {
				t.Fatal(err)
			}
			w.writes(7, time.Second)
			end(w)
			if _, err := w.conn.Read(make([]byte, 1)); err == nil {
				t.Errorf("%s: it can be read", name)
			}
			w.conn.Close() // kgo does when it reads
			w.gate.done(w.other, limiter.Failed, "")
			synctest.Wait()
			if n, err := w.far.Read(make([]byte, 1)); n > 0 || err == nil {
				t.Errorf("%s: something leaves", name)
			}
			if b := w.gate.tell(); b.Waiting != 0 || b.InFlight != 0 {
				t.Errorf("%s: %+v", name, b)
			}
		})
	}
}

// TestTheLimitIsOfABroker: connections to it share the gate, others are free; what goes to
// nobody known, or without a guard, has none.
func TestTheLimitIsOfABroker(t *testing.T) {
	f := newFlow(4 << 20)
	first := f.gate(1)
	if again := f.gate(1); again != first || f.gate(2) == first || f.gate(-1) != nil || (*flow)(nil).gate(1) != nil {
		t.Error("a gate is not that of a broker")
	}
	if !first.try(flight{bytes: 1 << 20}) {
		t.Fatal("nothing may leave")
	}
	if f.gate(1).try(flight{bytes: 1}) || !f.gate(2).try(flight{bytes: 1}) {
		t.Error("a broker that is full holds up the other")
	}
}

// TestM15_RefusedOnceIsHalvedOnce: the first refusal of what is on its way halves, the rest
// of it does not, and the next round may again.
func TestM15_RefusedOnceIsHalvedOnce(t *testing.T) {
	g := newFlow(8 << 20).gate(1)
	round := func(n int) (fs []flight) {
		for range n {
			f := flight{bytes: 1 << 10, left: time.Now()}
			if !g.try(f) {
				t.Fatalf("%+v, and it has to wait", g.tell())
			}
			fs = append(fs, f)
		}
		return fs
	}
	for i := range int64(3) {
		before := max(g.tell().Limit, 1<<20>>i) // at first it has none
		for _, f := range round(5) {
			g.done(f, limiter.Refused, "NOT_ENOUGH_REPLICAS")
			if b := g.tell(); b.Limit != before/2 || b.Cuts != i+1 || b.Cut != "NOT_ENOUGH_REPLICAS" || b.CutAt.IsZero() {
				t.Fatalf("round %d, limit %d before: %+v", i, before, b)
			}
		}
	}
}

func TestVerdicts(t *testing.T) {
	codes := func(of ...*kerr.Error) map[int32]int16 {
		out := map[int32]int16{}
		for i, e := range of {
			if e != nil {
				out[int32(i)] = e.Code
				continue
			}
			out[int32(i)] = 0
		}
		return out
	}
	for i, c := range []struct {
		throttle int32
		codes    map[int32]int16
		want     limiter.Verdict
		why      string
	}{
		{0, codes(nil), limiter.Acknowledged, cutLate},
		{0, codes(kerr.DuplicateSequenceNumber), limiter.Acknowledged, cutLate},
		{1, codes(nil), limiter.Refused, cutThrottled},
		{0, codes(kerr.NotEnoughReplicas), limiter.Refused, "NOT_ENOUGH_REPLICAS"},
		{0, codes(kerr.RequestTimedOut, nil), limiter.Refused, "REQUEST_TIMED_OUT"},
		{0, codes(kerr.NotEnoughReplicasAfterAppend, nil, nil), limiter.Acknowledged, cutLate},
		{0, codes(kerr.NotLeaderForPartition, kerr.NotLeaderForPartition, nil), limiter.Refused, "NOT_LEADER_FOR_PARTITION"},
		{0, codes(kerr.MessageTooLarge, nil), limiter.Acknowledged, cutLate},
		{0, codes(kerr.MessageTooLarge), limiter.Failed, cutLate},
		{0, nil, limiter.Failed, cutLate},
	} {
		resp := produced(9, answerOf(9, 1, c.throttle, c.codes)[frameHead:])
		if v, why := verdictOn(resp); v != c.want || why != c.why {
			t.Errorf("answer %d: %d, %s; want %d, %s", i, v, why, c.want, c.why)
		}
	}
}
