package ledger

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

var update = flag.Bool("update", false, "write testdata/v1 again; only for a new vector: v1 does not change")

// goldenBlock is a block as testdata/v1 has it in JSON. Numbers of 64 bits that are no
// counts are hexadecimal.
type goldenBlock struct {
	Ledger                  string
	Sequence, Place, Sealed uint64
	Lost                    uint64
	Opened, Closed          bool
	Entries                 []goldenEntry
}

type goldenEntry struct {
	Topic                     string
	Partition, LeaderEpoch    int64
	Offset, Acked             int64
	Hash, ID                  string
	ProducerID, ProducerEpoch int64
}

func goldenOf(b Block, entries []Entry) goldenBlock {
	out := goldenBlock{Ledger: fmt.Sprintf("%016x", b.Ledger), Sequence: b.Sequence, Place: b.place, Sealed: uint64(b.Sealed.UnixMilli()),
		Lost: b.Lost, Opened: b.Opened, Closed: b.Closed, Entries: []goldenEntry{}}
	for _, e := range entries {
		out.Entries = append(out.Entries, goldenEntry{e.Topic, int64(e.Partition), int64(e.LeaderEpoch), e.Offset, e.Acked,
			fmt.Sprintf("%016x", e.Hash), hex.EncodeToString(e.ID), e.ProducerID, int64(e.ProducerEpoch)})
	}
	return out
}

// vectors are the blocks of testdata/v1.
func vectors() map[string][]byte {
	header := Block{Ledger: 0x0123456789abcdef, Sequence: 300, Sealed: noon}
	opened, closed, later := header, header, header
	opened.Opened, opened.Sequence = true, 1
	closed.Closed, closed.Lost = true, 1_000_000
	later.place = 2
	small := Entry{Topic: "orders", Partition: 2, LeaderEpoch: 5, Offset: 1000, Acked: noon.UnixMilli() - 4, Hash: 0xfedcba9876543210, ID: []byte("order-1"), ProducerID: 4711, ProducerEpoch: 3}
	next := small
	next.Offset, next.Acked, next.Hash, next.ID = 1001, small.Acked+1, 1, nil
	other := Entry{Topic: "orders", Partition: 3, LeaderEpoch: -1, Offset: 7, Acked: small.Acked - 1, ProducerID: -1, ProducerEpoch: -1}
	back := next
	back.Offset = 0 // an acknowledged offset that is not above the one before
	largest := Entry{Topic: strings.Repeat("t", maxTopic), Partition: math.MaxInt32, LeaderEpoch: math.MaxInt32, Offset: math.MaxInt64,
		Acked: math.MaxInt64, Hash: math.MaxUint64, ID: bytes.Repeat([]byte{0xff}, MaxID), ProducerID: math.MaxInt64, ProducerEpoch: math.MaxInt16}
	return map[string][]byte{
		"opened":  encoded(opened),
		"closed":  encoded(closed),
		"orders":  encoded(header, small, next, other, back),
		"largest": encoded(later, largest, small, largest),
		"traffic": encoded(later, traffic(110, true)...),
	}
}

// TestGolden: v1 is written and read as it always was.
func TestGolden(t *testing.T) {
	for name, raw := range vectors() {
		b, err := ParseBlock(raw)
		if err != nil {
			t.Fatal(err)
		}
		want, err := json.MarshalIndent(goldenOf(b, decoded(t, raw, nil)), "", " ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".bin", raw)
		golden(t, name+".json", append(want, '\n'))
	}
}

// goldenHash is a record and its hash.
type goldenHash struct {
	Name       string
	Key, Value *string // hexadecimal; null for null
	Headers    [][2]*string
	Bytes      string // what is hashed last: the value's hash in the place of the value
	Hash       string
}

func TestGoldenHashes(t *testing.T) {
	var out []goldenHash
	text := func(p []byte) *string {
		if p == nil {
			return nil
		}
		return new(hex.EncodeToString(p))
	}
	for _, c := range []struct {
		name string
		r    kgo.Record
	}{
		{"all null", kgo.Record{}},
		{"empty key", kgo.Record{Key: []byte{}}},
		{"empty value", kgo.Record{Value: []byte{}}},
		{"key and value", kgo.Record{Key: []byte("sensor-7"), Value: []byte("21.5")}},
		{"headers", kgo.Record{Value: []byte("v"), Headers: []kgo.RecordHeader{{Key: "id", Value: []byte("a1")}, {Key: "", Value: []byte{}}, {Key: "null"}}}},
		{"long", kgo.Record{Key: []byte("k"), Value: official(300)}},
		{"a value of 3 bytes", kgo.Record{Value: official(3)}},
		{"a value of 9 bytes", kgo.Record{Value: official(9)}},
		{"a value of 100 bytes", kgo.Record{Value: official(100)}},
		{"a value of 200 bytes", kgo.Record{Value: official(200)}},
		{"a value of 2049 bytes", kgo.Record{Value: official(2049)}},
		{"a key of 300 bytes", kgo.Record{Key: official(300), Value: []byte("v")}},
	} {
		g := goldenHash{Name: c.name, Key: text(c.r.Key), Value: text(c.r.Value), Bytes: hex.EncodeToString(hashed(&c.r)), Hash: fmt.Sprintf("%016x", Hash(&c.r))}
		for _, h := range c.r.Headers {
			g.Headers = append(g.Headers, [2]*string{text([]byte(h.Key)), text(h.Value)})
		}
		out = append(out, g)
	}
	raw, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "hashes.json", append(raw, '\n'))
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "v1", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what it was:\n%q\n%q", path, got, want)
	}
}

// TestAReaderInAnotherLanguage: read.py was written from docs/ledger-format.md alone, and
// reads and hashes what we do.
func TestAReaderInAnotherLanguage(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3")
	}
	out, err := exec.CommandContext(t.Context(), python, "-B", "testdata/v1/read.py", "testdata/v1").CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("5 blocks and 12 hashes agree")) {
		t.Errorf("%v: %s", err, out)
	}
}

// TestTheExampleOfTheDocumentation is the vector orders, byte for byte.
func TestTheExampleOfTheDocumentation(t *testing.T) {
	text, err := os.ReadFile("../../docs/ledger-format.md")
	if err != nil {
		t.Skip("the documentation is in the repository alone")
	}
	_, example, found := strings.Cut(string(text), "```hex\n")
	example, _, closed := strings.Cut(example, "```")
	if !found || !closed {
		t.Fatal("docs/ledger-format.md has no example")
	}
	var raw []byte
	for line := range strings.Lines(example) {
		digits, _, _ := strings.Cut(line, "|")
		part, err := hex.DecodeString(strings.ReplaceAll(strings.TrimSpace(digits), " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		raw = append(raw, part...)
	}
	want, err := os.ReadFile("testdata/v1/orders.bin")
	if err != nil || !slices.Equal(raw, want) {
		t.Errorf("the example is\n%x, the vector\n%x: %v", raw, want, err)
	}
}

// TestGoldenFolder: a folder that v1 has written can be opened and read by all that come.
func TestGoldenFolder(t *testing.T) {
	m := newMemory()
	file := []byte{}
	for i, name := range []string{"opened", "traffic", "closed"} {
		raw, err := os.ReadFile(filepath.Join("testdata", "v1", name+".bin"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := ParseBlock(raw)
		if err != nil {
			t.Fatal(err)
		}
		b.Sequence, b.place = uint64(i+1), 0
		file = append(file, seal(append(make([]byte, room), b.body()...), b)...)
	}
	m.files[segmentName(1)] = &stored{data: file}
	l := begin(t, m, Config{Now: func() time.Time { return noon }})
	if found := l.Recovered(); !found.Clean || found.Block != 3 || l.Ledger() != 0x0123456789abcdef {
		t.Errorf("%+v", found)
	}
	l.mustClose(t)
	got, lost, err := entriesOf(m)
	if err != nil || lost != 1_000_000 {
		t.Errorf("%d lost: %v", lost, err)
	}
	same(t, got, traffic(110, true))
}
