package catalog

import (
	"slices"
	"strings"
	"testing"
)

// entries is the data a second time, by the versions at the ends of each range
// and beside them, so that a slip in the data does not pass unseen.
var entries = []struct{ id, product, has, hasNot string }{
	{"CVE-2026-111496", "kafka-streams", "1.1.0 3.9.2 4.1.2 4.2.0 4.2.1 4.3.0 4.3.1", "1.0.2 4.2.2 4.3.2 4.4.0"},
	{"CVE-2026-33557", "kafka", "4.1.0 4.1.1", "4.0.2 4.1.2 4.2.0"},
	{"KAFKA-20505", "kafka", "4.2.0", "4.1.2 4.2.1 4.3.0"},
	{"KAFKA-20322", "kafka", "4.2.0", "4.1.2 4.2.1 4.3.0"},
	{"KAFKA-20254", "kafka", "4.2.0", "4.1.2 4.2.1 4.3.0"},
	{"CVE-2025-27818", "kafka", "2.3.0 3.6.2 3.9.0", "2.2.2 3.9.1 4.0.0"},
	{"CVE-2025-27819", "kafka", "2.0.0 3.3.2", "1.1.1 3.4.0 3.9.1"},
	{"CVE-2024-56128", "kafka", "0.10.2.0 3.7.1 3.8.0", "0.10.1.1 3.7.2 3.8.1 3.9.0"},
	{"KAFKA-16171", "kafka", "3.6.0 3.6.1", "3.5.2 3.6.2 3.7.0"},
	{"KAFKA-15552", "kafka", "3.5.0 3.5.1 3.6.0", "3.5.2 3.6.1"},
	{"CVE-2024-27309", "kafka", "3.5.0 3.6.1", "3.4.1 3.6.2"},
	{"KAFKA-15653", "kafka", "3.6.0", "3.5.2 3.6.1"},
	{"KAFKA-15353", "kafka", "3.5.0 3.5.1", "3.4.1 3.5.2 3.6.0"},
	{"CVE-2023-34455", "kafka", "0.8.0 3.5.0", "0.7.2 3.5.1"},
	{"CVE-2022-34917", "kafka", "2.8.0 2.8.1 3.0.1 3.1.1 3.2.0 3.2.1", "2.7.2 2.8.2 3.0.2 3.1.2 3.2.3 3.3.0"},
	{"CVE-2021-38153", "kafka", "2.0.0 2.6.2 2.7.1 2.8.0", "1.1.1 2.6.3 2.7.2 2.8.1 3.0.0"},
	{"CVE-2021-38153", "kafka-clients", "2.0.0 2.6.2 2.7.1 2.8.0", "1.1.1 2.6.3 2.7.2 2.8.1 3.0.0"},
	{"KAFKA-19012", "kafka-clients", "2.8.0 3.9.1 4.0.0 4.0.1 4.1.0 4.1.1", "2.7.2 3.9.2 4.0.2 4.1.2 4.2.0"},
	{"KAFKA-13598", "kafka-clients", "3.0.0 3.1.0", "2.8.2 3.0.1 3.1.1 3.2.0"},
	{"KAFKA-19748", "kafka-streams", "4.1.0", "4.0.1 4.1.1"},
	{"KAFKA-19479", "kafka-streams", "4.1.0", "4.1.1"},
	{"CVE-2025-27817", "kafka-connect", "3.1.0 3.9.0", "3.0.2 3.9.1 4.0.0"},
	{"CVE-2024-31141", "kafka-connect", "2.3.0 3.7.0", "2.2.2 3.7.1 3.8.0"},
	{"CVE-2023-25194", "kafka-connect", "2.3.0 3.3.2", "2.2.2 3.4.0"},
	{"librdkafka#5088", "confluent-kafka-python", "2.10.0", "2.9.0 2.10.1"},
	{"librdkafka#5088", "confluent-kafka-go", "2.10.0", "2.8.0 2.10.1"},
	{"librdkafka#5088", "confluent-kafka-javascript", "1.3.0 1.3.1", "1.2.0 1.3.2"},
	{"librdkafka#4844", "confluent-kafka-python", "2.2.0 2.13.0", "2.1.1 2.13.2 2.14.0"},
	{"librdkafka#4059", "confluent-kafka-python", "1.6.0 2.9.0", "1.5.2 2.10.0"},
	{"librdkafka#4059", "confluent-kafka-go", "1.6.1 2.8.0", "1.5.2 2.10.0"},
	{"librdkafka#4783", "confluent-kafka-python", "1.6.0 2.6.0", "1.5.2 2.6.1"},
	{"librdkafka#4783", "confluent-kafka-go", "1.6.1 2.6.0", "1.5.2 2.6.1"},
	{"librdkafka#4806", "confluent-kafka-python", "2.5.0 2.5.3", "2.4.0 2.6.0"},
	{"librdkafka#4806", "confluent-kafka-go", "2.5.0 2.5.3", "2.4.0 2.6.0"},
	{"librdkafka#4833", "confluent-kafka-python", "2.5.0", "2.4.0 2.5.3"},
	{"librdkafka#4833", "confluent-kafka-go", "2.5.0", "2.4.0 2.5.3"},
	{"librdkafka#4736", "confluent-kafka-python", "2.2.0 2.4.0", "2.1.1 2.5.0"},
	{"librdkafka#4736", "confluent-kafka-go", "2.2.0 2.4.0", "2.1.1 2.5.0"},
	{"librdkafka#3712", "confluent-kafka-python", "1.5.0 1.8.2", "1.9.0"},
	{"librdkafka#3712", "confluent-kafka-go", "1.5.2 1.8.2", "1.9.0"},
	{"franz-go#1217", "franz-go", "1.0.0 1.20.6", "1.20.7 1.21.0"},
	{"franz-go#1484", "franz-go", "1.0.0 1.22.1", "1.22.2 1.22.3"},
	{"franz-go#1348", "franz-go", "1.0.0 1.21.3", "1.21.4"},
	{"franz-go v1.19.1", "franz-go", "1.19.0", "1.18.1 1.19.1"},
	{"sarama#2940", "sarama", "1.19.0 1.43.2", "1.43.3"},
	{"sarama v1.26.4", "sarama", "1.26.2", "1.26.1 1.26.4"},
	{"CVE-2026-55225", "strimzi", "0.45.0 1.0.0", "1.0.1 1.1.0"},
	{"CVE-2026-55226", "strimzi", "0.45.0 1.0.0", "1.0.1 1.1.0"},
	{"CVE-2026-27133", "strimzi", "0.47.0 0.50.0", "0.46.1 0.50.1"},
	{"CVE-2025-66623", "strimzi", "0.47.0 0.49.0", "0.46.1 0.49.1"},
}

func TestM42_TheEndsOfEveryRange(t *testing.T) {
	checked := 0
	for _, e := range entries {
		for versions, want := range map[string]bool{e.has: true, e.hasNot: false} {
			for s := range strings.FieldsSeq(versions) {
				v, ok := ParsePatch(s)
				if !ok || !v.Exact() {
					t.Fatalf("%s is no exact version", s)
				}
				got := slices.ContainsFunc(Affecting(e.product, v), func(a Advisory) bool { return a.ID == e.id })
				if got != want {
					t.Errorf("%s %s has %s: %v", e.product, s, e.id, got)
				}
			}
		}
		checked++
	}
	total := 0
	for _, a := range Advisories() {
		total += len(a.Products)
	}
	if checked != total {
		t.Errorf("%d of %d are held against their ends: a new entry wants its row here", checked, total)
	}
}

// Nobody may take an entry for a loss by a slip: it makes builds fail.
func TestM42_LossIsRare(t *testing.T) {
	var losses []string
	for _, a := range Advisories() {
		if a.Effect == EffectLoss {
			losses = append(losses, a.ID)
		}
	}
	if got := strings.Join(losses, " "); got != "" {
		t.Errorf("these lose acknowledged records with default settings: %s", got)
	}
}

func TestEffectsAndSpansAreWrittenAsTheyAreRead(t *testing.T) {
	for _, name := range []string{"security", "outage", "delivery", "loss"} {
		if e, err := parseEffect(name); err != nil || e.String() != name {
			t.Errorf("%s is %s, %v", name, e, err)
		}
	}
	for _, s := range []string{"< 1.9.0", "4.2.0", "2.8.0 - 3.9.1", "0.10.2.0 - 3.7.1"} {
		if span, err := parseSpan(s); err != nil || span.String() != s {
			t.Errorf("%s is %s, %v", s, span, err)
		}
	}
}

// Who changes what he was given must not change what others get.
func TestTheDataIsNobodysToChange(t *testing.T) {
	Advisories()[0].ID = "mine"
	if Advisories()[0].ID == "mine" {
		t.Error("an entry was changed from outside")
	}
	v, _ := ParsePatch("1.2.0")
	kafka, _ := StrimziKafka(v)
	kafka[0] = "mine"
	if again, _ := StrimziKafka(v); again[0] == "mine" {
		t.Error("the table of Strimzi was changed from outside")
	}
	Libraries(Maven)[0].Product = "mine"
	if Libraries(Maven)[0].Product == "mine" {
		t.Error("a library was changed from outside")
	}
}
