package cluster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestDiskFull(t *testing.T) {
	const gib = 1 << 30
	volume := func(path string, total, usable int64) string {
		return fmt.Sprintf(`{"path": %q, "total": %d, "usable": %d}`, path, total, usable)
	}
	const offline, untold = `{"path": "/d2", "error": "KAFKA_STORAGE_ERROR"}`, `{"path": "/d3"}`
	for _, c := range []struct {
		name  string
		dirs  []string
		says  []string // one for each finding
		skips string
	}{
		{"room", []string{volume("/d1", 1000*gib, 100*gib)}, nil, ""},
		{"full", []string{volume("/d1", 1000*gib, 20*gib)}, []string{"/d1 on broker 3 is full: 20 GiB of 1000 GiB are free, 2.0 %. The first write that fails takes the log directory offline, and as it is the only one the broker stops"}, ""},
		{"nothing is free", []string{volume("/d1", 1000*gib, 0)}, []string{"0 B of 1000 GiB are free, 0.0 %"}, ""},
		{"exactly five percent", []string{volume("/d1", 100*gib, 5*gib)}, nil, ""},
		{"just below", []string{volume("/d1", 100*gib, 5*gib-1)}, []string{"5.0 %"}, ""},
		{"few percent of a large one", []string{volume("/d1", 20000*gib, 50*gib)}, nil, ""},
		{"a small one", []string{volume("/d1", 10*gib, gib)}, nil, ""},
		{"one of two", []string{volume("/d1", 1000*gib, gib), volume("/d4", 1000*gib, 500*gib)}, []string{"/d1 on broker 3 is full: 1 GiB of 1000 GiB are free, 0.1 %. The first write that fails takes the log directory offline, and all that the broker leads in it stops"}, ""},
		{"both", []string{volume("/d1", 1000*gib, gib), volume("/d4", 1000*gib, gib)}, []string{"/d1 on", "/d4 on"}, ""},
		{"beside one that is offline", []string{volume("/d1", 1000*gib, gib), offline}, []string{"as it is the only one the broker stops"}, ""},
		{"not told", []string{untold}, nil, "free space of /d3"},
		{"offline", []string{offline}, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := healthy().with(3, `"logDirs": [`+strings.Join(c.dirs, ",")+`]`).run(t)
			got := rulestest.Of(result, DiskFull.Name)
			if len(got) != len(c.says) {
				t.Fatalf("%d findings, want %d", len(got), len(c.says))
			}
			for i, f := range got {
				says(t, f.Message, c.says[i])
				says(t, f.Fix, "--broker-list 3", "Never delete files below")
				if f.Severity != finding.Error || f.Subject.String() != "broker/3" || len(f.Evidence) != 2 {
					t.Errorf("%s on %s, evidence %v", f.Severity, f.Subject, f.Evidence)
				}
			}
			if len(got) == 2 && got[0].Fingerprint() == got[1].Fingerprint() {
				t.Error("two volumes have one fingerprint")
			}
			skipped := ""
			for _, s := range result.Skipped {
				if s.Rule == DiskFull.Name {
					skipped += s.Needs
				}
			}
			if skipped != c.skips {
				t.Errorf("skipped %q, want %q", skipped, c.skips)
			}
		})
	}
}

// TestDiskFullUnknown: a broker that did not tell its directories is a skip, and one
// that does not answer is a matter of other rules.
func TestDiskFullUnknown(t *testing.T) {
	for _, c := range []struct {
		name, broker string
		skips        int
	}{
		{"not told", `"noLogDirs": true`, 1},
		{"killed", killed, 0},
	} {
		result := healthy().with(3, c.broker).run(t)
		n := 0
		for _, s := range result.Skipped {
			if s.Rule == DiskFull.Name {
				n++
			}
		}
		if got := rulestest.Of(result, DiskFull.Name); len(got) > 0 || n != c.skips {
			t.Errorf("%s: %d findings, %d skips", c.name, len(got), n)
		}
	}
}
