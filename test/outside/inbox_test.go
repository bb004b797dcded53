package outside

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestAnInboxKeepsWhatIsNew(t *testing.T) {
	var in Inbox
	began := time.Now()
	post := func(text string) int {
		answer := httptest.NewRecorder()
		in.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(text)))
		return answer.Code
	}
	alert := func(status, severity, subject, starts string) string {
		return `{"status":"` + status + `","startsAt":"` + starts + `","labels":{"rule":"cluster/broker-missing","severity":"` + severity + `","subject":"` + subject + `"},"annotations":{"summary":"gone"}}`
	}
	const at, later = "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"
	for _, text := range []string{
		alert("firing", "error", "broker/2", at), alert("firing", "error", "broker/2", at), // as often as it likes
		alert("firing", "none", "", at), // the heartbeat
		alert("resolved", "error", "broker/2", at),
		alert("firing", "error", "broker/2", later), // another incident
		alert("firing", "warning", "broker/2", at),
		alert("firing", "error", "broker/3", at),
	} {
		if code := post(`{"alerts":[` + text + `]}`); code != http.StatusOK {
			t.Errorf("status %d", code)
		}
	}
	if code := post("<html>"); code != http.StatusBadRequest {
		t.Errorf("what is no message gets %d", code)
	}
	got := in.Since(began)
	if len(got) != 5 || got[0].String() != "firing error cluster/broker-missing broker/2: gone" || got[4].Name() != "cluster/broker-missing broker/3" {
		t.Errorf("got %v", got)
	}
	if len(in.Since(time.Now())) > 0 {
		t.Error("it came before, and is told as since")
	}
}

func TestThroughAnAlertmanager(t *testing.T) {
	if text := Through("http://pager"); !strings.Contains(text, "{url: http://pager, send_resolved: true}") {
		t.Errorf("got %s", text)
	}
}
