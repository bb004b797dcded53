package live

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"
)

// streamsMember is a member of a streams group (KIP-1071) that does nothing but
// heartbeats, and commits what it is told to.
type streamsMember struct {
	client *kgo.Client
	by     *kgo.Broker // the coordinator
	group  string
	id     string

	mu    sync.Mutex
	epoch int32
	owns  []kmsg.TaskIDs
}

// streams makes a streams group with one member, which reads a topic, and has
// committed an offset in each of some partitions.
func (s *stage) streams(t *testing.T, group, topic string, at map[int32]int64) {
	t.Helper()
	t.Cleanup(func() { s.forget(t, group) })
	versions := kversion.Stable()
	versions.SetMaxKeyVersion(kmsg.StreamsGroupHeartbeat.Int16(), 0)
	versions.SetMaxKeyVersion(kmsg.OffsetCommit.Int16(), 9) // the last that names topics
	client, err := kgo.NewClient(append(s.cluster.Admin(), kgo.MaxVersions(versions))...)
	if err != nil {
		t.Fatal(err)
	}
	m := &streamsMember{client: client, group: group, id: group + "-member"}
	eventually(t, time.Minute, "the coordinator of "+group, func() bool {
		found := s.admin.FindGroupCoordinators(t.Context(), group)[group]
		m.by = client.Broker(int(found.NodeID))
		return found.Err == nil
	})
	if err := m.join(t.Context(), topic); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var beating sync.WaitGroup
	beating.Go(func() { m.beat(ctx) })
	t.Cleanup(func() { stop(); beating.Wait(); m.leave(); client.Close() })
	eventually(t, time.Minute, "the streams group commits", func() bool { return m.commit(t.Context(), topic, at) })
}

func (m *streamsMember) request() *kmsg.StreamsGroupHeartbeatRequest {
	m.mu.Lock()
	defer m.mu.Unlock()
	req := kmsg.NewPtrStreamsGroupHeartbeatRequest()
	req.Group, req.MemberID, req.MemberEpoch = m.group, m.id, m.epoch
	req.ActiveTasks, req.StandbyTasks, req.WarmupTasks = m.owns, []kmsg.TaskIDs{}, []kmsg.TaskIDs{}
	if req.ActiveTasks == nil {
		req.ActiveTasks = []kmsg.TaskIDs{}
	}
	return req
}

// take takes in what the coordinator answers.
func (m *streamsMember) take(resp *kmsg.StreamsGroupHeartbeatResponse) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if resp.ErrorCode != 0 {
		return
	}
	m.epoch = resp.MemberEpoch
	if resp.ActiveTasks != nil {
		m.owns = resp.ActiveTasks
	}
}

// join joins with a topology that reads one topic.
func (m *streamsMember) join(ctx context.Context, topic string) error {
	process := "process-of-" + m.id
	for ctx.Err() == nil {
		req := m.request()
		req.RebalanceTimeoutMillis, req.ProcessID, req.ClientTags = 60_000, &process, []kmsg.StreamsGroupHeartbeatRequestClientTag{}
		of := kmsg.NewStreamsGroupHeartbeatRequestTopologySubtopology()
		of.SubtopologyID, of.SourceTopics = "0", []string{topic}
		req.Topology = &kmsg.StreamsGroupHeartbeatRequestTopology{Subtopologies: []kmsg.StreamsGroupHeartbeatRequestTopologySubtopology{of}}
		resp, err := req.RequestWith(ctx, m.by)
		if err != nil {
			return err
		}
		if m.take(resp); resp.ErrorCode == 0 {
			return nil
		}
		wait(ctx, 500*time.Millisecond)
	}
	return ctx.Err()
}

func (m *streamsMember) beat(ctx context.Context) {
	for ctx.Err() == nil {
		if resp, err := m.request().RequestWith(ctx, m.by); err == nil {
			m.take(resp)
		}
		wait(ctx, time.Second)
	}
}

func (m *streamsMember) leave() {
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	req := m.request()
	req.MemberEpoch = -1
	_, _ = req.RequestWith(ctx, m.by) // else its session ends
}

// commit commits offsets as a member does; false where it may not yet.
func (m *streamsMember) commit(ctx context.Context, topic string, at map[int32]int64) bool {
	m.mu.Lock()
	epoch, owns := m.epoch, len(m.owns) > 0
	m.mu.Unlock()
	if !owns {
		return false
	}
	req := kmsg.NewPtrOffsetCommitRequest()
	req.Group, req.MemberID, req.Generation = m.group, m.id, epoch
	of := kmsg.NewOffsetCommitRequestTopic()
	of.Topic = topic
	for _, p := range slices.Sorted(maps.Keys(at)) {
		part := kmsg.NewOffsetCommitRequestTopicPartition()
		part.Partition, part.Offset = p, at[p]
		of.Partitions = append(of.Partitions, part)
	}
	req.Topics = append(req.Topics, of)
	resp, err := req.RequestWith(ctx, m.by)
	return err == nil && !slices.ContainsFunc(resp.Topics[0].Partitions, func(p kmsg.OffsetCommitResponseTopicPartition) bool { return p.ErrorCode != 0 })
}
