package notify

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
)

const routingKey = "0123456789abcdef0123456789abcdef"

const accepted = `{"status":"success","message":"Event processed","dedup_key":"0123456789abcdef"}`

func TestPagerDutyIsToldByItsSchema(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]Alert{
		"firing": sample(), "over": ended(sample()), "late": late(sample()), "monster": monster(), "heartbeat": Heartbeat("prod", begun),
		"bare": {Key: "k", Annotations: map[string]string{Summary: "s"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, http.StatusAccepted, accepted)
			p := NewPagerDuty(PagerDutyOptions{URL: s.url, Key: secret(routingKey + "\n")})
			answer, err := p.Send(t.Context(), []Alert{a})
			if err != nil || answer != accepted {
				t.Errorf("answer %q, %v; want %q", answer, err, accepted)
			}
			fits(t, "pagerduty-events-v2.schema.json", s.bodies[0])
			if len(s.bodies[0]) > 512<<10 {
				t.Errorf("the event has %d bytes, more than PagerDuty takes", len(s.bodies[0]))
			}
		})
	}
}

func TestPagerDutyEvent(t *testing.T) {
	t.Parallel()
	p := NewPagerDuty(PagerDutyOptions{})
	got, err := json.Marshal(p.event(new(sample())))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"routing_key":"","event_action":"trigger","dedup_key":"0123456789abcdef","client":"Breakwater",` +
		`"client_url":"https://watch.example/incidents/1","links":[{"href":"https://watch.example/incidents/1","text":"incident"},` +
		`{"href":"https://docs.example/broker-missing","text":"runbook"}],"payload":{"summary":"prod: broker 2 does not answer",` +
		`"source":"prod","severity":"error","timestamp":"2026-03-01T03:00:00Z","component":"broker/2","group":"prod",` +
		`"class":"cluster/broker-missing","custom_details":{"description":"broker 2 does not answer\nExplains 3 findings.",` +
		`"evidence":["a = 1","b = 2"],"next":"ssh broker-2"}}}`
	if string(got) != want {
		t.Errorf("event\n%s\nwant\n%s", got, want)
	}
	got, err = json.Marshal(p.event(new(ended(sample()))))
	if want := `{"routing_key":"","event_action":"resolve","dedup_key":"0123456789abcdef"}`; err != nil || string(got) != want {
		t.Errorf("event %s, %v; want %s", got, err, want)
	}
	e := p.event(new(late(sample())))
	if e.Action != "trigger" || e.Payload.Summary != "prod: over by now: broker 2 does not answer" ||
		e.Payload.Details[Late] != "it is over since 04:12:00 UTC, after 1 h 12 min; it could not be told while it went on" {
		t.Errorf("a late one is %+v: want a trigger that says so", e.Payload)
	}
}

func TestPagerDutySeverities(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		severity string
		critical bool
		want     string
	}{
		{"error", false, "error"}, {"error", true, "critical"}, {"warning", true, "warning"},
		{"info", true, "info"}, {"none", true, "info"}, {"dreadful", false, "error"}, {"", true, "critical"},
	} {
		a := sample()
		a.Labels[LabelSeverity] = c.severity
		p := NewPagerDuty(PagerDutyOptions{Critical: c.critical})
		if got := p.severity(&a); got != c.want {
			t.Errorf("%q (critical %v) is %s there, want %s", c.severity, c.critical, got, c.want)
		}
	}
}

func TestPagerDutyRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code    int
		refused bool
	}{{400, true}, {429, false}, {500, false}, {503, false}, {403, false}} {
		s := newServer(t, c.code, `{"errors":["routing_key `+routingKey+` is not known"]}`)
		p := NewPagerDuty(PagerDutyOptions{URL: s.url, Key: secret(routingKey)})
		_, err := p.Send(t.Context(), []Alert{sample(), sample()})
		if err == nil || isRefusal(err) != c.refused {
			t.Errorf("%d: %v; want it to be a refusal: %v", c.code, err, c.refused)
		}
		if strings.Contains(err.Error(), routingKey) || !strings.Contains(err.Error(), "*** is not known") {
			t.Errorf("%v; want the answer without the key", err)
		}
		if len(s.bodies) != 1 {
			t.Errorf("%d requests, want none after one that failed", len(s.bodies))
		}
	}
}

func TestPagerDutyWithoutAKey(t *testing.T) {
	t.Parallel()
	for want, key := range map[string]Secret{
		"the routing key of PagerDuty cannot be read: no such file": func() (string, error) { return "", errors.New("no such file") },
		"the routing key of PagerDuty is empty":                     secret(" \n"),
	} {
		p := NewPagerDuty(PagerDutyOptions{Key: key})
		if _, err := p.Send(t.Context(), []Alert{sample()}); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestASecretIsReadAnew(t *testing.T) {
	t.Parallel()
	s := newServer(t, http.StatusAccepted, accepted)
	key := strings.Repeat("a", 32)
	p := NewPagerDuty(PagerDutyOptions{URL: s.url, Key: func() (string, error) { return key, nil }})
	for _, want := range []string{key, strings.Repeat("b", 32)} {
		key = want
		if _, err := p.Send(t.Context(), []Alert{sample()}); err != nil {
			t.Fatal(err)
		}
		if last := s.bodies[len(s.bodies)-1]; !strings.Contains(last, want) {
			t.Errorf("%s; want the key %s", last, want)
		}
	}
}
