package produce

import (
	"net"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestARefusalIsAFailedRequest: kgo sends the batch again and tells nobody, but the
// metadata are asked for at once.
func TestARefusalIsAFailedRequest(t *testing.T) {
	for _, c := range []struct {
		code int16
		want bool
	}{
		{0, false},
		{kerr.NotLeaderForPartition.Code, true},
		{kerr.NotEnoughReplicas.Code, true},
		{kerr.RequestTimedOut.Code, true},
		{kerr.MessageTooLarge.Code, false},
		{kerr.TopicAuthorizationFailed.Code, false},
	} {
		k := newKit()
		near, far := net.Pipe()
		seen := newConn(near, k, "b1:9092")
		go func() { // a broker
			if _, err := far.Read(make([]byte, 1<<10)); err == nil {
				far.Write(answerOf(9, 7, 0, map[int32]int16{0: 0, 1: c.code}))
			}
		}()
		k.metadata.schedule.Refreshed(time.Now().Add(-time.Second), true) // the next question is in a second
		b := request(9, topicOf("orders", plantID, map[int32][]byte{0: batchOf(4, 1)}))
		buf := make([]byte, 1<<10)
		if _, err := seen.Write(b); err != nil {
			t.Fatal(err)
		}
		if n, err := seen.Read(buf); n == 0 || err != nil {
			t.Fatal(n, err)
		}
		if got := len(k.metadata.sooner) > 0; got != c.want {
			t.Errorf("code %d: the metadata are asked for sooner: %t", c.code, got)
		}
		if open, _ := seen.answers.close(); len(open) > 0 {
			t.Errorf("code %d: %d requests wait for their answer", c.code, len(open))
		}
		near.Close()
		far.Close()
	}
}

// TestWhatIsNotAnswered is not waited for: without acknowledgements a broker says nothing.
func TestWhatIsNotAnswered(t *testing.T) {
	req := kmsg.NewPtrProduceRequest()
	req.SetVersion(9)
	k := newKit()
	for acks, want := range map[int16]bool{0: false, 1: true, -1: true} {
		req.Acks = acks
		f, asks := k.leaves(kmsg.NewRequestFormatter().AppendRequest(nil, req, 7))
		if asks != want || asks && (f.correlation != 7 || f.version != 9 || f.bytes == 0) {
			t.Errorf("acks %d: %t, %+v", acks, asks, f)
		}
	}
	if _, asks := k.leaves(kmsg.NewRequestFormatter().AppendRequest(nil, kmsg.NewPtrMetadataRequest(), 1)); asks {
		t.Error("a question for metadata counts")
	}
}
