package outage

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/deadletter"
	"github.com/breakwaterhq/breakwater/client/produce"
)

// reading is what incident A's sensors send: samples of three axes, and a note.
type reading struct {
	Machine string       `json:"machine"`
	Axes    [3][]float64 `json:"axes"`
	Note    string       `json:"note"`
}

const (
	usualSamples = 250_000 // an axis: 13.8 MiB as JSON
	fewerSamples = 200_000
	takes        = 20 << 20 // max.message.bytes of the topic
)

// read is a reading as its JSON, with a note of so many bytes.
func read(t *testing.T, machine string, note int) []byte {
	t.Helper()
	rng := rand.New(rand.NewPCG(uint64(note), 3))
	r := reading{Machine: machine, Note: strings.Repeat("n", note)}
	for i := range r.Axes {
		r.Axes[i] = make([]float64, usualSamples)
		for j := range r.Axes[i] {
			r.Axes[i][j] = rng.Float64()
		}
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// fewer takes samples away, as the write-up's producer does.
func fewer(_ context.Context, r *kgo.Record, _ int) error {
	var all reading
	if err := json.Unmarshal(r.Value, &all); err != nil {
		return err
	}
	for i := range all.Axes {
		all.Axes[i] = all.Axes[i][:fewerSamples]
	}
	text, err := json.Marshal(all)
	r.Value = text
	return err
}

// TestM07_IncidentAsProducer: a topic that takes 20 MiB, readings of 13.8 MiB that pass
// untouched, some above nine tenths of the limit that lose samples, and some that are too
// large even then, which are in a dead-letter topic with a retention of its own.
func TestM07_IncidentAsProducer(t *testing.T) {
	c := begin(t)
	c.topic("iot-telemetry", "max.message.bytes", "20971520", "retention.ms", "86400000")
	c.topic("iot-telemetry-dlq", "max.message.bytes", "41943040", "retention.ms", "604800000")
	letters := c.letters()
	g, _ := c.guard(produce.Config{Within: time.Minute, Budget: 256 << 20, Sizes: &produce.Sizes{
		Shrink: fewer,
		Keep: func(ctx context.Context, r *kgo.Record, why *produce.TooLarge) (string, error) {
			return "iot-telemetry-dlq", letters.Write(ctx, deadletter.Rejected(r, why))
		},
	}}, nil, kgo.ProducerBatchCompression(kgo.NoCompression()))

	texts := map[string][]byte{"usual": read(t, "m-1", 100), "near": read(t, "m-2", 6<<20), "large": read(t, "m-3", 14<<20)}
	sent, ends := map[string]int{}, map[string]map[produce.Kind]int{"usual": {}, "near": {}, "large": {}}
	for i, kind := range []string{"usual", "usual", "near", "usual", "large", "usual", "near", "usual", "usual", "near", "large", "usual"} {
		o := g.ProduceSync(t.Context(), &kgo.Record{Topic: "iot-telemetry", Partition: int32(i % partitions), Key: []byte(kind), Value: texts[kind]})
		sent[kind]++
		ends[kind][o.Kind]++
		if kind == "large" && (o.Err == nil || !strings.Contains(o.Err.Error(), "it is kept in iot-telemetry-dlq")) {
			t.Errorf("a large reading: %v", o.Err)
		}
	}
	c.closes(g)
	if ends["usual"][produce.Persisted] != sent["usual"] || ends["near"][produce.Persisted] != sent["near"] || ends["large"][produce.Rejected] != sent["large"] {
		t.Errorf("sent %v, and they ended as %v", sent, ends)
	}

	stored := map[string]int{}
	for _, r := range c.records("iot-telemetry") {
		kind := string(r.Key)
		stored[kind]++
		var got reading
		if err := json.Unmarshal(r.Value, &got); err != nil {
			t.Fatal(err)
		}
		untouched := sha256.Sum256(r.Value) == sha256.Sum256(texts[kind])
		if untouched != (kind == "usual") || kind == "near" && (len(got.Axes[0]) != fewerSamples || len(r.Value) > takes*9/10) {
			t.Errorf("%s: %d samples, %d bytes, untouched: %t", kind, len(got.Axes[0]), len(r.Value), untouched)
		}
	}
	dead := 0
	for _, r := range c.records("iot-telemetry-dlq") {
		letter, err := deadletter.Parse(r)
		if err != nil || letter.Origin.Topic != "iot-telemetry" || !strings.Contains(letter.Failure.Error, "iot-telemetry takes 20971520") {
			t.Errorf("a dead letter of %s: %q, %v", letter.Origin.Topic, letter.Failure.Error, err)
		}
		if len(r.Value) < takes {
			t.Errorf("the payload of a dead letter has %d bytes", len(r.Value))
		}
		dead++
	}
	if stored["usual"] != sent["usual"] || stored["near"] != sent["near"] || stored["large"] != 0 || dead != sent["large"] {
		t.Errorf("sent %v: stored are %v, and %d dead letters", sent, stored, dead)
	}
	t.Logf("sent %v, with %d, %d and %d bytes; stored %v, and %d dead letters", sent, len(texts["usual"]), len(texts["near"]), len(texts["large"]), stored, dead)
}

// letters writes dead letters of the telemetry.
func (c cluster) letters() *deadletter.Writer {
	c.Helper()
	sender, err := deadletter.NewClientSender(c.client(kgo.ProducerBatchMaxBytes(40<<20), kgo.RecordPartitioner(deadletter.Partitioner(kgo.StickyKeyPartitioner(nil)))))
	if err != nil {
		c.Fatal(err)
	}
	w, err := deadletter.New(deadletter.Config{
		Sender: sender, Partitions: sender.Partitions, Sources: []string{"iot-telemetry"}, Naming: deadletter.Named("iot-telemetry-dlq"), MaxMessageBytes: 40 << 20,
	})
	if err != nil {
		c.Fatal(err)
	}
	for _, p := range w.Check(c.Context(), c.client()) {
		c.Errorf("the dead-letter topic: %s", p)
	}
	return w
}
