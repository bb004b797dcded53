package kube

import (
	"regexp"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// readDeployment reads a Deployment of Kafka's pods, or of an operator that makes
// them.
func readDeployment(o yamlx.Node, out *model.Object) bool {
	return readWorkload(o, out) || readOperator(o, out)
}

// Strimzi's cluster operator: its image without registry, whoever mirrors it,
// and the chart in its labels, as strimzi-kafka-operator-1.2.0 (Deployment of the
// installation files and of the chart, 0.38.0 to 1.2.0).
var (
	operatorImage = regexp.MustCompile(`(?:^|/)strimzi/operator(?::([^@/]+))?(?:@.*)?$`)
	operatorChart = regexp.MustCompile(`^strimzi-kafka-operator-(\d.*)$`)
)

// readOperator reads the Deployment of Strimzi's cluster operator. The user
// operator and the topic operator run from the same image, by another script.
func readOperator(o yamlx.Node, out *model.Object) bool {
	for _, c := range containers(o.Get("spec", "template", "spec", "containers")) {
		image := operatorImage.FindStringSubmatch(c.Image.Raw())
		if image == nil || !runsClusterOperator(&c) {
			continue
		}
		version := chartOf(out)
		if image[1] != "" && image[1] != "latest" || !version.IsSet() {
			version = c.Image.As(image[1])
		}
		out.Operator = &model.Operator{Product: strimzi, Version: version, Images: c.Env.Get("STRIMZI_KAFKA_IMAGES")}
		return true
	}
	return false
}

func runsClusterOperator(c *model.Container) bool {
	for _, v := range append(c.Command, c.Args...) {
		if strings.HasSuffix(v.Raw(), "_operator_run.sh") && !strings.HasSuffix(v.Raw(), "cluster_operator_run.sh") {
			return false
		}
	}
	return true
}

// chartOf is the version of the chart that the labels name.
func chartOf(out *model.Object) model.Value {
	for _, label := range []string{"chart", "helm.sh/chart"} {
		v := out.Labels.Get(label)
		if chart := operatorChart.FindStringSubmatch(v.Raw()); chart != nil {
			return v.As(chart[1])
		}
	}
	return model.Value{}
}
