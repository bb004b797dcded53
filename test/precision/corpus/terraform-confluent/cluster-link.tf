# After examples/configurations/advanced-bidirectional-cluster-link-rbac of confluentinc/terraform-provider-confluent
resource "confluent_cluster_link" "east-to-west" {
  link_name = "bidirectional-link"
  link_mode = "BIDIRECTIONAL"
}
