package history

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
)

const (
	longestText = 1 << 16
	longestList = 1 << 27
	longestData = 1 << 29 // what a frame's page can point to
	roomAhead   = 1 << 12 // what a list is given before it has shown that it is that long
)

var errMalformed = errors.New("it is not what was saved")

// codec writes or reads a store: what is written and what is read is said once.
// After its first error it does nothing more.
type codec struct {
	out *bufio.Writer // nil while reading
	in  *bufio.Reader
	sum uint32 // checksum of all that was written or read
	few []byte // room for one number

	first bool // what is read is of the first version

	polynomial *crc32.Table
	err        error
}

func newCodec(in *bufio.Reader, out *bufio.Writer) *codec {
	return &codec{in: in, out: out, polynomial: crc32.MakeTable(crc32.Castagnoli)}
}

func (c *codec) reading() bool { return c.out == nil }

// check is for reading: what was read makes no sense unless good.
func (c *codec) check(good bool, what string) {
	if c.err == nil && !good {
		c.err = fmt.Errorf("%s: %w", what, errMalformed)
	}
}

// raw writes bytes, or fills them in.
func (c *codec) raw(b []byte) {
	if c.err != nil {
		return
	}
	if c.reading() {
		_, c.err = io.ReadFull(c.in, b)
	} else {
		_, c.err = c.out.Write(b)
	}
	c.sum = crc32.Update(c.sum, c.polynomial, b)
}

// ReadByte lets a codec be read by encoding/binary.
func (c *codec) ReadByte() (byte, error) {
	c.few = append(c.few[:0], 0)
	c.raw(c.few)
	return c.few[0], c.err
}

func (c *codec) number(n *int64) {
	if !c.reading() {
		c.few = binary.AppendVarint(c.few[:0], *n)
		c.raw(c.few)
		return
	}
	read, err := binary.ReadVarint(c)
	if c.err == nil {
		c.err = err
	}
	if *n = 0; c.err == nil {
		*n = read
	}
}

// whole codes any whole number; one that does not fit is malformed.
func whole[N ~int | ~int32 | ~uint8 | ~uint32](c *codec, n *N) {
	wide := int64(*n)
	c.number(&wide)
	*n = N(wide)
	c.check(int64(*n) == wide, "a number")
}

func (c *codec) yes(b *bool) {
	n := uint8(0)
	if *b {
		n = 1
	}
	whole(c, &n)
	c.check(n <= 1, "yes or no")
	*b = n == 1
}

func (c *codec) text(s *string) {
	b := []byte(*s)
	c.data(&b, longestText)
	*s = string(b)
}

// data codes bytes. What is read grows with what is there, not with what is
// claimed to be there.
func (c *codec) data(b *[]byte, most int) {
	n := len(*b)
	whole(c, &n)
	c.check(n >= 0 && n <= most, "a length")
	if !c.reading() {
		c.raw(*b)
		return
	}
	*b = nil
	for c.err == nil && len(*b) < n {
		at := len(*b)
		*b = slices.Grow(*b, min(n-at, roomAhead))[:at+min(n-at, roomAhead)]
		c.raw((*b)[at:])
	}
}

// list codes a list, each element by a function.
func list[E any](c *codec, l *[]E, most int, each func(*E)) {
	n := len(*l)
	whole(c, &n)
	c.check(n >= 0 && n <= most, "the length of a list")
	if !c.reading() {
		for i := range *l {
			each(&(*l)[i])
		}
		return
	}
	*l = nil
	if c.err == nil && n > 0 {
		*l = make([]E, 0, min(n, roomAhead))
	}
	for len(*l) < n && c.err == nil {
		var e E
		each(&e)
		*l = append(*l, e)
	}
}

// table codes a map by its keys' order.
func table[K cmp.Ordered, V any](c *codec, m *map[K]*V, key func(*K), value func(*V)) {
	keys := slices.Sorted(maps.Keys(*m))
	was := *m
	if c.reading() {
		*m = map[K]*V{}
	}
	list(c, &keys, longestList, func(k *K) {
		key(k)
		if !c.reading() {
			value(was[*k])
			return
		}
		v := new(V)
		value(v)
		_, twice := (*m)[*k]
		c.check(!twice, "a name that stands there twice")
		(*m)[*k] = v
	})
}
