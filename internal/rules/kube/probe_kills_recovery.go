package kube

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ProbeKillsRecovery finds liveness probes that end a broker while it still
// recovers its logs: it listens on no port before that is done, so it is ended
// again each time, and never comes up.
var ProbeKillsRecovery = &rule.Rule{
	Name: "kube/probe-kills-recovery", Severity: finding.Warning, On: model.KindObject,
	Needs:  workloads,
	Doc:    doc("probe-kills-recovery"),
	Params: []rule.Param{{Name: "seconds", Default: 300, Unit: rule.Count, Doc: "that a broker gets at least to recover its logs"}},
	CEL: []rule.CEL{{
		Sees: rule.SeesPods, Severity: finding.Warning, Let: []rule.Let{{Name: "ends", Known: "pod.patience.size() > 1 ? [pod.patience[0] + pod.patience[1]] : pod.patience"}},
		When: `pod.asked && !pod.solitary && ends < seconds`,
		Says: `'the livenessProbe ends the container after ' + string(ends) + ' s without an open port, and a broker opens none before its logs are recovered: after an unclean end that takes minutes, so it is ended each time and never comes up; fix: give the startup a startupProbe with failureThreshold × periodSeconds of ' + string(seconds) + ' or more'`,
	}},
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, _ string) {
			c := set.Main()
			if c == nil || c.Liveness == nil || !asksKafka(c.Liveness) || solitary(p, set) {
				return
			}
			patience, ok := patienceOf(c.Liveness)
			name := "livenessProbe"
			if ok && c.Startup != nil {
				var first int
				if first, ok = patienceOf(c.Startup); ok {
					patience, name = patience+first, "startupProbe and livenessProbe"
				}
			}
			if !ok {
				p.Skip("livenessProbe", "one of its numbers is not known", c.Liveness.At)
				return
			}
			if int64(patience) >= p.Param("seconds") {
				return
			}
			about(p, set, p.Report("%s (%s) ends the container after %d s without an open port, and a broker opens none before its logs are recovered: "+
				"after an unclean end that takes minutes, so it is ended each time and never comes up", name, c.Liveness.How, patience)).
				AtOrigin(c.Liveness.At).
				Fix("give the startup a startupProbe with failureThreshold × periodSeconds of %d or more, or have the liveness probe look at the process alone", p.Param("seconds"))
		})
	},
}

// asksKafka tells a probe that only a broker with an open port answers.
func asksKafka(probe *model.Probe) bool {
	if probe.How != "exec" {
		return probe.How == "tcpSocket"
	}
	tools := []string{"kafka-broker-api-versions", "kafka-topics", "nc -z", "/dev/tcp"}
	return slices.ContainsFunc(tools, func(tool string) bool { return strings.Contains(probe.Target.Raw(), tool) })
}

// patienceOf is after how many seconds a probe that nobody answers gives up.
// Kubernetes' defaults are 0, 10 and 3.
func patienceOf(probe *model.Probe) (seconds int, ok bool) {
	number := func(v model.Value, otherwise int) int {
		n, is := whole(v)
		if !v.IsSet() {
			return otherwise
		}
		ok = ok && is
		return n
	}
	ok = true
	seconds = number(probe.InitialDelay, 0) + number(probe.Period, 10)*number(probe.FailureThreshold, 3)
	return seconds, ok
}
