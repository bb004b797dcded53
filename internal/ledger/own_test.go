package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	acked "github.com/breakwaterhq/breakwater/client/ledger"
)

// written is a folder with a ledger of these entries.
func written(t testing.TB, entries ...acked.Entry) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ledger")
	appendTo(t, dir, entries...)
	return dir
}

// appendTo adds entries to the ledger of a folder.
func appendTo(t testing.TB, dir string, entries ...acked.Entry) {
	t.Helper()
	log, err := acked.Open(dir, acked.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := log.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
}

func entry(topic string, partition int32, offset int64, id string) acked.Entry {
	return acked.Entry{Topic: topic, Partition: partition, Offset: offset, LeaderEpoch: 3, Acked: 1_000 + offset,
		Hash: uint64(offset) * 7, ID: []byte(id), ProducerID: -1, ProducerEpoch: -1}
}

func TestAFolderIsReadInTheOrderOfLogs(t *testing.T) {
	dir := written(t, entry("b", 0, 1, "x"), entry("a", 1, 5, "y"), entry("a", 1, 4, ""), entry("a", 0, 9, "z"))
	own, err := Folder(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range own.Records {
		got = append(got, r.Name()+"@"+r.place())
	}
	want := []string{"z@a/0/9", "a/1/4@a/1/4", "y@a/1/5", "x@b/0/1"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if r := own.Records[0]; r.Hash != 63 || !r.Hashed || r.Acked != 1_009 || r.Payload != nil {
		t.Errorf("%+v", r)
	}
	if own.Crashes != 0 || own.Torn != nil || own.Lost != 0 || own.Complete.IsZero() {
		t.Errorf("%+v", own)
	}
}

// TestBlocksThatComeInNoOrder give the same as in order.
func TestBlocksThatComeInNoOrder(t *testing.T) {
	var s shelf
	for _, at := range []int64{7, 3, 5, 3} {
		for b, err := range acked.Blocks(written(t, entry("a", 1, at, ""), entry("a", 0, at, ""))) {
			if err != nil {
				t.Fatal(err)
			}
			if err := s.take(b, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	var got []string
	for _, r := range s.done().Records {
		got = append(got, r.place())
	}
	if want := []string{"a/0/3", "a/0/5", "a/0/7", "a/1/3", "a/1/5", "a/1/7"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestOnlyTheTopicsThatAreWanted(t *testing.T) {
	dir := written(t, entry("a", 0, 1, ""), entry("b", 0, 2, ""))
	own, err := Folder(dir, func(topic string, _ int32) bool { return topic == "b" })
	if err != nil || len(own.Records) != 1 || own.Records[0].Topic != "b" {
		t.Errorf("%+v, %v", own, err)
	}
}

func TestAPlaceThatWasAcknowledgedTwice(t *testing.T) {
	other := entry("a", 0, 1, "second")
	other.Hash++
	own, err := Folder(written(t, entry("a", 0, 1, "first"), entry("a", 0, 1, "first"), other), nil)
	if err != nil || own.Again != 1 || len(own.Records) != 2 {
		t.Errorf("%+v, %v", own, err)
	}
}

func TestFoldersThatAreNoLedger(t *testing.T) {
	foreign := t.TempDir()
	put(t, filepath.Join(foreign, "orders.csv"), "id\n1\n")
	spoilt := written(t, entry("a", 0, 1, ""), entry("a", 0, 2, ""))
	first := filepath.Join(spoilt, fmt.Sprintf("%020d.ledger", 1))
	raw, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	raw[30] ^= 1
	put(t, first, string(raw))
	for dir, want := range map[string]string{
		filepath.Join(t.TempDir(), "none"): "no such file",
		t.TempDir():                        "holds no ledger",
		foreign:                            "not a ledger's",
		spoilt:                             "byte 0 (block 1)",
	} {
		if _, err := Folder(dir, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", dir, err, want)
		}
	}
}

// TestATornEndIsNoError: what stands before it was confirmed.
func TestATornEndIsNoError(t *testing.T) {
	dir := written(t, entry("a", 0, 1, ""))
	file := filepath.Join(dir, fmt.Sprintf("%020d.ledger", 1))
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	put(t, file, string(raw[:len(raw)-5]))
	own, err := Folder(dir, nil)
	if err != nil || own.Torn == nil || len(own.Records) != 1 {
		t.Fatalf("%+v, %v", own, err)
	}
	appendTo(t, dir, entry("a", 0, 2, ""))
	own, err = Folder(dir, nil)
	if err != nil || own.Crashes != 1 || own.Torn != nil || len(own.Records) != 2 {
		t.Errorf("%+v, %v", own, err)
	}
}

// TestBlocksThatComeTwice: the topic may have a block more than once, and lack some.
func TestBlocksThatComeTwice(t *testing.T) {
	var blocks []acked.Block
	for b, err := range acked.Blocks(written(t, entry("a", 0, 1, ""))) {
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := acked.ParseBlock(slices.Clone(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		blocks = append(blocks, parsed)
	}
	var s shelf
	for _, b := range append(blocks, blocks...) {
		if err := s.take(b, nil); err != nil {
			t.Fatal(err)
		}
	}
	far := blocks[len(blocks)-1]
	far.Sequence += 5
	if err := s.take(far, nil); err != nil {
		t.Fatal(err)
	}
	if own := s.done(); own.Blocks != len(blocks)+1 || own.Missing != 4 || len(own.Records) != 1 {
		t.Errorf("%+v", own)
	}
}

func put(t testing.TB, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
