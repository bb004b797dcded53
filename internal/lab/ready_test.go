package lab

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// posing is a cluster whose brokers are those of kfake.
func posing(t *testing.T, brokers int) (*kfake.Cluster, *Cluster) {
	t.Helper()
	fake, err := kfake.NewCluster(kfake.NumBrokers(brokers))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fake.Close)
	c := drawn(t, "4.3.1", Options{Brokers: brokers})
	for i, n := range c.Nodes() {
		n.ports["PLAINTEXT"] = addressPort(t, fake.ListenAddrs()[i])
		n.proc = &process{done: make(chan struct{})} // runs, as far as anybody can see
	}
	return fake, c
}

func addressPort(t *testing.T, address string) int {
	t.Helper()
	port := 0
	for _, digit := range address[strings.LastIndexByte(address, ':')+1:] {
		port = port*10 + int(digit-'0')
	}
	return port
}

func asked(t *testing.T, n *Node, ask func(*kgo.Client) error) error {
	t.Helper()
	client, err := n.client()
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	return ask(client)
}

func TestABrokerIsReadyOnceItListsTheOthers(t *testing.T) {
	fake, c := posing(t, 3)
	listed := []int32{0}
	answer := func(req kmsg.Request) (kmsg.Response, error, bool) {
		fake.KeepControl()
		res := req.ResponseKind().(*kmsg.MetadataResponse)
		for _, id := range listed {
			b := kmsg.NewMetadataResponseBroker()
			b.NodeID, b.Host, b.Port = id, loopback, int32(c.Node(1).ports["PLAINTEXT"])
			res.Brokers = append(res.Brokers, b)
		}
		return res, nil, true
	}
	fake.ControlKey(int16(kmsg.Metadata), answer)
	ask := func(client *kgo.Client) error { return c.Node(1).askBroker(t.Context(), client) }
	for _, step := range []struct {
		listed []int32
		paused bool // broker 3
		want   string
	}{
		{[]int32{}, false, "broker 1 does not list broker 1"},
		{[]int32{1}, false, "broker 1 does not list broker 2"},
		{[]int32{1, 2}, false, "broker 1 does not list broker 3"},
		{[]int32{1, 2, 3}, false, ""},
		{[]int32{3, 2, 1, 9}, false, ""},
		{[]int32{1, 2}, true, ""},
	} {
		listed, c.Node(3).paused = step.listed, step.paused
		err := asked(t, c.Node(1), ask)
		if (err == nil) != (step.want == "") || err != nil && err.Error() != step.want {
			t.Errorf("%+v: %v", step, err)
		}
	}
	close(c.Node(2).proc.done) // ended: nobody waits for it
	listed, c.Node(3).paused = []int32{1, 3}, false
	if err := asked(t, c.Node(1), ask); err != nil {
		t.Errorf("of two brokers that run: %v", err)
	}
}

func TestAQuorumIsReadyOnceItHasALeader(t *testing.T) {
	for _, step := range []struct {
		code    int16
		leaders []int32
		want    string
	}{
		{0, []int32{-1}, "the quorum has no leader"},
		{0, nil, "the quorum has no leader"},
		{0, []int32{101}, ""},
		{0, []int32{0}, ""},                                 // an id like any other
		{kerr.NotLeaderForPartition.Code, []int32{102}, ""}, // not the leader, but it knows who is
		{kerr.NotLeaderForPartition.Code, []int32{-1}, "the quorum has no leader"},
		{kerr.ClusterAuthorizationFailed.Code, []int32{101}, kerr.ClusterAuthorizationFailed.Error()},
	} {
		res := kmsg.NewPtrDescribeQuorumResponse()
		res.ErrorCode = step.code
		topic := kmsg.NewDescribeQuorumResponseTopic()
		for _, leader := range step.leaders {
			partition := kmsg.NewDescribeQuorumResponseTopicPartition()
			partition.LeaderID = leader
			topic.Partitions = append(topic.Partitions, partition)
		}
		res.Topics = append(res.Topics, topic)
		err := leaderIn(res)
		if (err == nil) != (step.want == "") || err != nil && err.Error() != step.want {
			t.Errorf("%+v: %v", step, err)
		}
	}
}

func TestUntilSaysTheLastComplaint(t *testing.T) {
	tries := 0
	if err := until(t.Context(), func() error {
		if tries++; tries < 3 {
			return errors.New("not yet")
		}
		return nil
	}); err != nil || tries != 3 {
		t.Errorf("%d tries, %v", tries, err)
	}
	if err := until(t.Context(), func() error { return errEnded }); !errors.Is(err, errEnded) {
		t.Errorf("what has ended is waited for: %v", err)
	}
	ctx, cancel := contextFor(t, 120*time.Millisecond)
	defer cancel()
	err := until(ctx, func() error { return errors.New("the last word") })
	if err == nil || !strings.Contains(err.Error(), "the last word") || !strings.Contains(err.Error(), "deadline") {
		t.Errorf("%v", err)
	}
}
