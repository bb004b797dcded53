package cluster

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// byHand is a node of a fake that is asked by hand.
func byHand(t *testing.T, f *fake) (*look, *node) {
	t.Helper()
	l := newLook(options(t, f.bootstrap()), model.Facts{}, newPool(0))
	n, _ := l.node(f.brokers[0].address)
	t.Cleanup(l.pool.close)
	return l, n
}

func listedThrough(l *look, n *node) error {
	_, err := ask[*kmsg.ListGroupsResponse](context.Background(), n.lane(onTalk), l.bulk(), kmsg.NewPtrListGroupsRequest())
	return err
}

// connections is how many there are to an address.
func (w *wires) connections() (n int) {
	w.opening.Lock()
	defer w.opening.Unlock()
	for kind := range w.lanes {
		n += len(w.lanes[kind].connections())
	}
	return n
}

// TestAConnectionThatHangsIsLeft: the next question goes over a new one, with
// the small limit, and the third is not asked.
func TestAConnectionThatHangsIsLeft(t *testing.T) {
	f := begin(t, 1)
	l, n := byHand(t, f)
	f.fails(kmsg.NewPtrListGroupsRequest(), timesOut, nil)
	for i := range mostTimeouts {
		if err := listedThrough(l, n); !timedOut(err) {
			t.Fatalf("question %d: %v", i, err)
		}
	}
	asked := f.count(16)
	if err := listedThrough(l, n); !timedOut(err) || f.count(16) != asked || asked != mostTimeouts {
		t.Errorf("%d questions after %d: %v", f.count(16), asked, err)
	}
	if n.connections() != mostTimeouts {
		t.Errorf("%d connections", n.connections())
	}
	if _, err := ask[*kmsg.MetadataResponse](t.Context(), n.lane(onRights), l.limit(), kmsg.NewPtrMetadataRequest()); err != nil {
		t.Errorf("another kind of question: %v", err)
	}
}

// TestOneThatHangsOnceIsAskedAgain, and nothing else is lost by it.
func TestOneThatHangsOnceIsAskedAgain(t *testing.T) {
	f := begin(t, 1)
	l, n := byHand(t, f)
	f.fails(kmsg.NewPtrListGroupsRequest(), timesOut, nil)
	if err := listedThrough(l, n); !timedOut(err) {
		t.Fatal(err)
	}
	f.locked(func() { f.edit = nil })
	if err := listedThrough(l, n); err != nil {
		t.Error(err)
	}
}

// TestTwoQuestionsThatHangTogetherCountOnce.
func TestTwoQuestionsThatHangTogetherCountOnce(t *testing.T) {
	f := begin(t, 1)
	l, n := byHand(t, f)
	f.fails(kmsg.NewPtrListGroupsRequest(), timesOut, nil)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { listedThrough(l, n) })
	}
	both.Wait()
	if got := n.lanes[onTalk].timeouts; got != 1 {
		t.Errorf("%d timeouts", got)
	}
}

func TestAnAnswerOfAnotherKind(t *testing.T) {
	f := begin(t, 1)
	l, n := byHand(t, f)
	if _, err := ask[*kmsg.FetchResponse](t.Context(), n.lane(onTalk), l.limit(), kmsg.NewPtrListGroupsRequest()); err == nil {
		t.Error("it is taken for the one that was asked for")
	}
}

func TestWhoCannotBeAskedIsNotAsked(t *testing.T) {
	broken := errors.New("broken")
	l := newLook(options(t, "b:1"), model.Facts{}, newPool(0))
	n, _ := l.node("b:1")
	n.broken = broken
	if err := listedThrough(l, n); !errors.Is(err, broken) || n.connections() > 0 {
		t.Errorf("%v, %d connections", err, n.connections())
	}
}

func TestADetourIsTaken(t *testing.T) {
	n, via := &node{address: "a"}, &node{address: "b"}
	if n.lane(onTalk).node != n {
		t.Error("it has no detour")
	}
	if n.via = via; n.lane(onDisks) != (lane{via, onDisks}) {
		t.Error("the detour is not taken")
	}
}

func TestNamesOfNodes(t *testing.T) {
	for want, n := range map[string]*node{
		"broker 3":       {address: "b3:9092", seen: model.Sighting{ID: 3}},
		"broker b3:9092": {address: "b3:9092", seen: model.Sighting{ID: -1}},
	} {
		if n.String() != want || "broker "+n.subject().Name != want {
			t.Errorf("%s, %s; want %s", n, n.subject(), want)
		}
	}
}
