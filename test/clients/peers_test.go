package clients

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	javac "github.com/breakwaterhq/breakwater/test/clients/java"
)

// peer is the client of another library, as a program that speaks JSON.
type peer struct {
	name    string
	command []string // before its arguments
	env     []string
}

var compile = sync.OnceValues(func() (command []string, err error) {
	if shared.classes, err = os.MkdirTemp("", "breakwater-peer-"); err != nil {
		return nil, err
	}
	return javac.Compile(context.Background(), shared.node.Version(), shared.classes, os.Stderr)
})

// java is Kafka's own client, of the node's release.
func java(t *testing.T) peer {
	t.Helper()
	node(t)
	command, err := compile()
	if err != nil {
		t.Fatal(err)
	}
	return peer{name: "java", command: command}
}

var fetch = sync.OnceValues(func() (module string, err error) {
	out, err := exec.Command("python/wheel.sh").Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		err = errors.New(string(failed.Stderr))
	}
	return strings.TrimSpace(string(out)), err
})

// librdkafka is the library below the clients of Python, .NET, Node and C++.
func librdkafka(t *testing.T) peer {
	t.Helper()
	node(t)
	module, err := fetch()
	if err != nil {
		t.Fatal(err)
	}
	return peer{name: "librdkafka", command: []string{"python3", "python/peer.py"}, env: []string{"PYTHONPATH=" + module}}
}

// A told record is what a program says of one: done, or read.
type told struct {
	ID    int    `json:"id"`
	Error string `json:"error"` // why it failed; empty where it did not
	Sent  int64  `json:"sent"`  // ms since 1970, as Done
	Done  int64  `json:"done"`
	line
}

// begin starts a program, and hands over each thing that it tells, in order and at once,
// in a goroutine that ends with the program. The function that it returns waits for
// that, and fails the test unless the program ended well; it must be called.
func (p peer) begin(t *testing.T, in io.Reader, each func(told), does string, args ...string) (wait func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	args = append(append(p.command[1:len(p.command):len(p.command)], does, node(t).Bootstrap("")[0]), args...)
	cmd := exec.CommandContext(ctx, p.command[0], args...)
	cmd.Env, cmd.Stdin, cmd.WaitDelay = append(os.Environ(), p.env...), in, time.Second // it may end before its input does
	var says bytes.Buffer
	cmd.Stderr = &says
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- errors.Join(follow(out, each), cmd.Wait()) }()
	return func() {
		t.Helper()
		if err := <-ended; err != nil {
			t.Fatalf("%s %s: %v\n%s", p.name, does, err, says.String()[max(0, says.Len()-4000):])
		}
	}
}

// follow reads what a program tells until it ends.
func follow(out io.Reader, each func(told)) error {
	lines := bufio.NewReaderSize(out, 1<<20)
	for {
		text, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(text) == 0 {
			return nil
		}
		var one told
		if err == nil {
			err = json.Unmarshal(text, &one)
		}
		if err != nil {
			return err
		}
		each(one)
	}
}

// try sends records with the settings of a client, SETTING=VALUE, and gives what became
// of each.
func (p peer) try(t *testing.T, records []*kgo.Record, settings ...string) []told {
	t.Helper()
	var in bytes.Buffer
	for i, r := range records {
		text, err := json.Marshal(toSend{ID: i, Topic: r.Topic, line: lineOf(r)})
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(text, '\n'))
	}
	out, seen := make([]told, len(records)), 0
	p.begin(t, &in, func(one told) { out[one.ID] = one; seen++ }, "produce", settings...)()
	if seen != len(records) {
		t.Fatalf("%s told of %d of %d records", p.name, seen, len(records))
	}
	return out
}

// produce is try for records that must all be acknowledged.
func (p peer) produce(t *testing.T, records []*kgo.Record, settings ...string) []told {
	t.Helper()
	out := p.try(t, records, settings...)
	for i, one := range out {
		if one.Error != "" {
			t.Fatalf("%s: record %d: %s", p.name, i, one.Error)
		}
	}
	return out
}

// consume reads what a topic holds, each partition in its order.
func (p peer) consume(t *testing.T, topic string, settings ...string) (records []*kgo.Record) {
	t.Helper()
	p.begin(t, nil, func(one told) { records = append(records, one.record(topic)) }, "consume", append([]string{topic}, settings...)...)()
	return records
}
