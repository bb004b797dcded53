package live

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/ledger"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

// shop is an application that sold something, and what it noted of that.
type shop struct {
	t         *testing.T
	bootstrap string
	topic     string
	ids       []string
	ledger    string // "" for none
	audit     string

	idField, valueField string
}

// sold numbers what is sold in all shops.
var sold atomic.Int64

// sells sends records in batches, and notes what was acknowledged: orders in a ledger and
// in JSON lines; anything else has its id in a header, too, and is noted in CSV alone.
func sells(t *testing.T, c *lab.Cluster, topic string, partitions int32, records int) *shop {
	t.Helper()
	s := &shop{t: t, bootstrap: addresses(c), topic: topic, audit: filepath.Join(t.TempDir(), "audit.csv"), idField: "id", valueField: "body"}
	if topic == "orders" {
		s.ledger, s.audit, s.idField, s.valueField = filepath.Join(t.TempDir(), "ledger"), filepath.Join(t.TempDir(), "audit.jsonl"), "order.id", "order"
	}
	producer := client(t, c, kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerBatchCompression(kgo.NoCompression()))
	var all []*kgo.Record
	for part := range 6 { // batches of their own, so that a cut takes some of them
		var batch []*kgo.Record
		for i := part * records / 6; i < (part+1)*records/6; i++ {
			id := "o-" + strconv.FormatInt(sold.Add(1), 10)
			s.ids = append(s.ids, id)
			batch = append(batch, &kgo.Record{Topic: topic, Partition: int32(i) % partitions, Key: fmt.Appendf(nil, "c-%d", i%17),
				Value: fmt.Appendf(nil, `{"id":%q,"for":"%s"}`, id, strings.Repeat("x", 100))})
		}
		for i := range batch {
			if s.ledger == "" {
				batch[i].Headers = []kgo.RecordHeader{{Key: "trace", Value: []byte(s.ids[len(all)+i])}}
			}
		}
		if err := producer.ProduceSync(t.Context(), batch...).FirstErr(); err != nil {
			t.Fatal(err)
		}
		all = append(all, batch...)
	}
	if s.ledger != "" {
		s.books(all)
		s.lines(all)
	} else {
		s.table(all)
	}
	return s
}

// books writes a ledger.
func (s *shop) books(all []*kgo.Record) {
	s.t.Helper()
	log, err := ledger.Open(s.ledger, ledger.Config{})
	if err != nil {
		s.t.Fatal(err)
	}
	for i, r := range all {
		if err := log.Append(ledger.Of(r, -1, time.Now(), []byte(s.ids[i]))); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := log.Close(); err != nil {
		s.t.Fatal(err)
	}
}

// lines writes an audit log in JSON lines.
func (s *shop) lines(all []*kgo.Record) {
	s.t.Helper()
	var b strings.Builder
	for _, r := range all {
		fmt.Fprintf(&b, "{\"customer\":%q,\"order\":%s}\n", r.Key, r.Value)
	}
	if err := os.WriteFile(s.audit, []byte(b.String()), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// table writes an audit log in CSV.
func (s *shop) table(all []*kgo.Record) {
	s.t.Helper()
	out, err := os.Create(s.audit)
	if err != nil {
		s.t.Fatal(err)
	}
	w := csv.NewWriter(out)
	rows := [][]string{{"id", "customer", "body", "headers"}}
	for i, r := range all {
		rows = append(rows, []string{s.ids[i], string(r.Key), string(r.Value), fmt.Sprintf(`{"trace":%q}`, s.ids[i])})
	}
	if err := w.WriteAll(rows); err != nil {
		s.t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		s.t.Fatal(err)
	}
}

// once reads a topic as a consumer of committed records does, and tells which ids are not
// there exactly once.
func once(t *testing.T, c *lab.Cluster, topic string, ids []string) {
	t.Helper()
	count, ends := map[string]int{}, map[int32]int64{}
	told, err := admin(t, c).ListEndOffsets(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	from := map[int32]kgo.Offset{}
	told.Each(func(o kadm.ListedOffset) { ends[o.Partition], from[o.Partition] = o.Offset, kgo.NewOffset().AtStart() })
	reader := client(t, c, kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: from}), kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.KeepControlRecords())
	at := map[int32]int64{}
	eventually(t, time.Minute, "the reader has read all of "+topic, func() bool {
		reader.PollFetches(t.Context()).EachRecord(func(r *kgo.Record) {
			at[r.Partition] = r.Offset + 1
			var order struct{ ID string }
			if r.Attrs.IsControl() {
				return
			}
			if err := json.Unmarshal(r.Value, &order); err != nil {
				t.Errorf("%s/%d/%d: %v", topic, r.Partition, r.Offset, err)
			}
			count[order.ID]++
			if topic == "payments" && (len(r.Headers) == 0 || string(r.Headers[0].Value) != order.ID) {
				t.Errorf("%s has the headers %v", order.ID, r.Headers)
			}
		})
		for p, end := range ends {
			if at[p] < end {
				return false
			}
		}
		return true
	})
	wrong := 0
	for _, id := range ids {
		if count[id] != 1 {
			wrong++
			t.Errorf("%s has %s %d times", topic, id, count[id])
		}
	}
	if len(count) != len(ids) || wrong > 0 {
		t.Errorf("of %d records of %s %d are wrong, and the log has %d ids", len(ids), topic, wrong, len(count))
	}
}

// logEnds is how long the logs of a topic are together.
func logEnds(t *testing.T, a *kadm.Client, topic string) (sum int64) {
	t.Helper()
	told, err := a.ListEndOffsets(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	told.Each(func(o kadm.ListedOffset) { sum += o.Offset })
	return sum
}
