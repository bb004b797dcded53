package ledger

import (
	"encoding/binary"
	"math/bits"
)

// The primes of XXH64 (xxHash fast digest algorithm, doc/xxhash_spec.md).
const (
	prime1 uint64 = 0x9E3779B185EBCA87
	prime2 uint64 = 0xC2B2AE3D27D4EB4F
	prime3 uint64 = 0x165667B19E3779F9
	prime4 uint64 = 0x85EBCA77C2B2AE63
	prime5 uint64 = 0x27D4EB2F165667C5
)

const stripe = 32

// digest is a running XXH64. Small writes are gathered, so that a record of a few
// hundred bytes is hashed at once; the gathered bytes are whole stripes.
type digest struct {
	seed    uint64
	lanes   [4]uint64
	flushed uint64 // bytes that are in the lanes
	held    int
	buf     [8 * stripe]byte
}

// reset makes it the hash of nothing. What was gathered need not be cleared.
func (d *digest) reset(seed uint64) {
	d.seed, d.flushed, d.held = seed, 0, 0
	d.lanes = [4]uint64{seed + prime1, seed + prime2, seed, seed - prime1}
	d.lanes[0] += prime2
}

func (d *digest) bytes(p []byte) {
	if d.held+len(p) < len(d.buf) {
		d.held += copy(d.buf[d.held:], p)
		return
	}
	p = p[copy(d.buf[d.held:], p):]
	d.stripes(d.buf[:])
	whole := len(p) &^ (stripe - 1)
	d.stripes(p[:whole])
	d.held = copy(d.buf[:], p[whole:])
}

func (d *digest) text(s string) {
	for d.held+len(s) >= len(d.buf) {
		s = s[copy(d.buf[d.held:], s):]
		d.stripes(d.buf[:])
		d.held = 0
	}
	d.held += copy(d.buf[d.held:], s)
}

// factors are prime1 and prime2 in memory: they stay in registers in the loop of stripes,
// which loads constants anew for each lane. That is worth a third of its time.
var factors = [2]uint64{prime1, prime2}

// stripes takes whole stripes into the lanes: round for each lane.
func (d *digest) stripes(p []byte) {
	one, two := factors[0], factors[1]
	a, b, c, e := d.lanes[0], d.lanes[1], d.lanes[2], d.lanes[3]
	d.flushed += uint64(len(p))
	for len(p) >= stripe {
		q := (*[stripe]byte)(p)
		a = bits.RotateLeft64(a+binary.LittleEndian.Uint64(q[0:8])*two, 31) * one
		b = bits.RotateLeft64(b+binary.LittleEndian.Uint64(q[8:16])*two, 31) * one
		c = bits.RotateLeft64(c+binary.LittleEndian.Uint64(q[16:24])*two, 31) * one
		e = bits.RotateLeft64(e+binary.LittleEndian.Uint64(q[24:32])*two, 31) * one
		p = p[stripe:]
	}
	d.lanes = [4]uint64{a, b, c, e}
}

// sum ends the hash; only reset may follow.
func (d *digest) sum() uint64 {
	whole := d.held &^ (stripe - 1)
	length := d.flushed + uint64(d.held)
	d.stripes(d.buf[:whole])
	acc := d.seed + prime5
	if d.flushed > 0 {
		acc = converge(&d.lanes)
	}
	return avalanche(tail(acc+length, d.buf[whole:d.held]))
}

func round(acc, lane uint64) uint64 {
	return bits.RotateLeft64(acc+lane*prime2, 31) * prime1
}

func converge(lanes *[4]uint64) uint64 {
	acc := bits.RotateLeft64(lanes[0], 1) + bits.RotateLeft64(lanes[1], 7) +
		bits.RotateLeft64(lanes[2], 12) + bits.RotateLeft64(lanes[3], 18)
	for _, lane := range lanes {
		acc = (acc^round(0, lane))*prime1 + prime4
	}
	return acc
}

// tail takes what is no whole stripe.
func tail(acc uint64, p []byte) uint64 {
	for ; len(p) >= 8; p = p[8:] {
		acc = bits.RotateLeft64(acc^round(0, binary.LittleEndian.Uint64(p)), 27)*prime1 + prime4
	}
	if len(p) >= 4 {
		acc = bits.RotateLeft64(acc^uint64(binary.LittleEndian.Uint32(p))*prime1, 23)*prime2 + prime3
		p = p[4:]
	}
	for _, b := range p {
		acc = bits.RotateLeft64(acc^uint64(b)*prime5, 11) * prime1
	}
	return acc
}

func avalanche(acc uint64) uint64 {
	acc = (acc ^ acc>>33) * prime2
	acc = (acc ^ acc>>29) * prime3
	return acc ^ acc>>32
}
