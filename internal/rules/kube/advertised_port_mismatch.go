package kube

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// AdvertisedPortMismatch finds brokers that advertise their own pod at a port
// on which they do not listen. Behind a service, a node port or a load balancer
// ports may differ, so only addresses of the pod itself are judged.
var AdvertisedPortMismatch = &rule.Rule{
	Name: "kube/advertised-port-mismatch", Severity: finding.Error, On: model.KindObject,
	Needs: workloads,
	Doc:   doc("advertised-port-mismatch"),
	NoCEL: "needs the addresses of two lists of listeners parted and joined by their names, which lint and the webhook do",
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, _ string) {
			judgePorts(p, set, setting(set, key.BrokerListeners), setting(set, key.BrokerAdvertisedListeners))
		})
	},
}

// setting is what a variable of the container makes of a key. Its text counts even
// where a part of it is only filled in when the pod starts.
func setting(set *model.PodSet, k model.Key) rule.Reading {
	return read(k.Name, set.Settings.Own(k.Name))
}

func judgePorts(p *rule.Pass, set *model.PodSet, listeners, advertised rule.Reading) {
	bound := addressesOf(listeners.Value.Raw())
	for name, at := range addressesOf(advertised.Value.Raw()) {
		own, has := bound[name]
		if !has || at.port == own.port || at.port == "" || own.port == "" || !ofPod(at.host) || answered(set, at.port) {
			continue
		}
		about(p, set, p.Report("listener %s listens on port %s and is advertised as %s:%s, which is the pod itself: nobody answers there, "+
			"so clients that were told of it cannot connect", name, own.port, at.host, at.port)).
			Because(listeners, advertised).At(advertised).About(name).
			Fix("advertise port %s", own.port)
	}
}

type address struct{ host, port string }

// addressesOf are the addresses of a list of listeners, by their names. A port
// that is only filled in later is none.
func addressesOf(list string) map[string]address {
	out := map[string]address{}
	for listener := range strings.SplitSeq(list, ",") {
		name, at, found := strings.Cut(strings.TrimSpace(listener), "://")
		colon := strings.LastIndexByte(at, ':')
		if !found || colon < 0 {
			continue
		}
		port := at[colon+1:]
		if strings.Trim(port, "0123456789") != "" {
			port = ""
		}
		out[name] = address{at[:colon], port}
	}
	return out
}

// ofPod tells an address that the pod has by itself: its IP, or its name under a
// headless service.
func ofPod(host string) bool {
	for _, mark := range []string{"$(POD_NAME)", "${POD_NAME}", "$(MY_POD_NAME)", "${MY_POD_NAME}", "$(POD_IP)", "${POD_IP}", "$(MY_POD_IP)", "${HOSTNAME}", "$(HOSTNAME)"} {
		if strings.HasPrefix(host, mark) {
			return true
		}
	}
	return false
}

// answered tells whether another container of the pod, or the node, may answer
// on a port: a proxy beside Kafka, or a hostPort.
func answered(set *model.PodSet, port string) bool {
	for i := range set.Containers {
		for _, p := range set.Containers[i].Ports {
			if p.Host.Raw() == port || i != set.Kafka && p.Container.Raw() == port {
				return true
			}
		}
	}
	return false
}
