// Package partition chooses partitions as the producers of other libraries do, and
// spreads tenants over several.
//
// Who writes to a topic with keys must choose as its other producers do: else the
// records of one key lie in two partitions, and their order is lost. Java's producer
// and kgo agree on every key. librdkafka's default (Python, .NET, Node, C++) agrees with
// them on as many keys as chance has it, one in six of six partitions.
package partition
