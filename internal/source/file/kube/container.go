package kube

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

func containers(list yamlx.Node) []model.Container {
	var out []model.Container
	for c := range list.Items() {
		out = append(out, model.Container{
			Name: c.Get("name").Text(), Image: c.Get("image").Word(),
			Command: words(c.Get("command")), Args: words(c.Get("args")), Env: environment(c),
			Resources: resources(c.Get("resources")), Mounts: mounts(c.Get("volumeMounts")), Ports: ports(c.Get("ports")),
			Liveness: probe(c.Get("livenessProbe")), Readiness: probe(c.Get("readinessProbe")), Startup: probe(c.Get("startupProbe")),
			At: c.At(),
		})
	}
	return out
}

func words(list yamlx.Node) []model.Value {
	var out []model.Value
	for item := range list.Items() {
		out = append(out, item.Word())
	}
	return out
}

// environment is the variables of a container. One with valueFrom is unknown,
// and so is every variable that envFrom may bring. A $(NAME) that names one of
// them is what Kubernetes puts there.
func environment(c yamlx.Node) model.Config {
	var env model.Config
	for e := range c.Get("env").Items() {
		name := e.Get("name").Text()
		value := e.Get("value")
		switch {
		case e.Get("valueFrom").Exists():
			env.Set(name, model.UnknownValue("", "valueFrom gives it when the pod starts", e.Get("valueFrom").At()), e.At())
		case value.Exists():
			env.Set(name, value.Word(), e.At())
		default:
			env.Set(name, model.KnownValue("", e.At()), e.At())
		}
	}
	for from := range c.Get("envFrom").Items() {
		env.Rest(model.UnknownValue("", "envFrom may give it when the pod starts", from.At()))
		break
	}
	return env
}

func resources(r yamlx.Node) model.Resources {
	return model.Resources{MemoryRequest: r.Get("requests", "memory").Value(), MemoryLimit: r.Get("limits", "memory").Value()}
}

func mounts(list yamlx.Node) []model.Mount {
	var out []model.Mount
	for m := range list.Items() {
		sub := m.Get("subPath").Text()
		if sub == "" {
			sub = m.Get("subPathExpr").Text()
		}
		out = append(out, model.Mount{Volume: m.Get("name").Text(), Path: m.Get("mountPath").Word(), SubPath: sub})
	}
	return out
}

func ports(list yamlx.Node) []model.Port {
	var out []model.Port
	for p := range list.Items() {
		out = append(out, model.Port{Name: p.Get("name").Text(), Container: p.Get("containerPort").Value(), Host: p.Get("hostPort").Value()})
	}
	return out
}

func probe(n yamlx.Node) *model.Probe {
	if !n.IsMap() {
		return nil
	}
	p := &model.Probe{
		InitialDelay: n.Get("initialDelaySeconds").Value(), Period: n.Get("periodSeconds").Value(),
		FailureThreshold: n.Get("failureThreshold").Value(), Timeout: n.Get("timeoutSeconds").Value(), At: n.At(),
	}
	for _, how := range []string{"exec", "tcpSocket", "httpGet", "grpc"} {
		if h := n.Get(how); h.IsMap() {
			p.How, p.Target = how, h.Get("port").Value()
			if first := words(h.Get("command")); len(first) > 0 {
				p.Target = first[len(first)-1]
			}
		}
	}
	return p
}
