package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/test/peers"
)

// lockedBuffer is a buffer that several goroutines write to.
type lockedBuffer struct {
	lines chan string
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.lines <- string(bytes.Clone(p))
	return len(p), nil
}

// TestAllReceiversAtOnce tells a real Alertmanager, PagerDuty, Slack and a
// webhook of one incident, its escalation and its end.
func TestAllReceiversAtOnce(t *testing.T) {
	t.Parallel()
	hook := listenToAlertmanager(t)
	am := peers.Alertmanager(t, config(hook.url))
	pager, slack, web := newServer(t, http.StatusAccepted, accepted), newServer(t, http.StatusOK, "ok"), newServer(t, http.StatusOK, "")
	toAM, err := NewAlertmanager(AlertmanagerOptions{URL: am.URL(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(Options{Now: time.Now, Routes: []Route{
		{To: toAM},
		{To: NewPagerDuty(PagerDutyOptions{URL: pager.url, Key: secret(routingKey)})},
		{To: NewSlack(SlackOptions{URL: secret(slack.url)})},
		{To: NewWebhook(WebhookOptions{URL: secret(web.url)})},
	}})
	if err != nil {
		t.Fatal(err)
	}
	incident, worse := sample(), sample()
	incident.Labels[LabelSeverity] = "warning"
	for _, list := range [][]Alert{
		{incident, Heartbeat("prod", time.Now())}, {worse, Heartbeat("prod", time.Now())}, {ended(worse), Heartbeat("prod", time.Now())},
	} {
		d.Update(list)
		eventually(t, "everybody knows", func() bool {
			for _, s := range d.Status() {
				if s.Pending > 0 || s.Delivered.IsZero() {
					return false
				}
			}
			return true
		})
	}
	if err := d.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(firing(t, am), " "); got != "Heartbeat/none" {
		t.Errorf("Alertmanager has %s firing, want the heartbeat alone", got)
	}
	for name, got := range map[string][]string{
		"pagerduty": fields(t, pager, "event_action"), "slack": fields(t, slack, "text"), "webhook": fields(t, web, "status"),
	} {
		want := map[string]string{
			"pagerduty": "trigger, trigger, resolve",
			"slack": "prod: warning: broker 2 does not answer, prod: error: broker 2 does not answer, " +
				"prod: resolved after 1 h 12 min: broker 2 does not answer",
			"webhook": "firing, firing, resolved",
		}[name]
		if strings.Join(got, ", ") != want {
			t.Errorf("%s was told %q, want %s", name, got, want)
		}
	}
}

// fields is one field of all bodies that a server got.
func fields(t *testing.T, s *server, name string) []string {
	t.Helper()
	var all []string
	for _, b := range s.bodies {
		text, ok := decoded(t, b)[name].(string)
		if !ok {
			t.Errorf("no %s in %s", name, b)
		}
		all = append(all, text)
	}
	return all
}

func TestWhatIsLogged(t *testing.T) {
	t.Parallel()
	s := newServer(t, http.StatusServiceUnavailable, "busy with "+routingKey)
	lines := &lockedBuffer{lines: make(chan string, 100)}
	d, err := New(Options{
		Now: time.Now, Log: slog.New(slog.NewJSONHandler(lines, nil)), chance: func() float64 { return 1 },
		Routes: []Route{{To: NewPagerDuty(PagerDutyOptions{URL: s.url, Key: secret(routingKey)})}},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Update([]Alert{sample()})
	logged(t, lines, "alerts could not be delivered", "it answers 503 Service Unavailable: busy with ***")
	s.answer(http.StatusBadRequest)
	logged(t, lines, "an alert was refused", "it answers 400 Bad Request: busy with ***")
	s.answer(http.StatusAccepted)
	worse := sample()
	worse.Labels[LabelSeverity] = "warning"
	d.Update([]Alert{worse})
	logged(t, lines, "alerts are delivered again", "")
	if err := d.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

func (s *server) answer(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.code = code
}

// logged waits for the line with a message; it has an error, and names the
// receiver.
func logged(t *testing.T, b *lockedBuffer, message, failure string) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		select {
		case line := <-b.lines:
			var m map[string]any
			if err := json.Unmarshal([]byte(line), &m); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(line, routingKey) {
				t.Errorf("%s holds a secret", line)
			}
			if m["msg"] != message {
				continue // one more try than was waited for
			}
			if got, _ := m["error"].(string); got != failure || m["receiver"] != "pagerduty" {
				t.Errorf("logged %s; want the error %q", line, failure)
			}
			return
		case <-limit:
			t.Fatalf("%q was not logged", message)
		}
	}
}
