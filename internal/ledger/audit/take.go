package audit

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	acked "github.com/breakwaterhq/breakwater/client/ledger"
	"github.com/breakwaterhq/breakwater/internal/ledger"
)

// cell is one field of one line.
type cell struct {
	there  bool
	null   bool // JSON's
	isText bool // and not a number, an object or so on
	nested bool // an object or a list
	column int
	text   []byte
}

// take makes a record of a line.
func (r *reader) take(line, column int, get func(field string) (cell, error)) error {
	l := lineReader{r: r, line: line, column: column, get: get}
	rec := ledger.Record{
		ID: l.name("--id", r.fields.ID, ""), Topic: r.topic(l.name("--topic-field", r.fields.Topic, r.fields.DefaultTopic)),
		Partition: int32(l.number("--partition-field", r.fields.Partition, math.MaxInt32)),
		Offset:    l.number("--offset-field", r.fields.Offset, math.MaxInt64),
		Acked:     l.time(r.fields.Time), Line: line,
	}
	held := ledger.Payload{Key: l.bytes("--key-field", r.fields.Key), Value: l.bytes("--value-field", r.fields.Value), Headers: l.headers(r.fields.Headers)}
	if l.err != nil {
		return l.err
	}
	if r.fields.Value != "" {
		rec.Value, rec.Valued = acked.Hash(&kgo.Record{Value: held.Value}), true
	}
	if again, err := r.again(&rec, &held); again || err != nil {
		return err
	}
	if r.keep != nil && r.keep(&rec) {
		rec.Payload = &held
	}
	r.log.Records = append(r.log.Records, rec)
	return nil
}

// again says whether a line before has said the same. An id that names two records is an error.
func (r *reader) again(rec *ledger.Record, held *ledger.Payload) (bool, error) {
	var content [8]byte
	sum := acked.Hash(&kgo.Record{Key: held.Key, Headers: held.Headers, Value: binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(
		binary.BigEndian.AppendUint32(nil, uint32(rec.Partition)), uint64(rec.Offset)), rec.Value)})
	binary.BigEndian.PutUint64(content[:], sum)
	name := rec.Topic + "\x00" + rec.ID
	before, known := r.lines[name]
	if !known {
		r.lines[name] = first{len(r.log.Records), content}
		return false, nil
	}
	if before.content == content {
		r.log.Repeated++
		return true, nil
	}
	return false, r.broken(rec.Line, 1, "the id %q names another record of %s, too, in line %d: an id must name one; give a field that does",
		rec.ID, rec.Topic, r.log.Records[before.record].Line)
}

// topic keeps one copy of a name.
func (r *reader) topic(name string) string {
	if known, there := r.topics[name]; there {
		return known
	}
	if r.topics == nil {
		r.topics = map[string]string{}
	}
	r.topics[name] = name
	return name
}

// lineReader reads fields of a line, and keeps the first error.
type lineReader struct {
	r            *reader
	line, column int
	get          func(field string) (cell, error)
	err          error
}

// field is one that must be there.
func (l *lineReader) field(flag, name string) (cell, bool) {
	if name == "" || l.err != nil {
		return cell{}, false
	}
	c, err := l.get(name)
	if err != nil {
		l.err = err
		return cell{}, false
	}
	if !c.there {
		l.err = l.r.broken(l.line, l.column, "the line has no %s, which %s names", name, flag)
	}
	return c, l.err == nil
}

func (l *lineReader) name(flag, name, otherwise string) string {
	c, ok := l.field(flag, name)
	if !ok {
		return otherwise
	}
	if c.null || c.nested || len(c.text) == 0 {
		l.err = l.r.broken(l.line, c.column, "%s is empty or no text: it must name something", name)
	}
	return string(c.text)
}

func (l *lineReader) number(flag, name string, most int64) int64 {
	c, ok := l.field(flag, name)
	if !ok {
		return ledger.Unknown
	}
	n, err := strconv.ParseInt(string(c.text), 10, 64)
	if err != nil || n < 0 || n > most {
		l.err = l.r.broken(l.line, c.column, "%s is %q: it must be a whole number from 0 to %d", name, clip(c.text), most)
	}
	return n
}

func (l *lineReader) time(name string) int64 {
	c, ok := l.field("--time-field", name)
	if !ok {
		return ledger.Unknown
	}
	if ms, err := strconv.ParseInt(string(c.text), 10, 64); err == nil && ms >= 0 {
		return ms
	}
	at, err := time.Parse(time.RFC3339Nano, string(c.text))
	if err != nil || at.UnixMilli() < 0 {
		l.err = l.r.broken(l.line, c.column, "%s is %q: it must be in ms since 1970, or as 2026-11-30T12:00:00Z", name, clip(c.text))
	}
	return at.UnixMilli()
}

// bytes is a key or a value: a text's own bytes, and those of other JSON as they stand.
func (l *lineReader) bytes(flag, name string) []byte {
	c, ok := l.field(flag, name)
	if !ok || c.null {
		return nil
	}
	if !l.r.fields.Base64 {
		return append([]byte{}, c.text...)
	}
	out, err := base64.StdEncoding.DecodeString(string(c.text))
	if err != nil || !c.isText {
		l.err = l.r.broken(l.line, c.column, "%s is no base64 with padding (RFC 4648)", name)
		return nil
	}
	return out
}

func clip(text []byte) string {
	const most = 40
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}
