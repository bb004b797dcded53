package lab

import (
	"net"
	"strings"
	"sync"
	"testing"
)

func TestBlocksAreBelowTheRangeOfOutgoingConnections(t *testing.T) {
	b, err := reserve(20)
	if err != nil {
		t.Fatal(err)
	}
	defer b.release()
	last := 0
	for range 20 {
		p := b.take()
		if p <= last || p < firstPort || p > lastPort {
			t.Errorf("port %d after %d", p, last)
		}
		if !free(p) {
			t.Errorf("port %d is not free", p)
		}
		last = p
	}
	if lastPort >= 32768 {
		t.Errorf("ports go up to %d: from 32768 on the system hands them out itself", lastPort)
	}
}

func TestNoTwoLabsShareAPort(t *testing.T) {
	var mu sync.Mutex
	taken := map[int]bool{}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			b, err := reserve(4)
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { b.release() })
			mu.Lock()
			defer mu.Unlock()
			for range 4 {
				p := b.take()
				if taken[p] {
					t.Errorf("port %d is given twice", p)
				}
				taken[p] = true
			}
		})
	}
	all.Wait()
}

func TestABlockWithABusyPortIsLeftAlone(t *testing.T) {
	b, err := reserve(1)
	if err != nil {
		t.Fatal(err)
	}
	base := b.next - 1
	if other := reserveAt(base); other != nil {
		t.Error("the guard did not keep another one out")
	}
	b.release()
	busy, err := net.Listen("tcp", hostPort(base+40)) // a lab that outlived its command
	if err != nil {
		t.Skipf("somebody else was faster: %v", err)
	}
	if other := reserveAt(base); other != nil {
		t.Error("a block with a busy port was taken")
	}
	busy.Close()
	again := reserveAt(base)
	if again == nil {
		t.Skip("somebody else was faster")
	}
	if err := again.release(); err != nil {
		t.Error(err)
	}
	if err := again.release(); err != nil {
		t.Errorf("a second release: %v", err)
	}
}

func TestTooManyPorts(t *testing.T) {
	if _, err := reserve(blockSize); err == nil || !strings.Contains(err.Error(), "at most 63 listeners") {
		t.Errorf("%v", err)
	}
}
