// Package kube reads the Kubernetes objects that make Kafka's pods, and those
// that protect them: Pod, StatefulSet, Deployment, StrimziPodSet, Strimzi's
// Kafka and KafkaNodePool, its operator, PodDisruptionBudget, autoscalers, and ConfigMaps
// with a broker's configuration. It reads nodes, not files, so that a request for admission is
// read as a manifest is.
package kube

import (
	"bytes"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// reader adds what an object says of Kafka's pods to the object of the model.
// It tells whether there is anything.
type reader func(o yamlx.Node, out *model.Object) bool

// kindOf is a kind with the API group that it is of, and how it is read.
type kindOf struct {
	group string // before the slash of apiVersion; "" for the core group
	kind  string
	table string // the type in the table of fields; "" where none is known
	read  reader
}

var kinds = []kindOf{
	{"", "Pod", "Pod", readPod},
	{"apps", "StatefulSet", "StatefulSet", readWorkload},
	{"apps", "Deployment", "Deployment", readDeployment},
	{"extensions", "Deployment", "Deployment", readDeployment},
	{"policy", "PodDisruptionBudget", "PodDisruptionBudget", readBudget},
	{"autoscaling", "HorizontalPodAutoscaler", "", readAutoscaler},
	{"keda.sh", "ScaledObject", "", readScaledObject},
	{"", "ConfigMap", "", readConfigMap},
	{"core.strimzi.io", "StrimziPodSet", "StrimziPodSet", readPodSet},
	{"kafka.strimzi.io", "Kafka", "Kafka", readKafka},
	{"kafka.strimzi.io", "KafkaNodePool", "KafkaNodePool", readPool},
}

func find(o yamlx.Node) *kindOf {
	group, _, grouped := bytes.Cut([]byte(o.Get("apiVersion").Text()), []byte("/"))
	if !grouped {
		group = nil
	}
	kind := o.Get("kind").Text()
	for i := range kinds {
		if kinds[i].kind == kind && kinds[i].group == string(group) {
			return &kinds[i]
		}
	}
	return nil
}

// Owns tells by apiVersion and kind whether an object may say something of
// Kafka's pods.
func Owns(o yamlx.Node) bool { return find(o) != nil }

// MakesPods tells whether an object makes pods, whosever they are.
func MakesPods(o yamlx.Node) bool {
	switch o.Get("kind").Text() {
	case "Pod", "StatefulSet", "Deployment", "StrimziPodSet":
		return true
	}
	return false
}

// ofKafka are words of which a text that speaks of Kafka has one.
var ofKafka = []string{"afka", "KAFKA_", "strimzi.io", "strimzi/operator"}

// Hints tells whether a text may hold such an object: it names one of the
// kinds, and it speaks of Kafka.
func Hints(text []byte) bool {
	if !slices.ContainsFunc(ofKafka, func(word string) bool { return bytes.Contains(text, []byte(word)) }) {
		return false
	}
	for i := range kinds {
		if bytes.Contains(text, []byte(kinds[i].kind)) {
			return true
		}
	}
	return false
}

// Read adds the object to the builder if it says anything of Kafka's pods, and
// tells whether rules judge it. Anything else is left alone: a workload
// without a broker, and the ConfigMap of an application.
func Read(o yamlx.Node, b *model.Builder) bool {
	k := find(o)
	if k == nil {
		return false
	}
	out := base(o)
	if !k.read(o, out) {
		return false
	}
	out.Place = placeOf(o, out)
	if k.table != "" {
		out.Strays = straysOf(o, k.table)
	}
	b.Object(out)
	declare(out, b)
	return declareFiles(out, b) || out.Judged()
}

// base is what every object has.
func base(o yamlx.Node) *model.Object {
	metadata := o.Get("metadata")
	name := metadata.Get("name")
	if !name.Exists() {
		name = metadata.Get("generateName")
	}
	at := name.At()
	if !name.Exists() {
		at = o.At()
	}
	return &model.Object{
		APIVersion: o.Get("apiVersion").Word(), Kind: o.Get("kind").Text(),
		Namespace: usable(metadata.Get("namespace")), Name: name.Text(),
		Labels: config(metadata.Get("labels")), Annotations: config(metadata.Get("annotations")), At: at,
	}
}

// usable is a word that is known; "" for nothing and for a placeholder.
func usable(n yamlx.Node) string {
	if v := n.Word(); v.Usable() {
		return v.Raw()
	}
	return ""
}

// config is a mapping of words, as labels are.
func config(n yamlx.Node) model.Config {
	var c model.Config
	for e := range n.Entries() {
		if v := e.Value.Word(); v.IsSet() {
			c.Set(e.Key, v, e.KeyAt)
		}
	}
	return c
}

// placeOf is the cluster that an object belongs to: by the cluster's name and
// the namespace, or, where the namespace is only given later, by the name as a
// hint.
func placeOf(o yamlx.Node, out *model.Object) model.Place {
	p := model.Place{File: o.At().File, Aliases: aliasesOf(o, out)}
	prefix, cluster := "kube:", clusterOf(out)
	if isStrimzi(out) {
		prefix = "strimzi:"
	}
	switch {
	case cluster == "":
	case out.Namespace != "":
		p.Names = []string{prefix + out.Namespace + "/" + cluster}
	default:
		p.Hint = prefix + cluster
	}
	return p
}

// aliasesOf are the names by which breakwater.yaml may say which cluster it is: of a
// StatefulSet its own, because no label of it need name one.
func aliasesOf(o yamlx.Node, out *model.Object) []string {
	name := usable(o.Get("metadata", "name"))
	if out.Kind != "StatefulSet" || out.Namespace == "" || name == "" {
		return nil
	}
	return []string{"kube:" + out.Namespace + "/" + name}
}

func clusterOf(out *model.Object) string {
	if out.Operator != nil {
		return "" // it serves many, and its labels name itself
	}
	for _, set := range out.Sets {
		if set.Cluster != "" {
			return set.Cluster
		}
	}
	if out.Kind == "Kafka" {
		return out.Name
	}
	return instanceOf(out)
}

// instanceOf is the cluster that an object's own labels name; "" if none does.
func instanceOf(out *model.Object) string {
	for _, label := range []string{clusterLabel, "app.kubernetes.io/instance", "release"} {
		if v := out.Labels.Get(label); v.Usable() {
			return v.Raw()
		}
	}
	return ""
}

func isStrimzi(out *model.Object) bool {
	return out.Kind == "Kafka" || out.Labels.Get(clusterLabel).IsSet() || len(out.Sets) > 0 && out.Sets[0].Product == strimzi
}
