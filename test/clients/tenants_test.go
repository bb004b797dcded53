package clients

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/partition"
)

const (
	tenants = 3
	subKeys = 40  // of each tenant
	each    = 250 // records of each sub-key
)

// TestM29_ATenantKeepsTheOrderOfItsSubKeys: a hundred and twenty goroutines write at
// once, each the records of one sub-key, and Java reads them.
func TestM29_ATenantKeepsTheOrderOfItsSubKeys(t *testing.T) {
	topic := topic(t, "tenants", 12)
	writeAsTenants(t, topic)
	at, last := map[string]int32{}, map[string]int{}
	width := map[string]map[int32]bool{}
	for _, r := range java(t).consume(t, topic) {
		key := string(r.Key)
		tenant, _, _ := strings.Cut(key, "/")
		if width[tenant] == nil {
			width[tenant] = map[int32]bool{}
		}
		width[tenant][r.Partition] = true
		if was, known := at[key]; known && was != r.Partition {
			t.Fatalf("%s is in the partitions %d and %d", key, was, r.Partition)
		}
		at[key] = r.Partition
		if n, err := strconv.Atoi(string(r.Value)); err != nil || n != last[key]+1 {
			t.Fatalf("%s: %q comes after %d", key, r.Value, last[key])
		}
		last[key]++
	}
	for key, n := range last {
		if n != each {
			t.Errorf("%s has %d records of %d", key, n, each)
		}
	}
	if len(last) != tenants*subKeys {
		t.Errorf("%d sub-keys were read", len(last))
	}
	for tenant, partitions := range width {
		if len(partitions) != 4 {
			t.Errorf("%s has the partitions %v, want four", tenant, partitions)
		}
	}
}

func writeAsTenants(t *testing.T, topic string) {
	t.Helper()
	producer := client(t, kgo.RecordPartitioner(partition.Tenants(4, partition.At("/"))), kgo.DefaultProduceTopic(topic))
	var writers sync.WaitGroup
	var first kgo.FirstErrPromise
	for i := range tenants * subKeys {
		key := fmt.Appendf(nil, "tenant-%d/sensor-%d", i%tenants, i/tenants)
		writers.Go(func() {
			for n := range each {
				producer.Produce(t.Context(), &kgo.Record{Key: key, Value: strconv.AppendInt(nil, int64(n+1), 10)}, first.Promise())
			}
		})
	}
	writers.Wait()
	if err := first.Err(); err != nil {
		t.Fatal(err)
	}
}
