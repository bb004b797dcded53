package rule

import (
	"math"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// BatchOverhead is what a batch of one record adds to its value at the least,
// in bytes: 61 of the batch's header (DefaultRecordBatch.RECORD_BATCH_OVERHEAD)
// and 7 of the record's fields.
const BatchOverhead = 68

// Promise is what a workload says, as a value that a finding rests on.
func Promise(name string, v model.Value) Reading {
	return Reading{Name: name, Written: v.Written(), Value: v}
}

// PromisedSize reads a size that a workload declares. Nobody having declared
// it is no skip.
func PromisedSize(name string, v model.Value) (Bytes, bool) {
	n, ok := Whole(v)
	return Bytes{Promise(name, v), n}, ok
}

// PromisedTime reads a time that a workload declares, in the same way.
func PromisedTime(name string, v model.Value) (Millis, bool) {
	n, ok := Whole(v)
	return Millis{Promise(name, v), n}, ok
}

// Says tells whether a workload declares a switch, and which way.
func Says(v model.Value) (on, ok bool) {
	if !v.Usable() {
		return false, false
	}
	on, err := strconv.ParseBool(strings.TrimSpace(v.Raw()))
	return on && err == nil, err == nil
}

// Whole is a value that is known and a whole number of 64 bits.
func Whole(v model.Value) (int64, bool) {
	if !v.Usable() {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(v.Raw()), 10, 64)
	return n, err == nil
}

// OnTheWire is the size in bytes of the batch that carries the largest payload
// that a workload declares: compressed, and with its overhead. Nobody having
// declared a payload is no skip; a ratio that cannot be read is one.
func (p *Pass) OnTheWire(load *model.Workload) (int64, bool) {
	if load == nil {
		return 0, false
	}
	payload, ok := Whole(load.MaxPayload)
	if !ok {
		return 0, false
	}
	by, ok := p.compression(load.CompressionRatio)
	if !ok {
		return 0, false
	}
	return int64(min(float64(payload)*by, math.MaxInt64/2)) + BatchOverhead, true
}

// compression is the size on the wire over the size serialised; 1 unless a
// workload says more.
func (p *Pass) compression(ratio model.Value) (float64, bool) {
	if !ratio.IsSet() {
		return 1, true
	}
	if !ratio.Usable() {
		p.Skip("compression_ratio", ratio.Why(), ratio.Origin())
		return 0, false
	}
	by, err := strconv.ParseFloat(strings.TrimSpace(ratio.Raw()), 64)
	if err != nil || !(by > 0) {
		p.Skip("compression_ratio", strconv.Quote(ratio.Raw())+" is not a ratio", ratio.Origin())
		return 0, false
	}
	return by, true
}
