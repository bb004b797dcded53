package live

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// tools are the classes of Kafka's own commands, by the name that users type.
var tools = map[string]string{
	"kafka-consumer-groups": "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
	"kafka-share-groups":    "org.apache.kafka.tools.consumer.group.ShareGroupCommand",
	"kafka-streams-groups":  "org.apache.kafka.tools.streams.StreamsGroupCommand",
}

// toolOf is the command for groups of a type.
func toolOf(kind string) string {
	if kind == "share" || kind == "streams" {
		return "kafka-" + kind + "-groups"
	}
	return "kafka-consumer-groups"
}

// truth is the lag of the partitions of a topic as Kafka's own command prints it;
// where it prints none, there is none.
func (s *stage) truth(t *testing.T, kind, group, topic string) map[int32]int64 {
	t.Helper()
	classes, err := lab.FetchTools(t.Context(), s.cluster.Version(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "java", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classes, tools[toolOf(kind)],
		"--bootstrap-server", addresses(s.cluster), "--describe", "--group", group, "--timeout", "60000")
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s%s", cmd.Args, err, out, &complaints)
	}
	lag := lagIn(string(out), topic)
	if len(lag) == 0 {
		t.Fatalf("%s tells nothing of %s:\n%s%s", toolOf(kind), topic, out, &complaints)
	}
	return lag
}

// lagIn reads the table that such a command prints.
func lagIn(table, topic string) map[int32]int64 {
	out := map[int32]int64{}
	var head []string
	for line := range strings.Lines(table) {
		cells := strings.Fields(line)
		if slices.Contains(cells, "TOPIC") {
			head = cells
			continue
		}
		row := map[string]string{}
		for i, name := range head {
			if i < len(cells) {
				row[strings.TrimPrefix(name, "OFFSET-")] = cells[i]
			}
		}
		partition, perr := strconv.ParseInt(row["PARTITION"], 10, 32)
		lag, lerr := strconv.ParseInt(row["LAG"], 10, 64)
		if row["TOPIC"] == topic && perr == nil && lerr == nil {
			out[int32(partition)] = lag
		}
	}
	return out
}

// TestM25_BothNumbersAreTold where Kafka's own tool counts what cannot be read: in
// the JSON, on the page and in the terminal, with the reason.
func TestM25_BothNumbersAreTold(t *testing.T) {
	s := onStage(t)
	create(t, s.admin, "ledgers", 1, 3)
	backlog(t, s.cluster, "ledgers", 1, 100, time.Now().Add(-30*time.Minute)) // so that it stands above the others on the stage
	at := kadm.Offsets{}
	at.AddOffset("ledgers", 0, 10, -1)
	if err := s.admin.CommitAllOffsets(t.Context(), "sleeper", at); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.forget(t, "sleeper") })
	gone := kadm.Offsets{}
	gone.AddOffset("ledgers", 0, 40, -1)
	if _, err := s.admin.DeleteRecords(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	truth := s.truth(t, "classic", "sleeper", "ledgers")[0]
	const why = "it counts 30 offsets whose records were deleted before they were read"
	eventually(t, time.Minute, "both numbers", func() bool {
		p, _ := s.partition(t, "sleeper", "ledgers", 0)
		return p.Records.Value != nil && *p.Records.Value == 60 && *p.Lost.Value == 30 && *p.Kafka.Value == truth && truth == 90 && p.KafkaWhy == why
	})
	if g := s.group(t, "sleeper"); *g.Records.Value != 60 || *g.Kafka.Value != 90 || g.KafkaWhy != why {
		t.Errorf("the group is told as %+v", g)
	}
	s.shows(t, "kafka-consumer-groups tells 90: "+why)
}

// shows holds that the page and the terminal have a text.
func (s *stage) shows(t *testing.T, text string) {
	t.Helper()
	resp, err := http.Get(s.watch.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(page), text) {
		t.Errorf("the page does not say %q (%v)", text, err)
	}
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	out, _ := exec.Command(file, "watch", "status", "--url", s.watch.url).CombinedOutput() // others on the stage may have an incident
	if !strings.Contains(strings.Join(strings.Fields(string(out)), " "), text) {
		t.Errorf("the terminal does not say %q:\n%s", text, out)
	}
}

// TestM25_TimeLagUnderCompaction: the records that a group has not read are taken
// away by newer ones of their keys, and what counts is the first that is left.
func TestM25_TimeLagUnderCompaction(t *testing.T) {
	s := onStage(t, "group/partition-stuck group/cache")
	create(t, s.admin, "prices", 1, 3, "cleanup.policy", "compact", "segment.ms", "500", "min.cleanable.dirty.ratio", "0.01", "min.compaction.lag.ms", "3600000")
	writes := s.keyed(t, "prices")
	for i := range 20 {
		if writes("bread"); i == 9 {
			wait(t.Context(), 3*time.Second) // so that it is seen which record the age is of
		}
	}
	m := s.join(t, work{group: "cache", topic: "prices", commit: time.Second, fails: failsFrom(5)})
	eventually(t, time.Minute, "the group stands", func() bool { return m.position(0) == 5 })
	s.ageIsThatOf(t, "cache", "prices", 5)
	set(t, s.admin, "prices", "min.compaction.lag.ms", "0")
	var left int64
	eventually(t, 3*time.Minute, "compaction has taken the first unread records away", func() bool {
		writes("bread") // an active segment is not compacted
		wait(t.Context(), 800*time.Millisecond)
		left = s.first(t, "prices", 5).Offset
		return left > 9
	})
	t.Logf("of the records behind 5 the first is that of %d", left)
	s.ageIsThatOf(t, "cache", "prices", 5)
}

// keyed writes records of a key, one at a time.
func (s *stage) keyed(t *testing.T, topic string) func(key string) {
	t.Helper()
	client, err := kgo.NewClient(append(s.cluster.Admin(), kgo.DefaultProduceTopic(topic))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return func(key string) {
		t.Helper()
		if err := client.ProduceSync(t.Context(), kgo.KeyStringRecord(key, "x")).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
}

// first is the first record that is there at an offset or behind it.
func (s *stage) first(t *testing.T, topic string, offset int64) *kgo.Record {
	t.Helper()
	client, err := kgo.NewClient(append(s.cluster.Admin(), kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: {0: kgo.NewOffset().At(offset)}}))...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for t.Context().Err() == nil {
		if all := client.PollFetches(t.Context()).Records(); len(all) > 0 {
			return all[0]
		}
	}
	t.Fatal("there is no record")
	return nil
}

// ageIsThatOf holds the age that the watch tells against the record that a
// consumer would get next.
func (s *stage) ageIsThatOf(t *testing.T, group, topic string, committed int64) {
	t.Helper()
	var said string
	defer func() { t.Log(said) }()
	eventually(t, time.Minute, "the age is that of the first record that is left", func() bool {
		p, _ := s.partition(t, group, topic, 0)
		if p.Told.At == nil || p.Age.Ms == nil {
			return false
		}
		truth := p.Told.At.Sub(s.first(t, topic, committed).Timestamp)
		off := time.Duration(*p.Age.Ms)*time.Millisecond - truth
		said = "the watch says " + strconv.FormatInt(*p.Age.Ms, 10) + " ms (" + p.Age.How + "), in truth it is " + truth.String()
		return p.Age.How == "record" && off.Abs() <= aMoment
	})
}
