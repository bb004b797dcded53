package loss

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/detect"
	"github.com/breakwaterhq/breakwater/client/ledger"
	"github.com/breakwaterhq/breakwater/client/produce"
)

const (
	killedBroker = "BREAKWATER_TEST_BROKER"
	killedFolder = "BREAKWATER_TEST_LEDGER"
)

// TestMain is also the producer that is killed.
func TestMain(m *testing.M) {
	if broker := os.Getenv(killedBroker); broker != "" {
		fmt.Fprintln(os.Stderr, sendForEver(broker, os.Getenv(killedFolder)))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// sendForEver prints what was acknowledged, most of which is not in the ledger yet.
func sendForEver(broker, dir string) error {
	book, err := ledger.Open(dir, ledger.Config{CommitEvery: 500 * time.Millisecond})
	if err != nil {
		return err
	}
	client, err := kgo.NewClient(append(produce.Options(), kgo.SeedBrokers(broker), kgo.RecordPartitioner(kgo.ManualPartitioner()))...)
	if err != nil {
		return err
	}
	guard, err := produce.New(client, produce.Config{Ledger: &produce.Ledger{Log: book, ID: produce.Header("id")}})
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		id := fmt.Sprint(n)
		r := &kgo.Record{Topic: "orders", Partition: int32(n % 3), Headers: []kgo.RecordHeader{{Key: "id", Value: []byte(id)}}}
		if n%100 == 99 {
			if o := guard.ProduceSync(context.Background(), r); o.Kind != produce.Persisted {
				return o.Err
			}
			continue
		}
		guard.Produce(context.Background(), r, func(o produce.Outcome) {
			if o.Kind == produce.Persisted {
				fmt.Println(o.Record.Partition, o.Record.Offset, id)
			}
		})
	}
}

// TestM16_AProducerKilledBeforeItsLedgerWasWritten: every acknowledgement that it had is in
// the ledger, or in a range of offsets that the next start names.
func TestM16_AProducerKilledBeforeItsLedgerWasWritten(t *testing.T) {
	c := begin(t, 1, nil)
	c.topic("orders", 4, nil) // one is never written to
	dir := filepath.Join(t.TempDir(), "ledger")
	for life, cut := 0, 0; cut < 3; life++ { // a kill just behind a commit cuts nothing off
		if life == 9 {
			t.Fatalf("%d of %d kills came before a commit", cut, life)
		}
		acked := c.killed(dir, 3000)
		book, err := ledger.Open(dir, ledger.Config{})
		if err != nil {
			t.Fatal(err)
		}
		found := book.Recovered()
		doubt, err := detect.Bounds(t.Context(), c.client(), found)
		if err != nil {
			t.Fatal(err)
		}
		kept := map[ack]bool{}
		for e, err := range ledger.Entries(dir, nil) {
			if err != nil {
				t.Fatal(err)
			}
			kept[ack{e.Partition, e.Offset, string(e.ID)}] = true
		}
		missing, unnamed := 0, 0
		for _, a := range acked {
			if kept[a] {
				continue
			}
			missing++
			if !named(doubt, a) {
				unnamed++
			}
		}
		t.Logf("life %d: %d acknowledged, %d of them in no ledger, in doubt are %v; %v", life, len(acked), missing, doubt, found)
		if unnamed > 0 {
			t.Errorf("life %d: %d acknowledgements are in no ledger, and %d of them are not named", life, missing, unnamed)
		}
		if missing > 0 {
			cut++
		}
		for a := range kept {
			if named(doubt, a) {
				t.Errorf("life %d: %v is in the ledger, and in doubt", life, a)
				break
			}
		}
		if err := book.Close(); err != nil { // it is known now, so that it is settled
			t.Fatal(err)
		}
	}
}

type ack struct {
	partition int32
	offset    int64
	id        string
}

func named(doubt []detect.Range, a ack) bool {
	for _, d := range doubt {
		if d.Partition == a.partition && d.From <= a.offset && a.offset < d.To {
			return true
		}
	}
	return false
}

// killed runs the producer until it has printed so many acknowledgements, and is all that it
// printed until it was gone.
func (c cluster) killed(dir string, n int) (out []ack) {
	c.Helper()
	p := exec.CommandContext(c.Context(), os.Args[0])
	p.Env = append(os.Environ(), killedBroker+"="+c.Brokers()[0].Address(), killedFolder+"="+dir)
	p.Stderr = os.Stderr
	pipe, err := p.StdoutPipe()
	if err == nil {
		err = p.Start()
	}
	if err != nil {
		c.Fatal(err)
	}
	for lines := bufio.NewScanner(pipe); lines.Scan(); {
		var a ack
		if _, err := fmt.Sscan(lines.Text(), &a.partition, &a.offset, &a.id); err == nil {
			out = append(out, a)
		}
		if len(out) == n {
			_ = p.Process.Kill()
		}
	}
	_ = p.Wait()
	if len(out) < n || p.ProcessState.Exited() {
		c.Fatalf("it was not killed at work: %d acknowledgements, %v", len(out), p.ProcessState)
	}
	return out
}
