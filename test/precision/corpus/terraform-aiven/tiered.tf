# After examples/kafka/kafka_tiered_storage/service.tf of aiven/terraform-provider-aiven
resource "aiven_kafka_topic" "tiered" {
  project      = var.project
  service_name = aiven_kafka.source.service_name
  topic_name   = "tiered"
  partitions   = 3
  replication  = 2
  config {
    remote_storage_enable = true
    local_retention_ms    = 300000
    segment_bytes         = 1000000
  }
}
