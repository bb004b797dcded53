package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"

	"github.com/breakwaterhq/breakwater/internal/catalog"
)

// within polls a condition for half a minute: a machine may be busy.
func within(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal(what)
		}
	}
}

func TestNothingRunsOnAfterClose(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 3 {
		c, err := Start(t.Context(), Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		scan(t, c)
		c.Close()
		c.Close()
		if conn, err := net.Dial("tcp", c.Bootstrap()[0]); err == nil {
			conn.Close()
			t.Error("it still listens")
		}
	}
	within(t, "goroutines run on after Close", func() bool { return runtime.NumGoroutine() <= before })
}

// TestTheBrokerThatIsDownRefuses, and nobody else can take its port.
func TestTheBrokerThatIsDownRefuses(t *testing.T) {
	c := started(t, Options{})
	down := c.plant.broker(failed)
	at := address{down.host, down.port}.String()
	if conn, err := net.Dial("tcp", at); !errors.Is(err, syscall.ECONNREFUSED) {
		if err == nil {
			conn.Close()
		}
		t.Errorf("connecting: %v", err)
	}
	if l, err := net.Listen("tcp", at); err == nil {
		l.Close()
		t.Error("somebody else could listen at its port")
	}
}

// free is a port with two free ones after it, as far as one can tell.
func free(t *testing.T) int {
	t.Helper()
	for port := 20000; port < 32000; port += 7 {
		all, err := listen(t.Context(), fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			closeAll(all)
			return port
		}
	}
	t.Fatal("no ports are free")
	return 0
}

func TestListensWhereItIsTold(t *testing.T) {
	port := free(t)
	c := started(t, Options{Listen: fmt.Sprintf("127.0.0.1:%d", port)})
	want := fmt.Sprintf("127.0.0.1:%d,127.0.0.1:%d", port, port+1)
	if got := strings.Join(c.Bootstrap(), ","); got != want {
		t.Errorf("bootstrap %s, want %s", got, want)
	}
	if down := c.plant.broker(failed).port; int(down) != port+2 {
		t.Errorf("the broker that is down has port %d", down)
	}
	_, err := Start(t.Context(), Options{Listen: fmt.Sprintf("127.0.0.1:%d", port), Now: time.Now})
	if err == nil || !strings.Contains(err.Error(), "the demo needs 3 free ports, and one is not: ") || !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("a second one: %v", err)
	}
}

func TestListensForThisMachineAlone(t *testing.T) {
	for at, want := range map[string]string{
		"0.0.0.0:19092":   "0.0.0.0 is no loopback address",
		"10.1.2.3:19092":  "10.1.2.3 is no loopback address",
		"localhost:19092": "is not an address to listen at: want IP:PORT, as 127.0.0.1:19092",
		"127.0.0.1":       "is not an address to listen at",
		"127.0.0.1:65534": "the demo needs 3 ports one after the other, and after 65534 there are not enough",
	} {
		c, err := Start(t.Context(), Options{Listen: at, Now: time.Now})
		if err == nil {
			c.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", at, err, want)
		}
	}
}

func TestAStartThatIsCancelledLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	before := runtime.NumGoroutine()
	if c, err := Start(ctx, Options{Now: time.Now}); err == nil {
		c.Close()
		t.Error("it started")
	}
	within(t, "goroutines run on", func() bool { return runtime.NumGoroutine() <= before })
}

// TestKafkaNewestByItsRequests: the list of requests is that of the release
// whose defaults the demo tells, and each version can be read here.
func TestKafkaNewestByItsRequests(t *testing.T) {
	c := started(t, Options{})
	cl, err := kgo.NewClient(kgo.SeedBrokers(c.Bootstrap()...))
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	req := kmsg.NewPtrApiVersionsRequest()
	req.ClientSoftwareName, req.ClientSoftwareVersion = "test", "1"
	resp, err := req.RequestWith(t.Context(), cl)
	if err != nil {
		t.Fatal(err)
	}
	if guess, want := kversion.FromApiVersionsResponse(resp).VersionGuess(), "v"+catalog.Newest().String(); guess != want {
		t.Errorf("taken for %s, not %s", guess, want)
	}
	for _, k := range resp.ApiKeys {
		if r := kmsg.RequestForKey(k.ApiKey); r == nil || r.MaxVersion() < k.MaxVersion {
			t.Errorf("%s cannot be read in version %d", kmsg.NameForKey(k.ApiKey), k.MaxVersion)
		}
	}
	if resp.FinalizedFeaturesEpoch != c.plant.quorum.end-1 {
		t.Errorf("epoch %d, and the metadata log ends at %d", resp.FinalizedFeaturesEpoch, c.plant.quorum.end)
	}
}

// TestWhatTheModelDoesNotAnswerIsAnswered by kfake, which has none of the
// topics.
func TestWhatTheModelDoesNotAnswerIsAnswered(t *testing.T) {
	c := started(t, Options{})
	cl, err := kgo.NewClient(kgo.SeedBrokers(c.Bootstrap()...))
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	moving, err := kmsg.NewPtrListPartitionReassignmentsRequest().RequestWith(t.Context(), cl)
	if err != nil || moving.ErrorCode != 0 || len(moving.Topics) != 0 {
		t.Errorf("reassignments: %+v %v", moving, err)
	}
	where := kmsg.NewPtrOffsetForLeaderEpochRequest()
	topic := kmsg.NewOffsetForLeaderEpochRequestTopic()
	topic.Topic, topic.Partitions = "orders.v2", []kmsg.OffsetForLeaderEpochRequestTopicPartition{kmsg.NewOffsetForLeaderEpochRequestTopicPartition()}
	where.Topics = append(where.Topics, topic)
	resp, err := cl.SeedBrokers()[0].Request(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	if p := resp.(*kmsg.OffsetForLeaderEpochResponse).Topics[0].Partitions[0]; p.ErrorCode != kerr.UnknownTopicOrPartition.Code {
		t.Errorf("epochs: error %d", p.ErrorCode)
	}
}

// TestForeignBytesEndTheirConnectionAlone: a browser at the port is no reason
// to fall over.
func TestForeignBytesEndTheirConnectionAlone(t *testing.T) {
	c := started(t, Options{})
	for _, bytes := range foreign {
		conn, err := net.Dial("tcp", c.Bootstrap()[0])
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
		if _, err := conn.Write(bytes); err != nil {
			t.Errorf("%q: %v", bytes, err)
		}
		n, err := conn.Read(make([]byte, 1))
		if n != 0 || !errors.Is(err, io.EOF) && !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%q: %d bytes came back, %v; the connection should end", bytes, n, err)
		}
		conn.Close()
	}
	if len(scan(t, c).Findings) == 0 {
		t.Error("afterwards it does not answer any more")
	}
}
