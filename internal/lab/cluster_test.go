//go:build unix

package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

func portOf(t *testing.T, address string) int {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	n, perr := strconv.Atoi(port)
	if err != nil || perr != nil {
		t.Fatalf("%q is no address", address)
	}
	return n
}

// admin is a client that may do everything, and ends with the test.
func admin(t *testing.T, opts ...kgo.Opt) *kadm.Client {
	t.Helper()
	client, err := kgo.NewClient(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return kadm.NewClient(client)
}

// TestThreeNodes walks one cluster through everything, since a start is the
// dearest part.
func TestThreeNodes(t *testing.T) {
	c := startLab(t, Options{
		Brokers: 3, Racks: []string{"a", "b", "c"},
		Config:     map[string]string{"broker.session.timeout.ms": "3000", "broker.heartbeat.interval.ms": "500"},
		NodeConfig: map[int]map[string]string{2: {"log.retention.ms": "123456"}},
	})
	adm := admin(t, c.Admin()...)
	t.Run("all of it is there", func(t *testing.T) { sound(t, c, adm) })
	t.Run("paused", func(t *testing.T) { paused(t, c.Node(3)) })
	t.Run("killed", func(t *testing.T) { killed(t, c, adm) })
	t.Run("configured", func(t *testing.T) { configured(t, c.Node(2), adm) })
	t.Run("closed", func(t *testing.T) { closed(t, c) })
}

func sound(t *testing.T, c *Cluster, adm *kadm.Client) {
	meta, err := adm.BrokerMetadata(within(t, 10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if meta.Cluster != c.ID() || c.Version() != "4.3.1" && os.Getenv("KAFKA_HOME") == "" {
		t.Errorf("cluster %s of version %s: want %s", meta.Cluster, c.Version(), c.ID())
	}
	racks, addresses := "", []string{}
	for _, b := range meta.Brokers {
		racks += *b.Rack
		addresses = append(addresses, hostPort(int(b.Port)))
	}
	if slices.Sort(addresses); racks != "abc" || !slices.Equal(addresses, slices.Sorted(slices.Values(c.Bootstrap("PLAINTEXT")))) {
		t.Errorf("brokers %+v", meta.Brokers)
	}
	if got := setting(t, adm, 2, "log.retention.ms"); got != "123456" {
		t.Errorf("NodeConfig: %q", got)
	}
	if got := setting(t, adm, 1, "log.retention.ms"); got == "123456" {
		t.Error("NodeConfig of one node reached another")
	}
	if got := setting(t, adm, 1, "broker.session.timeout.ms"); got != "3000" {
		t.Errorf("Config: %q", got)
	}
	for _, n := range c.Nodes() {
		if !exists(n.MetadataDir()) || !exists(n.DataDir()) || !strings.Contains(tail(n.Log(), 500), "Kafka Server started") {
			t.Errorf("node %d has not written where it says: %s", n.ID(), n.Dir())
		}
		if !n.Broker() || !n.Controller() || n.Listener("NONE") != "" || n.Listener("PLAINTEXT") != n.Address() {
			t.Errorf("node %d: %s", n.ID(), n.roles())
		}
	}
	if err := c.Node(1).Start(t.Context()); err == nil || !strings.Contains(err.Error(), "already runs") {
		t.Errorf("a second start: %v", err)
	}
	if err := c.Detach(); err == nil {
		t.Error("detached, although it was not asked for")
	}
}

func setting(t *testing.T, adm *kadm.Client, broker int32, key string) string {
	t.Helper()
	all, err := adm.DescribeBrokerConfigs(within(t, 10*time.Second), broker)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all[0].Configs {
		if c.Key == key {
			return c.MaybeValue()
		}
	}
	return ""
}

func paused(t *testing.T, n *Node) {
	if err := n.Pause(); err != nil {
		t.Fatal(err)
	}
	client, err := n.client()
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := n.ask(ctx, client); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a paused node takes the question and says nothing, but: %v", err)
	}
	if !n.Running() || n.Pid() == 0 {
		t.Error("a paused node has not ended")
	}
	if err := n.Continue(); err != nil {
		t.Fatal(err)
	}
	if err := n.Ready(within(t, 30*time.Second)); err != nil {
		t.Error(err)
	}
}

func killed(t *testing.T, c *Cluster, adm *kadm.Client) {
	n := c.Node(2)
	pid, address := n.Pid(), n.Address()
	if err := n.Kill(); err != nil {
		t.Fatal(err)
	}
	gone(t, pid)
	if n.Running() || n.Pid() != 0 || n.Kill() != nil || n.Stop(t.Context()) != nil {
		t.Error("a killed node runs, or cannot be killed again")
	}
	if err := n.Pause(); err == nil {
		t.Error("a node that does not run was paused")
	}
	if _, err := net.Dial("tcp", address); err == nil {
		t.Error("the killed node's port is open")
	}
	eventually(t, 20*time.Second, func() error {
		b, err := adm.ListBrokers(t.Context())
		if err == nil && len(b) != 2 {
			err = errors.New("the killed broker is still listed")
		}
		return err
	})
	if err := n.Start(within(t, 40*time.Second)); err != nil {
		t.Fatal(err)
	}
	if n.Address() != address || n.Pid() == pid {
		t.Errorf("it came back at %s with process %d", n.Address(), n.Pid())
	}
}

func configured(t *testing.T, n *Node, adm *kadm.Client) {
	n.Configure(map[string]string{"log.retention.ms": "no number"})
	err := n.Restart(within(t, 40*time.Second))
	if err == nil || !strings.Contains(err.Error(), "node 2 ended before it was ready") || !strings.Contains(err.Error(), "log.retention.ms") {
		t.Fatalf("a node with a wrong setting: %v", err)
	}
	if err := n.Wait(t.Context()); err == nil {
		t.Error("it ended with exit code 0")
	}
	n.Configure(map[string]string{"log.retention.ms": "77777"})
	if err := n.Start(within(t, 40*time.Second)); err != nil {
		t.Fatal(err)
	}
	if got := setting(t, adm, 2, "log.retention.ms"); got != "77777" {
		t.Errorf("it runs with %q", got)
	}
}

func closed(t *testing.T, c *Cluster) {
	if err := c.Node(1).Pause(); err != nil {
		t.Fatal(err)
	}
	pids := []int{c.Node(1).Pid(), c.Node(2).Pid(), c.Node(3).Pid()}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	for _, pid := range pids {
		gone(t, pid)
	}
	if exists(c.Dir()) {
		t.Error("the temporary folder is still there")
	}
}

func TestARealNodeDiesWithItsOwner(t *testing.T) {
	needsKafka(t)
	cmd, words := owner(t, "node")
	pid := pidOf(t, words[0])
	defer os.RemoveAll(words[1])
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	gone(t, pid)
	eventually(t, 20*time.Second, func() error {
		if exists(words[1]) {
			return errors.New("its temporary folder is still there")
		}
		return nil
	})
}

func TestOlderReleases(t *testing.T) {
	if os.Getenv("KAFKA_HOME") != "" {
		t.Skip("KAFKA_HOME is set, and holds one release")
	}
	for _, line := range []string{"3.9", "4.1"} {
		t.Run(line, func(t *testing.T) {
			c := startLab(t, Options{Version: line})
			if got := c.Version(); got != patches[line] {
				t.Errorf("it runs %s", got)
			}
			if !strings.Contains(tail(c.Node(1).Log(), 900), "Kafka version: "+c.Version()) {
				t.Error("the log names another version")
			}
			if err := c.Node(1).Stop(within(t, 30*time.Second)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAStartEndsWithItsContext(t *testing.T) {
	needsKafka(t)
	ctx, cancel := context.WithCancel(within(t, time.Minute))
	defer cancel()
	dir, stopped := t.TempDir(), make(chan error, 1)
	go func() {
		stopped <- until(ctx, func() error {
			_, err := os.Stat(filepath.Join(nodeDir(dir, 2), "server.log"))
			return err
		})
		cancel() // node 2 is the last one that is started
	}()
	_, err := Start(ctx, Options{Dir: dir, Brokers: 2})
	if !errors.Is(err, context.Canceled) || <-stopped != nil {
		t.Fatalf("the start of a node: %v", err)
	}
	eventually(t, 5*time.Second, func() error { return nobodyIn(dir) })
}

// nobodyIn complains about a process whose command line names a folder.
func nobodyIn(dir string) error {
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline") // there is none on macOS
	if err != nil {
		return err
	}
	for _, l := range lines {
		if text, _ := os.ReadFile(l); strings.Contains(string(text), dir) {
			return fmt.Errorf("a process is left: %s", strings.ReplaceAll(string(text), "\x00", " "))
		}
	}
	return nil
}
