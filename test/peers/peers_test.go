package peers

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

const silent = "route: {receiver: none}\nreceivers: [{name: none}]\n"

func TestAlertmanagerTakesAnAlert(t *testing.T) {
	t.Parallel()
	am := Alertmanager(t, silent)
	res, err := http.Post(am.URL()+"/api/v2/alerts", "application/json", strings.NewReader(`[{"labels":{"alertname":"A"}}]`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	alerts, err := am.Alerts(t.Context())
	if err != nil || len(alerts) != 1 || alerts[0].Labels["alertname"] != "A" {
		t.Errorf("answered %s; has %v, %v; want one alert named A", res.Status, alerts, err)
	}
	if !strings.Contains(am.Logs(), "Listening on") {
		t.Errorf("the log says %q; want it to say where it listens", am.Logs())
	}
	am.Stop(t)
	if _, err := am.Alerts(t.Context()); err == nil {
		t.Error("an Alertmanager that was stopped answers")
	}
}

func TestAnAlertmanagerWithoutATest(t *testing.T) {
	t.Parallel()
	need(t, "Alertmanager", alertmanager)
	am, err := StartAlertmanager(t.Context(), t.TempDir(), silent)
	if err != nil {
		t.Fatal(err)
	}
	if alerts, err := am.Alerts(t.Context()); err != nil || len(alerts) > 0 {
		t.Errorf("has %v, %v", alerts, err)
	}
	for range 2 { // the second time there is nothing to end
		if err := am.Close(); err != nil {
			t.Error(err)
		}
	}
	if am, err := StartAlertmanager(t.Context(), t.TempDir(), "route: {receiver: nobody}"); err == nil || !strings.Contains(err.Error(), "ended before it was ready") {
		t.Errorf("with a wrong configuration: %v, %v", am, err)
	}
	if am, err := StartAlertmanager(t.Context(), "/nowhere", silent); err == nil {
		t.Errorf("without a folder: %v", am)
	}
}

func TestTwoAlertmanagersAreApart(t *testing.T) {
	t.Parallel()
	if a, b := Alertmanager(t, silent), Alertmanager(t, silent); a.URL() == b.URL() {
		t.Errorf("both listen on %s", a.URL())
	}
}

func TestPrometheusAnswersQueries(t *testing.T) {
	t.Parallel()
	prom := Prometheus(t, "global: {}\n")
	got, err := prom.Query(t.Context(), `label_replace(vector(42), "a", "b", "", "")`)
	if err != nil || len(got) != 1 || got[0].Value != 42 || got[0].Labels["a"] != "b" {
		t.Errorf("answer %v, %v; want 42 with a=b", got, err)
	}
	if _, err := prom.Query(t.Context(), "1"); err == nil || !strings.Contains(err.Error(), "scalar, not a vector") {
		t.Errorf("a scalar gives %v", err)
	}
	if _, err := prom.Query(t.Context(), "("); err == nil || !strings.Contains(err.Error(), "400") {
		t.Errorf("an expression that cannot be parsed gives %v", err)
	}
	if !strings.Contains(prom.Logs(), "Server is ready") {
		t.Errorf("the log says %q", prom.Logs())
	}
}

func TestPromtoolChecksMetrics(t *testing.T) {
	t.Parallel()
	if out, err := Promtool(t, "# HELP a_total A.\n# TYPE a_total counter\na_total 1\n", "check", "metrics"); err != nil {
		t.Errorf("good metrics: %v: %s", err, out)
	}
	if out, err := Promtool(t, "a_total{ 1\n", "check", "metrics"); err == nil {
		t.Errorf("bad metrics pass: %s", out)
	}
}

func TestAProgramThatEndsIsTold(t *testing.T) {
	t.Parallel()
	p := launch(t, t.TempDir(), "/bin/sh", "-c", "echo gone; exit 3")
	<-p.done
	if p.err == nil || !strings.Contains(p.err.Error(), "3") || p.logs() != "gone\n" {
		t.Errorf("ended with %v, printed %q; want exit status 3 and its output", p.err, p.logs())
	}
}

func TestAProgramEndsWithItsHolder(t *testing.T) {
	t.Parallel()
	p := launch(t, t.TempDir(), "/bin/sleep", "600")
	if err := p.hold.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.done:
	case <-time.After(stopLimit):
		t.Error("it still runs")
	}
}

func TestLastLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"", ""}, {"a", "a"}, {"a\nb\n", "a\nb"}, {"a\nb\nc\n", "b\nc"},
	} {
		if got := lastLines(c.text, 2); got != c.want {
			t.Errorf("the last two lines of %q are %q, want %q", c.text, got, c.want)
		}
	}
}
