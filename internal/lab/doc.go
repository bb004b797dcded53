// Package lab starts real Kafka nodes on this machine, from the released jars
// and without containers, and lets them fail on purpose.
//
//	cluster, err := lab.Start(ctx, lab.Options{Version: "4.3", Brokers: 3})
//	…
//	defer cluster.Close()
//	cluster.Node(2).Kill()
//
// Every node is a Java process of its own with 256 MiB of heap, bound to
// 127.0.0.1. It ends when its cluster is closed, and also when the process
// that started it dies in any way. A lab is for trying things out: it keeps
// nothing that matters, and its data directories may be damaged freely.
//
// It needs Java 17, and Maven for the first start of a release; where KAFKA_HOME
// names an unpacked Kafka release, Maven is not needed. It runs on Linux and
// macOS.
package lab
