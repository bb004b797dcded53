package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// topic is a Sender that keeps what it is sent.
type topic struct {
	mu     sync.Mutex
	blocks [][]byte
	calls  []time.Time
	fault  func(context.Context) error // may be nil
}

func (s *topic) Send(ctx context.Context, block []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, time.Now())
	if s.fault != nil {
		if err := s.fault(ctx); err != nil {
			return err
		}
	}
	s.blocks = append(s.blocks, slices.Clone(block))
	return nil
}

// sequences are those of the blocks, in the order in which they came.
func (s *topic) sequences(tb testing.TB) (out []uint64) {
	tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, raw := range s.blocks {
		b, err := ParseBlock(raw)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, b.Sequence)
	}
	return out
}

func upTo(n uint64) (out []uint64) {
	for i := range n {
		out = append(out, i+1)
	}
	return out
}

func (l *Log) mustShip(tb testing.TB, to Sender, c ShipConfig) *Shipper {
	tb.Helper()
	s, err := l.Ship(to, c)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// TestShipsWhatIsSynced: each block once, as it is in the file, over several files and
// restarts, the marks of begin and end with them.
func TestShipsWhatIsSynced(t *testing.T) {
	m, to, told := newMemory(), &topic{}, &heard{}
	c := tiny()
	c.Tell = told.tell
	var want []Entry
	for life := range 4 {
		l := begin(t, m, c)
		s := l.mustShip(t, to, ShipConfig{})
		for part := range slices.Chunk(wild(uint64(life), 40), 3) {
			l.mustAppend(t, part...)
			l.mustSync(t)
			want = append(want, part...)
		}
		l.mustClose(t)
		if err := s.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := s.Stats(); got.Waiting != 0 || got.Failure != nil || got.Sent == 0 || got.Failed != 0 || got.Skipped != 0 {
			t.Errorf("life %d: %+v", life, got)
		}
	}
	var got []Entry
	for _, raw := range to.blocks {
		got = append(got, decoded(t, raw, nil)...)
	}
	same(t, got, want)
	all := []byte{}
	walk(m, func(b Block, err error) bool {
		all = append(all, b.Bytes()...)
		return err == nil
	})
	if !bytes.Equal(bytes.Join(to.blocks, nil), all) || len(told.all) != 0 {
		t.Errorf("what was shipped is not what is in the files; told: %v", told.all)
	}
}

// TestShippingBacksOff: the pause doubles from MinBackoff to MaxBackoff, failure and
// recovery are told once, Append never waits, and nothing is left out.
func TestShippingBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down, told := true, &heard{}
		to := &topic{fault: func(context.Context) error {
			if down {
				return errors.New("no leader")
			}
			return nil
		}}
		l := begin(t, newMemory(), Config{Tell: told.tell})
		s := l.mustShip(t, to, ShipConfig{})
		for _, e := range traffic(1000, true) {
			l.mustAppend(t, e)
			time.Sleep(time.Millisecond)
		}
		l.mustSync(t)
		time.Sleep(time.Minute)
		var pauses []time.Duration
		to.mu.Lock()
		for i := range to.calls[1:] {
			pauses = append(pauses, to.calls[i+1].Sub(to.calls[i]))
		}
		to.mu.Unlock()
		ms := time.Millisecond
		if want := []time.Duration{100 * ms, 200 * ms, 400 * ms, 800 * ms, 1600 * ms, 3200 * ms, 6400 * ms, 10_000 * ms, 10_000 * ms}; !slices.Equal(pauses[:len(want)], want) {
			t.Errorf("pauses %v", pauses)
		}
		if got := s.Stats(); got.Failure == nil || got.Waiting < 100 || got.Next != 1 {
			t.Errorf("%+v", got)
		}
		to.mu.Lock()
		down = false
		to.mu.Unlock()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if got := s.Stats(); got.Failure != nil || got.Waiting != 0 {
			t.Errorf("%+v", got)
		}
		l.mustClose(t)
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if got := to.sequences(t); !slices.Equal(got, upTo(l.store.next-1)) {
			t.Errorf("shipped %v", got)
		}
		if got := told.kinds(); !slices.Equal(got, []Kind{ShipFailed, ShipHealed}) {
			t.Errorf("told %v", told.all)
		}
	})
}

// TestASenderThatHangs holds up neither Append nor Close of the Log, and ends with the
// context of the Shipper's Close, which says what is left; the next one goes on there,
// exactly.
func TestASenderThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, told := newMemory(), &heard{}
		hangs := &topic{fault: func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		l := begin(t, m, Config{Tell: told.tell})
		s := l.mustShip(t, hangs, ShipConfig{})
		l.mustAppend(t, traffic(5000, true)...)
		l.mustSync(t)
		l.mustClose(t)
		if _, err := open(m, Config{}.withDefaults()); err == nil {
			t.Error("the folder was let go while the Shipper needs it")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.Close(ctx); err == nil || !strings.Contains(err.Error(), "from 1, are not shipped yet") {
			t.Errorf("Close: %v", err)
		}
		l = begin(t, m, Config{Tell: told.tell})
		to := &topic{}
		s = l.mustShip(t, to, ShipConfig{})
		l.mustClose(t)
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if got := to.sequences(t); !slices.Equal(got, upTo(l.store.next-1)) || len(told.all) != 0 {
			t.Errorf("shipped %v, told %v", got, told.all)
		}
	})
}

// TestNothingIsLeftOutByCrashes: wherever the machine crashes, the next process ships all
// that the topic does not have; what comes twice is told, and has its sequence.
func TestNothingIsLeftOutByCrashes(t *testing.T) {
	process := func(m *memory, to *topic, told *heard) {
		ctx, crashed := context.WithCancel(background)
		defer crashed()
		m.crashed = crashed
		c := tiny()
		c.Tell = told.tell
		l, err := open(m, c.withDefaults())
		if err != nil {
			return
		}
		s, err := l.Ship(to, ShipConfig{SaveEvery: 1})
		for i, e := range traffic(20, true) {
			_ = l.Append(e)
			if i%4 == 3 {
				_ = l.Sync(background)
			}
		}
		_ = l.Close()
		if err == nil {
			_ = s.Close(ctx)
		}
	}
	whole := newMemory()
	process(whole, &topic{}, &heard{})
	twice := 0
	for steps := 0; steps < whole.taken; steps += 3 {
		m, to, told := newMemory(), &topic{}, &heard{}
		m.steps = steps
		process(m, to, told)
		for _, how := range aftermaths[:2] {
			next := m.crash(how)
			again := &topic{blocks: slices.Clone(to.blocks)}
			told := &heard{}
			process(next, again, told)
			got := again.sequences(t)
			sorted := slices.Compact(slices.Sorted(slices.Values(got)))
			if !slices.Equal(sorted, upTo(sorted[len(sorted)-1])) {
				t.Fatalf("%d steps, %s: shipped %v", steps, how.name, got)
			}
			if len(sorted) < len(got) {
				twice++
				if !slices.Contains(told.kinds(), ShipResumed) {
					t.Fatalf("%d steps, %s: shipped %v, told %v", steps, how.name, got, told.all)
				}
			}
		}
	}
	if twice == 0 {
		t.Error("no crash made a block come twice")
	}
}

// TestFilesThatGoBeforeTheyAreShipped: the gap is told, and shipping goes on behind it.
func TestFilesThatGoBeforeTheyAreShipped(t *testing.T) {
	m, told := newMemory(), &heard{}
	c := tiny()
	c.MaxBytes, c.Tell = 4000, told.tell
	l := begin(t, m, c)
	for part := range slices.Chunk(traffic(300, true), 5) {
		l.mustAppend(t, part...)
		l.mustSync(t)
	}
	firsts, _ := segments(m)
	to := &topic{}
	s := l.mustShip(t, to, ShipConfig{})
	l.mustClose(t)
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
	last := told.all[len(told.all)-1]
	if last.Kind != ShipSkipped || last.First != 1 || last.Last != firsts[0]-1 || s.Stats().Skipped != last.Last {
		t.Errorf("told %v, %+v", last, s.Stats())
	}
	if got := to.sequences(t); got[0] != firsts[0] || got[len(got)-1] != l.store.next-1 || uint64(len(got)) != l.store.next-firsts[0] {
		t.Errorf("shipped %v", got)
	}
}

// TestTheCursorIsChecked before anything is sent.
func TestTheCursorIsChecked(t *testing.T) {
	good := shipped{ledger: 7, next: 3, exact: true}
	flipped := good.bytes()
	flipped[9] ^= 1
	for what, data := range map[string][]byte{
		"has 0 bytes":        {},
		"has 26 bytes":       append(good.bytes(), 1),
		"no cursor of":       append([]byte("BWC2"), good.bytes()[4:]...),
		"fails its CRC32C":   flipped,
		"of another ledger":  shipped{ledger: 8, next: 3}.bytes(),
		"from an older copy": shipped{ledger: 7, next: 300}.bytes(),
	} {
		m := newMemory()
		m.files[segmentName(1)] = &stored{data: append(encoded(Block{Ledger: 7, Sequence: 1, Sealed: noon}), encoded(Block{Ledger: 7, Sequence: 2, Sealed: noon})...)}
		m.files[cursorName] = &stored{data: data}
		l := begin(t, m, Config{})
		if _, err := l.Ship(&topic{}, ShipConfig{}); err == nil || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), "cursor: ") {
			t.Errorf("%s: %v", what, err)
		}
		m.files[cursorName].data = good.bytes()
		to := &topic{}
		s := l.mustShip(t, to, ShipConfig{}) // a failed try leaves nothing behind
		if _, err := l.Ship(to, ShipConfig{}); err == nil {
			t.Error("two shippers")
		}
		l.mustClose(t)
		if err := s.Close(t.Context()); err != nil || !slices.Equal(to.sequences(t), []uint64{3, 4}) {
			t.Errorf("%v: %v", to.sequences(t), err)
		}
	}
}

func TestShipConfigThatIsWrong(t *testing.T) {
	l := begin(t, newMemory(), Config{})
	for _, c := range []ShipConfig{{MinBackoff: -1}, {MaxBackoff: 1}, {SaveEvery: -1}} {
		if _, err := l.Ship(&topic{}, c); err == nil {
			t.Errorf("%+v", c)
		}
	}
	l.mustClose(t)
}

// TestShippingOverFaultsOfTheDisk: what cannot be read is tried again, and told.
func TestShippingOverFaultsOfTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, to, told := newMemory(), &topic{}, &heard{}
		c := tiny()
		c.Tell = told.tell
		l := begin(t, m, c)
		s := l.mustShip(t, to, ShipConfig{MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond})
		r := rand.New(rand.NewPCG(1, 1))
		m.mu.Lock()
		m.fault = func(op, name string) error {
			if (op == "read" || op == "readat" || op == "list" || strings.HasPrefix(name, cursorName)) && r.IntN(3) == 0 {
				return fmt.Errorf("%s: input/output error", op)
			}
			return nil
		}
		m.mu.Unlock()
		for part := range slices.Chunk(traffic(200, true), 5) {
			l.mustAppend(t, part...)
			l.mustSync(t)
			time.Sleep(time.Second)
		}
		m.mu.Lock()
		m.fault = nil
		m.mu.Unlock()
		l.mustClose(t)
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if got := to.sequences(t); !slices.Equal(got, upTo(l.store.next-1)) || s.Stats().Failed == 0 {
			t.Errorf("%+v, shipped %v", s.Stats(), got)
		}
	})
}

// TestOnlyWhatIsSyncedIsShipped: a block whose fsync failed may be written anew, with
// other entries under the same sequence.
func TestOnlyWhatIsSyncedIsShipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, to := newMemory(), &topic{fault: func(context.Context) error {
			time.Sleep(2 * time.Millisecond) // it reads while others are written
			return nil
		}}
		c := tiny()
		l := begin(t, m, c)
		s := l.mustShip(t, to, ShipConfig{})
		r := rand.New(rand.NewPCG(2, 2))
		m.mu.Lock()
		m.fault = func(op, name string) error {
			if (op == "sync" || op == "truncate") && !strings.HasPrefix(name, cursorName) && r.IntN(2) == 0 {
				return errors.New("input/output error")
			}
			return nil
		}
		m.mu.Unlock()
		for part := range slices.Chunk(traffic(500, true), 5) {
			l.mustAppend(t, part...)
			_ = l.Sync(t.Context())
			time.Sleep(time.Millisecond)
		}
		m.mu.Lock()
		m.fault = nil
		m.mu.Unlock()
		_ = l.Close()
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
		var inFile []byte
		walk(m, func(b Block, err error) bool {
			inFile = append(inFile, b.Bytes()...)
			return err == nil
		})
		if !bytes.Equal(bytes.Join(to.blocks, nil), inFile) || l.Stats().Dropped < 50 {
			t.Errorf("what was shipped is not what is in the files: %+v", l.Stats())
		}
	})
}
