package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// reading is a sensor's reading as the write-up of incident A has it: three
// axes of 250,000 samples. Digits is how many decimals a sample has; 0 for all.
func reading(t *testing.T, digits int) []byte {
	t.Helper()
	random := rand.New(rand.NewSource(1))
	axes := map[string][]float64{}
	for _, axis := range []string{"x", "y", "z"} {
		samples := make([]float64, 250_000)
		for i := range samples {
			samples[i] = random.Float64()
			if digits > 0 {
				scale := math.Pow10(digits)
				samples[i] = math.Round(samples[i]*scale) / scale
			}
		}
		axes[axis] = samples
	}
	text, err := json.Marshal(axes)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// send produces one record as the write-up's producer does, and returns what
// became of it.
func send(t *testing.T, c *lab.Cluster, topic string, value []byte) error {
	t.Helper()
	producer, err := kgo.NewClient(append(c.Admin(), kgo.RequiredAcks(kgo.AllISRAcks()),
		kgo.ProducerBatchCompression(kgo.Lz4Compression()), kgo.ProducerBatchMaxBytes(64<<20), kgo.BrokerMaxWriteBytes(100<<20))...)
	if err != nil {
		t.Fatal(err)
	}
	defer producer.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	return producer.ProduceSync(ctx, &kgo.Record{Topic: topic, Value: value}).FirstErr()
}

// onTheWire is the size of a value as lz4 makes it.
func onTheWire(t *testing.T, value []byte) int {
	t.Helper()
	compressor, err := kgo.DefaultCompressor(kgo.Lz4Compression())
	if err != nil {
		t.Fatal(err)
	}
	out, _ := compressor.Compress(&bytes.Buffer{}, value)
	return len(out)
}

// TestM03_IncidentAOnARunningCluster makes the topic of the write-up, lets the
// scan say what is wrong before any record is sent, and then sends the
// write-up's own reading.
func TestM03_IncidentAOnARunningCluster(t *testing.T) {
	c := guarded(t)
	a := admin(t, c)
	const topic = "iot-telemetry-v2"
	create(t, a, topic, 12, 3, "segment.bytes", "1048576", "max.message.bytes", "10485760", "retention.ms", "-1", "min.insync.replicas", "2")

	before := scan(t, "--bootstrap", addresses(c))
	f := before.about(t, "topic/batch-exceeds-segment", "topic/"+topic)
	if f.Severity != "error" || before.code != 1 {
		t.Errorf("severity %s, exit code %d", f.Severity, before.code)
	}
	for _, e := range f.Evidence {
		t.Logf("%s = %s (%s)", e.Name, e.Value, e.Origin)
	}

	value := reading(t, 0)
	t.Logf("the reading: %d bytes of JSON, %d on the wire with lz4", len(value), onTheWire(t, value))
	if err := send(t, c, topic, value); !errors.Is(err, kerr.MessageTooLarge) {
		t.Errorf("the reading: %v, want error 10 (MESSAGE_TOO_LARGE)", err)
	}
	small := reading(t, 6)
	t.Logf("with six decimals: %d bytes of JSON, %d on the wire", len(small), onTheWire(t, small))
	if err := send(t, c, topic, small); !errors.Is(err, kerr.RecordListTooLarge) {
		t.Errorf("a reading below max.message.bytes: %v, want error 18 (RECORD_LIST_TOO_LARGE)", err)
	}

	set(t, a, topic, "max.message.bytes", "20971520")
	var err error
	eventually(t, 20*time.Second, "max.message.bytes holds on the leader", func() bool {
		err = send(t, c, topic, value)
		return !errors.Is(err, kerr.MessageTooLarge)
	})
	if !errors.Is(err, kerr.RecordListTooLarge) {
		t.Errorf("with max.message.bytes raised alone: %v, want error 18", err)
	}
	if f := scan(t, "--bootstrap", addresses(c)).about(t, "topic/batch-exceeds-segment", "topic/"+topic); f.Severity != "error" {
		t.Errorf("half fixed, and the finding is %s", f.Severity)
	}

	set(t, a, topic, "segment.bytes", "1073741824")
	eventually(t, 20*time.Second, "the reading is taken", func() bool { return send(t, c, topic, value) == nil })
	if left := scan(t, "--bootstrap", addresses(c)).of("topic/batch-exceeds-segment"); len(left) > 0 {
		t.Errorf("fixed, and it finds %v", left)
	}
}

// set changes one override of a topic.
func set(t *testing.T, a *kadm.Client, topic, key, value string) {
	t.Helper()
	if _, err := a.AlterTopicConfigs(t.Context(), []kadm.AlterConfig{{Op: kadm.SetConfig, Name: key, Value: &value}}, topic); err != nil {
		t.Fatal(err)
	}
}
