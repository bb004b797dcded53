package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// clusters are how large those are that are scanned and watched.
type clusters struct {
	embedded size
	nodes    size          // on real Kafka; the zero value leaves it out
	noScans  bool          // only watches are measured
	looks    int           // of a watch; 0 leaves it out
	every    time.Duration // from one look to the next
}

// full are those of make bench. On real nodes a partition has one replica:
// with three of them the nodes' memory maps do not fit one machine.
var full = clusters{embedded: size{10_000, 3, 500, 10}, nodes: size{2_000, 3, 100, 10}, looks: 12, every: 5 * time.Second}

// live measures scans and watches of an embedded cluster and of real nodes, each
// beside the bare loop that asks the same. It gives the figures of the watches.
func live(w io.Writer, binary string, rounds int, c clusters) (watches []*figures, err error) {
	binary, err = filepath.Abs(binary)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	f, err := onEmbedded(w, binary, self, rounds, c)
	if f != nil {
		watches = append(watches, f)
	}
	if err != nil || c.nodes == (size{}) {
		return watches, err
	}
	f, err = onNodes(w, binary, self, rounds, c)
	if f != nil {
		watches = append(watches, f)
	}
	return watches, err
}

// onEmbedded measures on a cluster in this process.
func onEmbedded(w io.Writer, binary, self string, rounds int, c clusters) (*figures, error) {
	dir, err := os.MkdirTemp("", "breakwater-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	e, err := startEmbedded(c.embedded)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	if !c.noScans {
		if err := e.measure(w, binary, self, dir, rounds, c.embedded); err != nil {
			return nil, err
		}
	}
	return e.watched(w, binary, c)
}

// watched measures a watch of the embedded cluster.
func (e *embedded) watched(out io.Writer, binary string, c clusters) (*figures, error) {
	w := watching{name: c.embedded.String() + " embedded", binary: binary, bootstrap: strings.Join(e.ListenAddrs(), ","), looks: c.looks, every: c.every, asked: e.requests}
	return w.measure(out)
}

// health is a policy that leaves the configuration out: what is asked is who
// answers, leaders, in-sync replicas, groups and offsets.
const health = "rules:\n  topic/*: off\n  broker/*: off\n  change/*: off\n  cluster/under-min-isr: off\n  cluster/at-min-isr: off\n" +
	"  cluster/under-replicated: off\n  cluster/partition-leaderless: off\n  cluster/offsets-topic-unavailable: off\n" +
	"  cluster/throttle-left-over: off\n  cluster/config-propagation-slow: off\n  cluster/compaction-stuck: off\n"

func (e *embedded) measure(w io.Writer, binary, self, dir string, rounds int, s size) error {
	bootstrap := strings.Join(e.ListenAddrs(), ",")
	policy := filepath.Join(dir, "health.yaml")
	if err := os.WriteFile(policy, []byte(health), 0o600); err != nil {
		return err
	}
	for _, kind := range []struct {
		name    string
		args    []string
		configs bool
		target  string
	}{
		{"health and lag", []string{"--policy", policy}, false, "target 500 ms, 20 requests, 150 MB"},
		{"all", nil, true, ""},
	} {
		args := append([]string{"scan", "--bootstrap", bootstrap, "--format", "json"}, kind.args...)
		e.requests()
		if _, err := timed(exec.Command(binary, args...)); err != nil {
			return err
		}
		asked, kinds := e.requests()
		if err := beside(w, fmt.Sprintf("scan of %s embedded, %s", s, kind.name), kind.target, binary, args, self, bootstrap, kind.configs, rounds); err != nil {
			return err
		}
		fmt.Fprintf(w, "  requests                %6d      %s\n", asked, kinds)
	}
	return nil
}

// beside prints a scan beside its floor.
func beside(w io.Writer, name, target, binary string, args []string, self, bootstrap string, configs bool, rounds int) error {
	var rss int64
	floorArgs := []string{"-ask", bootstrap}
	if configs {
		floorArgs = append(floorArgs, "-configs")
	}
	scan, floor, err := alternate(rounds,
		func() *exec.Cmd { return exec.Command(binary, args...) },
		func() *exec.Cmd { return exec.Command(self, floorArgs...) })
	if err != nil {
		return err
	}
	last := exec.Command(binary, args...)
	if _, err := timed(last); err != nil {
		return err
	}
	if usage, ok := last.ProcessState.SysUsage().(*syscall.Rusage); ok {
		rss = usage.Maxrss
	}
	fmt.Fprintf(w, "%s\n  whole process           %6.0f ms   %s\n", name, ms(scan), target)
	fmt.Fprintf(w, "  the bare loop           %6.0f ms   the scan is %.2f × that\n", ms(floor), float64(scan)/float64(floor))
	fmt.Fprintf(w, "  memory                  %6.0f MB\n", float64(rss)/1e3)
	return nil
}

// onNodes does the same on three real nodes.
func onNodes(w io.Writer, binary, self string, rounds int, of clusters) (f *figures, err error) {
	s := of.nodes
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	c, err := lab.Start(ctx, lab.Options{Brokers: 3, Progress: os.Stderr})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	bootstrap := strings.Join(c.Bootstrap("PLAINTEXT"), ",")
	if err := createAll(ctx, c, s); err != nil {
		return nil, err
	}
	if err := commitAll(bootstrap, s); err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%s on real Kafka %s", s, c.Version())
	if !of.noScans {
		args := []string{"scan", "--bootstrap", bootstrap, "--format", "json"}
		if err := beside(w, "scan of "+name+", all", "", binary, args, self, bootstrap, true, rounds); err != nil {
			return nil, err
		}
	}
	watched := watching{name: name, binary: binary, bootstrap: bootstrap, looks: of.looks, every: of.every}
	return watched.measure(w)
}

func createAll(ctx context.Context, c *lab.Cluster, s size) error {
	client, err := kgo.NewClient(c.Admin()...)
	if err != nil {
		return err
	}
	defer client.Close()
	admin := kadm.NewClient(client)
	for names := s.names(); len(names) > 0; names = names[min(len(names), 250):] {
		if _, err := admin.CreateTopics(ctx, int32(s.partitions), 1, nil, names[:min(len(names), 250)]...); err != nil {
			return err
		}
	}
	return nil
}
