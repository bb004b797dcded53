package live

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// settles is how long group/partition-stuck must hold before it is told.
const settles = 45 * time.Second

// says fails for every word that an alert does not say.
func (a alert) says(t *testing.T, words ...string) {
	t.Helper()
	text := strings.Join(slices.Sorted(maps.Values(a.Annotations)), "\n")
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("the alert does not say %q:\n%s", word, text)
		}
	}
}

// TestM26_APoisonRecordIsNamed: on one of thirty partitions a consumer fails at
// one record over and over, while all others move and the sum looks healthy.
func TestM26_APoisonRecordIsNamed(t *testing.T) {
	const subject, commits = "group/poisoned/invoices/17", 5 * time.Second
	s := onStage(t, "group/partition-stuck "+subject)
	create(t, s.admin, "invoices", 30, 3)
	s.write(t, "invoices", constant(30, 4)...)
	fails := func(r *kgo.Record) bool { return r.Partition == 17 && r.Offset >= 100 }
	all := s.joinAll(t, work{group: "poisoned", topic: "invoices", commit: commits, fails: fails}, 3)
	var stands time.Time
	eventually(t, time.Minute, "a consumer fails", func() bool {
		for _, m := range all {
			if at := m.failedAt(); !at.IsZero() {
				stands = at
			}
		}
		return !stands.IsZero()
	})
	limit := commits + 3*commits + settles + 4*looks // until the commit stands; and looks to see that, to judge and to tell
	fired := s.watch.expect(limit, stands, "firing", "group/partition-stuck", subject)
	t.Logf("named %s after the consumer first failed: 3 commit intervals and settle are %s", fired.At.Sub(stands).Round(time.Second), 3*commits+settles)
	fired.says(t, "poison record", "offset 100 of invoices/17", "its other partitions move", "--group poisoned --topic invoices:17 --reset-offsets --to-offset 101")
	if sum := s.group(t, "poisoned"); sum.Records.Value == nil || *sum.Records.Value > 30*4*12 {
		t.Errorf("the sum shows it by itself: %+v", sum.Records)
	} else {
		t.Logf("the summed lag was %s records", strconv.FormatInt(*sum.Records.Value, 10))
	}
}
