package outage

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/client/produce"
	"github.com/breakwaterhq/breakwater/test/clients/java"
)

// TestM14_AKilledLeader: a broker that leads is killed (SIGKILL) under a guarded producer
// and one of Java with its defaults. Both wait for the election of other leaders; ours goes
// on within 1.2 times the time of Java's.
func TestM14_AKilledLeader(t *testing.T) {
	c, b := begin(t), newBook()
	c.topic("orders")
	c.topic("java")
	g, client := c.guard(produce.Config{Within: time.Minute, Settled: b.settled}, nil)
	theirs, endJava := c.javaSends("java", 500)
	end := load(t.Context(), 500, func(ctx context.Context) { b.sends(ctx, g, "orders", 100) })
	began := time.Now()
	c.until("all partitions are written to", func() bool { return b.went(began) && theirs.went(began) })

	victim := 1 + c.active(client)%3
	led, ledJava := c.leads(client, "orders", victim), c.leads(client, "java", victim)
	if err := c.Node(victim).Kill(); err != nil {
		t.Fatal(err)
	}
	killed := time.Now()
	c.until("others lead", func() bool { return c.leads(client, "orders", victim)+c.leads(client, "java", victim) == 0 })
	elected := time.Now()
	c.until("all partitions are written to again", func() bool { return b.went(elected) && theirs.went(elected) })
	ours, others := b.silence(killed, time.Now()), theirs.silence(killed, time.Now())
	end()
	endJava()
	c.closes(g)
	b.true(c, c.log("orders"))
	t.Logf("killed broker %d, which led %d and %d partitions: no acknowledgement of a partition for %.1f s guarded, %.1f s of Java", victim, led, ledJava, ours, others)
	const busy = 2 // seconds by which a machine that others use, too, may keep one of them from going on
	if led == 0 || ledJava == 0 || ours > 1.2*others+busy {
		t.Errorf("the guarded producer was silent for %.1f s, Java's for %.1f s; the broker led %d and %d partitions", ours, others, led, ledJava)
	}
}

// went tells whether every partition has an acknowledgement after a moment.
func (b *book) went(since time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, times := range b.acked {
		if times[len(times)-1].After(since) {
			n++
		}
	}
	return n == partitions
}

// javaSends starts Java's producer at a rate, and notes its acknowledgements by its own
// clock, which is that of this machine. The function ends it, and must be called.
func (c cluster) javaSends(topic string, perSecond int) (notes *book, end func()) {
	c.Helper()
	command, err := java.Compile(c.Context(), c.Version(), c.TempDir(), os.Stderr)
	if err != nil {
		c.Fatal(err)
	}
	args := append(command[1:len(command):len(command)], "rate", strings.Join(c.Bootstrap(""), ","), topic, strconv.Itoa(perSecond))
	cmd := exec.CommandContext(c.Context(), command[0], args...)
	var says bytes.Buffer
	cmd.Stderr = &says
	in, err := cmd.StdinPipe()
	if err != nil {
		c.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		c.Fatal(err)
	}
	notes = newBook()
	done := make(chan error, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			notes.tells(lines.Bytes())
		}
		done <- cmd.Wait()
	}()
	return notes, func() {
		c.Helper()
		in.Close()
		if err := <-done; err != nil {
			c.Errorf("Java's producer: %v\n%s", err, says.String())
		}
	}
}

// tells takes in what Java's producer tells of a record.
func (b *book) tells(line []byte) {
	var told struct {
		Error     string `json:"error"`
		Partition int32  `json:"partition"`
		Done      int64  `json:"done"`
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := json.Unmarshal(line, &told); err != nil || told.Error != "" {
		b.again = append(b.again, string(line))
		return
	}
	b.acked[told.Partition] = append(b.acked[told.Partition], time.UnixMilli(told.Done))
}
