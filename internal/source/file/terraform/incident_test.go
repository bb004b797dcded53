package terraform_test

import (
	"testing"
)

// The topic of incident A, in the shape of every resource that declares one.
var incidentA = []struct {
	typ, hcl, plan string
	replicas       string
}{
	{"kafka_topic",
		`name = "iot-telemetry-v2"
		partitions = 12
		replication_factor = 3
		config = { "segment.bytes" = 1048576, "max.message.bytes" = 10 * 1024 * 1024, "retention.ms" = "-1" }`,
		`{"name":"iot-telemetry-v2","partitions":12,"replication_factor":3,"id":"x",
		"config":{"segment.bytes":"1048576","max.message.bytes":"10485760","retention.ms":"-1"}}`, "3"},
	{"confluent_kafka_topic",
		`kafka_cluster {
			id = "lkc-1"
		}
		topic_name = "iot-telemetry-v2"
		partitions_count = 12
		config = { "segment.bytes" = "1048576", "max.message.bytes" = "10485760", "retention.ms" = "-1", "confluent.value.schema.validation" = "true" }`,
		`{"kafka_cluster":[{"id":"lkc-1"}],"topic_name":"iot-telemetry-v2","partitions_count":12,
		"config":{"segment.bytes":"1048576","max.message.bytes":"10485760","retention.ms":"-1","confluent.value.schema.validation":"true"}}`, "-"},
	{"aiven_kafka_topic",
		`project = "acme"
		service_name = "plant"
		topic_name = "iot-telemetry-v2"
		partitions = 12
		replication = 3
		config {
			segment_bytes = 1048576
			max_message_bytes = "10485760"
			retention_ms = -1
			diskless_enable = true
		}`,
		`{"project":"acme","service_name":"plant","topic_name":"iot-telemetry-v2","partitions":12,"replication":3,
		"config":[{"segment_bytes":"1048576","max_message_bytes":"10485760","retention_ms":"-1","flush_ms":null,"preallocate":"","diskless_enable":true}]}`, "3"},
	{"digitalocean_database_kafka_topic",
		`cluster_id = "c-1"
		name = "iot-telemetry-v2"
		partition_count = 12
		replication_factor = 3
		config {
			segment_bytes = 1048576
			max_message_bytes = 10485760
			retention_ms = -1
		}`,
		`{"cluster_id":"c-1","name":"iot-telemetry-v2","partition_count":12,"replication_factor":3,
		"config":[{"segment_bytes":"1048576","max_message_bytes":"10485760","retention_ms":"-1"}]}`, "3"},
	{"yandex_mdb_kafka_topic",
		`cluster_id = "c-1"
		name = "iot-telemetry-v2"
		partitions = 12
		replication_factor = 3
		topic_config {
			segment_bytes = 1048576
			max_message_bytes = 10485760
			retention_ms = -1
			cleanup_policy = "CLEANUP_POLICY_UNSPECIFIED"
		}`,
		`{"cluster_id":"c-1","name":"iot-telemetry-v2","partitions":12,"replication_factor":3,
		"topic_config":[{"segment_bytes":1048576,"max_message_bytes":10485760,"retention_ms":-1,"cleanup_policy":"CLEANUP_POLICY_UNSPECIFIED"}]}`, "3"},
	{"redpanda_topic",
		`name = "iot-telemetry-v2"
		partition_count = 12
		replication_factor = 3
		cluster_api_url = "https://api.example"
		configuration = { "segment.bytes" = "1048576", "max.message.bytes" = "10485760", "retention.ms" = "-1", "redpanda.remote.read" = "true" }`,
		`{"name":"iot-telemetry-v2","partition_count":12,"replication_factor":3,"cluster_api_url":"https://api.example",
		"configuration":{"segment.bytes":"1048576","max.message.bytes":"10485760","retention.ms":"-1","redpanda.remote.read":"true"}}`, "3"},
	{"conduktor_console_topic_v2",
		`name = "iot-telemetry-v2"
		cluster = "plant"
		spec = {
			partitions = 12
			replication_factor = 3
			configs = { "segment.bytes" = "1048576", "max.message.bytes" = "10485760", "retention.ms" = "-1" }
		}`,
		`{"name":"iot-telemetry-v2","cluster":"plant","spec":{"partitions":12,"replication_factor":3,
		"configs":{"segment.bytes":"1048576","max.message.bytes":"10485760","retention.ms":"-1"}}}`, "3"},
	{"google_managed_kafka_topic",
		`topic_id = "iot-telemetry-v2"
		location = "europe-west1"
		cluster = "plant"
		partition_count = 12
		replication_factor = 3
		configs = { "segment.bytes" = "1048576", "max.message.bytes" = "10485760", "retention.ms" = "-1" }`,
		`{"topic_id":"iot-telemetry-v2","location":"europe-west1","cluster":"plant","partition_count":12,"replication_factor":3,
		"configs":{"segment.bytes":"1048576","max.message.bytes":"10485760","retention.ms":"-1"}}`, "3"},
	{"aws_msk_topic",
		`name = "iot-telemetry-v2"
		cluster_arn = "arn:x"
		partition_count = 12
		replication_factor = 3
		configs = jsonencode({ "segment.bytes" = "1048576", "max.message.bytes" = "10485760", "retention.ms" = "-1" })`,
		`{"name":"iot-telemetry-v2","cluster_arn":"arn:x","partition_count":12,"replication_factor":3,
		"configs":"{\"segment.bytes\":\"1048576\",\"max.message.bytes\":\"10485760\",\"retention.ms\":\"-1\"}"}`, "3"},
}

func TestIncidentAInEveryShape(t *testing.T) {
	const want = "max.message.bytes=10485760 retention.ms=-1 segment.bytes=1048576"
	for _, c := range incidentA {
		for form, w := range map[string]world{
			"tf":   hcl(t, "resource \""+c.typ+"\" \"iot\" {\n"+c.hcl+"\n}\n"),
			"plan": plan(t, changed(c.typ, "iot", `"create"`, `"before":null,"after":`+c.plan+`,"after_unknown":{"id":true}`)),
		} {
			t.Run(c.typ+" "+form, func(t *testing.T) {
				got := topic(t, w.now, "iot-telemetry-v2")
				if said(got.Partitions) != "12" || said(got.Replicas) != c.replicas {
					t.Errorf("%s partitions, %s replicas", said(got.Partitions), said(got.Replicas))
				}
				if s := settings(got.Config); s != want || got.Config.Len() != 3 {
					t.Errorf("settings are %s", s)
				}
				if got.At.Address != c.typ+".iot" || got.Recreated || len(w.before.Topics) > 0 || len(w.doc.Unresolved) > 0 {
					t.Errorf("address %s, recreated %v, %d before, unresolved %v", got.At.Address, got.Recreated, len(w.before.Topics), w.doc.Unresolved)
				}
				points(t, w.text, "iot-telemetry-v2", got.At)
				points(t, w.text, "12", got.Partitions.Origin())
				if c.typ == "aws_msk_topic" {
					return
				}
				for _, s := range got.Config.Settings() {
					if s.Value.Origin().Address != got.At.Address {
						t.Errorf("%s has no address", s.Name)
					}
					if s.Name != "max.message.bytes" || form == "plan" {
						points(t, w.text, s.Value.Raw(), s.Value.Origin())
					}
				}
			})
		}
	}
}

func TestOVH(t *testing.T) {
	for _, c := range []struct{ hours, want string }{
		{"5", "min.insync.replicas=1 retention.bytes=-1 retention.ms=18000000"},
		{"-1", "min.insync.replicas=1 retention.bytes=-1 retention.ms=-1"},
		{"99999999999", "min.insync.replicas=1 retention.bytes=-1 retention.ms=99999999999"},
	} {
		text := "resource \"ovh_cloud_project_database_kafka_topic\" \"t\" {\n  cluster_id = \"c\"\n  name = \"t\"\n  partitions = 3\n  replication = 2\n" +
			"  min_insync_replicas = 1\n  retention_bytes = -1\n  retention_hours = " + c.hours + "\n}\n"
		got := topic(t, hcl(t, text).now, "t")
		if s := settings(got.Config); s != c.want {
			t.Errorf("retention_hours = %s: settings are %s, want %s", c.hours, s, c.want)
		}
	}
}

func TestProvidersWords(t *testing.T) {
	for _, c := range []struct{ typ, block, in, want string }{
		{"yandex_mdb_kafka_topic", "topic_config", `cleanup_policy = "CLEANUP_POLICY_COMPACT_AND_DELETE"`, "cleanup.policy=compact,delete"},
		{"yandex_mdb_kafka_topic", "topic_config", `compression_type = "COMPRESSION_TYPE_LZ4"`, "compression.type=lz4"},
		{"digitalocean_database_kafka_topic", "config", `cleanup_policy = "compact_delete"`, "cleanup.policy=compact,delete"},
		{"digitalocean_database_kafka_topic", "config", `message_timestamp_type = "log_append_time"`, "message.timestamp.type=LogAppendTime"},
		{"digitalocean_database_kafka_topic", "config", `message_down_conversion_enable = true`, "message.downconversion.enable=true"},
		{"digitalocean_database_kafka_topic", "config", `min_cleanable_dirty_ratio = 0.5`, "min.cleanable.dirty.ratio=0.5"},
		{"aiven_kafka_topic", "config", `message_timestamp_type = "CreateTime"`, "message.timestamp.type=CreateTime"},
	} {
		text := "resource \"" + c.typ + "\" \"t\" {\n  " + c.block + " {\n    " + c.in + "\n  }\n}\n"
		if s := settings(hcl(t, text).now.Topics[0].Config); s != c.want {
			t.Errorf("%s: settings are %s, want %s", c.in, s, c.want)
		}
	}
}

func TestASlipStaysWhereThePlatformHasKeysOfItsOwn(t *testing.T) {
	text := `resource "confluent_kafka_topic" "t" {
  topic_name = "t"
  config = { "segment.byte" = "1", "topic.config.sync.ms" = "2", "confluent.key.schema.validation" = "true" }
}`
	if s := settings(topic(t, hcl(t, text).now, "t").Config); s != "segment.byte=1 topic.config.sync.ms=2" {
		t.Errorf("settings are %s", s)
	}
}
