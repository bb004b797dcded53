package deadletter

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strings"
)

// The kinds of ids. Each is followed by 32 lower-case hexadecimal digits.
const (
	kindPlaced   = "o1-" // from the record's place: the same whenever it is written
	kindRejected = "r1-" // random, for a record without a place
	kindDead     = "d1-" // from the place of a foreign dead letter that does not tell its origin
	idBytes      = 16
)

// placedID hashes, in this order: cluster, topic, partition, offset, group. Texts stand
// behind their length in bytes (4 bytes, big-endian), the partition takes 4 bytes and the
// offset 8, both big-endian. The id is the first 16 bytes of the SHA-256.
func placedID(o Origin, group string) string {
	h := sha256.New()
	hashText(h, o.Cluster)
	hashText(h, o.Topic)
	hashPlace(h, o.Partition, o.Offset)
	hashText(h, group)
	return kindPlaced + hex.EncodeToString(h.Sum(nil)[:idBytes])
}

// deadID hashes topic, partition and offset of the dead letter itself, as placedID does.
func deadID(topic string, partition int32, offset int64) string {
	h := sha256.New()
	hashText(h, topic)
	hashPlace(h, partition, offset)
	return kindDead + hex.EncodeToString(h.Sum(nil)[:idBytes])
}

func hashText(h hash.Hash, s string) {
	h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(s))))
	h.Write([]byte(s))
}

func hashPlace(h hash.Hash, partition int32, offset int64) {
	b := binary.BigEndian.AppendUint32(nil, uint32(partition))
	h.Write(binary.BigEndian.AppendUint64(b, uint64(offset)))
}

// anID tells whether a text is an id of one of the kinds.
func anID(id string) bool {
	if len(id) != len(kindPlaced)+2*idBytes {
		return false
	}
	kind, digits := id[:len(kindPlaced)], id[len(kindPlaced):]
	known := kind == kindPlaced || kind == kindRejected || kind == kindDead
	return known && strings.Trim(digits, "0123456789abcdef") == ""
}
