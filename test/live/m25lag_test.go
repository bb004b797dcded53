package live

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// failsFrom fails at all records from an offset on.
func failsFrom(offset int64) func(*kgo.Record) bool {
	return func(r *kgo.Record) bool { return r.Offset >= offset+int64(r.Partition) }
}

// TestM25_LagIsThatOfKafka: on a topic that nobody writes to, the lag of each
// partition is what Kafka's own commands tell, whatever the kind of the group.
func TestM25_LagIsThatOfKafka(t *testing.T) {
	const partitions, records = 6, 100
	s := onStage(t, "group/partition-stuck group/kind-classic", "group/partition-stuck group/kind-consumer", "group/partition-stuck group/kind-streams")
	create(t, s.admin, "letters", partitions, 3)
	written := time.Now()
	backlog(t, s.cluster, "letters", partitions, records, written)
	want := map[string]int64{"classic": partitions*(records-30) - 15}
	kinds := map[string][]kgo.Opt{"classic": nil}
	if line() >= "4" {
		kinds["consumer"] = []kgo.Opt{kgo.ServerSideBalancer(), kgo.Balancers(kgo.RangeBalancer())}
		want["consumer"] = want["classic"]
	}
	for kind, opts := range kinds {
		m := s.join(t, work{group: "kind-" + kind, topic: "letters", commit: time.Second, fails: failsFrom(30), opts: opts})
		eventually(t, time.Minute, "the "+kind+" group stands", func() bool { return m.position(partitions-1) == 30+partitions-1 })
	}
	if line() >= "4.2" {
		s.share(t, "kind-share", "letters", partitions, 12)
		s.streams(t, "kind-streams", "letters", map[int32]int64{1: 10, 2: 20, 3: 30, 4: 40, 5: 100})
		want["share"], want["streams"] = partitions*(records-12), 5*records-200
	}
	s.rest()
	for kind, records := range want {
		s.lagIsThatOfKafka(t, kind, "kind-"+kind, "letters", partitions)
		g := s.group(t, "kind-"+kind)
		if g.Type != kind || g.KafkaTool != toolOf(kind) || g.Records.Value == nil || *g.Records.Value != records {
			t.Errorf("the lag of the %s group is told as %+v of a %s group, by %s", kind, g.Records, g.Type, g.KafkaTool)
		}
		s.isAsOldAs(t, "kind-"+kind, "letters", written)
	}
}

// lagIsThatOfKafka holds what the watch tells of each partition against Kafka's
// own command. Where a streams group has committed nothing, that counts the whole
// log, and the watch says so.
func (s *stage) lagIsThatOfKafka(t *testing.T, kind, group, topic string, partitions int32) {
	t.Helper()
	truth := s.truth(t, kind, group, topic)
	t.Logf("%s tells of %s: %v", toolOf(kind), group, truth)
	eventually(t, time.Minute, "the lag of "+group+" is that of Kafka", func() bool {
		for p := range partitions {
			got, _ := s.partition(t, group, topic, p)
			lag, tells := truth[p]
			if told := got.Kafka.Value; tells != (told != nil) || tells && *told != lag {
				return false
			}
			switch {
			case got.Committed.Value == nil:
				if got.Records.Value != nil || tells && !strings.Contains(got.KafkaWhy, "has committed nothing") {
					return false
				}
			case got.Records.Value == nil || tells && *got.Records.Value != lag || got.KafkaWhy != "":
				return false
			}
		}
		return true
	})
}

// isAsOldAs holds the age of what a group has not read against when all of it was
// written: the record itself was read.
func (s *stage) isAsOldAs(t *testing.T, group, topic string, written time.Time) {
	t.Helper()
	eventually(t, time.Minute, "the age of what "+group+" has left", func() bool {
		p, _ := s.partition(t, group, topic, 1)
		if p.Told.At == nil || p.Age.Ms == nil || p.Age.How != "record" {
			return false
		}
		off := time.Duration(*p.Age.Ms)*time.Millisecond - p.Told.At.Sub(written)
		return off.Abs() <= aMoment
	})
}

// share makes a share group that acknowledges some records of each partition, and
// stays.
func (s *stage) share(t *testing.T, group, topic string, partitions, each int) {
	t.Helper()
	fromTheStart(t, s.cluster, group)
	client, err := kgo.NewClient(append(s.cluster.Admin(), kgo.ShareGroup(group), kgo.ConsumeTopics(topic), kgo.ShareMaxRecords(10), kgo.ShareMaxRecordsStrict())...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	of := map[int32]int{}
	for sum := 0; sum < partitions*each; {
		fetched := client.PollRecords(t.Context(), 100)
		fetched.EachRecord(func(r *kgo.Record) {
			if of[r.Partition] == each {
				r.Ack(kgo.AckRelease)
				return
			}
			r.Ack(kgo.AckAccept)
			of[r.Partition]++
			sum++
		})
		if err := client.FlushAcks(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// fromTheStart makes a share group read what was there before it.
func fromTheStart(t *testing.T, c *lab.Cluster, group string) {
	t.Helper()
	client, err := kgo.NewClient(c.Admin()...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	earliest := "earliest"
	req := kmsg.NewPtrIncrementalAlterConfigsRequest()
	of := kmsg.NewIncrementalAlterConfigsRequestResource()
	of.ResourceType, of.ResourceName = kmsg.ConfigResourceTypeGroupConfig, group
	reset := kmsg.NewIncrementalAlterConfigsRequestResourceConfig()
	reset.Name, reset.Value = "share.auto.offset.reset", &earliest
	of.Configs = append(of.Configs, reset)
	req.Resources = append(req.Resources, of)
	if resp, err := req.RequestWith(t.Context(), client); err != nil || resp.Resources[0].ErrorCode != 0 {
		t.Fatalf("configuring the group: %v %+v", err, resp)
	}
}

// TestM25_WhatIsReadHasNoLag: the marker behind the last transaction is no
// record, and a group that stands before it has read all.
func TestM25_WhatIsReadHasNoLag(t *testing.T) {
	s := onStage(t)
	create(t, s.admin, "transfers", 1, 3)
	m := s.join(t, work{group: "auditor", topic: "transfers", commit: time.Second, opts: []kgo.Opt{kgo.FetchIsolationLevel(kgo.ReadCommitted())}})
	client, err := kgo.NewClient(append(s.cluster.Admin(), kgo.TransactionalID("transfers"), kgo.DefaultProduceTopic("transfers"))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	for range 3 {
		if err := client.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		var all []*kgo.Record
		for i := range 8 {
			all = append(all, kgo.StringRecord(fmt.Sprint(i)))
		}
		if err := client.ProduceSync(t.Context(), all...).FirstErr(); err != nil {
			t.Fatal(err)
		}
		if err := client.EndTransaction(t.Context(), kgo.TryCommit); err != nil {
			t.Fatal(err)
		}
	}
	const end = 3 * (8 + 1)
	eventually(t, time.Minute, "all is read", func() bool { return m.position(0) == end-1 })
	eventually(t, time.Minute, "the watch tells no lag, in records and in time", func() bool {
		p, _ := s.partition(t, "auditor", "transfers", 0)
		g := s.group(t, "auditor")
		return p.End.Value != nil && *p.End.Value == end && *p.Committed.Value == end-1 && *p.Records.Value == 0 && p.Age.Ms != nil && *p.Age.Ms == 0 &&
			*g.Records.Value == 0 && *g.Age.Ms == 0
	})
	if truth := s.truth(t, "classic", "auditor", "transfers")[0]; truth != 1 {
		t.Errorf("Kafka's own command tells %d, want the marker", truth)
	}
	const why = "it counts 1 offset without a record to read (markers of transactions, and what was aborted)"
	if p, _ := s.partition(t, "auditor", "transfers", 0); *p.Kafka.Value != 1 || p.KafkaWhy != why {
		t.Errorf("of Kafka's own command it tells %+v: %s", p.Kafka, p.KafkaWhy)
	}
}

// TestM25_TimeLagIsThatOfTheProducer: how old the first unread record is, where
// nobody writes any more, and in a burst.
func TestM25_TimeLagIsThatOfTheProducer(t *testing.T) {
	s := onStage(t)
	create(t, s.admin, "clicks", 1, 3)
	w := s.write(t, "clicks", 20)
	m := s.join(t, work{group: "stats", topic: "clicks", commit: time.Second})
	eventually(t, time.Minute, "the group reads", func() bool { return m.position(0) > 100 })
	m.becomes(func(w *work) { w.pace = each(0) })
	eventually(t, time.Minute, "records wait", func() bool {
		p, _ := s.partition(t, "stats", "clicks", 0)
		return p.Records.Value != nil && *p.Records.Value > 0
	})
	w.becomes(0)
	s.ages(t, w, "silence", 8)
	m.becomes(func(w *work) { w.pace = each(100) })
	w.becomes(1000)
	s.ages(t, w, "a burst", 8)
	w.becomes(0)
	m.becomes(func(w *work) { w.pace = nil })
	eventually(t, time.Minute, "all is read", func() bool {
		p, _ := s.partition(t, "stats", "clicks", 0)
		return p.Records.Value != nil && *p.Records.Value == 0 && *p.Age.Ms == 0
	})
}

// cycle is the longest time between two looks of the stage: they come with the
// probes, which are two seconds apart.
const cycle = 4 * time.Second

// aMoment is what lies between the offsets of a look and its time.
const aMoment = time.Second / 2

// ages holds what some looks in a row tell of the age against when the first
// unread record was written.
func (s *stage) ages(t *testing.T, w *writer, when string, count int) {
	t.Helper()
	var last time.Time
	var worst time.Duration
	for n := 0; n < count; {
		p, _ := s.partition(t, "stats", "clicks", 0)
		if p.Told.At == nil || p.Told.At.Equal(last) || p.Records.Value == nil || *p.Records.Value == 0 {
			wait(t.Context(), 100*time.Millisecond)
			continue
		}
		last = *p.Told.At
		at, ok := w.at(0, *p.Committed.Value)
		if !ok || p.Age.Ms == nil || p.Age.Within == nil {
			t.Fatalf("%s: the age of offset %d is %+v", when, *p.Committed.Value, p.Age)
		}
		age, within := time.Duration(*p.Age.Ms)*time.Millisecond, time.Duration(*p.Age.Within)*time.Millisecond
		least, most := p.Told.At.Sub(at.acked), p.Told.At.Sub(at.put)
		worst = max(worst, least-age, age-most)
		if age < least-aMoment || age > most+within+aMoment || within > cycle+aMoment {
			t.Errorf("%s: offset %d has waited %s to %s, and the watch says %s, or less by %s (%s)", when, *p.Committed.Value, least, most, age, within, p.Age.How)
		}
		n++
	}
	t.Logf("%s: at worst off by %s", when, worst.Round(time.Millisecond))
}
