package deadletter

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestNoLetterIsLost: letters of all shapes under time-outs after the append, refusals and
// leaders that move. Each is written until it counts; then each is in the log, and by its
// id it is there once.
func TestNoLetterIsLost(t *testing.T) {
	answers := []*kerr.Error{kerr.RequestTimedOut, kerr.NotEnoughReplicasAfterAppend, kerr.NotEnoughReplicas, kerr.NotLeaderForPartition, kerr.TopicAuthorizationFailed, kerr.KafkaStorageError}
	inWorld(t, func(t *testing.T, w *world) {
		r := random{rand.New(rand.NewPCG(11, 11))}
		want, failures := map[string]Letter{}, 0
		for i := range 150 {
			l := r.letter()
			l.Origin.Topic, l.Origin.Offset, l.Pointer, l.Family = "orders", int64(i), nil, V1 // V1: nothing is filled in
			if l.Origin.Partition = r.Int32N(3); i%5 == 0 {
				l.Origin.Offset, l.ID = -1, randomID()
			}
			fault := w.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: answers[r.IntN(len(answers))], Count: []int{0, 3, -1}[r.IntN(3)]})
			if r.IntN(10) == 0 {
				w.ShufflePartitionLeaders()
			}
			err := w.writer.Write(t.Context(), l)
			for fault.Remove(); err != nil; err = w.writer.Write(t.Context(), l) {
				if failures++; stateOf(err) != InDoubt && stateOf(err) != NotStored {
					t.Fatal(err)
				}
			}
			if l.ID == "" {
				l.ID = placedID(l.Origin, l.Failure.Group)
			}
			want[l.ID] = l
		}
		got := map[string]Letter{}
		for _, r := range w.log(t) {
			l, err := Parse(r)
			if err != nil {
				t.Fatal(err)
			}
			got[l.ID] = l
		}
		for id, l := range want {
			if g := got[id]; !bytes.Equal(g.Key, l.Key) || !bytes.Equal(g.Value, l.Value) || (g.Key == nil) != (l.Key == nil) || fmt.Sprint(g.Headers) != fmt.Sprint(l.Headers) || g.Origin != l.Origin {
				t.Errorf("wrote %+v\nread  %+v", l, g)
			}
		}
		if len(got) != len(want) || failures < 20 {
			t.Errorf("%d letters in the log, %d were written; %d writes failed", len(got), len(want), failures)
		}
	})
}

// TestAPointerLeadsToTheRecord: a record that its topic takes and the dead-letter topic
// does not is found by what the pointer says, and its hash is right.
func TestAPointerLeadsToTheRecord(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		sent := &kgo.Record{Topic: "orders", Key: []byte("sensor-7"), Value: bytes.Repeat([]byte("long"), 20_000), Timestamp: time.Now()}
		if err := w.client.ProduceSync(t.Context(), &kgo.Record{Topic: "orders", Key: sent.Key}, sent).FirstErr(); err != nil {
			t.Fatal(err)
		}
		limit(t, w, 40_000)
		w.writer = w.newWriter(t, 40_000)
		if err := w.writer.Write(t.Context(), Consumed(sent, errors.New("no"))); err != nil {
			t.Fatal(err)
		}
		letter, err := Parse(w.log(t)[0])
		if err != nil || letter.Pointer == nil || letter.Value != nil || !letter.Origin.Placed() {
			t.Fatalf("%v %+v", err, letter)
		}
		o := letter.Origin
		reader := w.newClient(t, kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{o.Topic: {o.Partition: kgo.NewOffset().At(o.Offset)}}))
		defer reader.Close()
		fetches := reader.PollFetches(t.Context())
		found := fetches.Records()[0]
		sum := sha256.Sum256(found.Value)
		if p := letter.Pointer.Value; found.Offset != o.Offset || p.Bytes != len(found.Value) || p.SHA256 != hex.EncodeToString(sum[:]) || !bytes.Equal(letter.Key, found.Key) {
			t.Errorf("%+v leads to offset %d with %d bytes", letter, found.Offset, len(found.Value))
		}
		if !o.Time.Equal(found.Timestamp) {
			t.Errorf("the record is of %v, and the letter says %v", found.Timestamp, o.Time)
		}
	}, kgo.ProducerBatchMaxBytesFn(func(topic string) int32 {
		if topic == "orders" {
			return 1_000_000
		}
		return 40_000
	}))
}
