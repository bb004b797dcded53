package live

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// stops are the steps at which a replay is killed: each of a share, and the first behind
// the commit to the group.
var stops = []string{"connected 1", "fenced 1", "read 1", "begun 1", "sent 1", "noted 1", "committed 1", "connected 2"}

// kills is how often the program is killed while it puts records back.
// BREAKWATER_REPLAY_KILLS makes it more often.
func kills(t *testing.T) int {
	told := os.Getenv("BREAKWATER_REPLAY_KILLS")
	if told == "" {
		return 1
	}
	n, err := strconv.Atoi(told)
	if err != nil {
		t.Fatalf("BREAKWATER_REPLAY_KILLS: %v", err)
	}
	return n
}

// TestM20_KilledReplaysOnRealNodes: the logs of two topics were cut on the disks of all
// three nodes. Of orders there are ledgers and an audit log in JSON lines for each step of
// a replay, and a process is killed there; of payments there is an audit log in CSV alone,
// and the program is killed while it puts records back, and then started three times at
// once. Whatever was acknowledged is there once in the end, as a reader of its own sees.
func TestM20_KilledReplaysOnRealNodes(t *testing.T) {
	c := startLong(t, lab.Options{Brokers: 3, Config: map[string]string{
		"auto.create.topics.enable": "false", "offsets.topic.num.partitions": "5", "transaction.state.log.num.partitions": "5",
		"group.initial.rebalance.delay.ms": "0", "transaction.abort.timed.out.transaction.cleanup.interval.ms": "500",
	}})
	a := admin(t, c)
	create(t, a, "orders", 4, 3, "min.insync.replicas", "3")
	create(t, a, "payments", 3, 3, "min.insync.replicas", "3")
	const perLedger = 60
	orders := make([]*shop, len(stops))
	for i := range stops {
		orders[i] = sells(t, c, "orders", 4, perLedger)
	}
	payments := sells(t, c, "payments", 3, 500)
	cutAll(t, c, a, map[string]int32{"orders": 4, "payments": 3})

	begun := time.Now()
	told := func(what string) { t.Logf("%s: %s", time.Since(begun).Round(time.Second), what) }
	payments.killed(a, kills(t))
	told("killed in the middle")
	for i, s := range orders {
		s.diesAt(stops[i])
	}
	told("killed at each step")
	payments.threeAtOnce()
	told("started three times at once")
	if out, code := orders[0].run("verify"); code != 1 {
		t.Errorf("killed at %q: verify has exit code %d, and something is still lost\n%s", stops[0], code, out)
	}
	for _, s := range orders {
		s.restores()
	}
	told("started again behind each step")
	payments.rests()
	orders[len(orders)-1].rests()
	once(t, c, "payments", payments.ids)
	var all []string
	for _, s := range orders {
		all = append(all, s.ids...)
	}
	once(t, c, "orders", all)
}

// flags are those of the program, for a replay or a look.
func (s *shop) flags(command string) []string {
	out := []string{"ledger", command, "--bootstrap", s.bootstrap, "--topic", s.topic, "--from", s.audit, "--id", s.idField}
	if s.ledger != "" {
		out = append(out, "--ledger", s.ledger)
	} else {
		out = append(out, "--match", "value:id", "--headers-field", "headers")
	}
	if command == "replay" {
		out = append(out, "--key-field", "customer", "--value-field", s.valueField)
	}
	return out
}

// run runs the program to its end.
func (s *shop) run(command string) (said string, code int) {
	s.t.Helper()
	var out bytes.Buffer
	p := s.begins(command, &out)
	_ = p.Wait() // its exit code is what counts
	return out.String(), p.ProcessState.ExitCode()
}

func (s *shop) begins(command string, out *bytes.Buffer) *exec.Cmd {
	s.t.Helper()
	file, err := program()
	if err != nil {
		s.t.Fatal(err)
	}
	p := exec.CommandContext(s.t.Context(), file, s.flags(command)...)
	p.Stdout, p.Stderr, p.Dir = out, out, s.t.TempDir()
	if err := p.Start(); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// restores is a replay that ends well.
func (s *shop) restores() {
	s.t.Helper()
	if out, code := s.run("replay"); code != 0 || !strings.Contains(out, fmt.Sprintf("complete: of %d records that were acknowledged %d are there", len(s.ids), len(s.ids))) {
		s.t.Errorf("replay: exit code %d\n%s", code, out)
	}
}

// rests finds nothing more to do.
func (s *shop) rests() {
	s.t.Helper()
	if out, code := s.run("replay"); code != 0 || !strings.Contains(out, "0 records put back\n") {
		s.t.Errorf("another replay: exit code %d\n%s", code, out)
	}
	if out, code := s.run("verify"); code != 0 {
		s.t.Errorf("verify: exit code %d\n%s", code, out)
	}
}

// killed starts replays, and kills each when it has put back some records.
func (s *shop) killed(a *kadm.Client, times int) {
	s.t.Helper()
	for range times {
		var out bytes.Buffer
		before := logEnds(s.t, a, s.topic)
		p := s.begins("replay", &out)
		after := before + 1 + rand.Int64N(int64(len(s.ids))/2)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = p.Wait() // it is killed
		}()
		running := true
		for running && logEnds(s.t, a, s.topic) < after {
			select {
			case <-ended:
				running = false
			default:
			}
		}
		if err := p.Process.Kill(); err != nil && running {
			s.t.Error(err)
		}
		<-ended
		s.t.Logf("killed when %d records were added; it had said %q", logEnds(s.t, a, s.topic)-before, out.String())
	}
}

// threeAtOnce starts three replays, of which each ends well.
func (s *shop) threeAtOnce() {
	s.t.Helper()
	var end sync.WaitGroup
	for range 3 {
		end.Go(func() {
			if out, code := s.run("replay"); code != 0 {
				s.t.Errorf("one of three at once: exit code %d\n%s", code, out)
			}
		})
	}
	end.Wait()
}

// cutAll kills all nodes, cuts the tails of logs on all their disks, all of one partition,
// and starts them again.
func cutAll(t *testing.T, c *lab.Cluster, a *kadm.Client, topics map[string]int32) {
	t.Helper()
	for _, n := range c.Brokers() {
		if err := n.Kill(); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range c.Brokers() {
		for topic, partitions := range topics {
			if err := os.Truncate(filepath.Join(n.DataDir(), topic+"-0", "00000000000000000000.log"), 0); err != nil {
				t.Fatal(err)
			}
			for p := int32(1); p < partitions; p++ {
				cutTail(t, filepath.Join(n.DataDir(), fmt.Sprintf("%s-%d", topic, p)))
			}
		}
	}
	for _, n := range c.Brokers() {
		if err := n.Launch(); err != nil {
			t.Fatal(err)
		}
	}
	for topic, partitions := range topics {
		eventually(t, 2*time.Minute, topic+" is led by nodes that are in sync", func() bool {
			told, err := a.ListTopics(t.Context(), topic)
			whole := int32(0)
			for _, p := range told[topic].Partitions {
				if p.Leader >= 0 && len(p.ISR) == 3 {
					whole++
				}
			}
			return err == nil && whole == partitions
		})
	}
}
