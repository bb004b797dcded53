package audit

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/ledger"
)

// maxLine is the longest line, in bytes: a record of Kafka's has at most 2 GiB, and one
// that is much larger than its topic's limit was never acknowledged.
const maxLine = 256 << 20

// Log is what a file says.
type Log struct {
	Records  []ledger.Record // in the order of the file
	Repeated int             // lines that say again what a line before them said
	Sum      [sha256.Size]byte
}

// Open reads a file: CSV if its name ends in .csv, else JSON lines. Of records that keep
// names, key and value are kept; nil keeps none, and a file of any size takes about 150
// bytes of memory a line. An error is a *Broken where a line is the reason.
func Open(file string, f Fields, keep func(*ledger.Record) bool) (*Log, error) {
	in, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the audit log: %w", err)
	}
	defer in.Close()
	return Read(file, in, f, keep)
}

// Read is Open for text that has a name.
func Read(name string, in io.Reader, f Fields, keep func(*ledger.Record) bool) (*Log, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	sum := sha256.New()
	r := &reader{file: name, fields: f, keep: keep, lines: map[string]first{}}
	text, err := encoding(name, bufio.NewReaderSize(io.TeeReader(in, sum), 1<<20))
	if err == nil {
		err = r.read(text, strings.EqualFold(filepath.Ext(name), ".csv"))
	}
	if err != nil {
		return nil, err
	}
	if len(r.log.Records) == 0 {
		return nil, fmt.Errorf("%s has no record in it: is it the right file?", name)
	}
	return r.done(sum), nil
}

// encoding skips the mark of UTF-8, and refuses what is no text in it.
func encoding(name string, in *bufio.Reader) (*bufio.Reader, error) {
	start, _ := in.Peek(4)
	bad := func(what string) (*bufio.Reader, error) { return nil, &Broken{name, 1, 1, what} }
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, err := in.Discard(3)
		return in, err
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return bad("the file is in UTF-16, and UTF-8 is read: convert it, for example by iconv -f UTF-16 -t UTF-8")
	case bytes.HasPrefix(start, []byte("\x1f\x8b")), bytes.HasPrefix(start, []byte("\x28\xb5\x2f\xfd")):
		return bad("the file is compressed: unpack it first")
	}
	return in, nil
}

// reader collects the records of one file.
type reader struct {
	file   string
	fields Fields
	keep   func(*ledger.Record) bool
	log    Log
	topics map[string]string
	lines  map[string]first // by topic and id
}

// first is where an id came first, and what was said of it.
type first struct {
	record  int
	content [8]byte
}

func (r *reader) read(in *bufio.Reader, csv bool) error {
	if csv {
		return r.csv(in)
	}
	return r.json(in)
}

func (r *reader) broken(line, column int, what string, values ...any) error {
	return &Broken{r.file, line, column, fmt.Sprintf(what, values...)}
}

// utf8 finds the first byte that is none.
func (r *reader) utf8(line int, text []byte) error {
	if utf8.Valid(text) {
		return nil
	}
	at := 0
	for at < len(text) {
		c, n := utf8.DecodeRune(text[at:])
		if c == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	return r.broken(line, at+1, "byte 0x%02x is no UTF-8: convert the file to it, for example by iconv -f LATIN1 -t UTF-8", text[at])
}

var errLong = errors.New("the line is too long")

// line is the next one without its end, and io.EOF behind the last.
func line(in *bufio.Reader, buf []byte) ([]byte, error) {
	for {
		part, err := in.ReadSlice('\n')
		buf = append(buf, part...)
		switch {
		case len(buf) > maxLine:
			return nil, errLong
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(buf) == 0):
			return nil, err
		}
		return bytes.TrimSuffix(bytes.TrimSuffix(buf, []byte("\n")), []byte("\r")), nil
	}
}

func (r *reader) done(sum hash.Hash) *Log {
	sum.Sum(r.log.Sum[:0])
	return &r.log
}
