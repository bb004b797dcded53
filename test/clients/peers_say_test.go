package clients

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// TestARecordThatFailsIsTold: with what the library says, and the others are not held up.
func TestARecordThatFailsIsTold(t *testing.T) {
	small := topic(t, "small", 1, "max.message.bytes", "1000")
	records := []*kgo.Record{{Topic: small, Value: text(10)}, {Topic: small, Value: text(2000)}, {Topic: small, Value: text(20)}}
	for _, p := range []peer{java(t), librdkafka(t)} {
		told := p.try(t, records, "linger.ms=0", "max.in.flight.requests.per.connection=1", "batch.size=1")
		if told[0].Error != "" || told[2].Error != "" || !strings.Contains(strings.ToLower(told[1].Error), "large") {
			t.Errorf("%s: %+v", p.name, told)
		}
	}
}

// TestOthersSendAllThatARecordHas: so that what a test says they sent is what they sent.
func TestOthersSendAllThatARecordHas(t *testing.T) {
	topic := topic(t, "sent", 1)
	began := time.Now().Truncate(time.Millisecond)
	var sent []*kgo.Record
	for _, p := range []peer{java(t), librdkafka(t)} {
		var records []*kgo.Record
		for _, name := range []string{"nothing", "empty key and value", "headers of one name", "value of 8192", "header of null"} {
			one := shapes()[name]
			one.Topic = topic
			records = append(records, one)
		}
		for i, one := range p.produce(t, records, "linger.ms=5") {
			records[i].Partition, records[i].Offset = one.Partition, one.Offset
		}
		sent = append(sent, records...)
	}
	read := java(t).consume(t, topic)
	for i, r := range read[:min(len(read), len(sent))] {
		if r.Timestamp.Before(began) || r.Timestamp.After(time.Now()) {
			t.Errorf("record %d is of %v", i, r.Timestamp)
		}
		r.Timestamp = sent[i].Timestamp
	}
	same(t, "what both sent", read, sent)
}

// TestJavaSendsAtARate: numbered, never faster than asked, and each told with its times
// while it goes on.
func TestJavaSendsAtARate(t *testing.T) {
	const perSecond, enough = 100, 200
	topic := topic(t, "rate", 3)
	in, input := io.Pipe()
	var seen []told
	began := time.Now().UnixMilli()
	java(t).begin(t, in, func(one told) {
		if seen = append(seen, one); len(seen) == enough {
			_ = input.Close() // never fails
		}
	}, "rate", topic, strconv.Itoa(perSecond), "acks=all", "linger.ms=0")()
	sent := map[int]told{}
	for _, one := range seen {
		sent[one.ID] = one
	}
	if len(sent) < enough || len(sent) != len(seen) {
		t.Fatalf("%d records were told, of %d numbers", len(seen), len(sent))
	}
	for id, last := 0, began; id < len(sent); id++ {
		one := sent[id]
		if one.Error != "" || one.Sent < last || one.Done < one.Sent || one.Done > time.Now().UnixMilli() {
			t.Fatalf("record %d, after %d: %+v", id, last, one)
		}
		last = one.Sent
		if earliest := began + int64(id)*1000/perSecond; one.Sent < earliest {
			t.Fatalf("record %d was sent %d ms early", id, earliest-one.Sent)
		}
	}
	ends, err := shared.admin.ListEndOffsets(t.Context(), topic)
	if err = errors.Join(err, ends.Error()); err != nil {
		t.Fatal(err)
	}
	stored := 0
	ends.Each(func(o kadm.ListedOffset) { stored += int(o.Offset) })
	if stored != len(seen) {
		t.Errorf("%d records were told, and %d are there", len(seen), stored)
	}
}

// TestAMachineWithoutPythonIsTold: in one sentence, that says what to do.
func TestAMachineWithoutPythonIsTold(t *testing.T) {
	const noPip = "#!/bin/sh\n[ \"$1\" = -c ] && echo cp399-none\n[ \"$1\" = -c ]\n"
	for name, c := range map[string]struct{ python, want string }{
		"python": {"", "python3 is needed to run librdkafka, and is not on the PATH: install it"},
		"pip":    {noPip, "pip is needed once to fetch librdkafka, and python3 has none: install it"},
	} {
		path := t.TempDir()
		for _, tool := range []string{"sh", "sed", "dirname"} {
			at, err := exec.LookPath(tool)
			if err == nil {
				err = os.Symlink(at, filepath.Join(path, tool))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if c.python != "" {
			if err := os.WriteFile(filepath.Join(path, "python3"), []byte(c.python), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.Command("python/wheel.sh")
		cmd.Env = []string{"PATH=" + path, "BREAKWATER_CACHE=" + t.TempDir()}
		out, err := cmd.CombinedOutput()
		if err == nil || strings.Count(string(out), "\n") != 1 || !strings.HasPrefix(string(out), "wheel.sh: "+c.want) {
			t.Errorf("without %s: %v\n%s", name, err, out)
		}
	}
}
