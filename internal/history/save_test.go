package history

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func saved(t testing.TB, s *Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func reloaded(t testing.TB, s *Store) *Store {
	t.Helper()
	back, err := Load(bytes.NewReader(saved(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// lived is a store with something of everything.
func lived() *Store {
	s := New()
	for i := range int64(40) {
		scope := everything(fmt.Sprint("x", i/15))
		scope.Topics[0].Layout.Partitions[0].LeaderEpoch = int32(i / 10)
		scope.Topics[0].Layout.Partitions[0].Offsets = model.Offsets{Start: i, End: i << 30, Stable: i << 29, StartKnown: true, EndKnown: true, StableKnown: true}
		scope.Cluster.Moving = []model.TopicPartition{{Topic: "stays"}}
		scope.Cluster.Groups[0].Members = []model.Member{{ID: fmt.Sprint(i / 8)}}
		scope.Brokers = []*model.Broker{{Seen: &model.Sighting{ID: 1, Answer: model.Answer(i / 8), Leads: int(i / 10), Fenced: i > 3, Listed: i > 4,
			LogDirsKnown: true, LogDirs: []model.LogDir{{Path: "/a", Usable: i}}}}}
		scope.Cluster.Quorum = &model.Quorum{Leader: 1, Epoch: int32(i / 20), Voters: []model.QuorumReplica{{ID: 1, LogEnd: 9}, {ID: 2, LogEnd: 5}}}
		s.Record(at(20*i), scope, []model.Gap{{Fact: model.FactLogDirs, Scope: model.Subject{Kind: model.KindBroker, Name: "2"}},
			{Fact: model.FactGroups, Scope: model.Subject{Kind: model.KindGroup, Name: "g", Part: "t", Partition: 3}}})
	}
	return s
}

// told is all that a store tells, as text.
func told(s *Store) string {
	var b strings.Builder
	fmt.Fprintln(&b, s.Since(), s.Quorum(), s.Broker(1), s.Moving("stays", 0), samples(s.Usable(1, "/a")), samples(s.Voter(1)), samples(s.Voter(2)))
	fmt.Fprintln(&b, s.Unknown(model.FactLogDirs, model.Subject{Kind: model.KindBroker, Name: "2"}),
		s.Unknown(model.FactGroups, model.Subject{Kind: model.KindGroup, Name: "g", Part: "t", Partition: 3}))
	for _, name := range []string{"stays", "x0", "x1", "x2"} {
		fmt.Fprintln(&b, s.Topic(name), s.Group(name), samples(s.Committed("stays", name, 0)), samples(s.Committed(name, "unseen "+name, 0)))
		for p := range int32(2) {
			fmt.Fprintln(&b, s.Partition(name, p), samples(s.LogEnd(name, p)), samples(s.LogStart(name, p)), samples(s.Stable(name, p)))
		}
	}
	return b.String()
}

func TestSavedAndLoaded(t *testing.T) {
	for name, s := range map[string]*Store{"nothing": New(), "something of everything": lived()} {
		back := reloaded(t, s)
		same(t, name, told(back), told(s))
		if a, b := saved(t, s), saved(t, back); !bytes.Equal(a, b) {
			t.Errorf("%s: saved again it differs", name)
		}
		n, _ := s.Memory()
		if m, _ := back.Memory(); n != m {
			t.Errorf("%s: %d numbers, want %d", name, m, n)
		}
		later := everything("x2")
		s.Record(at(3600), later, nil)
		back.Record(at(3600), later, nil)
		same(t, name+", one look later", told(back), told(s))
	}
}

// sealed puts the magic and a checksum around a body.
func sealed(body []byte) []byte {
	b := append([]byte(magic), body...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))
}

// body is what lies between the magic and the checksum.
func body(saved []byte) []byte { return saved[len(magic) : len(saved)-4] }

func TestLoadOfWhatWasNotSaved(t *testing.T) {
	good := saved(t, lived())
	cases := []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, errForeign},
		{"a text", []byte("once upon a time there was a cluster"), errForeign},
		{"another version", bytes.Replace(good, []byte("history 2"), []byte("history 3"), 1), errForeign},
		{"the magic alone", []byte(magic), errDamaged},
		{"cut off", good[:len(good)/2], errDamaged},
		{"without its checksum", good[:len(good)-4], errDamaged},
		{"another checksum", append(good[:len(good)-1:len(good)-1], good[len(good)-1]^1), errDamaged},
		{"a list that claims to be huge", sealed(binary.AppendVarint([]byte{0, 0, 0}, longestList)), errMalformed},
		{"a list longer than any", sealed(binary.AppendVarint([]byte{0, 0, 0}, longestList+1)), errMalformed},
		{"a list shorter than none", sealed(binary.AppendVarint([]byte{0, 0, 0}, -1)), errMalformed},
	}
	for _, c := range cases {
		s, err := Load(bytes.NewReader(c.data))
		if s != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// TestDamagedByte: a file in which a byte has changed is never loaded.
func TestDamagedByte(t *testing.T) {
	good := saved(t, lived())
	for i := 0; i < len(good); i += 41 {
		bad := bytes.Clone(good)
		bad[i] ^= 0x55
		if _, err := Load(bytes.NewReader(bad)); err == nil {
			t.Errorf("byte %d of %d was changed, and nobody saw it", i, len(good))
		}
	}
}

// TestSlotsThatCannotBe: the numbers of two things must not be one.
func TestSlotsThatCannotBe(t *testing.T) {
	cases := map[string]func(*Store){
		"two have one":        func(s *Store) { s.topics["x1"].parts[0].end = s.topics["stays"].parts[0].end },
		"one is not there":    func(s *Store) { s.topics["stays"].parts[0].end = 1 << 20 },
		"of another class":    func(s *Store) { s.voters[1].number = s.topics["stays"].parts[0].end },
		"nobody's":            func(s *Store) { s.series.born[s.voters[1].number] = unowned },
		"partitions unsorted": func(s *Store) { p := s.topics["x1"].parts; p[0], p[1] = p[1], p[0] },
		"commits unsorted": func(s *Store) {
			c := s.groups["stays"].topics["stays"]
			c.parts = append(c.parts, committed{-1, nowhere})
		},
		"too few slots":    func(s *Store) { s.series.born = s.series.born[1:] },
		"a ring too short": func(s *Store) { s.series.fine.last = s.series.fine.last[1:] },
		"an unknown class": func(s *Store) { s.series.class[0] = classes },
		"frames that are not there": func(s *Store) {
			s.series.coarse.pushed = 1 << 30
			s.series.coarse.frames, s.series.coarse.size = nil, coarseLooks
		},
		"a page that is not in its frame": func(s *Store) { s.series.fine.frame(0).pages[0] = 1 << 20 },
	}
	for name, spoil := range cases {
		s := lived()
		spoil(s)
		var b bytes.Buffer
		err := s.Save(&b)
		if err == nil {
			_, err = Load(&b)
		}
		if !errors.Is(err, errMalformed) {
			t.Errorf("%s: %v, want that it is malformed", name, err)
		}
	}
}

// fullDisk takes 64 KiB, of which n are taken.
type fullDisk struct{ n int }

var errFull = errors.New("no space left")

func (f *fullDisk) Write(b []byte) (int, error) {
	if f.n += len(b); f.n > 1<<16 {
		return 0, errFull
	}
	return len(b), nil
}

func TestDiskThatFails(t *testing.T) {
	s := full(newPlant(100, 2, 2))
	if err := s.Save(&fullDisk{}); !errors.Is(err, errFull) {
		t.Errorf("saved on a full disk: %v", err)
	}
	if err := s.Save(&fullDisk{n: 1 << 16}); !errors.Is(err, errFull) {
		t.Errorf("saved on a full disk: %v", err)
	}
	broken := io.MultiReader(bytes.NewReader(saved(t, s)[:5000]), iotest.ErrReader(errFull))
	if _, err := Load(broken); !errors.Is(err, errFull) {
		t.Errorf("loaded from a broken disk: %v", err)
	}
}

// FuzzLoad: whatever a file holds, it is loaded and can be used, or is an error.
func FuzzLoad(f *testing.F) {
	f.Add(body(saved(f, New())))
	f.Add(body(saved(f, lived())))
	f.Add([]byte{0, 0, 0, 0xfe, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Load(bytes.NewReader(sealed(b)))
		if err != nil {
			return
		}
		told(s)
		next := s.last + 5000
		if next < 0 || next > 1<<50 {
			return
		}
		s.Record(at((next-start)/1000+1), everything("x1"), nil)
		told(s)
		if _, err := Load(bytes.NewReader(saved(t, s))); err != nil {
			t.Errorf("what was loaded cannot be saved and loaded: %v", err)
		}
	})
}
