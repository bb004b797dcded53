package live

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// A snapshot is written in groups of 1,024 records: features, brokers, topics,
// configs. A group that does not fit what is left of a batch of 8 MiB opens the
// next batch (RaftSnapshotWriter). So brokers with long racks, which never come
// up, and a few long configs push the border between two batches into the
// middle of the topics.
const (
	ghosts     = 900
	rackBytes  = 9_000
	lostTopics = 150
	fatConfigs = 16
	fatBytes   = 28_000
)

// fill registers the ghosts at the controller and makes the topics.
func fill(t *testing.T, c *lab.Cluster) {
	t.Helper()
	// A controller takes one request of a connection at a time, and waits 25 ms
	// for more before it writes.
	const connections = 32
	failed := make(chan error, connections)
	for first := range connections {
		go func() { failed <- register(t.Context(), c, first, connections) }()
	}
	var all error
	for range connections {
		all = errors.Join(all, <-failed)
	}
	if all != nil {
		t.Fatal(all)
	}
	long := strings.TrimSuffix(strings.Repeat("0:1,", fatBytes/4), ",")
	client, err := kgo.NewClient(c.Admin()...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	req := kmsg.NewPtrCreateTopicsRequest()
	for i := range lostTopics {
		topic := kmsg.NewCreateTopicsRequestTopic()
		topic.Topic, topic.NumPartitions, topic.ReplicationFactor = fmt.Sprintf("t%05d", i), 1, 3
		if i < fatConfigs {
			config := kmsg.NewCreateTopicsRequestTopicConfig()
			config.Name, config.Value = "leader.replication.throttled.replicas", &long
			topic.Configs = append(topic.Configs, config)
		}
		req.Topics = append(req.Topics, topic)
	}
	resp, err := req.RequestWith(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range resp.Topics {
		if topic.ErrorCode != 0 {
			t.Fatalf("creating %s: error %d", topic.Topic, topic.ErrorCode)
		}
	}
}

// register registers every step-th ghost over a connection of its own.
func register(ctx context.Context, c *lab.Cluster, first, step int) error {
	client, err := kgo.NewClient(append(c.ControllerLogin(), kgo.SeedBrokers(c.Controllers()[0]), kgo.RequestTimeoutOverhead(time.Minute))...)
	if err != nil {
		return err
	}
	defer client.Close()
	controller := client.SeedBrokers()[0]
	versions := kmsg.NewPtrApiVersionsRequest()
	versions.ClientSoftwareName, versions.ClientSoftwareVersion = "breakwater", "1"
	hello, err := controller.Request(ctx, versions)
	if err != nil {
		return err
	}
	rack := strings.Repeat("r", rackBytes)
	for i := first; i < ghosts; i += step {
		req := kmsg.NewPtrBrokerRegistrationRequest()
		req.BrokerID, req.ClusterID, req.Rack, req.PreviousBrokerEpoch = int32(1000+i), c.ID(), &rack, -1
		binary.BigEndian.PutUint64(req.IncarnationID[:], uint64(i)+1)
		req.LogDirs = [][16]byte{{5: 7, 13: byte(i >> 8), 14: byte(i), 15: 1}}
		listener := kmsg.NewBrokerRegistrationRequestListener()
		listener.Name, listener.Host, listener.Port = "PLAINTEXT", "127.0.0.1", 9
		req.Listeners = append(req.Listeners, listener)
		for _, f := range hello.(*kmsg.ApiVersionsResponse).SupportedFeatures {
			feature := kmsg.NewBrokerRegistrationRequestFeature()
			feature.Name, feature.MinSupportedVersion, feature.MaxSupportedVersion = f.Name, f.MinVersion, f.MaxVersion
			req.Features = append(req.Features, feature)
		}
		resp, err := controller.Request(ctx, req)
		if err != nil {
			return err
		}
		if code := resp.(*kmsg.BrokerRegistrationResponse).ErrorCode; code != 0 {
			return fmt.Errorf("registering broker %d: error %d", req.BrokerID, code)
		}
	}
	return nil
}

// batches lists where the data batches of a snapshot start. A control batch,
// as the header and the footer, is none of them.
func batches(text []byte) []int {
	var out []int
	for at := 0; at+61 <= len(text); {
		if binary.BigEndian.Uint16(text[at+21:])&0x20 == 0 {
			out = append(out, at)
		}
		at += int(binary.BigEndian.Uint32(text[at+8:])) + 12
	}
	return out
}

// cut truncates the newest snapshot of a node where its last data batch
// starts: what a crash while it is copied, or a full disk, may leave.
func cut(t *testing.T, n *lab.Node) {
	t.Helper()
	file, err := lab.NewestCheckpoint(n.MetadataDir())
	if err != nil {
		t.Fatal(err)
	}
	text := read(t, file)
	starts := batches(text)
	if len(starts) < 2 {
		t.Fatalf("%s has %d data batches: it is not larger than 8 MiB", file, len(starts))
	}
	if err := errors.Join(os.Chmod(file, 0o644), os.Truncate(file, int64(starts[len(starts)-1]))); err != nil {
		t.Fatal(err)
	}
	t.Logf("the snapshot of %d bytes is cut to %d", len(text), starts[len(starts)-1])
}

// TestM13_ABrokerThatLostHalfOfItsMetadata: it starts without an error,
// answers, is in sync as far as it knows, and serves half of the topics. Only
// to hold its story against the others' shows it.
func TestM13_ABrokerThatLostHalfOfItsMetadata(t *testing.T) {
	c := start(t, lab.Options{Brokers: 3, Controllers: 1, Config: map[string]string{
		"metadata.log.max.snapshot.interval.ms": "1000", "metadata.log.max.record.bytes.between.snapshots": "2000000",
		"broker.session.timeout.ms": "3000", "broker.heartbeat.interval.ms": "500", "offsets.topic.replication.factor": "3",
		"log.cleaner.dedupe.buffer.size": "16777216", // 128 MiB by default: they do not fit beside such metadata
	}})
	fill(t, c)
	victim, whole := c.Node(2), c.Node(3)
	eventually(t, 60*time.Second, "a snapshot of two batches that has the topics", func() bool {
		file, err := lab.NewestCheckpoint(victim.MetadataDir())
		if err != nil {
			return false
		}
		text, err := os.ReadFile(file)
		return err == nil && len(batches(text)) >= 2
	})

	// A healthy broker that restarts is never called broken.
	if err := whole.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		s := scan(t, "--bootstrap", addresses(c))
		if slices.ContainsFunc(s.of("cluster/metadata-disagrees"), func(f found) bool { return f.Severity == "error" }) {
			t.Errorf("a healthy broker that has restarted is called broken:\n%s", s.out)
		}
	}

	if err := victim.Kill(); err != nil {
		t.Fatal(err)
	}
	cut(t, victim)
	if err := victim.Launch(); err != nil {
		t.Fatal(err)
	}
	var s seen
	eventually(t, 60*time.Second, "the broker is named", func() bool {
		s = scan(t, "--bootstrap", addresses(c))
		return slices.ContainsFunc(s.of("cluster/metadata-disagrees"), func(f found) bool { return f.Severity == "error" })
	})
	f := s.about(t, "cluster/metadata-disagrees", subject(victim))
	t.Logf("%s\n%s", f.Message, s.out)
	if !strings.Contains(f.Message, "topics") || len(s.of("cluster/metadata-disagrees")) != 1 {
		t.Errorf("%d brokers are named; the message: %s", len(s.of("cluster/metadata-disagrees")), f.Message)
	}
	s.never(t)
}
