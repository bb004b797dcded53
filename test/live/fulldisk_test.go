package live

import (
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// noSpace bounds how large a file a watch may write: nothing can be kept then.
// No bytes stand for a disk that is full, -1 for one that is not any more.
func noSpace(t *testing.T, w *watched, bytes int) {
	t.Helper()
	most := strconv.Itoa(bytes)
	if bytes < 0 {
		most = "unlimited"
	}
	if out, err := exec.Command("prlimit", "--pid", strconv.Itoa(w.process.Pid()), "--fsize="+most+":").CombinedOutput(); err != nil {
		t.Fatalf("prlimit: %v: %s", err, out)
	}
}

// TestM45_ADiskThatIsFull: what the watch keeps cannot be written any more while
// a broker dies. It goes on in memory, alerts all the same, and says so. When
// there is space again it writes what it held back.
func TestM45_ADiskThatIsFull(t *testing.T) {
	c := guarded(t)
	create(t, admin(t, c), "orders", 6, 3)
	w := watchIt(t, addresses(c), "--data", t.TempDir())
	if n := w.metric("breakwater_storage_failing"); n != 0 {
		t.Errorf("storage is failing from the start: %v", n)
	}
	noSpace(t, w, 0)
	killNamed(t, w, c.Node(2))
	eventually(t, 20*time.Second, "the watch says that it cannot keep anything", func() bool { return w.metric("breakwater_storage_failing") == 1 })
	noSpace(t, w, -1)
	eventually(t, 45*time.Second, "what was held back is written", func() bool { return w.metric("breakwater_storage_failing") == 0 })
	w.only(time.Time{}, "cluster/broker-missing broker/2")
}
