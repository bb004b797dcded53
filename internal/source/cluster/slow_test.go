package cluster

import (
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// delayed is a slow way to a broker: everything that it says takes a while.
func delayed(t *testing.T, to string, by time.Duration) string {
	return listen(t, func(conn net.Conn) {
		other, err := net.Dial("tcp", to)
		if err != nil {
			return
		}
		defer other.Close()
		go func() { copyAfter(other, conn, 0); other.Close() }()
		copyAfter(conn, other, by)
	})
}

func copyAfter(to, from net.Conn, by time.Duration) {
	buffer := make([]byte, 1<<16)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		<-time.After(by)
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// TestSlowBrokers answer everything that they are asked, each answer within the
// limit: nothing is missing, and they are told as slow.
func TestSlowBrokers(t *testing.T) {
	const limit, delay = 900 * time.Millisecond, 600 * time.Millisecond
	for _, slow := range [][]int32{{1}, {0, 1, 2}} {
		t.Run(fmt.Sprint(slow), func(t *testing.T) {
			t.Parallel()
			f := begin(t, 3)
			for _, id := range slow {
				f.brokers[id].address = delayed(t, f.brokers[id].address, delay)
			}
			o := options(t, f.brokers[0].address)
			o.Target.Timeout, o.Now = limit, time.Now
			var mu sync.Mutex
			var told []string
			o.Progress = func(line string) { mu.Lock(); told = append(told, line); mu.Unlock() }
			s := scan(t, o)
			t.Logf("%s, %q", s.took, told)
			if len(s.Gaps) > 0 || !maps.Equal(s.known(), whole) {
				t.Errorf("gaps %v %s\nknown %v", s.gaps(), s.details(), s.known())
			}
			for _, b := range s.Brokers {
				is := slices.Contains(slow, b.Seen.ID)
				if is != (b.Seen.Slow > limit.Milliseconds()) || b.Seen.Slow > (4*delay).Milliseconds() {
					t.Errorf("broker %d: slow %d", b.Seen.ID, b.Seen.Slow)
				}
				if line := fmt.Sprintf("broker %d answers slowly: ", b.Seen.ID); is != slices.ContainsFunc(told, func(l string) bool { return strings.HasPrefix(l, line) }) {
					t.Errorf("%q is told: %q", line, told)
				}
			}
		})
	}
}

// TestABrokerThatIsTooSlow has more than the limit for each answer: it is
// silent, and costs the limit.
func TestABrokerThatIsTooSlow(t *testing.T) {
	t.Parallel()
	f := begin(t, 3)
	f.brokers[1].address = delayed(t, f.brokers[1].address, 3*quick)
	s := scan(t, options(t, f.brokers[0].address))
	if b := s.broker(t, 1).Seen; b.Answer != model.Silent || b.Slow != 0 || s.took > 3*quick {
		t.Errorf("%s after %s, slow %d", b.Answer, s.took, b.Slow)
	}
}

// TestQuestionsGoToQuickBrokers where there is a choice.
func TestQuestionsGoToQuickBrokers(t *testing.T) {
	slower, slow, quick, other := &node{slow: 3}, &node{slow: 2}, &node{}, &node{}
	if got := brisk([]*node{slower, quick, slow, other}); !slices.Equal(got, []*node{quick, other, slow, slower}) {
		t.Errorf("%v", got)
	}
}
