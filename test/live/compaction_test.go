package live

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// stopsCompacting: a segment on broker 2's disk is damaged, so that its log cleaner
// gives up the partition. Broker 1 compacts its copy of the same records.
func stopsCompacting(t *testing.T, c *lab.Cluster, a *kadm.Client, scanned func() seen) {
	t.Helper()
	assign(t, a, c, "prices", [][]int32{{1, 2}, {1, 2}}, "segment.bytes", "1048576", "min.cleanable.dirty.ratio", "0.01")
	for partition := range int32(2) {
		write(t, c, "prices", partition, 1500, 10_000)
	}
	damage(t, filepath.Join(c.Node(2).DataDir(), "prices-1", "00000000000000000000.log"))
	set(t, a, "prices", "cleanup.policy", "compact")

	var s seen
	eventually(t, time.Minute, "the partition that broker 2 does not compact is told", func() bool {
		s = scanned()
		return len(s.of("cluster/compaction-stuck")) == 1
	})
	f := s.about(t, "cluster/compaction-stuck", "broker/2")
	t.Log(f.Message)
	for _, part := range []string{"broker 2 does not compact prices-1: its copy of prices-1 has 14", "that of broker 1, which is in sync with it", "given this partition up as uncleanable"} {
		if !strings.Contains(f.Message, part) {
			t.Errorf("it does not say %q: %s", part, f.Message)
		}
	}
	// The message sends people to this word in the log.
	if !bytes.Contains(read(t, c.Node(2).Log()), []byte("uncleanable")) || bytes.Contains(read(t, c.Node(1).Log()), []byte("uncleanable")) {
		t.Error("the brokers' logs say otherwise")
	}
}

// damage overwrites the head of the first batch of a segment.
func damage(t *testing.T, segment string) {
	t.Helper()
	file, err := os.OpenFile(segment, os.O_WRONLY, 0)
	if err == nil {
		_, err = file.WriteAt(make([]byte, 64), 0)
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}
