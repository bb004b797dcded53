package produce

import (
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// roomy is a broker whose topic orders takes much more than kgo's default.
func roomy(t *testing.T) *kfake.Cluster {
	t.Helper()
	c := cluster(t)
	client, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	takes(t, client, 5_000_000)
	return c
}

// unknown has a broker know no topic as often as that when it is asked for their limits, and
// counts the questions.
func unknown(c *kfake.Cluster, times int32) *atomic.Int32 {
	var asked atomic.Int32
	c.ControlKey(32, func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		if asked.Add(1) > times {
			return nil, nil, false
		}
		resp := req.ResponseKind().(*kmsg.DescribeConfigsResponse)
		for _, of := range req.(*kmsg.DescribeConfigsRequest).Resources {
			r := kmsg.NewDescribeConfigsResponseResource()
			r.ResourceName, r.ErrorCode = of.ResourceName, kerr.UnknownTopicOrPartition.Code
			resp.Resources = append(resp.Resources, r)
		}
		return resp, nil, true
	})
	return &asked
}

// TestATopicThatABrokerDoesNotKnowYet, as one that was just made: kgo keeps for good what it
// is told of a batch's size when it meets a topic.
func TestATopicThatABrokerDoesNotKnowYet(t *testing.T) {
	c := roomy(t)
	unknown(c, 2)
	g, _ := guarded(t, c, Config{Sizes: &Sizes{}})
	if o := g.ProduceSync(t.Context(), order(0, strings.Repeat("x", 2_000_000))); o.Kind != Persisted {
		t.Errorf("a record that the topic takes: %s %v", o.Kind, o.Err)
	}
}

// TestALimitIsKnownBeforeWhatIsAskedForBesideIt, which may take longer than the first record
// waits.
func TestALimitIsKnownBeforeWhatIsAskedForBesideIt(t *testing.T) {
	c := roomy(t)
	c.ControlKey(2, func(kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		c.SleepControl(func() { time.Sleep(2 * limitsFirst) })
		return nil, nil, false
	})
	g, _ := guarded(t, c, Config{Sizes: &Sizes{}})
	if o := g.ProduceSync(t.Context(), order(0, strings.Repeat("x", 2_000_000))); o.Kind != Persisted {
		t.Errorf("a record that the topic takes: %s %v", o.Kind, o.Err)
	}
}

// TestATopicThatIsNotThere is asked for again as long as its first record would wait, and then
// with the others; one that is made when kgo asks for it is not waited for.
func TestATopicThatIsNotThere(t *testing.T) {
	c := cluster(t)
	asked := unknown(c, math.MaxInt32)
	g, _ := guarded(t, c, Config{})
	g.kit.limits.known("nowhere")
	<-g.kit.limits.topic("nowhere").asked
	most := int32(limitsFirst/limitsAgain) + 1
	if n := asked.Load(); n < 3 || n > most {
		t.Errorf("asked %d times, want up to %d", n, most)
	}
	for end, before := time.Now().Add(5*limitsAgain), asked.Load(); time.Now().Before(end); <-time.After(limitsAgain) {
		if n := asked.Load(); n > before {
			t.Fatalf("asked %d times more", n-before)
		}
	}
	made, _ := guarded(t, c, Config{}, kgo.AllowAutoTopicCreation())
	began := time.Now()
	made.kit.limits.met("made").wait(t.Context(), began.Add(time.Minute))
	if took := time.Since(began); took >= limitsFirst {
		t.Errorf("a topic that kgo would have made was waited for: %s", took)
	}
}
