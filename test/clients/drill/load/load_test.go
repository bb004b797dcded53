package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// TestEveryRecordIsNotedBeforeItsOutcome: load runs against an embedded broker until its
// input ends, and its journal agrees with the log.
func TestEveryRecordIsNotedBeforeItsOutcome(t *testing.T) {
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(2, "orders"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	name := filepath.Join(t.TempDir(), "journal")
	in, end := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- run([]string{"-bootstrap", "127.0.0.1:1", "-through", "127.0.0.1:1=" + c.ListenAddrs()[0] + "," + c.ListenAddrs()[0] + "=" + c.ListenAddrs()[0],
			"-topic", "orders", "-journal", name, "-life", "7", "-rate", "2000", "-keys", "8", "-request", "2s", "-retries", "3"}, in)
	}()
	told := func() int { text, _ := os.ReadFile(name); return strings.Count(string(text), "\ntold ") }
	for told() < 200 {
		select {
		case err := <-done:
			t.Fatalf("it ended early: %v", err)
		case <-time.After(time.Millisecond):
		}
	}
	end.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if !strings.HasPrefix(lines[0], "life 7 ") || !strings.HasPrefix(lines[len(lines)-1], "end ") || !strings.HasSuffix(lines[len(lines)-1], ` ""`) {
		t.Errorf("it begins with %q and ends with %q", lines[0], lines[len(lines)-1])
	}
	given, acknowledged := map[string]string{}, map[string]string{}
	for _, text := range lines[1 : len(lines)-1] {
		switch f := strings.Fields(text); {
		case f[0] == "given" && given[f[1]] == "":
			given[f[1]] = f[4]
		case f[0] == "told" && f[2] == "persisted" && given[f[1]] != "":
			acknowledged[f[3]+" "+f[4]] = given[f[1]]
		default:
			t.Errorf("%q has no place there", text)
		}
	}
	if len(given) != len(acknowledged) {
		t.Errorf("%d are given and %d acknowledged", len(given), len(acknowledged))
	}
	for at, want := range logged(t, c.ListenAddrs(), len(acknowledged)) {
		if acknowledged[at] != want {
			t.Errorf("%s: %q was given, and %q is there", at, acknowledged[at], want)
		}
	}
}

// logged is the digest of what lies at each partition and offset.
func logged(t *testing.T, brokers []string, n int) map[string]string {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(brokers...), kgo.ConsumeTopics("orders"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out := map[string]string{}
	for len(out) < n && ctx.Err() == nil {
		client.PollFetches(ctx).EachRecord(func(r *kgo.Record) { out[fmt.Sprint(r.Partition, " ", r.Offset)] = digest(r) })
	}
	if len(out) != n {
		t.Fatalf("the log has %d records, not %d", len(out), n)
	}
	return out
}

func TestTheLinesOfAJournal(t *testing.T) {
	name := filepath.Join(t.TempDir(), "journal")
	j, err := newJournal(name, 1)
	if err != nil {
		t.Fatal(err)
	}
	r := &kgo.Record{Key: []byte("k"), Partition: 2, Offset: 5, Headers: []kgo.RecordHeader{{Key: "id", Value: []byte("1.2.3")}}}
	j.gives("1.2.3", 4, r)
	j.told(produce.Outcome{Kind: produce.InDoubt, Record: r, Err: errors.New("two\nlines")})
	j.settled(produce.Outcome{Kind: produce.Persisted, Record: r})
	if err := j.end(errors.New("1 record is in doubt")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("1\nk\n-\n2\nid\n5\n1.2.3\n"))
	for i, want := range []string{"life 1 ", fmt.Sprintf("given 1.2.3 k 4 %x ", sum[:16]), "told 1.2.3 in-doubt - - ", "settled 1.2.3 persisted 2 5 ", "end "} {
		if got := strings.Split(string(text), "\n")[i]; !strings.HasPrefix(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if !strings.Contains(string(text), `"two\nlines"`) || !strings.HasSuffix(string(text), "\"1 record is in doubt\"\n") {
		t.Errorf("why is not told:\n%s", text)
	}
	if _, err := newJournal(name, 2); err == nil {
		t.Error("another life goes on in the same journal")
	}
}
