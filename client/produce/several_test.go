package produce

import (
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestSeveralPartitionsInDoubt at once, told slowly while the next records leave: kgo's own
// epochs settle all of them.
func TestSeveralPartitionsInDoubt(t *testing.T) {
	c := cluster(t)
	settled := make(chan Outcome, 1000)
	g, _ := guarded(t, c, Config{Settled: func(o Outcome) { settled <- o }}, kgo.MetadataMinAge(10*time.Millisecond), kgo.ProducerLinger(0))
	for i := range int32(3) {
		if o := g.ProduceSync(t.Context(), order(i, "first")); o.Kind != Persisted {
			t.Fatal(o.Err)
		}
	}
	g.knows(t)
	var more sync.WaitGroup
	stop := make(chan struct{})
	more.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				g.Produce(t.Context(), order(int32(i%3), "next"), func(Outcome) {})
			}
		}
	})
	doubts := 0
	for doubts == 0 { // it depends on what goes into one request
		c.ControlKey(0, refusesTwice(c))
		var told sync.WaitGroup
		for i := range 30 {
			told.Add(1)
			g.Produce(t.Context(), order(int32(i%3), "doubt"), func(o Outcome) {
				defer told.Done()
				if o.Kind == InDoubt {
					doubts++
					<-time.After(5 * time.Millisecond) // the next records leave meanwhile
				}
			})
		}
		told.Wait()
	}
	for left := doubts; left > 0; {
		select {
		case o := <-settled:
			if string(o.Record.Value) == "next" {
				continue
			}
			if left--; o.Kind != NotPersisted {
				t.Errorf("%s: %v", o.Kind, o.Err)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("of %d in doubt, %+v are left", doubts, g.Numbers())
		}
	}
	close(stop)
	more.Wait()
}

// refusesTwice has every partition tried a second time, and refused then.
func refusesTwice(c *kfake.Cluster) func(kmsg.Request) (kmsg.Response, error, bool) {
	tries, codes := map[int32]int{}, []int16{kerr.NotLeaderForPartition.Code, kerr.MessageTooLarge.Code}
	return func(r kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		req, least := r.(*kmsg.ProduceRequest), len(codes)
		for _, p := range req.Topics[0].Partitions {
			least = min(least, tries[p.Partition])
		}
		if least == len(codes) {
			return nil, nil, false
		}
		for _, p := range req.Topics[0].Partitions {
			tries[p.Partition]++
		}
		return refusing(req, codes[least]), nil, true
	}
}
