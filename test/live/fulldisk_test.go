package live

import (
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// TestM45_ADiskThatIsFull: what the watch keeps cannot be written any more. It
// goes on in memory, alerts all the same, and says so.
func TestM45_ADiskThatIsFull(t *testing.T) {
	limiter, err := exec.LookPath("prlimit")
	if err != nil {
		t.Skip("prlimit is missing: it bounds how large a file the watch may write")
	}
	c := guarded(t)
	a := admin(t, c)
	create(t, a, "orders", 6, 3)
	w := watchIt(t, addresses(c), "--data", t.TempDir())
	looked(w, 1)
	if n := w.metric("breakwater_storage_failing"); n != 0 {
		t.Errorf("storage is failing from the start: %v", n)
	}
	if out, err := exec.Command(limiter, "--pid", pid(w.cmd.Process), "--fsize=0").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}

	killed := time.Now()
	if err := c.Node(2).Kill(); err != nil {
		t.Fatal(err)
	}
	w.expect(10*time.Second, killed, "firing", "cluster/broker-missing", "broker/2")
	eventually(t, 20*time.Second, "the watch says that it cannot keep anything", func() bool { return w.metric("breakwater_storage_failing") == 1 })
	looked(w, 2)
	w.only(time.Time{}, "cluster/broker-missing broker/2")

	if out, err := exec.Command(limiter, "--pid", pid(w.cmd.Process), "--fsize=unlimited").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	eventually(t, 45*time.Second, "what was held back is written", func() bool { return w.metric("breakwater_storage_failing") == 0 })
}

func pid(p *os.Process) string { return strconv.Itoa(p.Pid) }
