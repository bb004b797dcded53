package kubelab

import (
	"context"
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// fill makes a lean lab a full one: controllers, scheduler, and nodes whose
// kubelets kwok plays.
func (l *Lab) fill(ctx context.Context) error {
	for _, p := range []struct {
		name  string
		flags []string
	}{
		{"kube-controller-manager", l.controllers()},
		{"kube-scheduler", l.scheduler()},
		{"kwok", l.kwok()},
	} {
		if err := l.launch(p.name, p.flags...); err != nil {
			return err
		}
	}
	client, err := l.Client()
	if err != nil {
		return err
	}
	for _, n := range l.nodes() {
		if _, err := client.Create(ctx, n, Write{FieldValidation: "Strict"}); err != nil {
			return err
		}
	}
	return l.ready(ctx, "kwok", func(ctx context.Context) error { return client.settled(ctx) })
}

// reach are the flags by which every controller finds the API server, and
// listens itself.
func (l *Lab) reach(name string) []string {
	k := l.Kubeconfig()
	return []string{
		"--kubeconfig=" + k, "--authentication-kubeconfig=" + k, "--authorization-kubeconfig=" + k,
		"--bind-address=" + loopback, "--secure-port=" + l.port(name), "--leader-elect=false",
		"--tls-cert-file=" + l.path("serving.crt"), "--tls-private-key-file=" + l.path("serving.key"),
	}
}

func (l *Lab) controllers() []string {
	return append(l.reach("kube-controller-manager"),
		"--service-account-private-key-file="+l.path("accounts.key"), "--use-service-account-credentials=false",
		"--controllers=*", "--allocate-node-cidrs=false")
}

func (l *Lab) scheduler() []string { return l.reach("kube-scheduler") }

func (l *Lab) kwok() []string {
	return []string{
		"--kubeconfig=" + l.Kubeconfig(), "--config=" + l.path("stages.yaml"), "--manage-all-nodes",
		"--server-address=" + l.at("kwok"), "--node-ip=" + loopback, "--node-lease-duration-seconds=40",
	}
}

// nodes are the nodes of every zone, as YAML.
func (l *Lab) nodes() (out []string) {
	for _, zone := range l.options.Zones {
		for i := range l.options.NodesPerZone {
			out = append(out, node(zone, fmt.Sprintf("%s-%d", zone, i+1)))
		}
	}
	return out
}

// node is a node of four processors and 16 GiB that has no disk and no network.
// Names are quoted: YAML reads y, no and 1 as something else.
func node(zone, name string) string {
	const room = `{cpu: "4", memory: 16Gi, pods: "110", ephemeral-storage: 100Gi}`
	return fmt.Sprintf(`
apiVersion: v1
kind: Node
metadata:
  name: %[2]q
  annotations: {kwok.x-k8s.io/node: fake}
  labels:
    kubernetes.io/hostname: %[2]q
    kubernetes.io/os: linux
    topology.kubernetes.io/zone: %[1]q
    topology.kubernetes.io/region: kubelab
status:
  allocatable: %[3]s
  capacity: %[3]s
`, zone, name, room)
}

// settled says what a full lab still lacks: a node that is not ready, or that
// nothing may be placed on yet, or the account that pods run under.
func (c *Client) settled(ctx context.Context) error {
	nodes, err := c.List(ctx, ID{APIVersion: "v1", Kind: "Node"})
	if err != nil {
		return err
	}
	for _, n := range nodes {
		taints, _, err := unstructured.NestedSlice(n.Object, "spec", "taints")
		if err != nil {
			return err
		}
		if !holds(&n, "Ready") || len(taints) > 0 {
			return fmt.Errorf("node %s is not ready; its taints are %v", n.GetName(), taints)
		}
	}
	_, err = c.Get(ctx, ID{APIVersion: "v1", Kind: "ServiceAccount", Namespace: "default", Name: "default"})
	return err
}

// holds says whether a condition of an object's status is True.
func holds(o *unstructured.Unstructured, condition string) bool {
	conditions, _, err := unstructured.NestedSlice(o.Object, "status", "conditions")
	return err == nil && slices.ContainsFunc(conditions, func(each any) bool {
		c, ok := each.(map[string]any)
		return ok && c["type"] == condition && c["status"] == "True"
	})
}
