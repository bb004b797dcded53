package outage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/deadletter"
	"github.com/breakwaterhq/breakwater/client/produce"
)

// reading is what incident A's sensors send: samples of three axes, and a note. Both stay
// text: to decode millions of numbers takes the race detector a minute.
type reading struct {
	axes [3][]byte // numbers with commas between
	note []byte
}

const (
	readingBegins, axisEnds, axesEnd, readingEnds = `{"axes":[[`, `],[`, `]],"note":"`, `"}`
)

// json is the reading as it is sent.
func (r reading) json() []byte {
	return slices.Concat([]byte(readingBegins), bytes.Join(r.axes[:], []byte(axisEnds)), []byte(axesEnd), r.note, []byte(readingEnds))
}

// parse is what json has made.
func parse(text []byte) (r reading, err error) {
	axes, note, is := bytes.Cut(text, []byte(axesEnd))
	all := bytes.Split(bytes.TrimPrefix(axes, []byte(readingBegins)), []byte(axisEnds))
	if !is || len(all) != len(r.axes) {
		return r, fmt.Errorf("no reading: %.100q", text)
	}
	copy(r.axes[:], all)
	r.note = bytes.TrimSuffix(note, []byte(readingEnds))
	return r, nil
}

// samples is how many an axis has.
func samples(axis []byte) int { return bytes.Count(axis, []byte{','}) + 1 }

const (
	usualSamples = 250_000 // an axis: 13.8 MiB as JSON
	fewerSamples = 200_000
	takes        = 20 << 20 // max.message.bytes of the topic
)

// read is a reading as its JSON, with a note of so many bytes.
func read(note int) []byte {
	rng := rand.New(rand.NewPCG(uint64(note), 3))
	r := reading{note: bytes.Repeat([]byte{'n'}, note)}
	for i := range r.axes {
		for range usualSamples {
			r.axes[i] = append(strconv.AppendFloat(r.axes[i], rng.Float64(), 'f', -1, 64), ',')
		}
		r.axes[i] = bytes.TrimSuffix(r.axes[i], []byte{','})
	}
	return r.json()
}

// fewer takes samples away, as the write-up's producer does.
func fewer(_ context.Context, r *kgo.Record, _ int) error {
	all, err := parse(r.Value)
	if err != nil {
		return err
	}
	for i, axis := range all.axes {
		end := 0
		for range fewerSamples {
			end += bytes.IndexByte(axis[end:], ',') + 1
		}
		all.axes[i] = axis[:end-1]
	}
	r.Value = all.json()
	return nil
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

	texts := map[string][]byte{"usual": read(100), "near": read(6 << 20), "large": read(14 << 20)}
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
		got, err := parse(r.Value)
		if err != nil || kind == "near" && !json.Valid(r.Value) { // the usual ones are what was sent
			t.Fatalf("%s: %v, or it is no JSON", kind, err)
		}
		untouched := sha256.Sum256(r.Value) == sha256.Sum256(texts[kind])
		if untouched != (kind == "usual") || kind == "near" && (samples(got.axes[0]) != fewerSamples || len(r.Value) > takes*9/10) {
			t.Errorf("%s: %d samples, %d bytes, untouched: %t", kind, samples(got.axes[0]), len(r.Value), untouched)
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
