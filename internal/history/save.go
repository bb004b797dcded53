package history

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// magic starts what is saved, and names its version.
const magic = "breakwater history 2\n"

// magicOne is that of the first version, which has no voters at its end.
const magicOne = "breakwater history 1\n"

var (
	errForeign = errors.New("it is not the memory of a watch, or that of another version")
	errDamaged = errors.New("its checksum does not fit: it was cut off or changed")
)

// Save writes a store so that Load can read it.
func (s *Store) Save(w io.Writer) error {
	c := newCodec(nil, bufio.NewWriterSize(w, 1<<16))
	c.raw([]byte(magic))
	c.store(s)
	c.raw(binary.LittleEndian.AppendUint32(nil, c.sum))
	if c.err == nil {
		c.err = c.out.Flush()
	}
	if c.err != nil {
		return fmt.Errorf("save the history: %w", c.err)
	}
	return nil
}

// Load reads what Save wrote. What was cut off, damaged, or is of another kind
// or version is an error. It takes no more memory than a small multiple of what
// r has.
func Load(r io.Reader) (*Store, error) {
	c := newCodec(bufio.NewReaderSize(r, 1<<16), nil)
	c.begins()
	s := New()
	c.store(s)
	c.ends()
	if c.err == nil {
		c.err = s.claimSlots()
	}
	if c.err != nil {
		return nil, fmt.Errorf("load the history: %w", c.err)
	}
	return s, nil
}

func (c *codec) begins() {
	start := make([]byte, len(magic))
	c.raw(start)
	c.first = string(start) == magicOne
	if cutOff(c.err) || c.err == nil && string(start) != magic && !c.first {
		c.err = errForeign
	}
}

func (c *codec) ends() {
	sum, end := c.sum, make([]byte, 4)
	if c.raw(end); cutOff(c.err) || c.err == nil && binary.LittleEndian.Uint32(end) != sum {
		c.err = errDamaged
	}
}

func cutOff(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }
