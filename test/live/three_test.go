package live

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

// activeController is the node that is the active controller.
func activeController(t *testing.T, c *lab.Cluster) *lab.Node {
	t.Helper()
	client, err := kgo.NewClient(c.Admin()...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	req := kmsg.NewPtrDescribeQuorumRequest()
	topic := kmsg.NewDescribeQuorumRequestTopic()
	topic.Topic = "__cluster_metadata"
	topic.Partitions = []kmsg.DescribeQuorumRequestTopicPartition{kmsg.NewDescribeQuorumRequestTopicPartition()}
	req.Topics = append(req.Topics, topic)
	resp, err := req.RequestWith(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	return c.Node(int(resp.Topics[0].Partitions[0].LeaderID))
}

// other is a broker that is not the given node.
func other(c *lab.Cluster, not *lab.Node) *lab.Node {
	for _, n := range c.Brokers() {
		if n.ID() != not.ID() {
			return n
		}
	}
	return nil
}

func subject(n *lab.Node) string { return "broker/" + strconv.Itoa(n.ID()) }

// assign makes a topic whose partitions have the given replicas.
func assign(t *testing.T, a *kadm.Client, c *lab.Cluster, name string, replicas [][]int32, pairs ...string) {
	t.Helper()
	client, err := kgo.NewClient(c.Admin()...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	req := kmsg.NewPtrCreateTopicsRequest()
	topic := kmsg.NewCreateTopicsRequestTopic()
	topic.Topic, topic.NumPartitions, topic.ReplicationFactor = name, -1, -1
	for i, r := range replicas {
		assignment := kmsg.NewCreateTopicsRequestTopicReplicaAssignment()
		assignment.Partition, assignment.Replicas = int32(i), r
		topic.ReplicaAssignment = append(topic.ReplicaAssignment, assignment)
	}
	for pair := range slices.Chunk(pairs, 2) {
		config := kmsg.NewCreateTopicsRequestTopicConfig()
		config.Name, config.Value = pair[0], &pair[1]
		topic.Configs = append(topic.Configs, config)
	}
	req.Topics = append(req.Topics, topic)
	resp, err := req.RequestWith(t.Context(), client)
	if err != nil || resp.Topics[0].ErrorCode != 0 {
		t.Fatalf("creating %s: %v %v", name, err, resp)
	}
}

// TestM13_ThreeNodes takes three combined nodes through what breaks them. Its
// parts follow each other on one cluster, each leaves it whole.
func TestM13_ThreeNodes(t *testing.T) {
	c := guarded(t)
	a := admin(t, c)
	bootstrap := addresses(c)
	create(t, a, "orders", 6, 3, "min.insync.replicas", "2")
	create(t, a, "safe", 3, 3, "min.insync.replicas", "1")
	for _, group := range []string{"billing", "shipping", "invoices", "search", "audit", "mail"} {
		commit(t, a, group, "orders", 0) // so many that each broker coordinates some
	}
	eventually(t, 10*time.Second, "a whole cluster", func() bool {
		s := scan(t, "--bootstrap", bootstrap)
		return len(s.Gaps) == 0 && s.Summary.Error == 0
	})

	for _, part := range []struct {
		name string
		run  func(*testing.T, *lab.Cluster, *kadm.Client)
	}{
		{"healthy", healthy}, {"a saved scan says the same", savedScan}, {"half of the bootstrap list is dead", halfDead},
		{"a controller instead of a broker", controllerListener},
		{"a follower is stopped", stoppedFollower}, {"the active controller is stopped", stoppedController},
		{"a broker is killed", killedBroker}, {"all leaders on one broker", skewed}, {"every broker is stopped", allStopped},
	} {
		if !t.Run(part.name, func(t *testing.T) { part.run(t, c, a) }) {
			return // what follows would only repeat it
		}
	}
}

// healthy: a whole cluster exits with 0, has no gap, and says what was seen.
func healthy(t *testing.T, c *lab.Cluster, _ *kadm.Client) {
	s := scan(t, "--bootstrap", addresses(c))
	if s.code != finding.ExitClean || s.Summary.Error > 0 || len(s.Gaps) > 0 || len(s.Skipped) > 0 {
		t.Errorf("exit code %d, gaps %v, skipped %v\n%s", s.code, s.Gaps, s.Skipped, s.out)
	}
	if got := s.Clusters; len(got) != 1 || got[0].Brokers != 3 || got[0].Answered != 3 || !slices.Equal(got[0].Kafka, []string{line()}) {
		t.Errorf("the cluster is told as %+v", got)
	}
	for _, kind := range []string{"brokers", "topics", "partitions", "groups", "clusters"} {
		if s.Summary.Checked[kind] == 0 {
			t.Errorf("no %s checked: %v", kind, s.Summary.Checked)
		}
	}
	t.Logf("%s\n%s", s.took, s.out)
}

// savedScan: what is saved and judged again gives the same findings.
func savedScan(t *testing.T, c *lab.Cluster, a *kadm.Client) {
	create(t, a, "wrong", 2, 1, "segment.bytes", "1048576", "max.message.bytes", "10485760", "retention.ms", "-1")
	defer drop(t, a, "wrong")
	file := filepath.Join(t.TempDir(), "plant.json")
	now := scan(t, "--bootstrap", addresses(c), "--save", file)
	then := scan(t, "--from", file)
	if now.Summary.Error == 0 || now.code != then.code || len(now.Findings) != len(then.Findings) {
		t.Fatalf("%d findings, exit code %d; from the file %d, %d", len(now.Findings), now.code, len(then.Findings), then.code)
	}
	for i := range now.Findings {
		one, two := now.Findings[i], then.Findings[i]
		if one.Rule != two.Rule || one.Subject != two.Subject || one.Message != two.Message || one.Fingerprint != two.Fingerprint || !slices.Equal(one.Evidence, two.Evidence) {
			t.Errorf("it was\n%+v\nand from the file\n%+v", one, two)
		}
	}
	if !slices.Equal(now.Skipped, then.Skipped) || !slices.Equal(now.Gaps, then.Gaps) {
		t.Errorf("skipped %v and %v, gaps %v and %v", now.Skipped, then.Skipped, now.Gaps, then.Gaps)
	}
	if info, err := os.Stat(file); err != nil || info.Size() > 1<<20 {
		t.Errorf("the file: %v, %v", info, err)
	}
}

func drop(t *testing.T, a *kadm.Client, topic string) {
	t.Helper()
	if _, err := a.DeleteTopics(t.Context(), topic); err != nil {
		t.Error(err)
	}
	eventually(t, 10*time.Second, topic+" is gone", func() bool {
		topics, err := a.ListTopics(t.Context())
		return err == nil && !topics.Has(topic)
	})
}

// halfDead: an address that nothing answers under is told, and the others are
// enough to see everything.
func halfDead(t *testing.T, c *lab.Cluster, _ *kadm.Client) {
	all := c.Bootstrap("PLAINTEXT")
	s := scan(t, "--bootstrap", "127.0.0.1:1,"+all[0]+",127.0.0.1:2,"+all[1])
	s.never(t)
	if s.took > tooLong || s.code == finding.ExitClean {
		t.Errorf("exit code %d after %s", s.code, s.took)
	}
	s.about(t, "cluster/broker-missing", "broker/127.0.0.1%3A1")
	if got := s.Clusters[0].Answered; got != 3 {
		t.Errorf("%d brokers answered", got)
	}
}

func controllerListener(t *testing.T, c *lab.Cluster, _ *kadm.Client) {
	s := scan(t, "--bootstrap", c.Controllers()[0])
	s.never(t)
	s.says(t, "listener of a controller")
	if s.code != finding.ExitIncomplete || s.took > tooLong {
		t.Errorf("exit code %d after %s", s.code, s.took)
	}
}

// stoppedFollower: a process that is stopped accepts connections and answers
// nothing.
func stoppedFollower(t *testing.T, c *lab.Cluster, _ *kadm.Client) {
	victim := other(c, activeController(t, c))
	pause(t, victim)
	s := scan(t, "--bootstrap", addresses(c))
	t.Logf("%s\n%s", s.took, s.out)
	s.never(t)
	f := s.about(t, "cluster/broker-missing", subject(victim))
	if !strings.Contains(f.Message, "no answer in time") || s.took > tooLong || s.code != finding.ExitFindings {
		t.Errorf("exit code %d after %s: %s", s.code, s.took, f.Message)
	}
	if s.Clusters[0].Answered != 2 || len(s.of("quorum/unresponsive")) > 0 {
		t.Errorf("%d brokers answered\n%s", s.Clusters[0].Answered, s.out)
	}
	resume(t, c, victim)
}

// stoppedController: the quorum hangs while everything else answers.
func stoppedController(t *testing.T, c *lab.Cluster, _ *kadm.Client) {
	victim := activeController(t, c)
	pause(t, victim)
	// The others elect a new one 2 s after they have heard the last of it.
	s := scan(t, "--bootstrap", addresses(c), "--timeout", "900ms")
	t.Logf("%s\n%s", s.took, s.out)
	s.never(t)
	s.about(t, "cluster/broker-missing", subject(victim))
	s.about(t, "quorum/unresponsive", "cluster")
	if s.took > tooLong || s.code != finding.ExitFindings {
		t.Errorf("exit code %d after %s", s.code, s.took)
	}
	if !slices.ContainsFunc(s.Gaps, func(g struct {
		Fact, Subject, Why, Detail string
		Expected                   bool
	}) bool {
		return g.Fact == "quorum" && g.Why == "timed out"
	}) {
		t.Errorf("the quorum is no gap: %v", s.Gaps)
	}
	if s.Summary.Checked["topics"] < 3 || s.Summary.Checked["groups"] == 0 {
		t.Errorf("the rest was not looked at: %v", s.Summary.Checked)
	}
	if s := scan(t, "--bootstrap", addresses(c)); s.took > tooLong || s.code != finding.ExitFindings {
		t.Errorf("a moment later: exit code %d after %s\n%s", s.code, s.took, s.out)
	}
	resume(t, c, victim)
}

func pause(t *testing.T, n *lab.Node) {
	t.Helper()
	if err := n.Pause(); err != nil {
		t.Fatal(err)
	}
}

// resume lets a node go on and waits until the cluster is whole.
func resume(t *testing.T, c *lab.Cluster, n *lab.Node) {
	t.Helper()
	if err := n.Continue(); err != nil {
		t.Fatal(err)
	}
	whole(t, c)
}

// whole waits until nothing is wrong any more.
func whole(t *testing.T, c *lab.Cluster) {
	t.Helper()
	eventually(t, 60*time.Second, "the cluster is whole again", func() bool {
		s := scan(t, "--bootstrap", addresses(c))
		return s.Summary.Error == 0 && len(s.Gaps) == 0 && len(s.of("cluster/under-replicated")) == 0 && len(s.of("cluster/at-min-isr")) == 0
	})
}

// killedBroker: named at once by its own refused connection, while Kafka's
// metadata still call it alive; after fencing its partitions are told below it.
func killedBroker(t *testing.T, c *lab.Cluster, a *kadm.Client) {
	victim := other(c, activeController(t, c))
	id := int32(victim.ID())
	var rest []int32
	for _, n := range c.Brokers() {
		if n != victim {
			rest = append(rest, int32(n.ID()))
		}
	}
	assign(t, a, c, "single", [][]int32{{id}, {id}})
	assign(t, a, c, "pair", [][]int32{{id, rest[0]}, {rest[1], id}}, "min.insync.replicas", "2")
	defer func() { drop(t, a, "single"); drop(t, a, "pair"); whole(t, c) }()
	eventually(t, 10*time.Second, "the topics are in sync", func() bool { return scan(t, "--bootstrap", addresses(c)).Summary.Error == 0 })
	if err := victim.Kill(); err != nil {
		t.Fatal(err)
	}
	killed := time.Now()

	s := scan(t, "--bootstrap", addresses(c))
	t.Logf("%s after the kill\n%s", time.Since(killed), s.out)
	s.never(t)
	f := s.about(t, "cluster/broker-missing", subject(victim))
	if !strings.Contains(f.Message, "refuse") || !strings.Contains(f.Message, "alive") || s.code != finding.ExitFindings || s.took > tooLong {
		t.Errorf("exit code %d after %s: %s", s.code, s.took, f.Message)
	}

	eventually(t, 30*time.Second, "the broker is fenced", func() bool {
		s = scan(t, "--bootstrap", addresses(c))
		return len(s.of("cluster/partition-leaderless")) == 2
	})
	t.Logf("%s after the kill\n%s", time.Since(killed), s.out)
	cause := s.about(t, "cluster/broker-missing", subject(victim))
	for rule, subjects := range map[string][]string{
		"cluster/partition-leaderless": {"partition/single/0", "partition/single/1"},
		"cluster/under-min-isr":        {"partition/pair/0", "partition/pair/1"},
		"cluster/at-min-isr":           {"partition/orders/0", "partition/orders/5"},
		"cluster/under-replicated":     {"partition/safe/0"},
	} {
		for _, subject := range subjects {
			if f := s.about(t, rule, subject); f.CausedBy != cause.Fingerprint {
				t.Errorf("%s on %s is not folded under the dead broker", rule, subject)
			}
		}
	}
	if first, _, _ := strings.Cut(s.out, "\n\n"); !strings.Contains(strings.Join(strings.Fields(first), " "), "broker "+strconv.Itoa(victim.ID())) {
		t.Errorf("the verdict does not name the broker:\n%s", first)
	}
	if err := victim.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// skewed: all leaders on one broker.
func skewed(t *testing.T, c *lab.Cluster, a *kadm.Client) {
	replicas := make([][]int32, 60)
	for i := range replicas {
		replicas[i] = []int32{1, 2, 3}
	}
	assign(t, a, c, "lopsided", replicas)
	defer drop(t, a, "lopsided")
	eventually(t, 15*time.Second, "the skew is told", func() bool {
		return len(scan(t, "--bootstrap", addresses(c)).of("cluster/leaders-skewed")) == 1
	})
	f := scan(t, "--bootstrap", addresses(c)).about(t, "cluster/leaders-skewed", "broker/1")
	t.Log(f.Message)
}

// allStopped: no findings, only gaps.
func allStopped(t *testing.T, c *lab.Cluster, _ *kadm.Client) {
	for _, n := range c.Brokers() {
		if err := n.Kill(); err != nil {
			t.Fatal(err)
		}
	}
	s := scan(t, "--bootstrap", addresses(c))
	s.never(t)
	if s.code != finding.ExitIncomplete || len(s.Findings) > 0 || len(s.Gaps) != 3 || s.took > tooLong {
		t.Errorf("exit code %d after %s, %d findings, %d gaps\n%s", s.code, s.took, len(s.Findings), len(s.Gaps), s.out)
	}
}
