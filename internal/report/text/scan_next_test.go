package text

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/reporttest"
)

func gap(fact model.Fact, why model.GapReason) model.Gap {
	return model.Gap{Fact: fact, Why: why, Detail: "it is so", Scope: on(model.KindCluster, "")}
}

func TestTheNextCommand(t *testing.T) {
	const acls = "kafka-acls.sh --bootstrap-server b:9092 --add --allow-principal User:NAME"
	for name, c := range map[string]struct {
		change func(*finding.Result)
		want   string
	}{
		"healthy": {func(*finding.Result) {}, "breakwater scan --bootstrap b:9092 --save before.json   (before the next change, to have what was)"},
		"a finding and a gap": {func(r *finding.Result) {
			r.Findings = []finding.Finding{found("cluster/x", finding.Warning, on(model.KindCluster, ""), "so")}
			r.Gaps = []model.Gap{gap(model.FactGroups, model.Denied)}
		}, "breakwater explain cluster/x"},
		"a hint": {func(r *finding.Result) {
			r.Findings = []finding.Finding{found("cluster/x", finding.Info, on(model.KindCluster, ""), "so")}
		}, "breakwater explain cluster/x"},
		"a hint and a gap": {func(r *finding.Result) {
			r.Findings = []finding.Finding{found("cluster/x", finding.Info, on(model.KindCluster, ""), "so")}
			r.Gaps = []model.Gap{gap(model.FactGroups, model.TimedOut)}
		}, "breakwater scan --bootstrap b:9092 --timeout 60s"},
		"no rights on groups":  {func(r *finding.Result) { r.Gaps = []model.Gap{gap(model.FactGroups, model.Denied)} }, acls + " --operation Describe --cluster --topic '*' --group '*'"},
		"no rights on configs": {func(r *finding.Result) { r.Gaps = []model.Gap{gap(model.FactTopicConfig, model.Denied)} }, acls + " --operation DescribeConfigs --cluster --topic '*'"},
		"no rights at all": {func(r *finding.Result) {
			r.Gaps = []model.Gap{gap(model.FactBrokerConfig, model.Denied), gap(model.FactLogDirs, model.Denied)}
		}, acls + " --operation Describe --cluster --topic '*' --group '*' && " + acls + " --operation DescribeConfigs --cluster --topic '*'"},
		"rights and more": {func(r *finding.Result) {
			r.Gaps = []model.Gap{gap(model.FactLogDirs, model.Denied), gap(model.FactQuorum, model.Unreachable)}
		}, "breakwater scan --bootstrap b:9092"},
		"not supported":   {func(r *finding.Result) { r.Gaps = []model.Gap{gap(model.FactLogDirs, model.Unsupported)} }, "add expect_gaps: [log directories] to policy.yaml, if this platform never shows it"},
		"announced":       {func(r *finding.Result) { r.Gaps = []model.Gap{{Fact: model.FactQuorum, Expected: true}} }, "breakwater scan --bootstrap b:9092 --save before.json   (before the next change, to have what was)"},
		"a skip":          {func(r *finding.Result) { r.Skipped = []finding.Skip{{Rule: "group/x"}} }, "breakwater explain group/x"},
		"nothing checked": {func(r *finding.Result) { r.Checked = nil }, "breakwater rules   (which rules are on, and what do they need?)"},
		"nobody answers":  {func(r *finding.Result) { r.Clusters = nil }, "kafka-broker-api-versions.sh --bootstrap-server b:9092"},
		"nobody lets us in": {func(r *finding.Result) {
			r.Clusters, r.Gaps = nil, []model.Gap{gap(model.FactConnections, model.Denied)}
		}, "kafka-broker-api-versions.sh --bootstrap-server b:9092 --command-config client.properties"},
	} {
		r := reporttest.Plant()
		c.change(r)
		got := scanned(t, Scan{Bootstrap: "b:9092"}, r)
		if last := got[strings.LastIndex(got, "\nNext: ")+1:]; last != "Next: "+c.want+"\n" {
			t.Errorf("%s: got %q, want %q", name, last, c.want)
		}
	}
}

// TestAddressesCanBePasted: nothing that a shell would run comes from the
// address.
func TestAddressesCanBePasted(t *testing.T) {
	for given, want := range map[string]string{
		"b1:9092":            "b1:9092",
		"b1:9092,b2.x:9093":  "b1:9092,b2.x:9093",
		"[::1]:9092":         "'[::1]:9092'",
		"":                   "HOST:PORT",
		"--help":             "HOST:PORT",
		"b:9092; rm -rf /":   "HOST:PORT",
		"$(reboot):9092":     "HOST:PORT",
		"b1:9092 b2:9092":    "HOST:PORT",
		reporttest.Hostile:   "HOST:PORT",
		"b:9092\nb:9092":     "HOST:PORT",
		"under_score-1:9092": "under_score-1:9092",
	} {
		if got := address(given); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}
