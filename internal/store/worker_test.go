package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// hang keeps a worker busy until release is called, as a disk that hangs does.
func hang(w *worker) (release func()) {
	gate := make(chan struct{})
	w.jobs <- job{run: func() { <-gate }}
	return func() { close(gate) }
}

func answer(w *worker) (int, error) {
	return ask(w, Limit, func(context.Context) (int, error) { return 7, nil })
}

func TestADiskThatHangsHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorker()
		release := hang(w)
		for range 3 {
			began := time.Now()
			if n, err := answer(w); n != 0 || !errors.Is(err, ErrStuck) || time.Since(began) != Limit {
				t.Errorf("%d, %v after %s", n, err, time.Since(began))
			}
		}
		release()
		if n, err := answer(w); n != 7 || err != nil {
			t.Errorf("once it answers: %d, %v", n, err)
		}
		must(t, w.close(func() error { return nil }))
	})
}

// What is asked may hang itself; its answer then belongs to nobody.
func TestWhatIsAskedMayHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorker()
		gate := make(chan struct{})
		n, err := ask(w, Limit, func(context.Context) (int, error) { <-gate; return 1, nil })
		if n != 0 || !errors.Is(err, ErrStuck) {
			t.Errorf("%d, %v", n, err)
		}
		close(gate)
		if n, err := answer(w); n != 7 || err != nil {
			t.Errorf("the next one: %d, %v", n, err)
		}
		must(t, w.close(func() error { return nil }))
	})
}

func TestWhatGivesUpInTimeIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorker()
		_, err := ask(w, Limit, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			return 1, ctx.Err()
		})
		if !errors.Is(err, ErrStuck) {
			t.Errorf("got %v", err)
		}
		must(t, w.close(func() error { return nil }))
	})
}

func TestClosingWhileTheDiskHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorker()
		release := hang(w)
		runs, broken := 0, errors.New("broken")
		last := func() error { runs++; return broken }
		for range 2 {
			if err := w.close(last); !errors.Is(err, ErrStuck) {
				t.Errorf("got %v", err)
			}
		}
		release()
		for range 2 {
			if err := w.close(last); !errors.Is(err, broken) {
				t.Errorf("got %v", err)
			}
		}
		if runs != 1 {
			t.Errorf("the last thing is run %d times", runs)
		}
		if _, err := answer(w); !errors.Is(err, ErrClosed) {
			t.Errorf("after the end: %v", err)
		}
	})
}

func TestAStoreThatIsClosedSaysSo(t *testing.T) {
	s, err := Open(t.TempDir())
	must(t, err)
	must(t, s.Close())
	must(t, s.Close())
	if _, err := s.Acks(); !errors.Is(err, ErrClosed) {
		t.Errorf("reading: %v", err)
	}
	if err := s.Append(nil); !errors.Is(err, ErrClosed) {
		t.Errorf("writing: %v", err)
	}
	if _, err := s.Prune(noon); !errors.Is(err, ErrClosed) {
		t.Errorf("pruning: %v", err)
	}
}

// A store whose disk hangs lets go of the folder when the disk comes back.
func TestTheFolderIsFreeOnceTheDiskAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		s, err := Open(dir)
		must(t, err)
		release := hang(s.work)
		if err := s.Append(nil); !errors.Is(err, ErrStuck) {
			t.Errorf("writing: %v", err)
		}
		if err := s.Close(); !errors.Is(err, ErrStuck) {
			t.Errorf("closing: %v", err)
		}
		if _, err := Open(dir); !errors.Is(err, ErrHeld) {
			t.Errorf("opening meanwhile: %v", err)
		}
		release()
		<-s.work.ended
		open(t, dir)
	})
}
