# After main.tf of cloudposse/terraform-aws-msk-apache-kafka-cluster
resource "aws_msk_configuration" "config" {
  kafka_versions    = [var.kafka_version]
  name              = "config"
  server_properties = join("\n", [for k in keys(var.properties) : format("%s = %s", k, var.properties[k])])
}
