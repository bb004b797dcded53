package loss

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/ledger"
	"github.com/breakwaterhq/breakwater/client/produce"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

// aborts has records acknowledged in a transaction that is aborted.
func (w *writer) aborts(f *figures) {
	w.Helper()
	client := w.cluster.client(kgo.TransactionalID("aborts"), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	defer client.Close()
	for _, end := range []kgo.TransactionEndTry{kgo.TryAbort, kgo.TryCommit} {
		if err := client.BeginTransaction(); err != nil {
			w.Fatal(err)
		}
		for i := range 10 {
			client.Produce(w.Context(), &kgo.Record{Topic: "aborted", Value: fmt.Append(nil, i)}, func(r *kgo.Record, err error) {
				if err == nil {
					err = w.book.Append(ledger.Of(r, -1, time.Now(), nil))
				}
				if err != nil {
					w.Error(err)
				}
			})
		}
		if err := errors.Join(client.Flush(w.Context()), client.EndTransaction(w.Context(), end)); err != nil {
			w.Fatal(err)
		}
	}
	f.Effects["aborted"]++
}

// deletes has the log of deleted begin at its end.
func (w *writer) deletes() {
	w.Helper()
	admin := kadm.NewClient(w.client)
	w.tries(func() error {
		ends, err := admin.ListEndOffsets(w.Context(), "deleted")
		if err == nil {
			_, err = admin.DeleteRecords(w.Context(), ends.Offsets())
		}
		return err
	})
}

// tries does what a broker that was just started may not answer yet.
func (w *writer) tries(act func() error) {
	w.Helper()
	err := act()
	for until := time.Now().Add(time.Minute); err != nil; err = act() {
		if time.Now().After(until) {
			w.Fatal(err)
		}
		w.pauses(200 * time.Millisecond)
	}
}

// recreates makes the topic anew anew, once a look has seen the old one.
func (w *writer) recreates() {
	w.Helper()
	admin := kadm.NewClient(w.client)
	w.tries(func() error {
		_, err := admin.DeleteTopics(w.Context(), "anew")
		return err
	})
	for {
		made, err := admin.CreateTopic(w.Context(), 1, 3, nil, "anew")
		if err == nil && made.Err == nil {
			break
		}
		w.pauses(200 * time.Millisecond)
	}
	w.client.PurgeTopicsFromClient("anew")
}

// arrives sends until a record is acknowledged: not all brokers know a new topic at once, and
// what they refuse until then may stay in doubt.
func (w *writer) arrives(topic string) {
	w.Helper()
	for w.Context().Err() == nil {
		ctx, cancel := context.WithTimeout(w.Context(), 5*time.Second)
		o := w.ProduceSync(ctx, &kgo.Record{Topic: topic})
		cancel()
		if o.Kind == produce.Persisted {
			return
		}
	}
}

// kills the leader of anew, and starts it again: when that topic is made anew after it, the
// epochs of its leaders begin again below the one that was seen.
func (w *writer) kills() {
	w.Helper()
	n := w.leader("anew")
	if err := n.Kill(); err != nil {
		w.Fatal(err)
	}
	w.sends("kept", 0, 20)
	w.sends("kept", 1, 20)
	w.sends("kept", 2, 20)
	ctx, cancel := context.WithTimeout(w.Context(), 2*time.Minute)
	defer cancel()
	if err := n.Start(ctx); err != nil {
		w.Fatal(err)
	}
}

// leader is the node that leads the first partition of a topic.
func (w *writer) leader(topic string) *lab.Node {
	w.Helper()
	var all kadm.TopicDetails
	w.tries(func() (err error) {
		all, err = kadm.NewClient(w.client).ListTopics(w.Context(), topic)
		if err == nil && len(all[topic].Partitions) == 0 {
			err = all[topic].Err
		}
		return err
	})
	n := w.Node(int(all[topic].Partitions[0].Leader))
	if n == nil {
		w.Fatal("nobody leads", topic)
	}
	return n
}
