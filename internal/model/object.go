package model

// Object is one Kubernetes object that says how Kafka's nodes run: what makes
// their pods, or what protects these.
type Object struct {
	APIVersion  Value
	Kind        string
	Namespace   string // "": it is given when the object is applied
	Name        string
	Place       Place
	Home        Home
	Labels      Config
	Annotations Config
	Sets        []*PodSet   // the pods that it makes; several where they are not alike
	Template    *PodSet     // what an operator gives to all pods of the cluster that do not say otherwise
	Budget      *Budget     // of a PodDisruptionBudget, or of the one that an operator makes of the object
	Autoscaler  *Autoscaler // nil for every object that is none
	Operator    *Operator   // that the object deploys; nil for every other object
	Brokers     []*Broker   // that the files of a ConfigMap configure
	Clients     []*Client   // the same
	Strays      []Stray     // keys that its kind does not have
	Patch       bool        // only a part of an object, which something else completes
	At          Origin      // its name, or where it starts
}

// Subject names the object in findings.
func (o *Object) Subject() Subject {
	return Subject{Cluster: o.Home.Scope, Kind: KindObject, Scope: o.Namespace + "/" + o.Kind, Name: o.Name}
}

// Stray is a key that stands where its object has no such field. The API
// server drops it without a word, or kubectl refuses the object.
type Stray struct {
	Parent string // the path of the mapping that it stands in, as spec.template.spec.affinity
	Key    string
	Belong []string // paths of the object at which such a key is a field, the nearest first
	Near   string   // a field of that mapping with nearly the same name; "" if none has
	At     Origin
}

// Selector chooses pods by their labels. A nil *Selector stands for one that
// is not given, and chooses none.
type Selector struct {
	Match       Config // matchLabels
	Expressions []Expression
	At          Origin
}

// Expression is one of a selector's matchExpressions.
type Expression struct {
	Key, Operator Value
	Values        []Value
}

// Budget is how many pods may be evicted at a time.
type Budget struct {
	Selector       *Selector
	MinAvailable   Value // a number, or a percentage
	MaxUnavailable Value // the same
	Operator       bool  // an operator makes the budget of the object, with a number of pods to stay
	At             Origin
}

// Judged tells whether the object is one that rules judge, and not only what
// others are judged by. The brokers and clients of a ConfigMap are judged by
// themselves.
func (o *Object) Judged() bool {
	return len(o.Sets) > 0 || o.Template != nil || o.Budget != nil || o.Autoscaler != nil || o.Operator != nil
}
