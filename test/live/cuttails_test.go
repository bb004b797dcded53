package live

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestM16_TailsCut: all three replicas of a partition lose their tails while
// their brokers are down, as disks do that lied about a flush. The group that
// had read beyond has lag 0, and everything looks healthy.
func TestM16_TailsCut(t *testing.T) {
	c := guarded(t)
	a := admin(t, c)
	create(t, a, "orders", 3, 3)
	for range 8 {
		write(t, c, "orders", 0, 100, 100)
	}
	commit(t, a, "billing", "orders", 800)
	commit(t, a, "slow", "orders", 50)
	w := watchIt(t, addresses(c), "--policy", policy(t, "rules:\n  watch/blind: {params: {dark: 2m}}\n"))
	looked(w, 1)
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
	looked(w, 1)
	w.only(down, "cluster/offsets-went-back partition/orders/0")
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
