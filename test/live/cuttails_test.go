package live

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/ledger"
	"github.com/breakwaterhq/breakwater/client/produce"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

// TestM16_TailsCut: all three replicas of two partitions lose their tails while
// their brokers are down, as disks do that lied about a flush. The group that
// had read beyond has lag 0, and everything looks healthy. Of payments a ledger
// says what was acknowledged.
func TestM16_TailsCut(t *testing.T) {
	c := guardedLong(t)
	a := admin(t, c)
	create(t, a, "orders", 3, 3)
	create(t, a, "payments", 1, 3)
	create(t, a, ledger.Topic, 1, 3)
	for range 8 {
		write(t, c, "orders", 0, 100, 100)
	}
	commit(t, a, "billing", "orders", 800)
	commit(t, a, "slow", "orders", 50)
	w := watchIt(t, addresses(c), "--policy", policy(t, "rules:\n  watch/blind: {params: {dark: 2m}}\n"))
	looked(w, 1)
	ledgered(t, c, "payments", 800)
	looked(w, 2) // the second one has begun behind the last block
	w.only(time.Time{})

	// The watch sees nothing of the time in between: of a partition that nobody
	// leads it would be told that nobody is in sync, which is another story.
	w.freeze(true)
	down := time.Now()
	for _, n := range c.Brokers() {
		if err := n.Kill(); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range c.Brokers() {
		cutTail(t, filepath.Join(n.DataDir(), "orders-0"))
		cutTail(t, filepath.Join(n.DataDir(), "payments-0"))
	}
	for _, n := range c.Brokers() {
		if err := n.Launch(); err != nil {
			t.Fatal(err)
		}
	}
	var end int64
	eventually(t, time.Minute, "the partition is back", func() bool {
		ends, err := a.ListEndOffsets(t.Context(), "orders")
		o, found := ends.Lookup("orders", 0)
		end = o.Offset
		return err == nil && found && o.Err == nil
	})
	back := time.Now()
	w.freeze(false)
	if end < 100 || end >= 800 {
		t.Fatalf("the log ends at %d: its tail was not cut", end)
	}
	fired := w.expect(20*time.Second, down, "firing", "cluster/offsets-went-back", "partition/orders/0")
	text := fired.Annotations["description"]
	t.Logf("told %s after the partition was back: %s", fired.At.Sub(back).Round(time.Millisecond), text)
	for _, want := range []string{"ended at 800", "then at " + strconv.FormatInt(end, 10), strconv.FormatInt(800-end, 10) + " records", "billing (800)", "epoch"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Contains(text, "slow (") {
		t.Error("it names a group that had not read beyond")
	}
	if !regexp.MustCompile(`epoch \d+`).MatchString(text) {
		t.Error("it names no epoch")
	}
	missing := w.expect(20*time.Second, down, "firing", "cluster/acked-record-missing", "partition/payments/0")
	text = missing.Annotations["description"]
	t.Logf("told %s after the partition was back: %s", missing.At.Sub(back).Round(time.Millisecond), text)
	for _, want := range []string{"offset 799 is stored", "the log ends at "} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	looked(w, 1)
	w.only(down, "cluster/offsets-went-back partition/orders/0", "cluster/acked-record-missing partition/payments/0")
}

// ledgered produces through a guard whose ledger is shipped to the cluster, and returns
// when all of it has arrived there.
func ledgered(t *testing.T, c *lab.Cluster, topic string, records int) {
	t.Helper()
	client, err := kgo.NewClient(append(produce.Options(), kgo.SeedBrokers(c.Bootstrap("PLAINTEXT")...))...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	log, err := ledger.Open(t.TempDir(), ledger.Config{})
	if err != nil {
		t.Fatal(err)
	}
	shipper, err := log.Ship(ledger.ToTopic(client), ledger.ShipConfig{})
	if err != nil {
		t.Fatal(err)
	}
	guard, err := produce.New(client, produce.Config{Ledger: &produce.Ledger{Log: log}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		if o := guard.ProduceSync(t.Context(), &kgo.Record{Topic: topic, Value: []byte(strconv.Itoa(i) + strings.Repeat(" paid", 20))}); o.Kind != produce.Persisted {
			t.Fatal(o.Kind, o.Err)
		}
	}
	if err := errors.Join(guard.Close(t.Context()), log.Close(), shipper.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
}

// freeze stops the process of a watch, or lets it go on.
func (w *watched) freeze(frozen bool) {
	w.t.Helper()
	signal := syscall.SIGCONT
	if frozen {
		signal = syscall.SIGSTOP
	}
	if err := syscall.Kill(w.process.Pid(), signal); err != nil {
		w.t.Fatal(err)
	}
}

// cutTail cuts the only segment of a partition in the middle of a batch, a third
// before its end.
func cutTail(t *testing.T, partition string) {
	t.Helper()
	file := filepath.Join(partition, "00000000000000000000.log")
	info, err := os.Stat(file)
	if err == nil {
		err = os.Truncate(file, info.Size()*2/3)
	}
	if err != nil {
		t.Fatal(err)
	}
}
