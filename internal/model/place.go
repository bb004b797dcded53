package model

// Place is what a thing says about the cluster that it belongs to, before
// anybody has decided which one that is.
type Place struct {
	File  string   // the document that declares it
	Names []string // identities that are certain: "cluster:plant", "strimzi:kafka/plant", "bootstrap:b1:9092", "terraform:lkc-1"
	Hint  string   // an identity that lacks a part, as "strimzi:plant" without its namespace

	// Aliases are identities that count where breakwater.yaml names them, and nowhere
	// else: "kube:kafka/kafka-broker" of a StatefulSet. Two clusters may have things of
	// one name each.
	Aliases []string
}

// Home is the scope that a thing was given, and how sure that is.
type Home struct {
	Scope     string
	Certainty Certainty // Known, or Assumed for a guess from the directory
}
