package model

// PodSet is a number of like pods of Kafka that one object declares: a Pod, a
// StatefulSet, a Deployment, the pods of a StrimziPodSet, or the pods that an
// operator will make of its own resource.
type PodSet struct {
	Roles      Roles
	Product    string // strimzi, koperator, confluent, bitnami, stackable; "" for one of nobody's
	Recognised Value  // what shows that these are Kafka's pods, as a label or an image
	Cluster    string // the name of the cluster that they are of; "" where nothing tells
	Planned    bool   // an operator makes the pods, and adds what the document does not show
	Owned      bool   // a controller made the pod: it has siblings that the document does not show
	Operated   bool   // a StrimziPodSet owns or will own the pods, a controller without the scale subresource
	Count      Value

	Labels     Config // of the pods themselves
	Containers []Container
	Kafka      int       // the index of Kafka's own container; -1: there is none in the document
	Limits     Resources // of the pod as a whole
	Volumes    []Volume
	LogDirs    []DataDir
	LogDirsWhy string // why nothing is known of the log directories; "" where it is
	DataMount  string // where the product keeps the data unless a configuration says otherwise

	AntiAffinity *Terms // nil: the document says nothing of it
	Spread       *Terms // topologySpreadConstraints
	Nodes        []NodeRule
	Grace        Value // terminationGracePeriodSeconds
	HostNetwork  Value
	Rack         Value   // the key of the nodes that an operator takes the rack from
	JVM          Config  // an operator's own options: -Xmx, -Xms, and those of -XX by their names
	Settings     Config  // of the broker, as the variables of Kafka's container make them; none where an operator writes its file
	Deletes      []Value // switches that delete a volume when its claim's owner goes
	At           Origin
}

// Container is one container of a pod.
type Container struct {
	Name      string
	Image     Value
	Command   []Value
	Args      []Value
	Env       Config // unknown for all other names where envFrom brings some
	Resources Resources
	Mounts    []Mount
	Ports     []Port
	Liveness  *Probe
	Readiness *Probe
	Startup   *Probe
	At        Origin
}

// Resources are requests and limits of memory, as written.
type Resources struct{ MemoryRequest, MemoryLimit Value }

// Mount is a volume at a path of a container.
type Mount struct {
	Volume  string
	Path    Value
	SubPath string
}

// Port is a port of a container.
type Port struct {
	Name            string
	Container, Host Value
}

// Probe is how the kubelet asks whether a container works. Numbers that are
// not set are Kubernetes' defaults.
type Probe struct {
	How                                             string // exec, tcpSocket, httpGet, grpc
	Target                                          Value  // the port, or the command
	InitialDelay, Period, FailureThreshold, Timeout Value
	At                                              Origin
}

// VolumeKind is what a volume outlives.
type VolumeKind uint8

// The kinds of volumes.
const (
	VolumeOther      VolumeKind = iota // a kind of which nothing is known here
	VolumeClaim                        // a persistent volume claim, or a template of one
	VolumeEmptyDir                     // as long as the pod
	VolumeHostPath                     // a directory of whichever node the pod runs on
	VolumeEphemeral                    // a claim that goes with the pod
	VolumeInline                       // a CSI volume that goes with the pod
	VolumeConfig                       // configMap, secret, projected, downwardAPI: not for data
	VolumeNetwork                      // nfs and the volumes of clouds: outlives the pod
	VolumeContainers                   // no volume: the container's own layer
)

// Volume is a volume of a pod.
type Volume struct {
	Name   string
	Kind   VolumeKind
	Type   Value  // the key that says what it is, as emptyDir
	Source string // the name of the ConfigMap, Secret or claim behind it
	At     Origin
}

// DataDir is a directory of Kafka's logs, and the volume that holds it.
type DataDir struct {
	Path   Value
	Volume Volume // of VolumeContainers: no volume is mounted there
}

// Terms are rules that keep pods apart. An empty list is one that somebody
// wrote.
type Terms struct {
	List []Term
	At   Origin
}

// Term is one term of podAntiAffinity, or one topologySpreadConstraint.
type Term struct {
	Spread            bool // a topologySpreadConstraint
	Hard              bool // required, or DoNotSchedule
	HardUnknown       bool // what whenUnsatisfiable says is not known
	Key               Value
	Selector          *Selector
	Namespaces        []string
	NamespaceSelector *Selector
	MatchLabelKeys    []string
	MismatchKeys      []string
	MaxSkew           Value
	MinDomains        Value
	At                Origin
}

// NodeRule is one requirement of required node affinity, or of a nodeSelector.
// Of several alternatives nothing is required, and none is listed.
type NodeRule struct {
	Key, Operator string
	Values        []Value
	At            Origin
}
