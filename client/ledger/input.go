package ledger

import "encoding/binary"

// input reads from bytes. After the first failure, which it keeps, it reads zeros.
type input struct {
	p   []byte
	at  int
	bad string
}

func (in *input) fail(what string) {
	if in.bad == "" {
		in.bad = what
	}
}

func (in *input) uvarint() uint64 {
	if in.at < len(in.p) && in.p[in.at] < 0x80 {
		in.at++
		return uint64(in.p[in.at-1])
	}
	return in.long()
}

func (in *input) long() uint64 {
	v, n := binary.Uvarint(in.p[in.at:])
	if n <= 0 {
		in.fail("a number is cut, or has more than 64 bits")
		return 0
	}
	in.at += n
	return v
}

func (in *input) varint() int64 {
	v := in.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

func (in *input) uint64() uint64 {
	if len(in.p)-in.at < 8 {
		in.fail("a hash is cut")
		return 0
	}
	in.at += 8
	return binary.BigEndian.Uint64(in.p[in.at-8:])
}

func (in *input) byte() byte {
	if in.at >= len(in.p) {
		in.fail("an id is cut")
		return 0
	}
	in.at++
	return in.p[in.at-1]
}

// take is the next n bytes; nil for none.
func (in *input) take(n uint64) []byte {
	if n > uint64(len(in.p)-in.at) {
		in.fail("a text is longer than the block")
		return nil
	}
	if n == 0 {
		return nil
	}
	in.at += int(n)
	return in.p[in.at-int(n) : in.at : in.at]
}
