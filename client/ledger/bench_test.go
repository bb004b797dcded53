package ledger

import (
	"bytes"
	"fmt"
	"hash/crc64"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// BenchmarkEntry is all that the promise of a record waits for: its entry is made and
// appended, with an id of 16 bytes. What is written goes nowhere, so that it is no figure of a
// disk. In a batch, 100 records of a partition follow each other; apart, each is of the next of
// 12 partitions.
func BenchmarkEntry(b *testing.B) {
	for _, n := range []int{100, 1 << 10} {
		for name, batch := range map[string]int{"batch": 100, "apart": 1} {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				l, err := open(void{newMemory()}, Config{MaxPending: 1 << 30}.withDefaults())
				if err != nil {
					b.Fatal(err)
				}
				defer l.mustClose(b)
				r := &kgo.Record{Topic: "iot-telemetry-v2", Key: []byte("sensor-7"), Value: bytes.Repeat([]byte("v"), n), ProducerID: 4711, ProducerEpoch: 3}
				id, now := []byte("0123456789abcdef"), time.Now()
				b.ReportAllocs()
				for left := batch; b.Loop(); left-- {
					if left == 0 {
						left, r.Partition = batch, (r.Partition+1)%12
					}
					r.Offset++
					if err := l.Append(Of(r, 17, now, id)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// void is a folder that keeps nothing of its blocks.
type void struct{ *memory }

func (void) create(string) (file, error) { return nowhere{}, nil }
func (void) extend(string) (file, error) { return nowhere{}, nil }

type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (nowhere) Sync() error                 { return nil }
func (nowhere) Truncate(int64) error        { return nil }
func (nowhere) Close() error                { return nil }

// BenchmarkAppend is Append alone, with the disk behind it.
func BenchmarkAppend(b *testing.B) {
	for _, ids := range []bool{false, true} {
		b.Run(fmt.Sprintf("ids=%v", ids), func(b *testing.B) {
			l := onDisk(b, Config{MaxPending: 1 << 30, MaxBytes: 1 << 30})
			entries := traffic(1<<14, ids)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if err := l.Append(entries[i&(1<<14-1)]); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}

// BenchmarkAppendInParallel is Append from several goroutines, as several clients call it.
func BenchmarkAppendInParallel(b *testing.B) {
	l := onDisk(b, Config{MaxPending: 1 << 30})
	entries := traffic(1<<14, true)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if err := l.Append(entries[i&(1<<14-1)]); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkFloor is the least that keeping an entry can cost: a lock and a copy of the
// bytes that it takes.
func BenchmarkFloor(b *testing.B) {
	var mu sync.Mutex
	buf, entry := make([]byte, 0, 256<<10), make([]byte, 28)
	b.ReportAllocs()
	for b.Loop() {
		mu.Lock()
		if len(buf)+len(entry) > cap(buf) {
			buf = buf[:0]
		}
		buf = append(buf, entry...)
		mu.Unlock()
	}
}

// BenchmarkDurable appends 10,000 entries and waits until they are on disk.
func BenchmarkDurable(b *testing.B) {
	l := onDisk(b, Config{})
	entries := traffic(10_000, true)
	for b.Loop() {
		for _, e := range entries {
			if err := l.Append(e); err != nil {
				b.Fatal(err)
			}
		}
		if err := l.Sync(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*10_000/b.Elapsed().Seconds(), "entries/s")
}

// BenchmarkSync is one entry that waits until it is on disk.
func BenchmarkSync(b *testing.B) {
	l := onDisk(b, Config{})
	e := traffic(1, true)[0]
	for b.Loop() {
		if err := l.Append(e); err != nil {
			b.Fatal(err)
		}
		if err := l.Sync(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	const n = 1 << 20
	dir := b.TempDir()
	l, err := Open(dir, Config{MaxPending: 1 << 30})
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range traffic(n, true) {
		if err := l.Append(e); err != nil {
			b.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	size := l.Stats().Bytes
	for name, only := range map[string]Select{"all": nil, "one": func(_ string, p int32) bool { return p == 3 }} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(size)
			for b.Loop() {
				got := 0
				for _, err := range Entries(dir, only) {
					if err != nil {
						b.Fatal(err)
					}
					got++
				}
				if only == nil && got != n {
					b.Fatalf("%d entries", got)
				}
			}
			b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "entries/s")
			b.ReportMetric(float64(size)/n, "B/entry")
		})
	}
}

func BenchmarkHash(b *testing.B) {
	for _, n := range []int{100, 1 << 10, 12 << 20} {
		r := &kgo.Record{Key: []byte("sensor-7"), Value: bytes.Repeat([]byte("v"), n), Headers: []kgo.RecordHeader{{Key: "id", Value: make([]byte, 16)}}}
		b.Run(fmt.Sprint("hash/", n), func(b *testing.B) {
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				Hash(r)
			}
		})
		b.Run(fmt.Sprint("crc64/", n), func(b *testing.B) {
			b.SetBytes(int64(n))
			table := crc64.MakeTable(crc64.ECMA)
			for b.Loop() {
				crc64.Update(crc64.Update(0, table, r.Key), table, r.Value)
			}
		})
		b.Run(fmt.Sprint("copy/", n), func(b *testing.B) {
			b.SetBytes(int64(n))
			to := make([]byte, n)
			for b.Loop() {
				copy(to, r.Value)
			}
		})
	}
}

// onDisk is a Log in a folder of its own, closed at the end of the test.
func onDisk(tb testing.TB, c Config) *Log {
	tb.Helper()
	l, err := Open(tb.TempDir(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := l.Close(); err != nil {
			tb.Error(err)
		}
	})
	return l
}
