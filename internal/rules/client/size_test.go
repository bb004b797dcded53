package client

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestRequestExceedsTopicByWorkload(t *testing.T) {
	const twelve = "max.request.size=12582912\n"
	load := func(config, more string) rulestest.Files {
		return rulestest.Files{"topics.yaml": topics("plant", config), "policy.yaml": workload("producer.properties", more)}
	}
	producer(t, RequestExceedsTopic, []row{
		{
			name: "no compression by default",
			text: twelve, files: load("max.message.bytes: 10485760", ""),
			want: []string{"error producer.properties:2 max.request.size is 12 MiB, but topic iot-telemetry accepts no more than 10 MiB (max.message.bytes)"},
		},
		{
			name: "no compression in so many words",
			text: twelve + "compression.type=none\n", files: load("max.message.bytes: 10485760", ""),
			want: []string{"error producer.properties:2 compression.type=none"},
		},
		{
			name: "compressed",
			text: twelve + "compression.type=lz4\n", files: load("max.message.bytes: 10485760", ""),
			want: []string{"warning producer.properties:2 compression.type=lz4"},
		},
		{
			name: "compressed, and the payload does not fit",
			text: twelve + "compression.type=lz4\n", files: load("max.message.bytes: 10485760", "max_payload: 12MiB"),
			want: []string{"error producer.properties:2 "},
		},
		{
			name: "compressed, and the payload fits after it",
			text: twelve + "compression.type=lz4\n", files: load("max.message.bytes: 10485760", "max_payload: 12MiB\n    compression_ratio: 0.5"),
			want: []string{"warning producer.properties:2 "},
		},
		{
			name: "not compressed, but the payload is small",
			text: twelve, files: load("max.message.bytes: 10485760", "max_payload: 1MiB"),
			want: []string{"warning producer.properties:2 "},
		},
		{
			name: "the topic's limit is Kafka's default",
			text: twelve, files: load("retention.ms: 86400000", ""),
			want: []string{"error producer.properties:2 accepts no more than 1048588 B (1 MiB + 12 B)"},
		},
		{
			name: "the producer's limit is Kafka's default",
			text: "acks=all\n", files: load("max.message.bytes: 524288", ""),
			want: []string{"error topics.yaml:6 max.request.size is 1 MiB, but topic iot-telemetry accepts no more than 512 KiB"},
		},
		{name: "both are Kafka's defaults", text: "acks=all\n", files: load("retention.ms: 86400000", "")},
		{name: "equal", text: twelve, files: load("max.message.bytes: 12582912", "")},
		{name: "the topic takes more", text: twelve, files: load("max.message.bytes: 20971520", "")},
		{
			name:  "the topic's limit is unknown",
			text:  twelve,
			files: load("max.message.bytes: \"${MAX}\"", ""),
			skips: "max.message.bytes",
		},
		{
			name:  "the producer's limit is unknown",
			text:  "max.request.size=${MAX}\n",
			files: load("max.message.bytes: 10485760", ""),
			skips: "max.request.size",
		},
		{
			name:  "compression is unknown",
			text:  twelve + "compression.type=${C}\n",
			files: load("max.message.bytes: 10485760", ""),
			skips: "compression.type",
		},
	})
	consumer(t, RequestExceedsTopic, []row{{name: "no producer", text: group, files: rulestest.Files{
		"topics.yaml": topics("plant", "max.message.bytes: 524288"), "policy.yaml": workload("consumer.properties", "")}}})
}

// TestRequestExceedsTightestTopic: one line is to change, so there is one
// finding, about the topic that needs it most.
func TestRequestExceedsTightestTopic(t *testing.T) {
	file := func(cluster string, limits ...string) string {
		text := "apiVersion: breakwater/v1\nkind: Topics\ncluster: " + cluster + "\ntopics:\n"
		for _, l := range limits {
			name, limit, _ := strings.Cut(l, "=")
			text += "  - {name: " + name + ", config: {max.message.bytes: " + limit + "}}\n"
		}
		return text
	}
	all := "workloads:\n  - topics: [promised]\n    clients: [producer.properties]\n    max_payload: 9MiB\n" +
		"  - topics: [\"*\"]\n    clients: [producer.properties]\n"
	producer(t, RequestExceedsTopic, []row{
		{
			name: "the smallest", text: "max.request.size=12582912\n",
			files: rulestest.Files{"topics.yaml": file("plant", "a=10485760", "b=4194304", "c=20971520", "__own=1024"), "policy.yaml": all},
			want:  []string{"error producer.properties:2 topic b accepts no more than 4 MiB"},
		},
		{
			name: "the one whose payload does not fit", text: "max.request.size=12582912\n",
			files: rulestest.Files{"topics.yaml": file("plant", "a=4194304", "promised=8388608"), "policy.yaml": all},
			want:  []string{"error producer.properties:2 topic promised accepts no more than 8 MiB"},
		},
		{
			name: "of two clusters its own", text: "max.request.size=12582912\n",
			files: rulestest.Files{
				"dev.yaml":        file("dev", "a=1048576"),
				"prod.yaml":       file("prod", "a=20971520"),
				"policy.yaml":     all,
				"breakwater.yaml": "scopes:\n  prod: {files: [producer.properties, prod.yaml]}\n  dev: {files: [dev.yaml]}\npolicy: policy.yaml\n",
			},
		},
	})
}

func TestRequestExceedsTopicByScope(t *testing.T) {
	const twelve = "max.request.size=12582912\n"
	producer(t, RequestExceedsTopic, []row{
		{
			name: "no topic is declared", text: twelve,
			files: rulestest.Files{"server.properties": server("message.max.bytes=10485760\n")},
			want:  []string{"error producer.properties:2 no topic of this cluster accepts more than 10 MiB (message.max.bytes)"},
		},
		{
			name: "the brokers' default", text: twelve,
			files: rulestest.Files{"server.properties": server("")},
			want:  []string{"error producer.properties:2 no topic of this cluster accepts more than 1048588 B"},
		},
		{
			name: "compressed", text: twelve + "compression.type=zstd\n",
			files: rulestest.Files{"server.properties": server("message.max.bytes=10485760\n")},
			want:  []string{"warning producer.properties:2 compression.type=zstd"},
		},
		{
			name: "one topic takes it", text: twelve,
			files: rulestest.Files{
				"server.properties": server("message.max.bytes=10485760\n"),
				"topics.yaml":       topics("plant", "max.message.bytes: 20971520"),
				"breakwater.yaml":   "scopes:\n  plant: {files: [\"**\"]}\n",
			},
		},
		{
			name: "no topic takes it", text: twelve,
			files: rulestest.Files{
				"server.properties": server("message.max.bytes=10485760\n"),
				"topics.yaml":       topics("plant", "max.message.bytes: 1048576"),
				"breakwater.yaml":   "scopes:\n  plant: {files: [\"**\"]}\n",
			},
			want: []string{"error producer.properties:2 no topic of this cluster accepts more than 10 MiB"},
		},
		{
			name: "one topic's limit is unknown", text: twelve,
			files: rulestest.Files{
				"server.properties": server("message.max.bytes=10485760\n"),
				"topics.yaml":       topics("plant", "max.message.bytes: \"${MAX}\""),
				"breakwater.yaml":   "scopes:\n  plant: {files: [\"**\"]}\n",
			},
			skips: "max.message.bytes",
		},
		{
			name: "no broker's configuration, and the topic has Kafka's default", text: twelve,
			files: rulestest.Files{
				"topics.yaml":     topics("plant", "retention.ms: 86400000"),
				"breakwater.yaml": "scopes:\n  plant: {files: [\"**\"]}\n",
			},
			skips: "broker message.max.bytes",
		},
		{
			name: "no broker's configuration, and each topic has its own", text: twelve,
			files: rulestest.Files{
				"topics.yaml":     topics("plant", "max.message.bytes: 10485760"),
				"breakwater.yaml": "scopes:\n  plant: {files: [\"**\"]}\n",
			},
			want: []string{"error producer.properties:2 no topic of this cluster accepts more than 10 MiB (max.message.bytes)"},
		},
		{name: "nothing but the producer", text: twelve},
		{
			name: "another cluster", text: twelve,
			files: rulestest.Files{"other/server.properties": strings.ReplaceAll(server("message.max.bytes=10485760\n"), "kafka-1", "kafka-2")},
		},
	})
}

// TestCrossLayer is a broker's limit, a topic's override and a producer that
// know nothing of each other, in three files of three places.
func TestCrossLayer(t *testing.T) {
	files := func(serverText, producerAddress, config string) rulestest.Files {
		return rulestest.Files{
			"brokers/server.properties": serverText,
			"topics/iot.yaml":           topics("plant", "segment.bytes: 16777216"),
			"apps/producer.properties":  "bootstrap.servers=" + producerAddress + "\nacks=all\nmax.request.size=12582912\n",
			"breakwater.yaml":           config,
		}
	}
	const nameless = "process.roles=broker\nnode.id=1\nlog.dirs=/var/lib/kafka\nmessage.max.bytes=10485760\n"
	for _, c := range []struct {
		name  string
		files rulestest.Files
		found bool
	}{
		{"a scope joins them", files(nameless, "${KAFKA}", "scopes:\n  plant: {files: [\"brokers/**\", \"topics/**\", \"apps/**\"]}\n"), true},
		{"nothing joins them", files(nameless, "kafka-1.example.com:9092", ""), false},
		{"the address joins two of them", files(server("message.max.bytes=10485760\n"), "kafka-1.example.com:9092", ""), true},
		{"the address is another's", files(server("message.max.bytes=10485760\n"), "kafka-2.example.com:9092", ""), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := rulestest.Of(rulestest.Lint(t, Rules, c.files), RequestExceedsTopic.Name)
			if !c.found {
				if len(found) > 0 {
					t.Errorf("it finds %s", found[0].Message)
				}
				return
			}
			if len(found) != 1 || found[0].Severity != finding.Error {
				t.Fatalf("got %v, want one error", found)
			}
			values := map[string]string{}
			for _, e := range found[0].Evidence {
				values[e.Name+"="+e.Value] = e.Origin.File
			}
			if values["max.request.size=12582912"] != "apps/producer.properties" || values["message.max.bytes=10485760"] != "brokers/server.properties" {
				t.Errorf("the evidence does not name the values and their files: %v", found[0].Evidence)
			}
			if found[0].Origin.String() != "apps/producer.properties:3:18" {
				t.Errorf("it points to %s", found[0].Origin)
			}
		})
	}
}

func TestGuessedJoinIsNoError(t *testing.T) {
	files := rulestest.Files{
		"server.properties":   "process.roles=broker\nnode.id=1\nlog.dirs=/x\nmessage.max.bytes=10485760\n",
		"producer.properties": "bootstrap.servers=${KAFKA}\nacks=all\nmax.request.size=12582912\n",
	}
	found := rulestest.Of(rulestest.Lint(t, Rules, files), RequestExceedsTopic.Name)
	if len(found) != 1 || found[0].Severity != finding.Warning {
		t.Errorf("got %v, want one warning, because only the directory joins the two", found)
	}
}

func TestBufferBelowRequest(t *testing.T) {
	producer(t, BufferBelowRequest, []row{
		{
			name: "both written", text: "buffer.memory=1048576\nmax.request.size=2097152\n",
			want: []string{"error producer.properties:2 buffer.memory is 1 MiB, but max.request.size allows 2 MiB"},
		},
		{
			name: "the buffer is Kafka's default", text: "max.request.size=67108864\n",
			want: []string{"error producer.properties:2 buffer.memory is 32 MiB"},
		},
		{
			name: "the request is Kafka's default", text: "buffer.memory=524288\n",
			want: []string{"error producer.properties:2 buffer.memory is 512 KiB"},
		},
		{name: "equal", text: "buffer.memory=1048576\n"},
		{name: "both are Kafka's defaults", text: "acks=all\n"},
		{
			name:  "the buffer is unknown",
			text:  "buffer.memory=${B}\nmax.request.size=67108864\n",
			skips: "buffer.memory",
		},
		{
			name:  "the request is unknown",
			text:  "buffer.memory=1024\nmax.request.size=${R}\n",
			skips: "max.request.size",
		},
	})
}

func TestRoomFor(t *testing.T) {
	for request, want := range map[int64]int64{1 << 20: 32 << 20, 16 << 20: 64 << 20, 1 << 62: 4 << 40} {
		if got := roomFor(request); got != want {
			t.Errorf("roomFor(%d) = %d, want %d", request, got, want)
		}
	}
}

func TestFetchBelowBatch(t *testing.T) {
	load := func(config string) rulestest.Files {
		return rulestest.Files{"topics.yaml": topics("plant", config), "policy.yaml": workload("consumer.properties", "")}
	}
	consumer(t, FetchBelowBatch, []row{
		{
			name: "both limits", text: group + "fetch.max.bytes=10485760\nmax.partition.fetch.bytes=2097152\n", files: load("max.message.bytes: 20971520"),
			want: []string{
				"warning consumer.properties:3 fetch.max.bytes is 10 MiB, but topic iot-telemetry accepts batches of up to 20 MiB",
				"warning consumer.properties:4 max.partition.fetch.bytes is 2 MiB",
			},
		},
		{
			name: "by default", text: group, files: load("max.message.bytes: 20971520"),
			want: []string{"warning topics.yaml:6 max.partition.fetch.bytes is 1 MiB"},
		},
		{
			name:  "the topic's limit is Kafka's default",
			text:  group + "max.partition.fetch.bytes=65536\n",
			files: load("retention.ms: 86400000"),
		},
		{name: "Kafka's defaults are 12 bytes apart", text: group, files: load("max.message.bytes: 1048588")},
		{
			name:  "large enough",
			text:  group + "max.partition.fetch.bytes=20971520\n",
			files: load("max.message.bytes: 20971520"),
		},
		{
			name:  "one is unknown",
			text:  group + "max.partition.fetch.bytes=${F}\n",
			files: load("max.message.bytes: 20971520"),
			skips: "max.partition.fetch.bytes",
		},
		{
			name:  "the topic's is unknown",
			text:  group,
			files: load("max.message.bytes: \"${MAX}\""),
			skips: "max.message.bytes",
		},
		{
			name: "by cluster, where every topic has large batches", text: group,
			files: rulestest.Files{"server.properties": server("message.max.bytes=20971520\n")},
			want:  []string{"warning server.properties:" + serverLine + " but every topic without an override accepts batches of up to 20 MiB"},
		},
		{
			name: "by cluster, where the consumer may read a topic of small ones", text: group,
			files: rulestest.Files{
				"server.properties": server("message.max.bytes=20971520\n"),
				"topics.yaml":       topics("plant", "max.message.bytes: 1048576"),
				"breakwater.yaml":   "scopes:\n  plant: {files: [\"**\"]}\n",
			},
		},
		{name: "nothing but the consumer", text: group + "fetch.max.bytes=1\n"},
	})
	producer(t, FetchBelowBatch, []row{{name: "no consumer", text: "acks=all\n", files: rulestest.Files{"server.properties": server("message.max.bytes=20971520\n")}}})
}
