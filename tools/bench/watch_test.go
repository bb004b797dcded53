package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/cli"
)

// watches runs the watch that a benchmark calls, in the process that stands in
// for the program.
func watches(args []string) int {
	if os.Getenv("BENCH_WATCH") == "broken" {
		fmt.Println("I cannot")
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	return int(cli.Main(ctx, append([]string{"watch"}, args...), cli.Env{
		In: strings.NewReader(""), Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Now: time.Now,
	}))
}

// TestAWatchIsMeasuredBesideItsFloor on a small cluster.
func TestAWatchIsMeasuredBesideItsFloor(t *testing.T) {
	s := size{50, 3, 5, 2}
	e, err := startEmbedded(s)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var out strings.Builder
	f, err := e.watched(&out, self(t), clusters{embedded: s, looks: 3, every: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		`(?m)^watch of 50 topics × 3, 5 groups × 2 embedded: medians of 3 looks, one every 1s$`,
		`(?m)^  a look +\d+ ms   target 1.5 × the bare loop: it is \d+\.\d\d ×$`,
		`(?m)^  the bare loop +\d+ ms   metadata, groups, commits, log starts and ends; with log ends alone \d+ ms$`,
		`(?m)^  processor time +\d\.\d\d s    target 0\.50 s, a look with its probes and a scrape$`,
		`(?m)^  requests +1\d      target 20, beside [3-9]\d* for liveness: .*ListGroups 3.*$`,
		`(?m)^  as the cluster counts +1\d      .*ListGroups 3.*$`,
		`(?m)^  sent and received +\d+\.\d MB$`,
		`(?m)^  memory +[1-9]\d* MB   target 300 MB; the most was [1-9]\d* MB$`,
		`(?m)^  scrape after a look +\d+\.\d ms   target 100 ms, compressed; again \d+\.\d ms$`,
		`(?m)^  with --compat +\d+\.\d ms   target 100 ms; again \d+\.\d ms$`,
	} {
		if !regexp.MustCompile(line).MatchString(out.String()) {
			t.Errorf("no line is %s:\n%s", line, out.String())
		}
	}
	if f.Looks != 3 || f.LookMs <= 0 || f.FloorMs <= 0 || f.Times <= 0 || f.Requests < 10 || f.Counted < 10 || f.RSSMost < f.RSS || f.CompatMs <= 0 {
		t.Errorf("figures %+v", f)
	}
}

// TestAWatchThatDoesNotStartIsTold with what it said.
func TestAWatchThatDoesNotStartIsTold(t *testing.T) {
	t.Setenv("BENCH_WATCH", "broken")
	if _, err := startWatch(self(t), "127.0.0.1:1"); err == nil || !strings.Contains(err.Error(), "I cannot") {
		t.Errorf("got %v", err)
	}
}

func TestNoLooksLeaveTheWatchOut(t *testing.T) {
	var out strings.Builder
	w := watching{binary: "/nowhere", bootstrap: "127.0.0.1:1"}
	if f, err := w.measure(&out); f != nil || err != nil || out.Len() > 0 {
		t.Errorf("%v %v, %q", f, err, out.String())
	}
}

func TestAFloorOfAWatchThatCannotAsk(t *testing.T) {
	if _, err := dialFloor("127.0.0.1:1", -1); err == nil {
		t.Error("nobody listens there, and it asked")
	}
}

func TestAReadingOfMetrics(t *testing.T) {
	r := reading{cost: lookCost{asked: map[string]int{}}}
	for _, line := range []string{
		`# HELP breakwater_looks_total Looks.`,
		`breakwater_build_info{version="x"} 1`,
		`breakwater_looks_total{cluster="a,b"} 7`,
		`breakwater_look_timestamp_seconds{cluster="a,b"} 1700000000.25`,
		`breakwater_look_duration_seconds{cluster="a,b"} 0.25`,
		`breakwater_look_requests{cluster="a,b",request="ApiVersions"} 12`,
		`breakwater_look_requests{cluster="a,b",request="Metadata"} 1`,
		`breakwater_look_requests{cluster="a,b",request="ListOffsets"} 6`,
		`breakwater_look_sent_bytes{cluster="a,b"} 100`,
		`breakwater_look_received_bytes{cluster="a,b"} 2000`,
		``,
	} {
		r.take(line)
	}
	c := r.since(&reading{})
	if r.number != 7 || r.ended.UnixMilli() != 1700000000250 || c.took != 250*time.Millisecond || c.bytes != 2100 {
		t.Errorf("got %+v", r)
	}
	if c.requests() != 7 || c.kinds() != "ListOffsets 6, Metadata 1" || c.asked[liveness] != 12 {
		t.Errorf("%d requests: %s", c.requests(), c.kinds())
	}
}

func TestALookIsTheDifferenceOfTwoReadings(t *testing.T) {
	was := &reading{processor: time.Second}
	now := &reading{processor: 1400 * time.Millisecond, again: time.Millisecond}
	if c := now.since(was); c.processor != 400*time.Millisecond || c.again != time.Millisecond {
		t.Errorf("got %+v", c)
	}
	at := reading{ended: time.Now()}
	if got := at.untilBetween(2 * time.Second); got > 3*time.Second || got < 2900*time.Millisecond {
		t.Errorf("%s until the middle after the next look, want 3s", got)
	}
}

func TestMediansOverLooks(t *testing.T) {
	looks := []lookCost{{bytes: 9}, {bytes: 1}, {bytes: 5}}
	if got := medianOf(looks, func(l *lookCost) int64 { return l.bytes }); got != 5 {
		t.Errorf("got %d", got)
	}
}
