package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
)

const (
	cursorMagic = "BWC1"
	cursorSize  = 4 + 8 + 8 + 1 + trailer
)

// shipped is what the cursor file says: which block is to be shipped next, and whether
// that is exact, or blocks from there on may have been shipped.
type shipped struct {
	ledger, next uint64
	exact        bool
}

func (c shipped) bytes() []byte {
	p := append(make([]byte, 0, cursorSize), cursorMagic...)
	p = binary.BigEndian.AppendUint64(p, c.ledger)
	p = binary.BigEndian.AppendUint64(p, c.next)
	if c.exact {
		p = append(p, 1)
	} else {
		p = append(p, 0)
	}
	return binary.BigEndian.AppendUint32(p, crc32.Checksum(p, castagnoli))
}

func parseShipped(p []byte) (shipped, string) {
	switch {
	case len(p) != cursorSize:
		return shipped{}, fmt.Sprintf("the cursor has %d bytes, not %d", len(p), cursorSize)
	case string(p[:4]) != cursorMagic:
		return shipped{}, "this is no cursor of format v1: it would begin with BWC1"
	case crc32.Checksum(p[:cursorSize-trailer], castagnoli) != binary.BigEndian.Uint32(p[cursorSize-trailer:]):
		return shipped{}, "the cursor fails its CRC32C: a byte of it was changed"
	case p[20] > 1:
		return shipped{}, "the cursor is neither exact nor not"
	}
	return shipped{binary.BigEndian.Uint64(p[4:]), binary.BigEndian.Uint64(p[12:]), p[20] == 1}, ""
}

// loadShipped reads the cursor of a ledger whose next block is known. Without a file
// shipping begins with the oldest block.
func loadShipped(in folder, ledger, next uint64) (shipped, error) {
	src, err := in.read(cursorName)
	if errors.Is(err, fs.ErrNotExist) {
		return shipped{ledger: ledger, next: 1, exact: true}, nil
	}
	if err != nil {
		return shipped{}, fmt.Errorf("cannot read how far the ledger was shipped: %w", err)
	}
	defer func() { _ = src.Close() }()
	p := make([]byte, cursorSize+1)
	n, err := src.ReadAt(p, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return shipped{}, fmt.Errorf("cannot read how far the ledger was shipped: %w", err)
	}
	c, what := parseShipped(p[:n])
	switch {
	case what == "" && c.ledger != ledger:
		what = fmt.Sprintf("the cursor is of another ledger, %016x", c.ledger)
	case what == "" && c.next > next:
		what = fmt.Sprintf("block %d is to be shipped next, and the ledger ends before block %d: the folder was put back from an older copy", c.next, next)
	}
	if what != "" {
		return shipped{}, fmt.Errorf("%s: %s; remove the file to ship the whole ledger again", in.path(cursorName), what)
	}
	return c, nil
}

// save replaces the cursor file at once.
func (c shipped) save(in folder) error {
	if err := replace(in, cursorNew, cursorName, c.bytes()); err != nil {
		return fmt.Errorf("cannot save how far the ledger was shipped: %w", err)
	}
	return nil
}
