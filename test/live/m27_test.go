package live

import (
	"context"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/breakwaterhq/breakwater/internal/lab"
	"github.com/breakwaterhq/breakwater/test/outside"
)

// slow runs members of a group with Kafka's own consumer, whose work takes
// longer than they may take, until the test ends.
func (s *stage) slow(t *testing.T, group, topic, members string, interval, takes time.Duration) {
	t.Helper()
	jars, err := lab.Fetch(t.Context(), s.cluster.Version(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	ms := func(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
	cmd := exec.Command("java", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", filepath.Join(jars, "*"), "java/Slow.java",
		addresses(s.cluster), group, topic, members, ms(interval), ms(takes))
	log := &outside.Said{}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it ends in no other way
		_ = cmd.Wait()
		s.forget(t, group)
		if t.Failed() {
			t.Logf("the members said last:\n%s", ending(log.String(), 12))
		}
	})
}

// ending is the last lines of a long text, each short enough to be read.
func ending(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	all = all[max(0, len(all)-lines):]
	for i := range all {
		all[i] = all[i][:min(len(all[i]), 160)]
	}
	return strings.Join(all, "\n")
}

// course is what state a group was in, by somebody who looks ten times a second.
type course struct {
	mu     sync.Mutex
	states []stateAt
}

type stateAt struct {
	at    time.Time
	state string
}

// follow looks at a group until the test ends.
func follow(t *testing.T, a *kadm.Client, group string) *course {
	t.Helper()
	c := &course{}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	t.Cleanup(func() { stop(); <-ended })
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			if got, err := a.DescribeGroups(ctx, group); err == nil {
				c.mu.Lock()
				c.states = append(c.states, stateAt{time.Now(), got[group].State})
				c.mu.Unlock()
			}
			wait(ctx, 100*time.Millisecond)
		}
	}()
	return c
}

// in is for how long the group was in states of which something holds, and how
// often it came into one.
func (c *course) in(from, to time.Time, holds func(state string) bool) (d time.Duration, times int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.states {
		s := &c.states[i]
		if i+1 == len(c.states) || s.at.Before(from) || s.at.After(to) || !holds(s.state) {
			continue
		}
		d += c.states[i+1].at.Sub(s.at)
		if i > 0 && !holds(c.states[i-1].state) {
			times++
		}
	}
	return d, times
}

// TestM27_AStormIsToldWithItsSetting: the members of a group take longer for
// one record than max.poll.interval.ms allows, so that each is thrown out and
// comes back, over and over.
func TestM27_AStormIsToldWithItsSetting(t *testing.T) {
	s := onStage(t, "group/rebalance-storm group/indexer")
	create(t, s.admin, "pages", 6, 3)
	s.write(t, "pages", constant(6, 2)...)
	began := time.Now()
	s.slow(t, "indexer", "pages", "2", 10*time.Second, 14*time.Second)
	states := follow(t, s.admin, "indexer")
	fired := s.watch.expect(3*time.Minute, began, "firing", "group/rebalance-storm", "group/indexer")
	fired.says(t, "rebalances again and again", "max.poll.interval.ms", "lower max.poll.records")

	from, to := fired.At.Add(-time.Minute), fired.At
	truth, times := states.in(from, to, func(state string) bool { return state != "Stable" && state != "Dead" }) // before the first joins there is no group
	empty, _ := states.in(from, to, func(state string) bool { return state == "Empty" })
	told := fired.spanAfter(t, "of the time (")
	t.Logf("named %s after it began; stopped %s by the watch, %s in truth (%s of it without a member, %d times)",
		fired.At.Sub(began).Round(time.Second), told, truth.Round(100*time.Millisecond), empty.Round(100*time.Millisecond), times)
	// Each stop is seen to begin and to end up to a look late: short ones, as on a
	// machine that is busy, are seen too long or not at all.
	unseen := time.Duration(math.Sqrt(float64(times)) * float64(looks))
	if off := (told - truth).Abs(); off > max(truth*3/10, unseen) {
		t.Errorf("%s by the watch are more than 30 %% off %s", told, truth)
	}
}
