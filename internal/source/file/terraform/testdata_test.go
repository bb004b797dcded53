package terraform_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/terraform"
)

// A whole plan, with everything around the changes that a real one has.
func TestAWholePlan(t *testing.T) {
	content, err := os.ReadFile("testdata/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	if !(terraform.Plan{}).Claims(format.Input{Path: "testdata/plan.json", Text: content}) {
		t.Fatal("it is not claimed")
	}
	w := must(t, terraform.Plan{}, "testdata/plan.json", string(content))
	if got := inventory(w.now); got != "iot-telemetry-v2@kafka_topic.iot:12/3 orders.dlq@module.orders.kafka_topic.this[\"dead.letters\"]:3/3" {
		t.Errorf("topics now: %s", got)
	}
	if got := inventory(w.before); got != "iot-telemetry-v2@kafka_topic.iot:12/3 legacy@kafka_topic.legacy:1/1" {
		t.Errorf("topics before: %s", got)
	}
	iot := topic(t, w.now, "iot-telemetry-v2")
	if got := settings(iot.Config); got != "max.message.bytes=10485760 retention.ms=-1 segment.bytes=1048576" {
		t.Errorf("settings now: %s", got)
	}
	if got := settings(topic(t, w.before, "iot-telemetry-v2").Config); got != "retention.ms=604800000" {
		t.Errorf("settings before: %s", got)
	}
	if at := iot.Config.Get("segment.bytes").Origin(); at.String() != "testdata/plan.json:60:30" || at.Address != "kafka_topic.iot" {
		t.Errorf("segment.bytes is at %s, %s", at, at.Address)
	}
	if len(w.doc.Unresolved)+len(w.doc.Duplicates) > 0 || len(iot.Place.Names) > 0 {
		t.Errorf("unresolved %v, duplicates %v, names %q", w.doc.Unresolved, w.doc.Duplicates, iot.Place.Names)
	}
}

// inventory is the topics with their addresses and layouts.
func inventory(s *model.Snapshot) string {
	var out []string
	for _, t := range s.Topics {
		out = append(out, t.Name+"@"+t.At.Address+":"+said(t.Partitions)+"/"+said(t.Replicas))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// A plan that is cut anywhere is refused, or has nothing of Kafka yet; it is
// never half of a plan.
func TestAPlanThatIsCut(t *testing.T) {
	content, err := os.ReadFile("testdata/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.TrimSpace(string(content))
	for end := range len(text) {
		w, err := read(t, terraform.Plan{}, "plan.json", text[:end])
		if err == nil || len(w.now.Topics)+len(w.before.Topics) > 0 {
			t.Fatalf("the first %d of %d bytes give %d topics, and the error %v", end, len(text), len(w.now.Topics), err)
		}
	}
}
