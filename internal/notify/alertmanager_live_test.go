package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/test/peers"
)

// told is a webhook that a real Alertmanager calls, and what it was told.
type told struct {
	url string

	mu   sync.Mutex
	all  []string // "firing BrokerMissing/error"
	raw  []map[string]any
	news chan struct{}
}

func listenToAlertmanager(t *testing.T) *told {
	t.Helper()
	h := &told{news: make(chan struct{}, 1)}
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var m map[string]any
		if err := json.Unmarshal(body, &m); err != nil {
			t.Error(err)
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.raw = append(h.raw, m)
		for _, a := range m["alerts"].([]any) {
			a := a.(map[string]any)
			labels := a["labels"].(map[string]any)
			h.all = append(h.all, fmt.Sprintf("%s %s/%s", a["status"], labels[LabelName], labels[LabelSeverity]))
		}
		select {
		case h.news <- struct{}{}:
		default:
		}
	}))
	t.Cleanup(s.Close)
	h.url = s.URL
	return h
}

// hears waits until the webhook was told all of it, in this order, and nothing
// else.
func (h *told) hears(t *testing.T, want ...string) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		h.mu.Lock()
		got := slices.Clone(h.all)
		h.mu.Unlock()
		if slices.Equal(got, want) {
			return
		}
		if len(got) > len(want) || !slices.Equal(got, want[:len(got)]) {
			t.Fatalf("Alertmanager told %q, want %q", got, want)
		}
		select {
		case <-h.news:
		case <-limit:
			t.Fatalf("Alertmanager told only %q, want %q", got, want)
		}
	}
}

// config has Alertmanager tell a webhook of each alert for itself, and at once.
func config(url string) string {
	return `route: {receiver: hook, group_by: ["..."], group_wait: 10ms, group_interval: 100ms, repeat_interval: 1h}
receivers: [{name: hook, webhook_configs: [{url: "` + url + `"}]}]
`
}

// resend is short, so that the tests are, too; an alert lives four times as long,
// which a busy machine must not exceed.
const resend = time.Second

func dispatcherTo(t *testing.T, urls ...string) *Dispatcher {
	t.Helper()
	receivers, err := Peers(urls, AlertmanagerOptions{Now: time.Now, Resend: resend})
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Now: time.Now, Resend: resend}
	for _, r := range receivers {
		o.Routes = append(o.Routes, Route{To: r})
	}
	d, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = d.Close(ctx) // some of the tests have a peer that is dead
	})
	return d
}

func missing(severity string) Alert {
	return Alert{
		Key: "0123456789abcdef", StartsAt: time.Now().Add(-time.Minute).Truncate(time.Millisecond), URL: "http://watch.example/incidents/1",
		Labels: map[string]string{LabelName: "BrokerMissing", LabelRule: "cluster/broker-missing", LabelSeverity: severity,
			LabelCluster: "prod", LabelSubject: "broker/2"},
		Annotations: map[string]string{Summary: "broker 2 does not answer"},
	}
}

func resolved(a Alert) Alert {
	a.EndsAt = time.Now()
	return a
}

func firing(t *testing.T, am *peers.AM) []string {
	t.Helper()
	alerts, err := am.Alerts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, a := range alerts {
		all = append(all, a.Labels[LabelName]+"/"+a.Labels[LabelSeverity])
	}
	slices.Sort(all)
	return all
}

// eventually asks until the real Alertmanager has come to it.
func eventually(t *testing.T, what string, ask func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(20 * time.Second)
	for !ask() {
		select {
		case <-limit:
			t.Fatalf("20 s have passed, and not: %s", what)
		case <-tick.C:
		}
	}
}

func TestARealAlertmanagerKeepsAnAlertWhileItIsSent(t *testing.T) {
	t.Parallel()
	hook := listenToAlertmanager(t)
	am := peers.Alertmanager(t, config(hook.url))
	d := dispatcherTo(t, am.URL())
	a := missing("error")
	d.Update([]Alert{a})
	hook.hears(t, "firing BrokerMissing/error")

	// Longer than an alert lives that is not sent again.
	sent := d.Status()[0].Sent
	eventually(t, "sent again five times", func() bool { return d.Status()[0].Sent >= sent+5 })
	hook.hears(t, "firing BrokerMissing/error")
	alerts, err := am.Alerts(t.Context())
	if err != nil || len(alerts) != 1 || !alerts[0].StartsAt.Equal(a.StartsAt) || alerts[0].GeneratorURL != a.URL ||
		alerts[0].Annotations[Summary] != a.Annotations[Summary] || !maps.Equal(alerts[0].Labels, a.Labels) {
		t.Errorf("Alertmanager keeps %+v, %v; want %+v", alerts, err, a)
	}

	d.Update([]Alert{resolved(a)})
	hook.hears(t, "firing BrokerMissing/error", "resolved BrokerMissing/error")
	eventually(t, "nothing fires", func() bool { return len(firing(t, am)) == 0 })
}

func TestARealAlertmanagerLetsTheAlertsOfADeadWatchExpire(t *testing.T) {
	t.Parallel()
	hook := listenToAlertmanager(t)
	am := peers.Alertmanager(t, config(hook.url))
	d := dispatcherTo(t, am.URL())
	d.Update([]Alert{missing("error"), Heartbeat("prod", time.Now())})
	eventually(t, "both fire", func() bool {
		return slices.Equal(firing(t, am), []string{"BrokerMissing/error", "Heartbeat/none"})
	})
	if err := d.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "nothing fires", func() bool { return len(firing(t, am)) == 0 })
}

func TestARealAlertmanagerHearsOfAHeartbeatThatStops(t *testing.T) {
	t.Parallel()
	hook := listenToAlertmanager(t)
	am := peers.Alertmanager(t, config(hook.url))
	d := dispatcherTo(t, am.URL())
	d.Update([]Alert{missing("error"), Heartbeat("prod", time.Now())}) // the last list of a watch that hangs
	eventually(t, "only the alert fires", func() bool { return slices.Equal(firing(t, am), []string{"BrokerMissing/error"}) })
	eventually(t, "the heartbeat's end is told", func() bool {
		hook.mu.Lock()
		defer hook.mu.Unlock()
		return slices.Contains(hook.all, "resolved Heartbeat/none")
	})
}

func TestARealAlertmanagerKnowsASeverityThatRisesForAnotherAlert(t *testing.T) {
	t.Parallel()
	hook := listenToAlertmanager(t)
	am := peers.Alertmanager(t, config(hook.url))
	d := dispatcherTo(t, am.URL())
	a := missing("warning")
	d.Update([]Alert{a})
	hook.hears(t, "firing BrokerMissing/warning")

	worse := missing("error")
	worse.StartsAt = a.StartsAt
	d.Update([]Alert{worse})
	eventually(t, "only the error fires", func() bool { return slices.Equal(firing(t, am), []string{"BrokerMissing/error"}) })
	eventually(t, "both are told", func() bool {
		hook.mu.Lock()
		defer hook.mu.Unlock()
		return slices.Contains(hook.all, "resolved BrokerMissing/warning") && slices.Contains(hook.all, "firing BrokerMissing/error")
	})

	d.Update([]Alert{a})
	eventually(t, "only the warning fires again", func() bool { return slices.Equal(firing(t, am), []string{"BrokerMissing/warning"}) })
	d.Update([]Alert{resolved(a)})
	eventually(t, "nothing fires", func() bool { return len(firing(t, am)) == 0 })
}

func TestOfTwoRealAlertmanagersOneIsDead(t *testing.T) {
	t.Parallel()
	hook := listenToAlertmanager(t)
	am := peers.Alertmanager(t, config(hook.url))
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := dead.Close(); err != nil {
		t.Fatal(err)
	}
	d := dispatcherTo(t, "http://"+dead.Addr().String(), am.URL())
	a := missing("error")
	d.Update([]Alert{a})
	hook.hears(t, "firing BrokerMissing/error")
	eventually(t, "the dead one has failed", func() bool { return d.Status()[0].Failed > 0 })
	d.Update([]Alert{resolved(a)})
	hook.hears(t, "firing BrokerMissing/error", "resolved BrokerMissing/error")
	st := d.Status()
	if st[0].Name != "alertmanager/"+dead.Addr().String() || st[0].Sent != 0 || !strings.Contains(st[0].Error, "refused") || st[0].Pending != 1 {
		t.Errorf("the dead one: %+v", st[0])
	}
	if st[1].Failed != 0 || st[1].Pending != 0 || st[1].Error != "" {
		t.Errorf("the other: %+v", st[1])
	}
}

func TestARealAlertmanagerHearsOfARestartNothing(t *testing.T) {
	t.Parallel()
	hook := listenToAlertmanager(t)
	am := peers.Alertmanager(t, config(hook.url))
	d := dispatcherTo(t, am.URL())
	a := missing("error")
	d.Update([]Alert{a})
	hook.hears(t, "firing BrokerMissing/error")
	known, err := d.Known()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(t.Context()); err != nil {
		t.Fatal(err)
	}

	again := dispatcherTo(t, am.URL())
	if err := again.Restore(known); err != nil {
		t.Fatal(err)
	}
	again.Update([]Alert{a})
	eventually(t, "sent again five times", func() bool { return again.Status()[0].Sent >= 5 })
	hook.hears(t, "firing BrokerMissing/error")
	again.Update([]Alert{resolved(a)})
	hook.hears(t, "firing BrokerMissing/error", "resolved BrokerMissing/error")
}

func TestARealAlertmanagerTellsOfAnOutageThatCameAndWent(t *testing.T) {
	t.Parallel()
	hook := listenToAlertmanager(t)
	am := peers.Alertmanager(t, config(hook.url))
	gate := &gate{to: am.URL()}
	front := httptest.NewServer(gate)
	defer front.Close()
	d := dispatcherTo(t, front.URL)
	a := missing("error")
	d.Update([]Alert{a})
	eventually(t, "it has failed", func() bool { return d.Status()[0].Failed > 0 })
	d.Update([]Alert{resolved(a)})
	gate.open.Store(true)
	hook.hears(t, "firing BrokerMissing/error", "resolved BrokerMissing/error")
	if note := fmt.Sprint(hook.raw[0]["commonAnnotations"]); !strings.Contains(note, "it is over since") {
		t.Errorf("annotations %s; want them to say that it is over", note)
	}
}

func TestARealAlertmanagerRefusesOneAlertAlone(t *testing.T) {
	t.Parallel()
	hook := listenToAlertmanager(t)
	am := peers.Alertmanager(t, config(hook.url))
	d := dispatcherTo(t, am.URL())
	bad := missing("error")
	bad.Key, bad.Labels = "bad", map[string]string{"no label": "x"}
	d.Update([]Alert{missing("error"), bad})
	hook.hears(t, "firing BrokerMissing/error")
	eventually(t, "the refusal is told", func() bool { return strings.Contains(d.Status()[0].Error, "400") })
	eventually(t, "the good one is sent again", func() bool { return d.Status()[0].Sent >= 4 })
	if got := firing(t, am); !slices.Equal(got, []string{"BrokerMissing/error"}) {
		t.Errorf("%v fire, want the good one", got)
	}
}

// gate stands before an Alertmanager, and is closed at first.
type gate struct {
	to   string
	open atomic.Bool
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !g.open.Load() {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	res, err := http.Post(g.to+r.URL.Path, r.Header.Get("Content-Type"), r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer res.Body.Close()
	w.WriteHeader(res.StatusCode)
	_, _ = io.Copy(w, res.Body)
}
