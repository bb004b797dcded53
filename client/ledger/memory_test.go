package ledger

import (
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

var errCrashed = errors.New("the machine has crashed")

// memory is a folder that knows what of it is durable, and has faults. Each operation is
// a step, and each byte of a write one more; after the last step nothing works.
type memory struct {
	mu      sync.Mutex
	files   map[string]*stored
	durable map[string]*stored // the names that survive a crash
	locked  bool
	steps   int // that are left; negative for no limit
	taken   int
	space   int                         // bytes that all files may have; 0 for no limit
	fault   func(op, name string) error // asked before each operation; may be nil
	crashed func()                      // called when the steps are over; may be nil
}

type stored struct{ data, synced []byte }

func newMemory() *memory {
	return &memory{files: map[string]*stored{}, durable: map[string]*stored{}, steps: -1}
}

// step is an operation that has an effect only if it is nil.
func (m *memory) step(op, name string) error {
	if m.steps == 0 {
		if m.crashed != nil {
			m.crashed()
		}
		return errCrashed
	}
	m.steps, m.taken = m.steps-1, m.taken+1
	if m.fault != nil {
		return m.fault(op, name)
	}
	return nil
}

func (m *memory) do(op, name string, change func()) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	err := m.step(op, name)
	if err == nil {
		change()
	}
	return err
}

func (m *memory) path(name string) string { return name }
func (m *memory) make() error             { return m.do("make", "", func() {}) }

func (m *memory) list() (names []string, err error) {
	err = m.do("list", "", func() {
		for name := range m.files {
			names = append(names, name)
		}
	})
	return names, err
}

func (m *memory) lock() (io.Closer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.locked {
		return nil, errors.New("held")
	}
	m.locked = true
	return unlock{m}, nil
}

type unlock struct{ m *memory }

func (u unlock) Close() error {
	u.m.mu.Lock()
	defer u.m.mu.Unlock()
	u.m.locked = false
	return nil
}

func (m *memory) create(name string) (f file, err error) {
	err = m.do("create", name, func() {
		m.files[name] = &stored{}
		f = &handle{m, name, m.files[name]}
	})
	return f, err
}

func (m *memory) extend(name string) (f file, err error) {
	err = m.do("extend", name, func() {
		if s := m.files[name]; s != nil {
			f = &handle{m, name, s}
		}
	})
	if err == nil && f == nil {
		err = fs.ErrNotExist
	}
	return f, err
}

func (m *memory) read(name string) (c content, err error) {
	err = m.do("read", name, func() {
		if s := m.files[name]; s != nil {
			c = &handle{m, name, s}
		}
	})
	if err == nil && c == nil {
		err = fs.ErrNotExist
	}
	return c, err
}

func (m *memory) remove(name string) error {
	return m.do("remove", name, func() { delete(m.files, name) })
}

func (m *memory) rename(from, to string) error {
	return m.do("rename", to, func() {
		m.files[to] = m.files[from]
		delete(m.files, from)
	})
}

func (m *memory) sync() error {
	return m.do("syncdir", "", func() {
		m.durable = map[string]*stored{}
		for name, s := range m.files {
			m.durable[name] = s
		}
	})
}

// used is the size of all files of blocks.
func (m *memory) used() (n int) {
	for name, s := range m.files {
		if strings.HasSuffix(name, suffix) {
			n += len(s.data)
		}
	}
	return n
}

type handle struct {
	m    *memory
	name string
	s    *stored
}

func (h *handle) Write(p []byte) (n int, err error) {
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	if err := h.m.step("write", h.name); err != nil {
		if errors.Is(err, io.ErrShortWrite) {
			n = len(p) / 2
			h.s.data = append(h.s.data, p[:n]...)
		}
		return n, err
	}
	n = len(p)
	if h.m.space > 0 && h.m.used()+n > h.m.space {
		n, err = max(0, h.m.space-h.m.used()), syscall.ENOSPC
	}
	if h.m.steps >= 0 && n > h.m.steps {
		n, err = h.m.steps, errCrashed
	}
	if h.m.steps >= 0 {
		h.m.steps -= n
	}
	h.m.taken += n
	h.s.data = append(h.s.data, p[:n]...)
	return n, err
}

func (h *handle) Sync() error {
	return h.m.do("sync", h.name, func() { h.s.synced = slices.Clone(h.s.data) })
}

func (h *handle) Truncate(size int64) error {
	return h.m.do("truncate", h.name, func() { h.s.data = h.s.data[:size:size] })
}

func (h *handle) Close() error { return nil }

func (h *handle) ReadAt(p []byte, at int64) (n int, err error) {
	err = h.m.do("readat", h.name, func() { n = copy(p, h.s.data[min(at, int64(len(h.s.data))):]) })
	if err == nil && n < len(p) {
		err = io.EOF
	}
	return n, err
}

func (h *handle) Size() (int64, error) {
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	return int64(len(h.s.data)), nil
}

// aftermath is a way in which what was not synced may have survived a crash.
type aftermath struct {
	name   string
	names  bool // of files that the folder was not synced with
	unsafe func(unsynced []byte) []byte
}

var aftermaths = []aftermath{
	{"only what was synced", false, func([]byte) []byte { return nil }},
	{"everything, as after kill -9", true, func(p []byte) []byte { return p }},
	{"half", true, func(p []byte) []byte { return p[:len(p)/2] }},
	{"the size, and nothing of the bytes", true, func(p []byte) []byte { return make([]byte, len(p)) }},
	{"the size, and the first half", true, func(p []byte) []byte {
		return append(slices.Clone(p[:len(p)/2]), make([]byte, len(p)-len(p)/2)...)
	}},
	{"all but the first byte", true, func(p []byte) []byte {
		p = slices.Clone(p)
		clear(p[:min(len(magic), len(p))])
		return p
	}},
}

// crash is the folder as the next process finds it.
func (m *memory) crash(how aftermath) *memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	next, names := newMemory(), m.durable
	if how.names {
		names = m.files
	}
	for name, s := range names {
		data := slices.Clone(s.synced)
		if len(s.data) > len(s.synced) {
			data = append(data, how.unsafe(s.data[len(s.synced):])...)
		}
		next.files[name] = &stored{data, slices.Clone(data)}
		next.durable[name] = next.files[name]
	}
	return next
}

// blocks is how many files have blocks.
func (m *memory) blocks() (n int) {
	for name := range m.files {
		if strings.HasSuffix(name, suffix) {
			n++
		}
	}
	return n
}

// copyOf is a folder with the files of m, of which those with blocks are changed.
func (m *memory) copyOf(change func(name string, data []byte) []byte) *memory {
	out := newMemory()
	for name, s := range m.files {
		data := slices.Clone(s.data)
		if strings.HasSuffix(name, suffix) {
			data = change(name, data)
		}
		if data != nil {
			out.files[name] = &stored{data, slices.Clone(data)}
		}
	}
	return out
}

// entriesOf are all entries in a folder, and the error that ended them.
func entriesOf(m folder) (out []Entry, lost uint64, err error) {
	d := decoder{}
	walk(m, func(b Block, fault error) bool {
		if err = fault; fault != nil {
			return false
		}
		lost += b.Lost
		return d.block(b, func(e Entry, fault error) bool {
			if err = fault; fault != nil {
				return false
			}
			e.ID = slices.Clone(e.ID)
			out = append(out, e)
			return true
		})
	})
	return out, lost, err
}

// begin opens a Log in a folder, with a configuration that need not be valid.
func begin(tb testing.TB, in folder, c Config) *Log {
	tb.Helper()
	l, err := open(in, c.withDefaults())
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

func (l *Log) mustAppend(tb testing.TB, entries ...Entry) {
	tb.Helper()
	for _, e := range entries {
		if err := l.Append(e); err != nil {
			tb.Fatal(err)
		}
	}
}

func (l *Log) mustSync(tb testing.TB) {
	tb.Helper()
	if err := l.Sync(tb.Context()); err != nil {
		tb.Fatal(err)
	}
}

func (l *Log) mustClose(tb testing.TB) {
	tb.Helper()
	if err := l.Close(); err != nil {
		tb.Fatal(err)
	}
}
