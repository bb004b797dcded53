package deadletter

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Pointer is what a letter does not hold because its topic would not take it: it has to
// be read where the record is, for as long as it is kept there.
type Pointer struct {
	// Value and Key are what was left out, nil for what was not.
	Value, Key *Part
	// Headers is how many of the record's own headers were left out.
	Headers int
	// Guessed says that the format does not tell: the letter has neither key nor value, as
	// share groups write it without errors.deadletterqueue.copy.record.enable, or as a
	// tombstone without a key is.
	Guessed bool
}

// Part is a key or a value that was left out.
type Part struct {
	Bytes  int    // its length
	SHA256 string // of its bytes, 64 lower-case hexadecimal digits
}

func partOf(b []byte) *Part {
	sum := sha256.Sum256(b)
	return &Part{Bytes: len(b), SHA256: hex.EncodeToString(sum[:])}
}

// shrunk is the letter without its largest parts, as few as make size no more than most.
// Nothing of l changes.
func shrunk(l Letter, most int, size func(Letter) int) Letter {
	pointer := Pointer{}
	if l.Pointer != nil {
		pointer = *l.Pointer
	}
	l.Pointer = &pointer
	for size(l) > most {
		value, key, headers := len(l.Value), len(l.Key), headerBytes(l.Headers)
		switch largest := max(value, key, headers); {
		case largest == 0:
			return l // only our own headers are left, and these are bounded
		case largest == value:
			pointer.Value, l.Value = partOf(l.Value), nil
		case largest == headers:
			pointer.Headers, l.Headers = pointer.Headers+len(l.Headers), nil
		default:
			pointer.Key, l.Key = partOf(l.Key), nil
		}
	}
	return l
}

// keyNull tells whether the failed record's key is null, also when it was left out.
func (l *Letter) keyNull() bool {
	return l.Key == nil && (l.Pointer == nil || l.Pointer.Key == nil)
}

func (l *Letter) pointer() *Pointer {
	if l.Pointer == nil {
		l.Pointer = new(Pointer)
	}
	return l.Pointer
}

func valuePart(p *Pointer) **Part { return &p.Value }
func keyPart(p *Pointer) **Part   { return &p.Key }

// left is the part of the letter that was left out, nil if it was not.
func (l *Letter) left(of func(*Pointer) **Part) *Part {
	if l.Pointer == nil {
		return nil
	}
	return *of(l.Pointer)
}

// part is the part of the letter's pointer, made if it is not there.
func (l *Letter) part(of func(*Pointer) **Part) *Part {
	at := of(l.pointer())
	if *at == nil {
		*at = new(Part)
	}
	return *at
}

func partBytes(name string, of func(*Pointer) **Part) field {
	return field{name, func(l *Letter) string {
		if p := l.left(of); p != nil {
			return strconv.Itoa(p.Bytes)
		}
		return ""
	}, func(l *Letter, v []byte) error {
		n, err := number(v, math.MaxInt32)
		l.part(of).Bytes = int(n)
		return err
	}}
}

func partHash(name string, of func(*Pointer) **Part) field {
	return field{name, func(l *Letter) string {
		if p := l.left(of); p != nil {
			return p.SHA256
		}
		return ""
	}, func(l *Letter, v []byte) error {
		if !isSHA256(v) {
			return fmt.Errorf("%q is no SHA-256 of 64 hexadecimal digits", clipBytes(v, 65))
		}
		l.part(of).SHA256 = string(v)
		return nil
	}}
}

func headersLeftOut(l *Letter) string {
	if l.Pointer == nil || l.Pointer.Headers <= 0 {
		return ""
	}
	return strconv.Itoa(l.Pointer.Headers)
}

func setHeadersLeftOut(l *Letter, v []byte) error {
	n, err := number(v, math.MaxInt32)
	l.pointer().Headers = int(n)
	return err
}

// headerBytes is what headers take in a record, in bytes.
func headerBytes(headers []kgo.RecordHeader) int {
	size := 0
	for i := range headers {
		size += headerSize(headers[i].Key, len(headers[i].Value))
	}
	return size
}
