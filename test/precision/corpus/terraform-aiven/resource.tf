# After examples/resources/aiven_kafka_topic/resource.tf of aiven/terraform-provider-aiven
resource "aiven_kafka_topic" "every" {
  project      = "my-project"
  service_name = "my-kafka"
  topic_name   = "every"
  partitions   = 3
  replication  = 3
  config {
    cleanup_policy                      = "delete"
    compression_type                    = "zstd"
    flush_messages                      = "9223372036854775807"
    local_retention_ms                  = "300000"
    max_message_bytes                   = "1048588"
    message_downconversion_enable       = true
    message_format_version              = "2.7-IV2"
    message_timestamp_difference_max_ms = "9223372036854775807"
    min_insync_replicas                 = "2"
    remote_storage_enable               = false
    retention_bytes                     = "-1"
    retention_ms                        = "604800000"
    segment_bytes                       = "1073741824"
    unclean_leader_election_enable      = false
  }
}
