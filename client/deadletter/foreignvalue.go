package deadletter

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

func topicText(l *Letter, v []byte) error   { return setText(&l.Origin.Topic, v, mostTopic+1) }
func groupText(l *Letter, v []byte) error   { return setText(&l.Failure.Group, v, mostText) }
func handlerText(l *Letter, v []byte) error { return setText(&l.Failure.Handler, v, mostText) }
func reasonText(l *Letter, v []byte) error  { return setText(&l.Failure.Reason, v, mostText) }
func classText(l *Letter, v []byte) error   { return setText(&l.Failure.Class, v, mostText) }
func errorText(l *Letter, v []byte) error   { return setText(&l.Failure.Error, v, mostError) }

func setText(to *string, v []byte, most int) error {
	*to = clipBytes(v, most)
	return nil
}

func classIfNone(l *Letter, v []byte) error {
	if l.Failure.Class == "" {
		return classText(l, v)
	}
	return nil
}

// throwableClass is the class in "class: text".
func throwableClass(l *Letter, v []byte) error {
	class, _, _ := strings.Cut(clipBytes(v, mostText), ": ")
	l.Failure.Class = class
	return nil
}

func decimalPartition(l *Letter, v []byte) error {
	n, err := signed(v, math.MaxInt32)
	l.Origin.Partition = int32(n)
	return err
}

func decimalOffset(l *Letter, v []byte) (err error) {
	l.Origin.Offset, err = signed(v, math.MaxInt64)
	return err
}

func decimalAttempts(l *Letter, v []byte) error {
	n, err := number(v, math.MaxInt32)
	l.Failure.Attempts = int(n)
	return err
}

// signed is a decimal number that is -1 where there is none.
func signed(v []byte, most int64) (int64, error) {
	n, err := strconv.ParseInt(clipBytes(v, 32), 10, 64)
	if err != nil || n < -1 || n > most {
		return -1, fmt.Errorf("%q is no whole number from -1 to %d", clipBytes(v, 32), most)
	}
	return n, nil
}

func bigEndianPartition(l *Letter, v []byte) error {
	if len(v) != 4 || v[0] > 0x7f {
		return fmt.Errorf("%x is no partition in 4 bytes, big-endian", v[:min(len(v), 16)])
	}
	l.Origin.Partition = int32(binary.BigEndian.Uint32(v))
	return nil
}

func bigEndianOffset(l *Letter, v []byte) (err error) {
	l.Origin.Offset, err = eightBytes(v)
	return err
}

// bigEndianTime also takes -1, which is Kafka's NO_TIMESTAMP.
func bigEndianTime(l *Letter, v []byte) error {
	if string(v) == "\xff\xff\xff\xff\xff\xff\xff\xff" {
		return nil
	}
	ms, err := eightBytes(v)
	if err == nil {
		l.Origin.Time = time.UnixMilli(ms).UTC()
	}
	return err
}

func eightBytes(v []byte) (int64, error) {
	if len(v) != 8 || v[0] > 0x7f {
		return -1, fmt.Errorf("%x is no number from 0 in 8 bytes, big-endian", v[:min(len(v), 16)])
	}
	return int64(binary.BigEndian.Uint64(v)), nil
}

// bigEndianAttempts has 4 bytes; older versions of Spring write one.
func bigEndianAttempts(l *Letter, v []byte) error {
	switch {
	case len(v) == 1:
		l.Failure.Attempts = int(v[0])
	case len(v) == 4 && v[0] <= 0x7f:
		l.Failure.Attempts = int(binary.BigEndian.Uint32(v))
	default:
		return fmt.Errorf("%x is no number of attempts in 4 bytes, big-endian", v[:min(len(v), 16)])
	}
	return nil
}
