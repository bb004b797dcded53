package deadletter

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// inGuardedWorld is a world whose letters go through a guard.
func inGuardedWorld(t *testing.T, c produce.Config, test func(*testing.T, *world, *produce.Guard)) {
	inWorld(t, func(t *testing.T, w *world) {
		limit(t, w, 40_000) // before the guard meets the topic
		w.client.Close()
		w.client = w.newClient(t, produce.Options(produce.Dial(w.network.dial))...)
		defer w.client.Close()
		guard, err := produce.New(w.client, c)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			_ = guard.Close(ctx) // some leave letters in doubt
		}()
		sender, err := NewGuardSender(w.client, guard)
		if err != nil {
			t.Fatal(err)
		}
		w.writer, err = New(Config{Sender: sender, Partitions: sender.Partitions, Sources: []string{"orders"}, Group: "billing"})
		if err != nil {
			t.Fatal(err)
		}
		test(t, w, guard)
	})
}

func TestALetterThroughAGuard(t *testing.T) {
	inGuardedWorld(t, produce.Config{}, func(t *testing.T, w *world, guard *produce.Guard) {
		l := failed()
		l.Origin.Partition = 2
		if err := w.writer.Write(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if log := w.log(t); len(log) != 1 || log[0].Partition != 2 {
			t.Errorf("%d records", len(log))
		}
		if n := guard.Counts().Told[produce.Persisted]; n != 1 {
			t.Errorf("the guard has counted %d", n)
		}
	})
}

// TestALetterThatTheGuardDoesNotSend is not stored for certain.
func TestALetterThatTheGuardDoesNotSend(t *testing.T) {
	own := errors.New("not on a Monday")
	closed := func(g *produce.Guard) { _ = g.Close(context.Background()) }
	for name, c := range map[string]struct {
		config produce.Config
		before func(*produce.Guard)
		why    error
	}{
		"a policy":       {produce.Config{Policies: []produce.Policy{{Name: "monday", Judge: func(*kgo.Record) error { return own }}}}, func(*produce.Guard) {}, own},
		"no room for it": {produce.Config{Budget: 1}, func(*produce.Guard) {}, produce.ErrRecord},
		"a closed guard": {produce.Config{}, closed, produce.ErrClosed},
	} {
		inGuardedWorld(t, c.config, func(t *testing.T, w *world, guard *produce.Guard) {
			c.before(guard)
			if err := w.writer.Write(t.Context(), failed()); stateOf(err) != NotStored || !errors.Is(err, c.why) {
				t.Errorf("%s: %v", name, err)
			}
			if log := w.log(t); len(log) > 0 {
				t.Errorf("%s: %d records", name, len(log))
			}
		})
	}
}

// TestALetterThatKgoHasGivenUp may be in the log, and is sent again when it is written
// again.
func TestALetterThatKgoHasGivenUp(t *testing.T) {
	inGuardedWorld(t, produce.Config{Within: 5 * time.Second}, func(t *testing.T, w *world, _ *produce.Guard) {
		fault := w.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.TopicAuthorizationFailed})
		if err := w.writer.Write(t.Context(), failed()); err == nil {
			t.Error("written, although it was refused")
		}
		fault.Remove()
		if err := w.writer.Write(t.Context(), failed()); err != nil {
			t.Error(err)
		}
		if log := w.log(t); len(log) != 1 {
			t.Errorf("%d records", len(log))
		}
	})
}

// TestALetterThatKgoGoesOnSending is sent once, however often it is written meanwhile.
func TestALetterThatKgoGoesOnSending(t *testing.T) {
	inGuardedWorld(t, produce.Config{}, func(t *testing.T, w *world, _ *produce.Guard) {
		fault := w.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.NotEnoughReplicas, Count: -1})
		for range 3 {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			if err := w.writer.Write(ctx, failed()); stateOf(err) != InDoubt {
				t.Error(err)
			}
			cancel()
		}
		fault.Remove()
		if err := w.writer.Write(t.Context(), failed()); err != nil {
			t.Error(err)
		}
		if log := w.log(t); len(log) != 1 {
			t.Errorf("%d records", len(log))
		}
	})
}

// TestAGuardThatFindsALetterTooLarge: the pointer is written.
func TestAGuardThatFindsALetterTooLarge(t *testing.T) {
	inGuardedWorld(t, produce.Config{Sizes: &produce.Sizes{}}, func(t *testing.T, w *world, _ *produce.Guard) {
		l := failed()
		l.Value = make([]byte, 60_000)
		if err := w.writer.Write(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if got, err := Parse(w.log(t)[0]); err != nil || got.Pointer == nil || got.Pointer.Value.Bytes != 60_000 {
			t.Errorf("%v %+v", err, got.Pointer)
		}
	})
}

func TestNoGuardForDeadLetters(t *testing.T) {
	inGuardedWorld(t, produce.Config{}, func(t *testing.T, w *world, guard *produce.Guard) {
		if _, err := NewGuardSender(nil, guard); err == nil {
			t.Error("made without a client")
		}
		if _, err := NewGuardSender(w.client, nil); err == nil {
			t.Error("made without a guard")
		}
	})
}
