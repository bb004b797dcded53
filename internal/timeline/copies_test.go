package timeline

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestABrokerThatCopies is out of sync until it has copied all, whatever is played
// before, and tells how far it is.
func TestABrokerThatCopies(t *testing.T) {
	s, err := Parse("copies", `
cycle 5s
until 30s
brokers 1 2 3
topic orders partitions=3 replicas=3
at 5s  copies 2 101 10/s
at 10s copies 3 untold
`)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		var lacked []int64
		var untold int
		err := s.Play(func(at time.Time, b *model.Builder) {
			now, _ := b.Snapshots()
			if c := now.Brokers[1].Seen.CatchUp; c != nil && c.Complete() && c.Partitions == 3 {
				lacked = append(lacked, c.Records)
			}
			if c := now.Brokers[2].Seen.CatchUp; c != nil && c.Untold == 3 {
				untold++
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(lacked) != 3 || lacked[0] != 101 || lacked[1] != 51 || lacked[2] != 1 || untold != 5 {
			t.Errorf("broker 2 lacked %v; broker 3 did not tell %d times", lacked, untold)
		}
	}
}

func TestWhatCopiesDoesNotKnow(t *testing.T) {
	for _, line := range []string{"copies 2", "copies x 100", "copies 2 -5", "copies 2 much", "copies 2 100 fast", "copies 2 100 --1/s", "copies 2 100 1/s more"} {
		if _, err := Parse("wrong", "brokers 1 2\nuntil 5s\nat 1s "+line+"\n"); err == nil {
			t.Errorf("%q is read", line)
		}
	}
	s, err := Parse("nobody", "brokers 1\nuntil 5s\nat 1s copies 7 100\n")
	if err == nil {
		err = s.Play(func(time.Time, *model.Builder) {})
	}
	if err == nil {
		t.Error("a broker that is not there copies")
	}
}
