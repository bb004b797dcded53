package cluster

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// outOfSync takes a broker out of the in-sync replicas of all partitions that it
// does not lead.
func (f *fake) outOfSync(id int32, ends func(topic string, partition int32) (offset int64, code int16)) {
	f.locked(func() {
		for t := range f.topics {
			for p := range f.topics[t].parts {
				part := &f.topics[t].parts[p]
				if part.leader != id {
					part.isr = []int32{part.leader}
				}
			}
		}
		f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			r, is := req.(*kmsg.ListOffsetsRequest)
			if !is || r.ReplicaID != anyReplica {
				return resp
			}
			if node != id {
				return nil // the others are out of sync, too, and hang
			}
			return copiesOf(r, ends)
		}
	})
}

// copiesOf is where a broker's own copies end.
func copiesOf(r *kmsg.ListOffsetsRequest, ends func(string, int32) (int64, int16)) *kmsg.ListOffsetsResponse {
	resp := kmsg.NewPtrListOffsetsResponse()
	resp.Version = r.Version
	for _, t := range r.Topics {
		out := kmsg.NewListOffsetsResponseTopic()
		out.Topic = t.Topic
		for _, p := range t.Partitions {
			one := kmsg.NewListOffsetsResponseTopicPartition()
			one.Partition = p.Partition
			one.Offset, one.ErrorCode = ends(t.Topic, p.Partition)
			out.Partitions = append(out.Partitions, one)
		}
		resp.Topics = append(resp.Topics, out)
	}
	return resp
}

// TestHowFarABrokerIsThatIsBack: its own copies are held against the high
// watermarks, and the others cost no more than a limit.
func TestHowFarABrokerIsThatIsBack(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	f.outOfSync(2, func(topic string, partition int32) (int64, int16) {
		if topic == "payments" && partition == 0 {
			return 130, 0 // it has what nobody else has acknowledged yet
		}
		return 40 + int64(partition), 0
	})
	s := w.look(often)
	c := s.broker(t, 2).Seen.CatchUp
	if c == nil || c.Partitions != 4 || !c.Complete() || c.Records != 60+59+59 {
		t.Fatalf("broker 2: %+v", c)
	}
	if n, ok := c.Behind(model.TopicPartition{Topic: "orders", Partition: 1}); !ok || n != 59 {
		t.Errorf("of orders/1 it lacks %d, %v", n, ok)
	}
	if other := s.broker(t, 0).Seen.CatchUp; other == nil || other.Untold != 2 || other.Partitions != 2 {
		t.Errorf("broker 0, which hangs: %+v", other)
	}
	if len(s.Gaps) > 0 {
		t.Errorf("gaps %v", s.gaps())
	}
}

// TestWhatABrokerDoesNotTellOfItsCopies is not known, not nothing.
func TestWhatABrokerDoesNotTellOfItsCopies(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	f.outOfSync(1, func(topic string, partition int32) (int64, int16) {
		if topic == "orders" {
			return -1, kerr.KafkaStorageError.Code
		}
		return 90, 0
	})
	c := w.look(often).broker(t, 1).Seen.CatchUp
	if c == nil || c.Partitions != 4 || c.Untold != 2 || c.Records != 20 || c.Complete() {
		t.Errorf("%+v", c)
	}
	if _, told := c.Behind(model.TopicPartition{Topic: "orders"}); told {
		t.Error("what it lacks of orders/0 is known")
	}
}

// TestWhereAllIsInSync nobody is asked how far it is, nor in a quick look, nor of
// a broker that does not answer.
func TestWhereAllIsInSync(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	asked := f.count(2)
	w.look(often)
	sound := f.count(2) - asked
	f.outOfSync(2, func(string, int32) (int64, int16) { return 50, 0 })
	f.locked(func() { f.cut = func(node int32, _ kmsg.Request) bool { return node != 0 } })
	asked = f.count(2)
	s := w.look(quickly)
	if f.count(2) != asked || s.broker(t, 2).Seen.CatchUp != nil {
		t.Errorf("a quick look asks: %d", f.count(2)-asked)
	}
	if s = w.look(often); s.broker(t, 2).Seen.CatchUp != nil || s.broker(t, 1).Seen.CatchUp != nil {
		t.Error("brokers that do not answer are told to catch up")
	}
	if sound > 9 {
		t.Errorf("a sound cluster of three is asked for offsets %d times", sound)
	}
}
