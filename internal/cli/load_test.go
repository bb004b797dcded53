package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/source/cluster"
	"github.com/breakwaterhq/breakwater/internal/watch"
)

func TestALoadIsPrinted(t *testing.T) {
	l := &watch.Load{Cluster: "plant", Looks: 4, Over: 20 * time.Second, Longest: 1234567 * time.Microsecond,
		Spent: cluster.Cost{
			"Metadata":     {Requests: 4, Sent: 400, Received: 4 << 20},
			"ApiVersions":  {Requests: 40, Sent: 2048, Received: 2048},
			"DescribeAcls": {Requests: 1},
		},
		Stages: map[watch.Stage]time.Duration{watch.Collecting: 600 * time.Millisecond, watch.Judging: 400 * time.Millisecond}}
	var out strings.Builder
	if err := printLoad(&out, l); err != nil {
		t.Fatal(err)
	}
	want := `plant: 4 looks in 20s, answered in 0s each on average, the longest in 1.235s
where the time of a look goes: collect 60 %, record 0 %, judge 40 %, publish 0 %
  for           requests  a second     sent  received  bytes a second
  metadata             4      0.20    400 B   4.0 MiB       204.8 KiB
  liveness            40      2.00  2.0 KiB   2.0 KiB           204 B
  DescribeAcls         1      0.05      0 B       0 B             0 B
  all of it           45      2.25  2.4 KiB   4.0 MiB       205.0 KiB
`
	if got := out.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestALoadOfNothing: no look has ended, and nothing is divided by zero.
func TestALoadOfNothing(t *testing.T) {
	var out strings.Builder
	if err := printLoad(&out, &watch.Load{Cluster: "plant"}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "plant: 0 looks in 0s") || strings.Contains(got, "NaN") {
		t.Errorf("got %s", got)
	}
}

func TestUsed(t *testing.T) {
	processor, memory, known := used()
	if known && (processor <= 0 || memory < 1<<20) {
		t.Errorf("%s and %d bytes cannot be all that a test has taken", processor, memory)
	}
}

func TestUnanswered(t *testing.T) {
	for want, spent := range map[bool]cluster.Cost{
		true:  {"ApiVersions": {Requests: 9, Sent: 300}},
		false: {"ApiVersions": {Requests: 9, Sent: 300}, "Metadata": {Requests: 1, Sent: 20, Received: 1}},
	} {
		if got := unanswered(&watch.Load{Spent: spent}); got != want {
			t.Errorf("%v: got %v", spent, got)
		}
	}
	if !unanswered(&watch.Load{}) {
		t.Error("no request, and somebody has answered")
	}
}
