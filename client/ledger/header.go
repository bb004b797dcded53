package ledger

import (
	"encoding/binary"
	"hash/crc32"
	"time"
)

// MaxBlock is the most bytes that a block may have: what a record of a topic with
// Kafka's default max.message.bytes (1,048,588) holds beside a short key.
const MaxBlock = 1_000_000

const (
	magic      = "BWL1"
	fixed      = 17           // magic, length, flags and ledger
	room       = fixed + 5*10 // the longest header
	trailer    = 4            // the CRC
	minBlock   = fixed + 5 + trailer
	flagOpened = 1
	flagClosed = 2
	flagXXH3   = 4 // on each block: how its hashes are made
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Block is a part of a ledger that can be read alone: one write to the file, one record
// in the topic breakwater.ledger.
type Block struct {
	// Ledger is drawn at random when a folder is first used, and names it.
	Ledger uint64
	// Sequence counts the blocks of a ledger from 1. A block that comes twice has the
	// same; a number that is missing is a block that is missing.
	Sequence uint64
	// Opened is set on the first block that a process wrote, Closed on the last one. A
	// block with Opened behind one without Closed is the mark of a crash.
	Opened, Closed bool
	// Sealed is when the block was sealed, to the ms: everything that was appended before
	// is in it or in the blocks before it, but for what Lost counts.
	Sealed time.Time
	// Lost is how many entries were not written since the block before: refused, or
	// dropped because the disk took nothing.
	Lost uint64
	// Count is the number of entries.
	Count int

	place  uint64 // how many blocks of the same commit stand before it
	raw    []byte // all of it
	bodyAt int    // where the entries begin
}

// Bytes is the block as it is stored and shipped.
func (b Block) Bytes() []byte { return b.raw }

func (b Block) body() []byte { return b.raw[b.bodyAt : len(b.raw)-trailer] }

// seal writes the header of b in front of the entries, which begin at room in buf, and
// the CRC behind them. The result shares memory with buf.
func seal(buf []byte, b Block) []byte {
	var header [room]byte
	h := append(header[:0], magic...)
	h = binary.BigEndian.AppendUint32(h, 0)
	h = append(h, flags(b))
	h = binary.BigEndian.AppendUint64(h, b.Ledger)
	for _, n := range []uint64{b.Sequence, b.place, uint64(b.Sealed.UnixMilli()), b.Lost, uint64(b.Count)} {
		h = binary.AppendUvarint(h, n)
	}
	binary.BigEndian.PutUint32(h[4:], uint32(len(h)+len(buf)-room+trailer))
	out := buf[room-len(h):]
	copy(out, h)
	return binary.BigEndian.AppendUint32(out, crc32.Checksum(out, castagnoli))
}

func flags(b Block) byte {
	f := byte(flagXXH3)
	if b.Opened {
		f |= flagOpened
	}
	if b.Closed {
		f |= flagClosed
	}
	return f
}

// ParseBlock takes a block apart that stands alone, as the value of a record of
// breakwater.ledger does. It checks the CRC; the entries are checked as they are read.
// The block shares memory with p. An error is a *Damage with the place in p.
func ParseBlock(p []byte) (Block, error) {
	b, damage := parse(p)
	if damage == nil && len(b.raw) != len(p) {
		damage = &Damage{At: int64(len(b.raw)), Block: b.Sequence, What: "something follows the block: it must stand alone"}
	}
	if damage != nil {
		return Block{}, damage
	}
	return b, nil
}

// parse takes the block apart that p begins with.
func parse(p []byte) (Block, *Damage) {
	length, damage := measure(p)
	if damage != nil {
		return Block{}, damage
	}
	if length > len(p) {
		return Block{}, cutShort(length, len(p))
	}
	raw := p[:length:length]
	crc := length - trailer
	if crc32.Checksum(raw[:crc], castagnoli) != binary.BigEndian.Uint32(raw[crc:]) {
		return Block{}, &Damage{What: "the block fails its CRC32C: a byte of it was changed"}
	}
	return fields(raw)
}

// measure is the length of the block that p begins with, as the block says it.
func measure(p []byte) (int, *Damage) {
	if n := min(len(p), len(magic)); string(p[:n]) != magic[:n] {
		return 0, &Damage{What: "no block of format v1 begins here: it would begin with BWL1"}
	}
	if len(p) < 8 {
		return 0, cutShort(minBlock, len(p))
	}
	length := binary.BigEndian.Uint32(p[4:])
	if length < minBlock || length > MaxBlock {
		return 0, &Damage{At: 4, What: "the length of a block is not between 26 and 1,000,000"}
	}
	return int(length), nil
}

// fields reads the header of a whole block. Where its flags alone are refused, the block is
// there beside the damage: somebody wrote it.
func fields(raw []byte) (Block, *Damage) {
	b := Block{
		Opened: raw[8]&flagOpened != 0, Closed: raw[8]&flagClosed != 0,
		Ledger: binary.BigEndian.Uint64(raw[9:]), raw: raw,
	}
	var n [5]uint64
	in := input{p: raw[:len(raw)-trailer], at: fixed}
	for i := range n {
		n[i] = in.uvarint()
	}
	// Each entry takes more than one byte.
	if in.bad != "" || n[0] == 0 || n[1] >= n[0] || n[2] > 1<<62 || n[4] > uint64(len(raw)) {
		return Block{}, &Damage{At: fixed, What: "sequence, place, time or counts in the header of the block are none"}
	}
	b.Sequence, b.place, b.Sealed, b.Lost, b.Count = n[0], n[1], time.UnixMilli(int64(n[2])), n[3], int(n[4])
	b.bodyAt = in.at
	return b, refused(raw[8])
}

// refused says why a block with such flags is not read.
func refused(flags byte) *Damage {
	switch {
	case flags&^(flagOpened|flagClosed|flagXXH3) != 0:
		return &Damage{At: 8, What: "the block has flags that format v1 does not know"}
	case flags&flagXXH3 == 0:
		return &Damage{At: 8, early: true, What: "the block was written by a development version from before the first release, whose hashes were XXH64: " +
			"compared with those of today, each of its records would seem lost"}
	}
	return nil
}
