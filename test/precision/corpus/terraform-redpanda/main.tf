# After examples/byoc/aws/main.tf of redpanda-data/terraform-provider-redpanda
resource "redpanda_topic" "test" {
  name               = var.topic_name
  partition_count    = var.partition_count
  replication_factor = var.replication_factor
  cluster_api_url    = redpanda_cluster.test.cluster_api_url
  allow_deletion     = true
  configuration = {
    "cleanup.policy" = "delete"
    "retention.ms"   = var.retention_ms
  }
}
