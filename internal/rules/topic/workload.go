package topic

import (
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// reading is a value as it stands, for a finding to rest on.
func reading(name string, v model.Value) rule.Reading {
	return rule.Reading{Name: name, Written: v.Written(), Value: v}
}

// sizeOf reads a size that a workload declares. Nobody having declared it is
// no skip.
func sizeOf(name string, v model.Value) (rule.Bytes, bool) {
	n, ok := whole(v)
	return rule.Bytes{Reading: reading(name, v), N: n}, ok
}

// timeOf reads a time that a workload declares.
func timeOf(name string, v model.Value) (rule.Millis, bool) {
	n, ok := whole(v)
	return rule.Millis{Reading: reading(name, v), N: n}, ok
}

// says tells whether a workload declares a switch, and which way.
func says(v model.Value) (on, ok bool) {
	if !v.Usable() {
		return false, false
	}
	on, err := strconv.ParseBool(strings.TrimSpace(v.Raw()))
	return on, err == nil
}

func whole(v model.Value) (int64, bool) {
	if !v.Usable() {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(v.Raw()), 10, 64)
	return n, err == nil
}
