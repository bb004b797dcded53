package notify

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/test/peers"
)

// decoded is a JSON object.
func decoded(t *testing.T, body string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// shape is the fields of a JSON value with their types, one a line.
func shape(at string, v any) []string {
	switch v := v.(type) {
	case map[string]any:
		var all []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, shape(at+"."+name, v[name])...)
		}
		return append(all, at+" object")
	case []any:
		all := []string{at + " array"}
		if len(v) > 0 {
			all = append(all, shape(at+"[]", v[0])...)
		}
		return all
	case string:
		return []string{at + " string"}
	case float64:
		return []string{at + " number"}
	default:
		return []string{at + " other"}
	}
}

// webhookBody is what our webhook says of alerts.
func webhookBody(t *testing.T, alerts ...Alert) map[string]any {
	t.Helper()
	s := newServer(t, http.StatusOK, "")
	w := NewWebhook(WebhookOptions{Name: "hook", URL: secret(s.url), External: "http://watch.example"})
	answer, err := w.Send(t.Context(), alerts)
	if err != nil || answer != "accepted" {
		t.Errorf("answer %q, %v; want accepted", answer, err)
	}
	return decoded(t, s.bodies[0])
}

func TestTheWebhookSpeaksAsARealAlertmanager(t *testing.T) {
	t.Parallel()
	hook := listenToAlertmanager(t)
	am := peers.Alertmanager(t, config(hook.url))
	d := dispatcherTo(t, am.URL())
	a := sample()
	a.StartsAt = time.Now().Add(-time.Minute).UTC().Truncate(time.Millisecond)
	d.Update([]Alert{a})
	hook.hears(t, "firing BrokerMissing/error")
	over := resolved(a)
	d.Update([]Alert{over})
	hook.hears(t, "firing BrokerMissing/error", "resolved BrokerMissing/error")

	for i, ours := range []map[string]any{webhookBody(t, a), webhookBody(t, over)} {
		theirs := hook.raw[i]
		// Alertmanager groups by all labels here, we by all but the severity.
		delete(theirs["groupLabels"].(map[string]any), LabelSeverity)
		if got, want := shape("", ours), shape("", theirs); !slices.Equal(got, want) {
			t.Errorf("fields\n%s\nAlertmanager's\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		for _, name := range []string{"version", "status", "receiver", "truncatedAlerts"} {
			if ours[name] != theirs[name] {
				t.Errorf("%s is %v, Alertmanager's is %v", name, ours[name], theirs[name])
			}
		}
		our, their := ours["alerts"].([]any)[0].(map[string]any), theirs["alerts"].([]any)[0].(map[string]any)
		for _, name := range []string{"status", "fingerprint", "startsAt", "generatorURL"} {
			if our[name] != their[name] {
				t.Errorf("%s of the alert is %v, Alertmanager's is %v", name, our[name], their[name])
			}
		}
		if i == 0 && our["endsAt"] != their["endsAt"] {
			t.Errorf("endsAt while firing is %v, Alertmanager's is %v", our["endsAt"], their["endsAt"])
		}
		theirKey := strings.ReplaceAll(theirs["groupKey"].(string), `severity="error", `, "")
		if ours["groupKey"] != theirKey {
			t.Errorf("groupKey is %v, Alertmanager's is %v", ours["groupKey"], theirKey)
		}
	}
}

func TestAGroupIsTheSameWhenTheSeverityChanges(t *testing.T) {
	t.Parallel()
	old, worse := sample(), sample()
	old.Labels[LabelSeverity] = "warning"
	one, two := webhookBody(t, old), webhookBody(t, ended(old), worse)
	if one["groupKey"] != two["groupKey"] {
		t.Errorf("the key %v became %v", one["groupKey"], two["groupKey"])
	}
	if two["status"] != "firing" || len(two["alerts"].([]any)) != 2 {
		t.Errorf("%v; want both alerts, and the group firing", two)
	}
	if common := two["commonLabels"].(map[string]any); common[LabelSeverity] != nil || common[LabelCluster] != "prod" {
		t.Errorf("common labels %v; want all but the severity", common)
	}
}

func TestTheWebhookOfABareAlert(t *testing.T) {
	t.Parallel()
	m := webhookBody(t, ended(Alert{StartsAt: begun}))
	if m["status"] != "resolved" || m["groupKey"] != "{}:{}" || m["commonAnnotations"] == nil {
		t.Errorf("%v; want a resolved group without labels", m)
	}
}

func TestLogins(t *testing.T) {
	t.Parallel()
	broken := func() (string, error) { return "", errors.New("gone") }
	for _, c := range []struct {
		auth Auth
		want string // the header, or the error
	}{
		{Auth{}, ""},
		{Auth{User: "u", Password: secret("p\n")}, "Basic dTpw"},
		{Auth{Token: secret("t\n")}, "Bearer t"},
		{Auth{User: "u", Password: secret("p"), Token: secret("t")}, "Bearer t"},
		{Auth{Password: broken}, "the password cannot be read: gone"},
		{Auth{Token: broken}, "the bearer token cannot be read: gone"},
	} {
		s := newServer(t, http.StatusOK, "")
		got := ""
		if _, err := NewWebhook(WebhookOptions{URL: secret(s.url), Auth: c.auth}).Send(t.Context(), []Alert{sample()}); err != nil {
			got = err.Error()
		} else {
			got = s.heads[0].Get("Authorization")
		}
		if got != c.want {
			t.Errorf("%+v: %q, want %q", c.auth, got, c.want)
		}
	}
}
