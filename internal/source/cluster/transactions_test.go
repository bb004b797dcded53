package cluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// hung is the producer whose transaction is open in all partitions of the fake.
const (
	hungProducer = 4000
	hungStart    = 60
)

// describeProducers tells of two producers in each partition, of which one is
// in the middle of a transaction. Topic payments may not be read.
func (f *fake) describeProducers(r *kmsg.DescribeProducersRequest, resp *kmsg.DescribeProducersResponse) {
	for _, asked := range r.Topics {
		out := kmsg.NewDescribeProducersResponseTopic()
		out.Topic = asked.Topic
		for _, partition := range asked.Partitions {
			p := kmsg.NewDescribeProducersResponseTopicPartition()
			p.Partition = partition
			if asked.Topic == "payments" {
				p.ErrorCode = kerr.TopicAuthorizationFailed.Code
			} else {
				idle, hangs := kmsg.NewDescribeProducersResponseTopicPartitionActiveProducer(), kmsg.NewDescribeProducersResponseTopicPartitionActiveProducer()
				idle.ProducerID, idle.CurrentTxnStartOffset = 17, -1
				hangs.ProducerID, hangs.ProducerEpoch, hangs.CurrentTxnStartOffset = hungProducer+int64(partition), 3, hungStart
				hangs.LastTimestamp, hangs.CoordinatorEpoch = now-5000, -1
				p.ActiveProducers = append(p.ActiveProducers, idle, hangs)
			}
			out.Partitions = append(out.Partitions, p)
		}
		resp.Topics = append(resp.Topics, out)
	}
}

// listTransactions tells of the producer of partition 0 on the node that is its
// coordinator, whatever is asked, as a broker that knows no filter does.
func (f *fake) listTransactions(node int32, _ *kmsg.ListTransactionsRequest, resp *kmsg.ListTransactionsResponse) {
	for id, of := range map[int64]int32{hungProducer: 2, 17: 0} {
		if of == node {
			t := kmsg.NewListTransactionsResponseTransactionState()
			t.ProducerID, t.TransactionalID, t.TransactionState = id, "pay", "Empty"
			resp.TransactionStates = append(resp.TransactionStates, t)
		}
	}
}

func placeOf(topic string, partition int32) model.TopicPartition {
	return model.TopicPartition{Topic: topic, Partition: partition}
}

func TestWhoHoldsATransactionOpen(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	w.Spent()
	if got := w.look(often).Clusters[0].Transactions; len(got) > 0 {
		t.Errorf("nobody is suspected, and it tells %+v", got)
	}
	if spent := w.Spent(); spent["DescribeProducers"].Requests+spent["ListTransactions"].Requests > 0 {
		t.Error("nobody is suspected, and it asks")
	}
	w.Suspect([]model.TopicPartition{placeOf("orders", 1), placeOf("orders", 0), placeOf("payments", 2), placeOf("nowhere", 0), placeOf("orders", 99)})
	got := w.look(often).Clusters[0].Transactions
	if len(got) != 3 {
		t.Fatalf("got %+v", got)
	}
	want := model.Transaction{Topic: "orders", Start: hungStart, Producer: hungProducer, Epoch: 3, Wrote: now - 5000, Coordinator: -1, ToldBy: 0, ID: "pay", State: "Empty"}
	if got[0] != want {
		t.Errorf("got %+v\nwant %+v", got[0], want)
	}
	if got[1].Partition != 1 || got[1].Producer != hungProducer+1 || got[1].ID != "" {
		t.Errorf("whose coordinator tells nothing: %+v", got[1])
	}
	if got[2].Start != -1 || got[2].Producer != -1 || !strings.Contains(got[2].Why, "grant READ on topic payments") {
		t.Errorf("of what may not be read: %+v", got[2])
	}
	w.Suspect(nil)
	if got := w.look(often).Clusters[0].Transactions; len(got) > 0 {
		t.Errorf("it is over, and it tells %+v", got)
	}
}

// TestOwnersAreAskedOnce, and again with a look at the whole.
func TestOwnersAreAskedOnce(t *testing.T) {
	w := watch(t, begin(t, 3))
	w.look(seldom)
	w.Suspect([]model.TopicPartition{placeOf("orders", 0), placeOf("orders", 1)})
	w.Spent()
	for i, c := range []struct {
		want model.Facts
		asks int
	}{{often, 3}, {often, 0}, {often, 0}, {seldom, 3}, {often, 0}} {
		got := w.look(c.want).Clusters[0].Transactions
		spent := w.Spent()
		if spent["ListTransactions"].Requests != c.asks || spent["DescribeProducers"].Requests != 2 {
			t.Errorf("look %d: %d and %d requests", i, spent["ListTransactions"].Requests, spent["DescribeProducers"].Requests)
		}
		if len(got) != 2 || got[0].ID != "pay" {
			t.Errorf("look %d: %+v", i, got)
		}
	}
}

// TestWithoutAnAnswerNobodyIsBlamed, and there is no gap: that a transaction is
// open is known without it.
func TestWithoutAnAnswerNobodyIsBlamed(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(kmsg.Response) kmsg.Response
		says string
	}{
		"no answer": {func(resp kmsg.Response) kmsg.Response {
			if _, is := resp.(*kmsg.DescribeProducersResponse); is {
				return nil
			}
			return resp
		}, "DescribeProducers"},
		"an error": {func(resp kmsg.Response) kmsg.Response {
			if r, is := resp.(*kmsg.DescribeProducersResponse); is {
				r.Topics[0].Partitions[0].ErrorCode = kerr.NotLeaderForPartition.Code
			}
			return resp
		}, "NOT_LEADER"},
	} {
		t.Run(name, func(t *testing.T) {
			f := begin(t, 3)
			w := watch(t, f)
			w.look(seldom)
			w.Suspect([]model.TopicPartition{placeOf("orders", 0)})
			f.locked(func() {
				f.edit = func(_ int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response { return c.edit(resp) }
			})
			s := w.look(often)
			if got := s.Clusters[0].Transactions; len(got) != 1 || got[0].Start != -1 || !strings.Contains(got[0].Why, c.says) || len(s.Gaps) > 0 {
				t.Errorf("%+v, gaps %v", got, s.gaps())
			}
		})
	}
}

// TestManySuspects: a look asks for so many, and says nothing of the others.
func TestManySuspects(t *testing.T) {
	f := begin(t, 3)
	for p := range int32(mostSuspects + 20) {
		f.topics[0].parts = append(f.topics[0].parts, fakePart{leader: p % 3, replicas: []int32{0, 1, 2}, isr: []int32{0, 1, 2}, end: 100})
	}
	w := watch(t, f)
	w.look(seldom)
	var all []model.TopicPartition
	for p := range f.topics[0].parts {
		all = append(all, placeOf("orders", int32(p)))
	}
	w.Suspect(all)
	got := w.look(often).Clusters[0].Transactions
	if len(got) != mostSuspects || !slices.IsSortedFunc(got, model.Transaction.Compare) {
		t.Errorf("%d are told", len(got))
	}
}
