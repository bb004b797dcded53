package metrics

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"

	"github.com/breakwaterhq/breakwater/internal/metrics/exposition"
)

// text is the part of a page that does not change while its board stands, in
// one format.
type text struct {
	open  bool
	plain blocks

	// packed is the same as an unfinished gzip stream: what is read at each
	// scrape is compressed by itself and put behind it.
	packed []byte
	sum    uint32
}

// assemble joins the heads and rows of families that have any.
func assemble(of []section, r rows, open bool) (out blocks) {
	for _, s := range of {
		for _, f := range s.families {
			if text := r[f]; text != nil {
				out = append(append(out, f.head(open)), *text...)
			}
		}
	}
	return out
}

// tail is the rest of the page, as it is at a scrape.
func (t *text) tail(live rows) []byte {
	out := bytes.Join(assemble([]section{liveSection()}, live, t.open), nil)
	if t.open {
		out = append(out, exposition.End...)
	}
	return out
}

// gzipHead is the header of a gzip stream without a name or a time (RFC 1952).
const gzipHead = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\xff"

// pack compresses a text, and leaves the stream open behind it.
func pack(plain blocks) (packed []byte, sum uint32) {
	out := bytes.NewBufferString(gzipHead)
	w := deflate(out)
	for _, block := range plain {
		_, _ = w.Write(block) // a buffer takes everything
		sum = crc32.Update(sum, crc32.IEEETable, block)
	}
	_ = w.Flush()
	return out.Bytes(), sum
}

// finish is the rest of the stream: the tail, then the checksum and length of
// all of it.
func (t *text) finish(tail []byte) []byte {
	var out bytes.Buffer
	w := deflate(&out)
	_, _ = w.Write(tail)
	_ = w.Close()
	sum := crc32.Update(t.sum, crc32.IEEETable, tail)
	ends := binary.LittleEndian.AppendUint32(out.Bytes(), sum)
	return binary.LittleEndian.AppendUint32(ends, uint32(t.plain.size()+len(tail)))
}

// deflate compresses fast: a board lives for seconds.
func deflate(to *bytes.Buffer) *flate.Writer {
	w, err := flate.NewWriter(to, flate.BestSpeed)
	if err != nil {
		panic(err) // of a level that does not exist
	}
	return w
}
