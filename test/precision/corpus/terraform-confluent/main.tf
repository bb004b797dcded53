# After examples/configurations/standard-kafka-rbac/main.tf of confluentinc/terraform-provider-confluent
resource "confluent_kafka_cluster" "standard" {
  display_name = "inventory"
  availability = "SINGLE_ZONE"
}

resource "confluent_kafka_topic" "orders" {
  kafka_cluster {
    id = confluent_kafka_cluster.standard.id
  }
  topic_name    = "orders"
  rest_endpoint = confluent_kafka_cluster.standard.rest_endpoint
}

resource "confluent_kafka_topic" "each" {
  for_each         = var.topics
  topic_name       = each.key
  partitions_count = each.value.partitions
  config           = each.value.config
}
