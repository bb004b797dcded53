package deadletter

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
)

func place(n int64) string {
	if n < 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func setVersion(_ *Letter, v []byte) error {
	if string(v) != "1" {
		return fmt.Errorf("the version is %q, and this reader knows 1: use a newer one", clipBytes(v, 32))
	}
	return nil
}

// checkBool only checks: what a null key becomes is decided when all headers are read.
func checkBool(_ *Letter, v []byte) error {
	if s := string(v); s != "true" && s != "false" {
		return fmt.Errorf("%q is neither true nor false", clipBytes(v, 32))
	}
	return nil
}

func setID(l *Letter, v []byte) error {
	if !anID(clipBytes(v, 64)) {
		return fmt.Errorf("%q is no id", clipBytes(v, 64))
	}
	l.ID = string(v)
	return nil
}

func setPartition(l *Letter, v []byte) error {
	n, err := number(v, math.MaxInt32)
	l.Origin.Partition = int32(n)
	return err
}

func setOffset(l *Letter, v []byte) (err error) {
	l.Origin.Offset, err = number(v, math.MaxInt64)
	return err
}

// number is a decimal number from 0 to most, written as this package writes it.
func number(v []byte, most int64) (int64, error) {
	text := clipBytes(v, 32)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > most || strconv.FormatInt(n, 10) != text {
		return 0, fmt.Errorf("%q is no whole number from 0 to %d", text, most)
	}
	return n, nil
}

func isSHA256(v []byte) bool {
	_, err := hex.DecodeString(clipBytes(v, 65))
	return err == nil && len(v) == 64
}
