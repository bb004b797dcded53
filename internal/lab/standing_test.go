//go:build unix

package lab

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// written makes a state file.
func written(t *testing.T, s *Standing) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.json")
	if err := s.write(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheStateIsReadAsItWasWritten(t *testing.T) {
	want := &Standing{stateFormat, "4.3.1", []string{"127.0.0.1:20001"}, "/lab", true, []Pinned{{1, 77, "boot/9"}, {ID: 101}}}
	got, err := ReadStanding(written(t, want))
	if err != nil || got.Dir != want.Dir || !got.MadeDir || got.Nodes[0] != want.Nodes[0] || got.Nodes[1] != want.Nodes[1] || got.Bootstrap[0] != want.Bootstrap[0] {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAForeignStateIsNotActedOn(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON": "hello", "empty": "", "of the future": `{"format": 2, "dir": "/lab"}`,
		"of nothing": `{}`, "a folder anywhere": `{"format": 1, "dir": "x"}`,
	} {
		path := filepath.Join(t.TempDir(), "state.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadStanding(path); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Down(t.Context(), path, nil); err == nil || !exists(path) {
			t.Errorf("%s: down did something: %v", name, err)
		}
		if _, err := Up(t.Context(), path, Options{}); err == nil || !exists(path) {
			t.Errorf("%s: up did something: %v", name, err)
		}
	}
}

func FuzzReadStanding(f *testing.F) {
	f.Add([]byte(`{"format": 1, "dir": "/lab", "nodes": [{"id": 1, "pid": 2, "started": "b/1"}]}`))
	f.Add([]byte(`{"nodes": null}`))
	path := filepath.Join(f.TempDir(), "state.json")
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := ReadStanding(path); err == nil && !filepath.IsAbs(s.Dir) {
			t.Errorf("%q is a lab in %q", text, s.Dir)
		}
	})
}

func TestDownEndsExactlyWhatWasStarted(t *testing.T) {
	ours, _ := started(t, "sleep", "600")
	reused, _ := started(t, "sleep", "600") // has the pid of a node that is long gone
	begun, err := startOf(ours.pid)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	fill(t, nodeDir(dir, 1), "server.log")
	fill(t, dir, "mine.txt", "node-3")
	state := written(t, &Standing{Format: stateFormat, Dir: dir, MadeDir: true, Nodes: []Pinned{
		{1, ours.pid, begun}, {2, reused.pid, "another boot/1"}, {ID: 4}, {ID: 5, Pid: os.Getpid()}, {6, 1, "x"},
	}})
	var log bytes.Buffer
	if _, err := Down(t.Context(), state, &log); err != nil {
		t.Fatal(err)
	}
	ended(t, ours)
	if !reused.alive() {
		t.Error("a process that only has a node's old pid was ended")
	}
	if !strings.Contains(log.String(), "ending node 1 ") || !strings.Contains(log.String(), "node 2 has ended already") {
		t.Errorf("told %q", log.String())
	}
	if exists(nodeDir(dir, 1)) || exists(state) {
		t.Error("what up made is still there")
	}
	if !exists(filepath.Join(dir, "mine.txt")) || !exists(filepath.Join(dir, "node-3")) {
		t.Error("what up did not make is gone")
	}
	if _, err := Down(t.Context(), state, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("down without a lab: %v", err)
	}
}

func TestDownRemovesTheFolderThatUpMade(t *testing.T) {
	for _, made := range []bool{true, false} {
		dir := filepath.Join(t.TempDir(), "lab")
		fill(t, nodeDir(dir, 1), "server.log")
		state := written(t, &Standing{Format: stateFormat, Dir: dir, MadeDir: made, Nodes: []Pinned{{ID: 1}}})
		if _, err := Down(t.Context(), state, nil); err != nil {
			t.Fatal(err)
		}
		if exists(dir) == made {
			t.Errorf("made by up: %v, still there: %v", made, exists(dir))
		}
	}
}

func TestUpIsRefusedBesideAnother(t *testing.T) {
	up := written(t, &Standing{Format: stateFormat, Version: "4.3.1", Dir: "/lab", Bootstrap: []string{"127.0.0.1:20001", "127.0.0.1:20002"}})
	cut := written(t, &Standing{Format: stateFormat, Dir: "/lab"})
	for state, want := range map[string]string{up: "Kafka 4.3.1 at 127.0.0.1:20001,127.0.0.1:20002", cut: "was cut off"} {
		if _, err := Up(t.Context(), state, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	busy := filepath.Join(t.TempDir(), "state.json")
	unlock, err := tryLock(busy + ".lock")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	_, uperr := Up(t.Context(), busy, Options{})
	_, downerr := Down(t.Context(), busy, nil)
	if !errors.Is(uperr, errBusy) || !errors.Is(downerr, errBusy) {
		t.Errorf("up: %v, down: %v", uperr, downerr)
	}
}

func TestAnUpThatFailsLeavesNothing(t *testing.T) {
	t.Setenv("JAVA_HOME", t.TempDir())
	state, dir := filepath.Join(t.TempDir(), "state.json"), filepath.Join(t.TempDir(), "sub", "lab")
	if _, err := Up(t.Context(), state, Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "JAVA_HOME") {
		t.Fatalf("%v", err)
	}
	if exists(state) || exists(dir) {
		t.Error("it left its state or its folder")
	}
	fill(t, nodeDir(dir, 1), "mine.txt")
	if _, err := Up(t.Context(), state, Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "already exists") {
		t.Errorf("%v", err)
	}
	if exists(state) || !exists(filepath.Join(nodeDir(dir, 1), "mine.txt")) {
		t.Error("it touched what it did not make")
	}
	if _, err := Up(t.Context(), state, Options{Brokers: 99}); err == nil || exists(state) {
		t.Errorf("%v", err)
	}
}

func TestARealLabOutlivesItsCommand(t *testing.T) {
	needsKafka(t)
	state, dir := filepath.Join(t.TempDir(), "state.json"), t.TempDir()
	cmd, words := owner(t, "up", "LAB_STATE="+state, "LAB_DIR="+dir)
	pid := pidOf(t, words[0])
	cmd.Process.Kill()
	cmd.Wait()
	s, err := ReadStanding(state)
	if err != nil || s.Nodes[0].Pid != pid || s.MadeDir {
		t.Fatalf("%+v, %v", s, err)
	}
	c := &Cluster{options: must(Options{}.complete())}
	n := c.newNode(1, true, true)
	c.nodes = append(c.nodes, n)
	n.ports["PLAINTEXT"] = portOf(t, s.Bootstrap[0])
	client, err := n.client()
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	eventually(t, 5*time.Second, func() error { return n.ask(t.Context(), client) })
	if _, err := Down(within(t, 20*time.Second), state, nil); err != nil {
		t.Fatal(err)
	}
	gone(t, pid)
	if left, _ := os.ReadDir(dir); len(left) != 0 || !exists(dir) {
		t.Errorf("left behind in a folder of ours: %v", left)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
