package deadletter

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

func clock() time.Time { return noon }

// same is a cluster whose topics all have n partitions.
func same(n int) Counts {
	return func(context.Context, string) (int, error) { return n, nil }
}

// recorder is a Sender that keeps records, and answers by its errors in turn.
type recorder struct {
	mu      sync.Mutex
	records []*kgo.Record
	errs    []error
	limit   int
}

func (s *recorder) Send(_ context.Context, r *kgo.Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records = append(s.records, r)
	if len(s.errs) == 0 {
		return nil
	}
	err := s.errs[0]
	s.errs = s.errs[1:]
	return err
}

func (s *recorder) BatchLimit(string) int { return s.limit }

func (s *recorder) last() *kgo.Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.records[len(s.records)-1]
}

func TestWrite(t *testing.T) {
	w, sent := writerFor(t, 0, 0)
	if err := w.Write(t.Context(), failed()); err != nil {
		t.Fatal(err)
	}
	r := sent.last()
	if r.Topic != "orders.billing.dlq" || r.Partition != 3 || !r.Timestamp.Equal(noon) || string(r.Key) != "sensor-7" || string(r.Value) != `{"celsius":"warm"}` {
		t.Errorf("%+v", r)
	}
	for name, want := range map[string]string{
		"v": "1", "id": placedID(Origin{Cluster: "c1", Topic: "orders", Partition: 3, Offset: 42}, "billing"), "orig.topic": "orders", "orig.partition": "3", "orig.offset": "42",
		"orig.ts": fmt.Sprint(noon.Add(-time.Hour).UnixMilli()), "orig.key-null": "false", "orig.cluster": "c1", "group": "billing", "attempts": "5",
		"first-failure-ts": fmt.Sprint(noon.Add(-time.Minute).UnixMilli()), "last-failure-ts": fmt.Sprint(noon.UnixMilli()),
		"reason": "attempts exhausted", "class": "poison", "error": "celsius is no number", "handler": "h", "client": "pod-1",
	} {
		if got, _ := headerText(r, prefix+name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, absent := range []string{"redrive.count", "redrive.run", "pointer.value-bytes", "pointer.headers"} {
		if _, has := headerText(r, prefix+absent); has {
			t.Errorf("%s is there", absent)
		}
	}
}

// TestTheSameLetterHasTheSameID: also from another process, and after a failure in doubt.
func TestTheSameLetterHasTheSameID(t *testing.T) {
	one, first := writerFor(t, 0, 0)
	other, second := writerFor(t, Spring, 0)
	first.errs = []error{errors.New("no answer")}
	rejected := Rejected(&kgo.Record{Topic: "orders"}, nil)
	for _, l := range []Letter{failed(), rejected} {
		ids := map[string]bool{}
		_ = one.Write(t.Context(), l)
		for _, w := range []*Writer{one, other} {
			if err := w.Write(t.Context(), l); err != nil {
				t.Fatal(err)
			}
		}
		for _, r := range append(first.records, second.records...) {
			id, _ := headerText(r, prefix+"id")
			ids[id] = true
		}
		if len(ids) != 1 {
			t.Errorf("ids: %v", ids)
		}
		first.records, second.records = nil, nil
	}
}

func TestWhatWriteRefuses(t *testing.T) {
	away := func(context.Context, string) (int, error) { return 0, errors.New("nobody is there") }
	for name, c := range map[string]struct {
		change func(*Letter)
		counts Counts
		says   string
	}{
		"no topic":          {func(l *Letter) { l.Origin.Topic = "" }, nil, "has no name"},
		"a long topic":      {func(l *Letter) { l.Origin.Topic = strings.Repeat("t", 240) }, nil, "Kafka takes 249"},
		"a dead letter":     {func(l *Letter) { l.Origin.Topic = "orders.billing.dlq" }, nil, "same family"},
		"no id":             {func(l *Letter) { l.Origin.Offset = -1 }, nil, "make it by Rejected"},
		"a bad id":          {func(l *Letter) { l.ID = "42" }, nil, `"42" is no id`},
		"goes round":        {func(l *Letter) { l.Headers = hs(prefix+"v", "1", prefix+"orig.topic", "orders.billing.dlq") }, nil, "go round without end"},
		"no count":          {func(*Letter) {}, away, "nobody is there"},
		"not one partition": {func(*Letter) {}, same(0), "said to have 0 partitions"},
	} {
		w, sent := writerFor(t, 0, 0)
		if c.counts != nil {
			w.cfg.Partitions = c.counts
		}
		l := failed()
		c.change(&l)
		err := w.Write(t.Context(), l)
		if stateOf(err) != NotStored || !strings.Contains(err.Error(), c.says) || len(sent.records) > 0 || !errors.Is(err, ErrNotStored) || strings.Contains(err.Error(), "  ") || strings.Contains(err.Error(), "in :") {
			t.Errorf("%s: %v, %d sent", name, err, len(sent.records))
		}
	}
}

// TestWithoutTheSourcesCountTheKeyDecides: that is no reason to lose a letter.
func TestWithoutTheSourcesCountTheKeyDecides(t *testing.T) {
	w, sent := writerFor(t, 0, 0)
	w.cfg.SourcePartitions = func(context.Context, string) (int, error) { return 0, errors.New("away") }
	if err := w.Write(t.Context(), failed()); err != nil || sent.last().Partition != byKey([]byte("sensor-7"), 12) {
		t.Errorf("%v in %d", err, sent.last().Partition)
	}
}

func TestStates(t *testing.T) {
	for _, c := range []struct {
		err   error
		state State
		says  string
	}{
		{fmt.Errorf("%w: no", ErrNotStored), NotStored, "is not in orders.billing.dlq: it was not stored: no: do not commit"},
		{errors.New("reset"), InDoubt, "may be in orders.billing.dlq, or may still get there: reset"},
		{context.DeadlineExceeded, InDoubt, "write the letter again, which gives it the same id"},
		{kerr.TopicAuthorizationFailed, InDoubt, "may be in"},
	} {
		w, sent := writerFor(t, 0, 0)
		sent.errs = []error{c.err}
		err := w.Write(t.Context(), failed())
		if stateOf(err) != c.state || !strings.Contains(err.Error(), c.says) || !errors.Is(err, c.err) {
			t.Errorf("%v: %v", c.err, err)
		}
		if !strings.Contains(err.Error(), "of orders partition 3 offset 42") {
			t.Errorf("%v does not tell the record", err)
		}
	}
	if State(9).String() != "pointer only" || InDoubt.String() != "in doubt" {
		t.Error("names of states")
	}
}

func TestWhatNewRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Config)
		says   string
	}{
		"sender":        {func(c *Config) { c.Sender = nil }, "set Sender"},
		"partitions":    {func(c *Config) { c.Partitions = nil }, "set Partitions"},
		"sources":       {func(c *Config) { c.Sources = nil }, "set Sources"},
		"compat":        {func(c *Config) { c.Compat = 32 }, "Compat is 32"},
		"group":         {func(c *Config) { c.Group = "" }, "Group is empty"},
		"long group":    {func(c *Config) { c.Group = strings.Repeat("g", 257) }, "Group has 257 bytes"},
		"group's name":  {func(c *Config) { c.Group = "a/b" }, "the character '/'"},
		"long name":     {func(c *Config) { c.Sources = []string{strings.Repeat("t", 249)} }, "Kafka takes 249"},
		"budget":        {func(c *Config) { c.HeaderBudget = 100 }, "HeaderBudget is 100 bytes, and the headers take up to"},
		"negative":      {func(c *Config) { c.HeaderBudget = -1 }, "HeaderBudget is -1"},
		"message bytes": {func(c *Config) { c.MaxMessageBytes = 9000 }, "MaxMessageBytes is 9000"},
		"timeout":       {func(c *Config) { c.Timeout = -1 }, "Timeout is"},
		"itself":        {func(c *Config) { c.Naming = Named("orders") }, "is orders itself"},
		"one of them":   {func(c *Config) { c.Sources, c.Naming = []string{"orders", "parked"}, Named("parked") }, "is one of Sources"},
		"another":       {func(c *Config) { c.Sources = []string{"orders", "orders.billing.dlq"} }, "is one of Sources"},
		"family":        {func(c *Config) { c.Sources = []string{"orders.audit.dlq"} }, "same family"},
		"batches":       {func(c *Config) { c.Sender = &recorder{limit: 2 << 20} }, "refused with their neighbours: set kgo.ProducerBatchMaxBytes"},
	} {
		cfg := Config{Sender: &recorder{}, Partitions: same(1), Sources: []string{"orders"}, Group: "billing"}
		c.change(&cfg)
		if w, err := New(cfg); err == nil || w != nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	cfg := Config{Sender: &recorder{limit: 1 << 20}, Partitions: same(1), Sources: []string{"orders"}, Naming: SpringSuffix}
	if _, err := New(cfg); err != nil {
		t.Errorf("without a group in the name none is needed: %v", err)
	}
}

// deaf is a Sender whose broker never answers, and which keeps its contract.
type deaf struct{}

func (deaf) Send(ctx context.Context, _ *kgo.Record) error {
	<-ctx.Done()
	return ctx.Err()
}

// TestTheTimeIsBoundedWithoutADeadline, on a clock that does not need to pass.
func TestTheTimeIsBoundedWithoutADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, err := New(Config{Sender: deaf{}, Partitions: same(1), Sources: []string{"orders"}, Group: "billing"})
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		if err := w.Write(context.Background(), failed()); stateOf(err) != InDoubt || time.Since(begin) != DefaultTimeout {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

func TestManyWriteAtOnce(t *testing.T) {
	w, sent := writerFor(t, allCompat, 0)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				if err := w.Write(t.Context(), failed()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if len(sent.records) != 400 {
		t.Errorf("%d sent", len(sent.records))
	}
}

func BenchmarkWrite(b *testing.B) {
	w, sent := writerFor(b, 0, 0)
	b.ReportAllocs()
	for b.Loop() {
		if err := w.Write(b.Context(), failed()); err != nil {
			b.Fatal(err)
		}
		sent.records = sent.records[:0]
	}
}

// printer stands for a ClientSender.
type printer struct{}

func (printer) Send(_ context.Context, r *kgo.Record) error {
	fmt.Println("to", r.Topic, r.Partition)
	return nil
}

func ExampleWriter_Write() {
	w, err := New(Config{
		Sender:     printer{},                                                     // NewClientSender(client)
		Partitions: func(context.Context, string) (int, error) { return 12, nil }, // its Partitions
		Sources:    []string{"orders"},
		Group:      "billing",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	record := &kgo.Record{Topic: "orders", Partition: 3, Offset: 42, Value: []byte("{")}
	letter := Consumed(record, errors.New("unexpected end of JSON input"))
	letter.Failure.Attempts, letter.Failure.Class = 1, "poison"
	if err := w.Write(context.Background(), letter); err != nil {
		fmt.Println(err) // the record must not be committed
		return
	}
	fmt.Println("the record may be committed")
	// Output:
	// to orders.billing.dlq 3
	// the record may be committed
}
