package advisory

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestKafkaOf(t *testing.T) {
	at := model.AtFile("k.yaml", 3, 4)
	for image, want := range map[string]string{
		"apache/kafka:4.1.2":                            "4.1.2 exact",
		"apache/kafka:4.1.2-rc1":                        "4.1.2-rc1",
		"bitnami/kafka:3.9.0-debian-12-r4":              "3.9.0 exact",
		"bitnami/kafka:3.9.0-photon-5-r1":               "3.9.0 exact",
		"bitnamisecure/kafka:4.0.0":                     "4.0.0 exact",
		"bitnami/kafka:3.9-debian-12":                   "3.9",
		"bitnami/kafka:3":                               "none",
		"bitnami/kafka-exporter:1.7.0":                  "none",
		"quay.io/strimzi/kafka:1.2.0-kafka-4.3.1":       "4.3.1 exact",
		"quay.io/strimzi/kafka:latest-kafka-4.3.1":      "4.3.1 exact",
		"quay.io/strimzi/kafka:1.2.0":                   "none",
		"quay.io/strimzi/kafka-bridge:0.31.2":           "none",
		"localhost:5000/apache/kafka:4.1.2@sha256:00ff": "4.1.2 exact",
		"confluentinc/cp-kafka:7.9.0":                   "none",
		"":                                              "none",
		":":                                             "none",
		"apache/kafka:":                                 "none",
	} {
		value, number, ok := kafkaOf(model.KnownValue(image, at))
		got := "none"
		if ok {
			got = value.Raw()
			if number.Exact() {
				got += " exact"
			}
			if value.Written() != image || value.Origin() != at {
				t.Errorf("%s is shown as %q at %s", image, value.Written(), value.Origin())
			}
		}
		if got != want {
			t.Errorf("%q holds %s, want %s", image, got, want)
		}
	}
	if _, _, ok := kafkaOf(model.UnknownValue("apache/kafka:4.1.2", "filled in", at)); ok {
		t.Error("an image that is not known tells a version")
	}
}

func FuzzKafkaOf(f *testing.F) {
	for _, image := range []string{"apache/kafka:4.1.2", "a/strimzi/kafka:0.45.0-kafka-3.9.0@sha256:0", "bitnami/kafka:3.9.0-debian-12-r4"} {
		f.Add(image)
	}
	f.Fuzz(func(t *testing.T, image string) {
		value, number, ok := kafkaOf(model.KnownValue(image, model.Origin{}))
		if ok && (number.IsZero() || value.Raw() == "" || value.Written() != image) {
			t.Errorf("%q: %v, %s", image, value, number)
		}
	})
}
