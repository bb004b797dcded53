# After examples/kafka/kafka_mirrormaker/kafka.tf of aiven/terraform-provider-aiven
resource "aiven_kafka" "source" {
  project      = var.project
  cloud_name   = "google-europe-west1"
  plan         = "business-4"
  service_name = "source"
}

resource "aiven_kafka_topic" "source" {
  project      = var.project
  service_name = aiven_kafka.source.service_name
  topic_name   = "topic-a"
  partitions   = 3
  replication  = 2
}
