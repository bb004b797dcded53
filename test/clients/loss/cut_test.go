package loss

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/breakwaterhq/breakwater/client/detect"
)

// TestM16_TheLogOfAllReplicasIsCut on the disks of three nodes: of one partition nothing is
// left, so that what is written next is acknowledged at offsets 0… without an error; of one
// the last third is gone; one is whole. Both losses are confirmed within five seconds of the
// return of a leader, and nothing else is said.
func TestM16_TheLogOfAllReplicasIsCut(t *testing.T) {
	c := begin(t, 3, map[string]string{"min.insync.replicas": "2", "auto.create.topics.enable": "false"})
	c.topic("orders", 3, nil)
	w := c.writes()
	for range 6 { // batches of their own
		for p := range int32(3) {
			w.sends("orders", p, 50)
		}
	}
	w.waits("all is fine", time.Minute, fine("orders"))
	c.cuts()
	back := w.leads("orders", 3)
	ends := map[int32]time.Duration{}
	for deadline := time.After(time.Minute); len(ends) < 2; {
		select {
		case said := <-w.told:
			for p := range int32(2) {
				if v := find(said.all, "orders", p, detect.Confirmed); v != nil && ends[p] == 0 {
					ends[p] = said.at.Sub(back[p])
					t.Logf("%s after the leader was back: %v", ends[p].Round(time.Millisecond), v)
				}
			}
		case <-deadline:
			t.Fatalf("not confirmed in a minute: %v", w.watch.Verdicts())
		}
	}
	within(t, ends)
	all := w.watch.Verdicts()
	if v := find(all, "orders", 0, detect.Confirmed); v.From != 0 || v.To != 299 || v.Cause != detect.Cut {
		t.Errorf("%v", v)
	}
	if v := find(all, "orders", 1, detect.Confirmed); v.From == 0 || v.To != 299 || v.Cause != detect.Cut {
		t.Errorf("%v", v)
	}
	w.sends("orders", 0, 10)
	if f := <-w.falls; f.Offset != 0 || f.Before != 299 || f.Partition != 0 {
		t.Errorf("%v", f)
	}
	w.waits("the whole partition is fine", time.Minute, is("orders", 2, detect.Fine))
	if v := find(w.watch.Verdicts(), "orders", 2, detect.Confirmed); v != nil {
		t.Errorf("%v", v)
	}
}

// cuts kills all nodes, cuts what they have of orders, and starts them.
func (c cluster) cuts() {
	c.Helper()
	for _, n := range c.Brokers() {
		if err := n.Kill(); err != nil {
			c.Fatal(err)
		}
	}
	for _, n := range c.Brokers() {
		for partition, keep := range map[string]int64{"orders-0": 0, "orders-1": 2} {
			file := filepath.Join(n.DataDir(), partition, "00000000000000000000.log")
			info, err := os.Stat(file)
			if err == nil {
				err = os.Truncate(file, info.Size()*keep/3)
			}
			if err != nil {
				c.Fatal(err)
			}
		}
	}
	for _, n := range c.Brokers() {
		if err := n.Launch(); err != nil {
			c.Fatal(err)
		}
	}
}

// leads waits until each partition has a leader that tells where its log ends, and is since
// when.
func (w *writer) leads(topic string, partitions int) map[int32]time.Time {
	w.Helper()
	admin := kadm.NewClient(w.client)
	back := map[int32]time.Time{}
	for until := time.Now().Add(3 * time.Minute); len(back) < partitions; {
		ends, err := admin.ListEndOffsets(w.Context(), topic)
		if err == nil {
			ends.Each(func(o kadm.ListedOffset) {
				if o.Err == nil && back[o.Partition].IsZero() {
					back[o.Partition] = time.Now()
				}
			})
		}
		if time.Now().After(until) {
			w.Fatalf("no leaders in three minutes: %v %v", ends, err)
		}
	}
	return back
}

// within holds the times of the partitions against what is promised, and leaves them.
func within(t *testing.T, took map[int32]time.Duration) {
	t.Helper()
	limit, file := 20*time.Second, os.Getenv("BREAKWATER_FIGURES")
	if file != "" {
		limit = 5 * time.Second
		line := fmt.Sprintf("[%.1f, %.1f]\n", took[0].Seconds(), took[1].Seconds())
		f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err == nil {
			_, err = f.WriteString(line)
		}
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	for p, wait := range took {
		if wait > limit {
			t.Errorf("partition %d: confirmed %s after its leader was back", p, wait)
		}
	}
}
