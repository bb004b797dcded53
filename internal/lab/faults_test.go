//go:build unix

package lab

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	runsOn     = "[ $class = kafka.Kafka ] && exec sleep 600; exit 0\n"
	neverEnds  = `[ $class = kafka.Kafka ] || exit 0; trap "" TERM; echo ready; while :; do sleep 0.05; done` + "\n"
	endsAtOnce = "[ $class = kafka.Kafka ] || exit 0; echo cannot bind >&2; exit 3\n"
)

func TestTheLifeOfANode(t *testing.T) {
	n := fakeCluster(t, runsOn, Options{}).Node(1)
	if n.Running() || n.Pid() != 0 || n.answers() {
		t.Error("it runs before it is started")
	}
	for name, f := range map[string]func() error{"pause": n.Pause, "continue": n.Continue} {
		if err := f(); err == nil || !strings.Contains(err.Error(), "node 1 does not run") {
			t.Errorf("%s before the start: %v", name, err)
		}
	}
	if n.Kill() != nil || n.Stop(t.Context()) != nil || n.Wait(t.Context()) != nil {
		t.Error("there is nothing to end yet, which is no error")
	}
	if err := n.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "never started") {
		t.Errorf("ready before the start: %v", err)
	}
	if err := n.Launch(); err != nil {
		t.Fatal(err)
	}
	if !n.Running() || !n.answers() || n.Pid() == 0 {
		t.Error("it does not run after its start")
	}
	if err := n.Launch(); err == nil || !strings.Contains(err.Error(), "already runs") {
		t.Errorf("a second start: %v", err)
	}
	if err := n.Pause(); err != nil || n.answers() || !n.Running() {
		t.Errorf("paused: %v, answers %v, runs %v", err, n.answers(), n.Running())
	}
	if err := n.Continue(); err != nil || !n.answers() {
		t.Errorf("continued: %v, answers %v", err, n.answers())
	}
	if err := n.Kill(); err != nil || n.Running() {
		t.Errorf("killed: %v", err)
	}
	if err := n.Wait(t.Context()); err == nil || !strings.Contains(err.Error(), "137") {
		t.Errorf("how it ended: %v, want exit status 137", err)
	}
}

func TestAPausedNodeIsStoppedCleanly(t *testing.T) {
	n := fakeCluster(t, runsOn, Options{}).Node(1)
	if err := errors.Join(n.Launch(), n.Pause(), n.Stop(within(t, 10*time.Second))); err != nil {
		t.Fatal(err)
	}
	if n.Running() {
		t.Error("it still runs")
	}
}

func TestANodeThatIgnoresItsEndIsKilled(t *testing.T) {
	n := fakeCluster(t, neverEnds, Options{}).Node(1)
	if err := n.Launch(); err != nil {
		t.Fatal(err)
	}
	eventually(t, 5*time.Second, func() error {
		if tail(n.Log(), 1) != "ready" {
			return errors.New("it does not ignore the signal yet")
		}
		return nil
	})
	pid := n.Pid()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	err := n.Stop(ctx)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "node 1 did not end by SIGTERM and was killed") {
		t.Errorf("%v", err)
	}
	gone(t, pid)
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if err := n.Restart(ctx); err == nil || !n.Running() {
		t.Errorf("a restart that cannot wait: %v, runs %v", err, n.Running())
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	n := fakeCluster(t, runsOn, Options{}).Node(1)
	if err := n.Launch(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := n.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

func TestANodeThatEndsTooEarlySaysWhy(t *testing.T) {
	n := fakeCluster(t, endsAtOnce, Options{}).Node(1)
	err := n.Start(within(t, 10*time.Second))
	const want = "node 1 ended before it was ready: exit status 3: its log ends with:\ncannot bind"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestANodeThatIsNeverReadySaysWhatItWaitsFor(t *testing.T) {
	n := fakeCluster(t, "echo starting; "+runsOn, Options{}).Node(1)
	err := n.Start(within(t, 300*time.Millisecond))
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "node 1 is not ready") || !strings.Contains(err.Error(), "starting") {
		t.Errorf("%v", err)
	}
}

func TestASignalGoesToTheNodeAlone(t *testing.T) {
	c := fakeCluster(t, runsOn, Options{Brokers: 3})
	for _, n := range c.Nodes() {
		if err := n.Launch(); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Node(2).Kill(); err != nil {
		t.Fatal(err)
	}
	if !c.Node(1).Running() || c.Node(2).Running() || !c.Node(3).Running() {
		t.Error("another node was killed")
	}
	if err := syscall.Kill(c.Node(3).Pid(), 0); err != nil {
		t.Errorf("node 3: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("a second close: %v", err)
	}
	if len(temporaries(t)) != 0 {
		t.Errorf("left behind: %v", temporaries(t))
	}
}

func TestAFolderThatWasGivenStays(t *testing.T) {
	dir := t.TempDir()
	c := fakeCluster(t, runsOn, Options{Dir: dir})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(c.Node(1).Properties()); err != nil || c.Dir() != dir {
		t.Errorf("%s: %v", c.Dir(), err)
	}
}

func TestATemporaryFolderStaysWhereAsked(t *testing.T) {
	for _, keep := range []bool{true, false} {
		c := fakeCluster(t, runsOn, Options{Keep: func() bool { return keep }})
		if err := c.Close(); err != nil || exists(c.Dir()) != keep {
			t.Errorf("keep %v: there %v, %v", keep, exists(c.Dir()), err)
		}
	}
}
