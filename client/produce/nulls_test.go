package produce

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/twmb/franz-go/pkg/kbin"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestNoNullLeaves in a request of any version: what else is in it does, and kgo is told that
// all was written.
func TestNoNullLeaves(t *testing.T) {
	for version := int16(3); version <= kmsg.NewPtrProduceRequest().MaxVersion(); version++ {
		for name, c := range map[string]struct {
			parts map[int32][]byte
			want  int
		}{
			"none":           {map[int32][]byte{0: batchOf(4, 1), 1: batchOf(4, 1)}, 2},
			"one of several": {map[int32][]byte{0: batchOf(4, 1), 1: nil, 2: batchOf(4, 1)}, 2},
			"all":            {map[int32][]byte{0: nil, 1: nil}, 0},
		} {
			k := newKit()
			k.names.Store(plantID, "orders")
			var written bytes.Buffer
			conn := newConn(keeps{written: &written}, k, "b1:9092")
			b := request(version, topicOf("orders", plantID, c.parts), topicOf("others", [16]byte{9}, map[int32][]byte{5: nil}))
			if n, err := conn.Write(b); n != len(b) || err != nil {
				t.Errorf("version %d, %s: %d of %d bytes are written, %v", version, name, n, len(b), err)
			}
			left := written.Bytes()
			req := kmsg.NewPtrProduceRequest()
			req.SetVersion(version)
			r := kbin.Reader{Src: left[requestRest:]}
			if int(binary.BigEndian.Uint32(left)) != len(left)-4 || r.Int32() != 7 || !reads(req, &r) || req.Acks != -1 {
				t.Fatalf("version %d, %s: what leaves is no request", version, name)
			}
			got := 0
			for _, topic := range req.Topics {
				for _, p := range topic.Partitions {
					if !bytes.Equal(p.Records, c.parts[p.Partition]) || p.Records == nil {
						t.Errorf("version %d, %s: partition %d is another one", version, name, p.Partition)
					}
					got++
				}
			}
			if got != c.want || k.strange.Load() != 0 || k.parts.of("orders", 1).requests.Load() != uint64(count(c.parts[1] != nil)) {
				t.Errorf("version %d, %s: %d partitions leave, %d strange", version, name, got, k.strange.Load())
			}
		}
	}
}

// keeps is a connection that keeps what is written.
type keeps struct {
	tallies
	written *bytes.Buffer
}

func (c keeps) Write(b []byte) (int, error) { return c.written.Write(b) }
