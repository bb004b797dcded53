package history

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestVotersAreKnownWhileTheQuorumIsSilent, and after a restart.
func TestVotersAreKnownWhileTheQuorumIsSilent(t *testing.T) {
	s := New()
	look := func(seconds int64, q *model.Quorum) {
		scope := live()
		scope.Cluster.Quorum = q
		s.Record(at(seconds), scope, nil)
	}
	if s.Voters() != nil {
		t.Error("there are voters that nobody has told of")
	}
	look(0, &model.Quorum{Leader: 1, Voters: []model.QuorumReplica{{ID: 1}, {ID: 2}}, Observers: []model.QuorumReplica{{ID: 9}}})
	look(5, &model.Quorum{Leader: 2, Voters: []model.QuorumReplica{{ID: 1}, {ID: 2}, {ID: 3}}})
	look(10, &model.Quorum{Leader: -1, Silent: &model.Silence{Asked: []int32{1}, Limit: 2000}})
	look(15, &model.Quorum{Leader: -1})
	look(20, nil)
	same(t, "voters", s.Voters(), []int32{1, 2, 3})
	kept := saved(t, s)
	again, err := Load(bytes.NewReader(kept))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "voters after a restart", again.Voters(), []int32{1, 2, 3})
}

// TestAHistoryOfTheFirstVersion is read, and lacks the voters alone.
func TestAHistoryOfTheFirstVersion(t *testing.T) {
	s := lived()
	s.voting = nil
	text := body(saved(t, s))
	old := append([]byte(magicOne), text[:len(text)-1]...) // the last byte says that there are no voters
	old = binary.LittleEndian.AppendUint32(old, crc32.Checksum(old, crc32.MakeTable(crc32.Castagnoli)))
	again, err := Load(bytes.NewReader(old))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "what is saved of it", saved(t, again), saved(t, s))
}
