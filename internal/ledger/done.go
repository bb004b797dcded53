package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// commit notes that a share is done, by committing an offset. A commit that comes after
// the share went to another member is refused, and that one does it again: it finds
// nothing left.
func (m *member) commit(ctx context.Context, n int32) error {
	offsets := map[string]map[int32]kgo.EpochOffset{m.topic.Name: {n: {Epoch: -1, Offset: m.before[n] + 1}}}
	var refused error
	m.client.CommitOffsetsSync(ctx, offsets, func(_ *kgo.Client, _ *kmsg.OffsetCommitRequest, resp *kmsg.OffsetCommitResponse, err error) {
		refused = err
		if err == nil {
			refused = kerr.ErrorForCode(resp.Topics[0].Partitions[0].ErrorCode)
		}
	})
	switch {
	case refused == nil:
		m.mu.Lock()
		m.done[n] = true
		m.mu.Unlock()
		return nil
	case errors.Is(refused, kerr.RebalanceInProgress), errors.Is(refused, kerr.IllegalGeneration), errors.Is(refused, kerr.UnknownMemberID), passing(refused):
		return ctx.Err()
	}
	return fmt.Errorf("cannot commit to the group %s that a share is done: %w", m.group, refused)
}

// committed are the commits of all shares; 0 where nothing is committed.
func (m *member) committed(ctx context.Context) (map[int32]int64, error) {
	got, err := m.logs.admin.FetchOffsets(ctx, m.group)
	if err != nil && !errors.Is(err, kerr.GroupIDNotFound) {
		return nil, fmt.Errorf("cannot read the commits of the group %s: %w; sharing the work needs Read on it", m.group, err)
	}
	out := map[int32]int64{}
	for i := range m.topic.Partitions {
		o, told := got.Lookup(m.topic.Name, int32(i))
		if told && o.Err != nil {
			return nil, fmt.Errorf("cannot read the commits of the group %s: %w", m.group, o.Err)
		}
		if told {
			out[int32(i)] = max(0, o.At)
		}
	}
	return out, nil
}

// all tells whether every share is done, by whomever, and notes which are.
func (m *member) all(ctx context.Context) (bool, error) {
	now, err := m.committed(ctx)
	if err != nil && !passing(err) {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	left := 0
	for i := range m.topic.Partitions {
		n := int32(i)
		if now[n] > m.before[n] {
			m.done[n] = true
		}
		if !m.done[n] && !m.gaveUp[n] {
			left++
		}
	}
	return left == 0, nil
}
