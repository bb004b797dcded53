package produce

import (
	"encoding/binary"
	"hash/maphash"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A landmark is what is kept of a record that was acknowledged. As long as it lies at its
// offset, the log up to there is the one in which it was acknowledged: neither cut on all
// replicas nor made anew under the same name.
type landmark struct {
	offset int64 // -1 where nothing was acknowledged
	by     author
	look   look
}

// noLandmark is where nothing was acknowledged.
var noLandmark = landmark{offset: -1}

func landmarkOf(r *kgo.Record) landmark { return landmark{r.Offset, authorOf(r), lookOf(r)} }

// is tells whether a record of the log is it. Where brokers write their own time into
// records (LogAppendTime), that is not the one it was sent with.
func (l landmark) is(r *kgo.Record) bool {
	differ := l.look ^ lookOf(r)
	if r.Attrs.TimestampType() == logAppendTime {
		differ &= content
	}
	return r.Offset == l.offset && authorOf(r) == l.by && differ == 0
}

// logAppendTime is what kgo tells of a record with the broker's own time.
const logAppendTime = 1

// An author is a producer id, with its epoch in the lowest 16 bits.
type author int64

func authorOf(r *kgo.Record) author { return author(r.ProducerID<<16 | int64(uint16(r.ProducerEpoch))) }

func (a author) id() int64 { return int64(a >> 16) }

func (a author) epoch() int16 { return int16(a) }

// A look tells records apart that one producer sends to one partition: their time, and in
// the lowest bits what a glance at key and value shows. It is taken of every record that is
// acknowledged, so that it must cost next to nothing.
type look uint64

// content are the bits of a look that are not of the time: 40 bits of milliseconds are 34
// years.
const content = 1<<24 - 1

func lookOf(r *kgo.Record) look {
	h := glance(r.Key)*0x9e3779b97f4a7c15 + glance(r.Value)*0xc2b2ae3d27d4eb4f + uint64(len(r.Headers))
	return look(millis(r))<<24 | look(h>>40)
}

// millis is a record's time as kgo writes it.
func millis(r *kgo.Record) int64 { return r.Timestamp.UnixNano() / 1e6 }

// glance is of a text's length and its ends.
func glance(b []byte) uint64 {
	n := uint64(len(b)) + 1
	if b == nil {
		n = 0
	}
	if len(b) < 8 {
		for _, c := range b {
			n = n<<8 ^ uint64(c)
		}
		return n
	}
	return n*0xff51afd7ed558ccd ^ binary.LittleEndian.Uint64(b) ^ binary.LittleEndian.Uint64(b[len(b)-8:])*0x9fb21c651e98df25
}

// seed is that of all prints.
var seed = maphash.MakeSeed()

// printOf tells records apart by key, value and headers. Those that are alike have the
// same one.
func printOf(r *kgo.Record) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	adds(&h, r.Key)
	adds(&h, r.Value)
	for i := range r.Headers {
		adds(&h, []byte(r.Headers[i].Key))
		adds(&h, r.Headers[i].Value)
	}
	return h.Sum64()
}

// adds takes in a text, and its length, which is -1 for null.
func adds(h *maphash.Hash, b []byte) {
	n := len(b)
	if b == nil {
		n = -1
	}
	maphash.WriteComparable(h, n)
	h.Write(b)
}
