package live

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// names are the identities of the cluster of all tests.
var names = []string{"strimzi:kafka/plant"}

// plant is a cluster of three brokers with topics of three replicas.
func plant(t *testing.T) (*kfake.Cluster, *kgo.Client) {
	t.Helper()
	c, err := kfake.NewCluster(kfake.NumBrokers(3), kfake.SleepOutOfOrder())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	client, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return c, client
}

// create makes a topic.
func create(t *testing.T, client *kgo.Client, name string, partitions int32, replicas int16, insync string) {
	t.Helper()
	_, err := kadm.NewClient(client).CreateTopic(t.Context(), partitions, replicas, map[string]*string{"min.insync.replicas": &insync}, name)
	if err != nil {
		t.Fatal(err)
	}
}

// produce writes records, one a second from some time on, into partition 0.
func produce(t *testing.T, client *kgo.Client, topic string, from time.Time, n int) {
	t.Helper()
	for i := range n {
		r := &kgo.Record{Topic: topic, Partition: 0, Value: fmt.Append(nil, i), Timestamp: from.Add(time.Duration(i) * time.Second)}
		one, err := kgo.NewClient(kgo.SeedBrokers(client.OptValue(kgo.SeedBrokers).([]string)...), kgo.RecordPartitioner(kgo.ManualPartitioner()))
		if err != nil {
			t.Fatal(err)
		}
		err = one.ProduceSync(t.Context(), r).FirstErr()
		one.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// commits makes a group without members that has read so many records of partition 0.
func commits(t *testing.T, client *kgo.Client, group, topic string, offset int64) {
	t.Helper()
	o := kadm.Offsets{}
	o.AddOffset(topic, 0, offset, -1)
	if err := kadm.NewClient(client).CommitAllOffsets(t.Context(), group, o); err != nil {
		t.Fatal(err)
	}
}

// reads makes a member of a group, and returns once it has records.
func reads(t *testing.T, c *kfake.Cluster, group, topic string) {
	t.Helper()
	member, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...), kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic), kgo.DisableAutoCommit(), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(member.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if f := member.PollFetches(ctx); f.Err() != nil || f.NumRecords() == 0 {
		t.Fatalf("the member reads nothing: %v", f.Err())
	}
}

func known(t *testing.T, addresses ...string) Clusters {
	t.Helper()
	to, err := target.New(strings.Join(addresses, ","))
	if err != nil {
		t.Fatal(err)
	}
	return Clusters{{Names: names, Target: to}}
}

func within(t *testing.T, limit time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return ctx
}

func TestWhoReadsATopic(t *testing.T) {
	c, client := plant(t)
	create(t, client, "orders", 2, 3, "2")
	create(t, client, "other", 1, 3, "2")
	began := time.UnixMilli(1_700_000_000_000)
	produce(t, client, "orders", began, 10)
	produce(t, client, "other", began, 1)
	commits(t, client, "behind", "orders", 4)
	commits(t, client, "done", "orders", 10)
	commits(t, client, "elsewhere", "other", 1)
	reads(t, c, "live", "orders")
	reads(t, c, "neighbour", "other")

	facts, err := known(t, c.ListenAddrs()...).Topic(within(t, 10*time.Second), names, "orders", began.Add(6*time.Second))
	if err != nil || facts.ReadersWhy != "" || facts.RecordsWhy != "" {
		t.Fatalf("%+v %v", facts, err)
	}
	if !facts.Exists || facts.Partitions != 2 || facts.Brokers != 3 || facts.Records != 10 {
		t.Errorf("the topic is %+v", facts)
	}
	want := []admit.Reader{{Group: "live", Members: 1, Unread: -1}, {Group: "behind", Commits: true, Unread: 6, Going: 2}, {Group: "done", Commits: true}}
	if !slices.Equal(facts.Readers, want) {
		t.Errorf("it is read by %+v, want %+v", facts.Readers, want)
	}

	all := known(t, c.ListenAddrs()...)
	if facts, err = all.Topic(within(t, 10*time.Second), names, "orders", began.Add(time.Hour)); err != nil || facts.Readers[1].Going != 6 {
		t.Errorf("where nothing stays: %+v %v", facts, err)
	}
	if facts, err = all.Topic(within(t, 10*time.Second), names, "orders", time.Time{}); err != nil || facts.Readers[1].Unread != 6 || facts.Readers[1].Going != 0 {
		t.Errorf("where nobody asks what goes: %+v %v", facts, err)
	}
	if facts, err = all.Topic(within(t, 10*time.Second), names, "absent", time.Time{}); err != nil || facts.Exists || facts.Brokers != 3 {
		t.Errorf("a topic that is not there: %+v %v", facts, err)
	}
}

func TestTheTopicsThatFewerBrokersCannotHold(t *testing.T) {
	c, client := plant(t)
	create(t, client, "a", 1, 1, "1")
	create(t, client, "c", 1, 3, "1")
	create(t, client, "b", 1, 3, "2")
	create(t, client, "d", 1, 2, "1")
	all := known(t, c.ListenAddrs()...)
	for left, want := range map[int]string{3: "{ 0 0 0 }", 2: "{b 3 2 2 b}", 1: "{b 3 3 2 b}"} {
		facts, err := all.Replicas(within(t, 10*time.Second), names, left)
		if err != nil || fmt.Sprint(facts) != want {
			t.Errorf("%d are left: %+v %v, want %s", left, facts, err, want)
		}
	}
}

// TestWhatIsRefusedIsNotKnown holds that a right which is missing is no empty answer.
func TestWhatIsRefusedIsNotKnown(t *testing.T) {
	for _, refused := range []struct {
		what  string
		key   kmsg.Key
		makes func(kmsg.Request) kmsg.Response
		says  string
	}{
		{"the topic", kmsg.Metadata, func(r kmsg.Request) kmsg.Response {
			resp := r.ResponseKind().(*kmsg.MetadataResponse)
			for _, asked := range r.(*kmsg.MetadataRequest).Topics {
				one := kmsg.NewMetadataResponseTopic()
				one.Topic, one.ErrorCode = asked.Topic, kerr.TopicAuthorizationFailed.Code
				resp.Topics = append(resp.Topics, one)
			}
			return resp
		}, "the principal may not describe the topic orders: give it DESCRIBE"},
		{"some groups", kmsg.DescribeGroups, func(r kmsg.Request) kmsg.Response {
			resp := r.ResponseKind().(*kmsg.DescribeGroupsResponse)
			for _, asked := range r.(*kmsg.DescribeGroupsRequest).Groups {
				one := kmsg.NewDescribeGroupsResponseGroup()
				one.Group, one.ErrorCode = asked, kerr.GroupAuthorizationFailed.Code
				resp.Groups = append(resp.Groups, one)
			}
			return resp
		}, "the principal may not describe every group"},
		{"the list of groups", kmsg.ListGroups, func(r kmsg.Request) kmsg.Response {
			resp := r.ResponseKind().(*kmsg.ListGroupsResponse)
			resp.ErrorCode = kerr.CoordinatorLoadInProgress.Code
			return resp
		}, "the groups of broker"},
		{"the logs", kmsg.ListOffsets, func(r kmsg.Request) kmsg.Response {
			resp := r.ResponseKind().(*kmsg.ListOffsetsResponse)
			one, part := kmsg.NewListOffsetsResponseTopic(), kmsg.NewListOffsetsResponseTopicPartition()
			part.ErrorCode = kerr.NotLeaderForPartition.Code
			one.Topic, one.Partitions = "orders", append(one.Partitions, part)
			resp.Topics = append(resp.Topics, one)
			return resp
		}, "the log of partition 0 of orders: NOT_LEADER"},
		{"the commits", kmsg.OffsetFetch, func(r kmsg.Request) kmsg.Response { return r.ResponseKind() }, "does not tell the commits of"},
	} {
		t.Run(refused.what, func(t *testing.T) {
			c, client := plant(t)
			create(t, client, "orders", 1, 3, "2")
			produce(t, client, "orders", time.UnixMilli(1), 1)
			for i := range 9 { // each broker coordinates some
				commits(t, client, fmt.Sprint("g", i), "orders", 1)
			}
			c.ControlKey(int16(refused.key), func(r kmsg.Request) (kmsg.Response, error, bool) {
				c.KeepControl()
				return refused.makes(r), nil, true
			})
			facts, err := known(t, c.ListenAddrs()...).Topic(within(t, 10*time.Second), names, "orders", time.Time{})
			if said := fmt.Sprint(facts.ReadersWhy, facts.RecordsWhy, err); !strings.Contains(said, refused.says) {
				t.Errorf("it says %q, want %q", said, refused.says)
			}
		})
	}
}

// TestABrokerThatHangsCostsNothing is about a bootstrap list of which one answers.
func TestABrokerThatHangsCostsNothing(t *testing.T) {
	c, client := plant(t)
	create(t, client, "orders", 1, 3, "2")
	hanging, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer hanging.Close()
	began := time.Now()
	facts, err := known(t, append([]string{hanging.Addr().String(), "127.0.0.1:1"}, c.ListenAddrs()...)...).Topic(within(t, 10*time.Second), names, "orders", time.Time{})
	if took := time.Since(began); err != nil || !facts.Exists || took > 8*time.Second {
		t.Errorf("%+v %v after %s", facts, err, took)
	}
	began = time.Now()
	_, err = known(t, hanging.Addr().String()).Topic(within(t, 300*time.Millisecond), names, "orders", time.Time{})
	if took := time.Since(began); err == nil || took > 8*time.Second {
		t.Errorf("a cluster that hangs: %v after %s", err, took)
	}
	if _, err = known(t, "127.0.0.1:1").Replicas(within(t, 10*time.Second), names, 1); err == nil {
		t.Error("a cluster that is not there has no topics")
	}
}

func TestWhichClusterIsAsked(t *testing.T) {
	var a, b target.Target
	a.Name, b.Name = "a", "b"
	all := Clusters{{Names: []string{"strimzi:x/a", "kube:x/a"}, Target: a}, {}, {Names: []string{"strimzi:x/b"}, Target: b}}
	for name, want := range map[string]string{"kube:x/a": "a", "strimzi:x/b": "b"} {
		if got, err := all.of([]string{"other:", name}); err != nil || got.Name != want {
			t.Errorf("%s is %s %v, want %s", name, got.Name, err, want)
		}
	}
	if _, err := all.of([]string{"strimzi:x/c", "kube:c"}); err == nil || err.Error() != "no cluster of breakwater.yaml is strimzi:x/c or kube:c" {
		t.Errorf("a cluster that nobody knows: %v", err)
	}
}

func TestUnreadRecords(t *testing.T) {
	for _, c := range []struct {
		log           *log
		commit        int64
		unread, going int64
		known         bool
	}{
		{&log{0, 10, 6}, 4, 6, 2, true}, {&log{0, 10, 6}, 8, 2, 0, true}, {&log{0, 10, -1}, 4, 6, 6, true},
		{&log{5, 10, 6}, 0, 5, 1, true}, {&log{0, 10, 6}, 12, 0, 0, true}, {&log{-1, 10, 6}, 4, 0, 0, false}, {&log{0, -1, 6}, 4, 0, 0, false}, {nil, 4, 0, 0, false},
	} {
		if unread, going, known := c.log.unread(c.commit); unread != c.unread || going != c.going || known != c.known {
			t.Errorf("%+v behind %d: %d, %d, %v", c.log, c.commit, unread, going, known)
		}
	}
}
