package topic

import (
	"fmt"
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// Each key is decided by the first range that names it, each breach is a
// finding of its own, and shows the line of the policy.
func TestSeveralBoundsOfOneTopic(t *testing.T) {
	fs := and(orders("retention.ms: 1000", "segment.bytes: 1048576", "cleanup.policy: compact", "min.insync.replicas: 2"), "policy.yaml",
		"ranges:\n  - topics: [orders]\n    config:\n      retention.ms: {min: 1d}\n      cleanup.policy: delete\n"+
			"  - topics: [\"*\"]\n    config:\n      retention.ms: {max: 500ms}\n      segment.bytes: {min: 1GiB, max: 2GiB}\n      min.insync.replicas: {min: 2, max: 2}\n")
	got := only(t, OutsideBaseline, fs)
	if len(got) != 3 {
		t.Fatalf("%d findings, want 3: %+v", len(got), got)
	}
	for i, want := range []struct{ key, fix, policy, at string }{
		{"cleanup.policy", "set cleanup.policy: delete", "one of delete", "policy.yaml:5:7"},
		{"retention.ms", "set retention.ms: 86400000, or another value in the policy's range", "min 86400000", "policy.yaml:4:7"},
		{"segment.bytes", "set segment.bytes: 1073741824, or another value in the policy's range", "min 1073741824, max 2147483648", "policy.yaml:9:7"},
	} {
		f := got[slices.IndexFunc(got, func(f finding.Finding) bool { return f.Discriminator == want.key })]
		if f.Fix != want.fix {
			t.Errorf("%d: the fix is %q, want %q", i, f.Fix, want.fix)
		}
		policy := f.Evidence[slices.IndexFunc(f.Evidence, func(e finding.Evidence) bool { return e.Name == "policy range of "+want.key })]
		if policy.Value != want.policy || policy.Origin.String() != want.at {
			t.Errorf("%s: the policy says %q at %s, want %q at %s", want.key, policy.Value, policy.Origin, want.policy, want.at)
		}
	}
}

// What lies on a bound is inside it; no limit lies above every maximum and
// under no minimum.
func TestEdgesOfABound(t *testing.T) {
	for _, c := range []struct {
		setting, bound string
		want           bool
	}{
		{"retention.ms: 86400000", "{min: 1d, max: 1d}", false},
		{"retention.ms: 86399999", "{min: 1d}", true},
		{"retention.ms: 86400001", "{max: 1d}", true},
		{"retention.bytes: -1", "{max: 1TiB}", true},
		{"retention.bytes: -1", "{min: 1TiB}", false},
		{"retention.bytes: 0", "{min: 1}", true},
		{"retention.bytes: 5", "-1", true},
		{"retention.bytes: -1", "-1", false},
		{"compression.zstd.level: -5", "{min: -5}", false},
		{"compression.zstd.level: -6", "{min: -5}", true},
		{"compression.zstd.level: -6", "{max: -5}", false}, // a level, and not "no limit"
		{"cleanup.policy: 'delete,compact'", "{one_of: [delete, 'compact, delete']}", false},
		{"cleanup.policy: compact", "{one_of: [delete, 'compact,delete']}", true},
		{"min.cleanable.dirty.ratio: 0.5", "'0.5'", false},
		{"min.cleanable.dirty.ratio: 0.6", "'0.5'", true},
	} {
		name := c.setting[:slices.Index([]byte(c.setting), ':')]
		fs := and(orders(c.setting), "policy.yaml", "ranges:\n  - topics: [\"*\"]\n    config: {"+name+": "+c.bound+"}\n")
		if got := only(t, OutsideBaseline, fs); len(got) > 0 != c.want {
			t.Errorf("%s against %s: %d findings, want one: %v", c.setting, c.bound, len(got), c.want)
		}
	}
}

func TestSameWords(t *testing.T) {
	for _, c := range []struct {
		a, b []string
		want bool
	}{
		{nil, nil, true}, {[]string{"a"}, []string{" a "}, true}, {[]string{"a", "b"}, []string{"b", "a"}, true}, {[]string{"a"}, []string{"a", "a"}, false},
		{[]string{"a", "b"}, []string{"a"}, false}, {[]string{"a"}, []string{"A"}, false}, {[]string{""}, nil, false},
	} {
		if got := sameWords(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %v, want %v", c.a, c.b, got, c.want)
		}
	}
	a := []string{"b", "a"}
	if sameWords(a, a); a[0] != "b" {
		t.Error("the words of the value are put into another order")
	}
}

// An outage that lasts exactly as long as records are kept loses none, by
// time and by size.
func TestEdgesOfAnOutage(t *testing.T) {
	const day, perDay = 86400000, 86400 * 1024 // at 12 KiB/s into 12 partitions
	for _, c := range []struct {
		time, size int64
		want       int
	}{
		{day, -1, 0}, {day - 1, -1, 1}, {day + 1, -1, 0}, {-1, -1, 0},
		{-1, perDay, 0}, {-1, perDay - 1, 1}, {day - 1, perDay - 1, 2}, {day, 0, 1},
	} {
		fs := and(orders(fmt.Sprintf("retention.ms: %d", c.time), fmt.Sprintf("retention.bytes: %d", c.size)), "policy.yaml",
			workload("outage_tolerance: 1d", "rate: 12KiB/s"))
		if got := only(t, RetentionBelowOutage, fs); len(got) != c.want {
			t.Errorf("kept for %d ms and %d bytes: %d findings, want %d", c.time, c.size, len(got), c.want)
		}
	}
}
