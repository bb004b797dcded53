//go:build unix

package lab

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAStartThatFailsLeavesNothing(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"format": {"echo 'bad value' >&2; exit 1", "node 1 could not be formatted (exit status 1): its log ends with:\nbad value"},
		"node":   {endsAtOnce, "node 1 ended before it was ready: exit status 3: its log ends with:\ncannot bind"},
		"java":   {"echo java.lang.UnsupportedClassVersionError: kafka; exit 1", "Kafka 4.3.1 needs a newer Java"},
	} {
		t.Run(name, func(t *testing.T) {
			fakeJava(t, c.script)
			cluster, err := Start(within(t, 20*time.Second), Options{noArchive: true})
			if cluster != nil || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
			if len(temporaries(t)) != 0 {
				t.Errorf("left behind: %v", temporaries(t))
			}
		})
	}
}

func TestAnInterruptedFormatEnds(t *testing.T) {
	fakeJava(t, "exec sleep 600")
	if _, err := Start(within(t, 300*time.Millisecond), Options{noArchive: true}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if len(temporaries(t)) != 0 {
		t.Errorf("left behind: %v", temporaries(t))
	}
}

func TestEveryNodeIsFormattedWithTheSameClusterID(t *testing.T) {
	said := filepath.Join(t.TempDir(), "said")
	c := fakeCluster(t, "echo \"$@\" >>"+said, Options{Brokers: 2, Controllers: 1, ClusterID: "AAAAAAAAAAAAAAAAAAAAAA"})
	lines := strings.Split(tail(said, 9), "\n")
	if len(lines) != 3 {
		t.Fatalf("formatted %d times: %v", len(lines), lines)
	}
	for _, n := range c.Nodes() {
		want := "kafka.tools.StorageTool format -t AAAAAAAAAAAAAAAAAAAAAA -c " + n.Properties()
		if !strings.Contains(tail(said, 9), want) {
			t.Errorf("nobody ran %s", want)
		}
	}
	if c.ID() != "AAAAAAAAAAAAAAAAAAAAAA" {
		t.Errorf("the cluster's id is %s", c.ID())
	}
}

func TestAFolderWithNodesIsRefused(t *testing.T) {
	fakeJava(t, runsOn)
	dir := t.TempDir()
	fill(t, nodeDir(dir, 2), "mine.txt")
	_, err := Start(within(t, 5*time.Second), Options{Brokers: 3, Dir: dir, noArchive: true})
	if err == nil || !strings.Contains(err.Error(), nodeDir(dir, 2)+" already exists: give the lab a folder without nodes") {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(nodeDir(dir, 2)); err != nil || len(left) != 1 {
		t.Errorf("it was touched: %v, %v", left, err)
	}
}

func TestIdsAreWhatKafkaTakes(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		id := letters(16)
		if len(id) != 22 || strings.HasPrefix(id, "-") || seen[id] {
			t.Fatalf("the id %q", id)
		}
		seen[id] = true
	}
}

func TestNoArchiveIsNoHarm(t *testing.T) {
	fakeJava(t, endsAtOnce)
	rel, err := find(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	java, err := findJava()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	if got := archiveOf(within(t, 20*time.Second), java, rel, &log); got != "" {
		t.Errorf("there is %s", got)
	}
	if !strings.Contains(log.String(), "this did not work, and does no harm: node 1 ended before it was ready") {
		t.Errorf("told %q", log.String())
	}
	left, err := filepath.Glob(filepath.Join(os.Getenv("BREAKWATER_CACHE"), "kafka-node", "[^c]*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
