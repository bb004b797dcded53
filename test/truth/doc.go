// Package truth asks Kafka's own classes, from the released jars, whether
// what this project believes about Kafka is so. It has no code of its own
// beside its tests; the questions are put to java/Truth.java.
package truth
