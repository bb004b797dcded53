package kube

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// whole is a value as a whole number.
func whole(v model.Value) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(v.Raw()))
	return n, v.Usable() && err == nil
}

// suffixes are those of Kubernetes' quantities (resource.Quantity), in bytes.
var suffixes = map[string]string{
	"n": "1/1000000000", "u": "1/1000000", "m": "1/1000", "": "1",
	"k": "1000", "M": "1000000", "G": "1000000000", "T": "1000000000000", "P": "1000000000000000", "E": "1000000000000000000",
	"Ki": "1024", "Mi": "1048576", "Gi": "1073741824", "Ti": "1099511627776", "Pi": "1125899906842624", "Ei": "1152921504606846976",
}

// quantity is a size in bytes, rounded up as Kubernetes does: 8Gi, 8G, 8e9,
// 8589934592, 500m.
func quantity(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	end := len(text)
	for end > 0 && strings.IndexByte("0123456789.", text[end-1]) < 0 {
		end--
	}
	number, suffix := text[:end], text[end:]
	if strings.ContainsAny(number, "/_xX") {
		return 0, false
	}
	n, ok := new(big.Rat).SetString(number)
	factor, known := suffixes[suffix]
	if !ok || !known || strings.ContainsAny(number, "eE") && suffix != "" {
		return 0, false
	}
	by, _ := new(big.Rat).SetString(factor)
	return ceiling(n.Mul(n, by))
}

func ceiling(n *big.Rat) (int64, bool) {
	q, r := new(big.Int).QuoRem(n.Num(), n.Denom(), new(big.Int))
	if r.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q.Int64(), q.IsInt64()
}

// jvmSize is a size as java takes it: 4g, 4096M, 4294967296, 1T.
func jvmSize(text string) (int64, bool) {
	if text == "" {
		return 0, false
	}
	shift := map[byte]int{'k': 10, 'm': 20, 'g': 30, 't': 40}[text[len(text)-1]|0x20]
	if shift > 0 {
		text = text[:len(text)-1]
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > math.MaxInt64>>shift {
		return 0, false
	}
	return n << shift, true
}

// share is a budget's number of pods: a number, or a percentage of the pods,
// which Kubernetes rounds up (disruption controller).
func share(v model.Value, of int) (n int, percent, ok bool) {
	text := strings.TrimSpace(v.Raw())
	if rest, is := strings.CutSuffix(text, "%"); is {
		p, err := strconv.Atoi(rest)
		return (p*of + 99) / 100, true, v.Usable() && err == nil && p >= 0
	}
	n, ok = whole(v)
	return n, false, ok && n >= 0
}
