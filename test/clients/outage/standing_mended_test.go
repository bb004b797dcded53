package outage

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/test/mend"
)

// TestWhatATestHasBrokenIsMended: one broker is killed, one is stopped, and there is a
// topic. Then every broker sees all of them, and no topic.
func TestWhatATestHasBrokenIsMended(t *testing.T) {
	c := begin(t)
	c.topic("orders")
	dead, frozen := c.Node(1), c.Node(2)
	if err := dead.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := frozen.Pause(); err != nil {
		t.Fatal(err)
	}
	pid := frozen.Pid()
	if err := mend.Revive(t.Context(), c.Cluster); err != nil {
		t.Fatal(err)
	}
	if err := mend.Empty(t.Context(), c.Cluster); err != nil {
		t.Fatal(err)
	}
	if !dead.Running() || frozen.Pid() != pid {
		t.Errorf("the killed node runs: %t; the stopped one is process %d, which was %d", dead.Running(), frozen.Pid(), pid)
	}
	client := c.client()
	for _, n := range c.Nodes() {
		seen, err := kmsg.NewPtrMetadataRequest().RequestWith(t.Context(), client.Broker(n.ID()))
		if err != nil || len(seen.Brokers) != 3 || len(seen.Topics) > 0 {
			t.Errorf("broker %d sees %+v, %v", n.ID(), seen, err)
		}
	}
}
