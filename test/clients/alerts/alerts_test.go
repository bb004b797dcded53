package alerts

import (
	"fmt"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// firing asks for an alert about a client that fires, and fired whether it ever did.
func firing(alert, severity, client string) string {
	return fmt.Sprintf(`ALERTS{alertstate="firing",alertname=%q,severity=%q,client=%q}`, alert, severity, client)
}

func fired(alert, client string) string {
	return fmt.Sprintf(`count_over_time(ALERTS{alertstate="firing",alertname=~%q,client=%q}[1h])`, alert, client)
}

// TestM15_AFailureRatioOfHalfAPercentIsToldByItsBurnRate in a real Prometheus, while a
// threshold of 1 % says nothing; a tenth of it is within the objective, and is not told.
func TestM15_AFailureRatioOfHalfAPercentIsToldByItsBurnRate(t *testing.T) {
	c, registry := node(t), prometheus.NewRegistry()
	start(t, c, registry, "shop", 200)
	tills := start(t, c, registry, "tills", 2000)
	prom := watched(t, registry)
	until(t, prom, firing("BreakwaterClientFailureBudgetBurns", "warning", "shop"))
	until(t, prom, firing("BreakwaterClientRecordsTooLarge", "warning", "shop"))
	// Of the tills enough has failed for every alert on few failures.
	until(t, prom, `sum by (client) (breakwater_client_records_total{client="tills",outcome!="persisted"}) > 10`)

	const ratio = `sum by (client) (breakwater_client_records_total{outcome!="persisted"}) / sum by (client) (breakwater_client_records_total)`
	for client, between := range map[string][2]float64{"shop": {0.004, 0.006}, "tills": {0.0003, 0.0007}} {
		until(t, prom, fmt.Sprintf(`(%s) > %v < %v and on (client) breakwater_client_within_seconds{client=%q}`, ratio, between[0], between[1], client))
	}
	none(t, prom, "("+ratio+") > 0.01")
	none(t, prom, fired("BreakwaterClientFailureBudgetBurns|BreakwaterClientRecordsTooLarge|BreakwaterClientNothingPersisted", "tills"))
	none(t, prom, fired("BreakwaterClientNothingPersisted|BreakwaterClientMetadata.*|BreakwaterClientHalfGuarded", "shop"))
	if failed := tills.guard.Counts().Failed; failed["MESSAGE_TOO_LARGE"] == 0 || len(failed) > 1 {
		t.Errorf("the tills failed by %v", failed)
	}
}

// TestM10_RecordsThatAreTooLargeAreTold as critical in a real Prometheus, when all are.
func TestM10_RecordsThatAreTooLargeAreTold(t *testing.T) {
	c, registry := node(t), prometheus.NewRegistry()
	start(t, c, registry, "sensors", 1)
	prom := watched(t, registry)
	until(t, prom, firing("BreakwaterClientRecordsTooLarge", "critical", "sensors"))
	until(t, prom, firing("BreakwaterClientNothingPersisted", "critical", "sensors"))
	until(t, prom, firing("BreakwaterClientFailureBudgetBurns", "critical", "sensors"))
}

// TestM15_TheAgeOfMetadataIsToldAtFifteenAndThirtySeconds in a real Prometheus, after the
// cluster has gone.
func TestM15_TheAgeOfMetadataIsToldAtFifteenAndThirtySeconds(t *testing.T) {
	c, registry := node(t), prometheus.NewRegistry()
	start(t, c, registry, "shop", 1000)
	prom := watched(t, registry)
	until(t, prom, `breakwater_client_records_total{outcome="persisted"} > 1000`)
	none(t, prom, fired("BreakwaterClientMetadata.*", "shop"))
	if err := c.Nodes()[0].Kill(); err != nil {
		t.Fatal(err)
	}
	const late = 10 * time.Second // for a machine that is busy
	for _, a := range []struct {
		alert, severity, states string
		at                      time.Duration
	}{
		{"BreakwaterClientMetadataStale", "warning", "stale|old", 15 * time.Second},
		{"BreakwaterClientMetadataOld", "critical", "old", 30 * time.Second},
	} {
		until(t, prom, firing(a.alert, a.severity, "shop"))
		youngest := fmt.Sprintf(`min_over_time((breakwater_client_metadata_age_seconds and ignoring (state) breakwater_client_metadata_state{state=~%q} == 1)[5m:250ms])`, a.states)
		if got := until(t, prom, youngest)[0].Value; got < a.at.Seconds() || got > (a.at+late).Seconds() {
			t.Errorf("%s fires at an age of %.1f s, want %s", a.alert, got, a.at)
		}
	}
}
