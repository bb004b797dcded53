package outside

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Alert is one alert as the receiver behind Alertmanager got it.
type Alert struct {
	At          time.Time // when it came
	Status      string    // firing, resolved
	Labels      map[string]string
	Annotations map[string]string
	StartsAt    time.Time
}

// String is the alert on one line: status, severity, rule, subject, summary.
func (a Alert) String() string {
	return fmt.Sprintf("%s %s %s: %s", a.Status, a.Labels["severity"], a.Name(), a.Annotations["summary"])
}

// Name is RULE SUBJECT.
func (a Alert) Name() string { return a.Labels["rule"] + " " + a.Labels["subject"] }

// same tells whether two messages are about one state of one alert.
func (a Alert) same(b Alert) bool {
	return a.Status == b.Status && a.StartsAt.Equal(b.StartsAt) && a.Name() == b.Name() && a.Labels["severity"] == b.Labels["severity"]
}

// Inbox is a receiver behind Alertmanager, as a person's pager is. It keeps each
// alert as it first came, and leaves out the heartbeat. The zero value is empty.
type Inbox struct {
	mu  sync.Mutex
	all []Alert
}

// Through is the configuration of an Alertmanager that passes each alert at once
// to an inbox, which is served at a URL.
func Through(url string) string {
	return fmt.Sprintf(`route: {receiver: pager, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 24h}
receivers:
  - name: pager
    webhook_configs: [{url: %s, send_resolved: true}]
`, url)
}

// ServeHTTP takes what Alertmanager posts.
func (i *Inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var message struct{ Alerts []Alert }
	if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, a := range message.Alerts {
		if a.Labels["severity"] == "none" {
			continue // the heartbeat
		}
		a.At = time.Now()
		if !slices.ContainsFunc(i.all, a.same) { // a group of alerts is told as a whole when one of them changes
			i.all = append(i.all, a)
		}
	}
}

// Since lists what came after a time, in the order in which it came.
func (i *Inbox) Since(at time.Time) (out []Alert) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, a := range i.all {
		if a.At.After(at) {
			out = append(out, a)
		}
	}
	return out
}
