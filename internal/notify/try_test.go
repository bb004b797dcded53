package notify

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// fickle delivers so many alerts, and then no more.
type fickle struct {
	name string
	left int
	got  []Alert
}

func (f *fickle) Name() string { return f.name }
func (f *fickle) Resent() bool { return false }
func (f *fickle) Send(_ context.Context, alerts []Alert) (string, error) {
	if f.left == 0 {
		return "", errors.New("gone")
	}
	f.left--
	f.got = append(f.got, alerts...)
	return "yes", nil
}

func TestTestSendsAnAlertAndItsEnd(t *testing.T) {
	t.Parallel()
	good, half, bad := &fickle{name: "good", left: 2}, &fickle{name: "half", left: 1}, &fickle{name: "bad"}
	got := Test(t.Context(), []Receiver{good, half, bad}, begun)
	if len(got) != 3 || got[0] != (Result{Name: "good", Answer: "yes"}) {
		t.Fatalf("%+v; want the answer of each, in their order", got)
	}
	if got[1].Name != "half" || got[1].Answer != "yes" || !strings.Contains(errorText(got[1].Err), "but not its end") {
		t.Errorf("%+v; want it to say that the end is missing", got[1])
	}
	if got[2].Name != "bad" || got[2].Answer != "" || errorText(got[2].Err) != "gone" {
		t.Errorf("%+v; want the error", got[2])
	}
	first, last := good.got[0], good.got[1]
	if !first.Firing() || last.Firing() || first.Key != last.Key || !last.EndsAt.After(last.StartsAt) ||
		first.Labels[LabelRule] != "watch/test" || first.Labels[LabelSeverity] != "info" {
		t.Errorf("sent %+v and %+v; want the test alert and its end", first, last)
	}
	if first.Key == half.got[0].Key {
		t.Error("two receivers that end in one service would hear of one alert")
	}
}

func TestTestAlertsFitEveryReceiver(t *testing.T) {
	t.Parallel()
	s := newServer(t, http.StatusAccepted, "ok")
	results := Test(t.Context(), []Receiver{
		NewPagerDuty(PagerDutyOptions{URL: s.url, Key: secret(routingKey)}),
	}, begun)
	if results[0].Err != nil || len(s.bodies) != 2 {
		t.Fatalf("%+v, %d requests", results, len(s.bodies))
	}
	for _, b := range s.bodies {
		fits(t, "pagerduty-events-v2.schema.json", b)
	}
}

func TestHeartbeat(t *testing.T) {
	t.Parallel()
	a := Heartbeat("prod", begun)
	if !a.Firing() || a.Labels[LabelRule] != "watch/heartbeat" || a.Labels[LabelSeverity] != "none" || a.Labels[LabelCluster] != "prod" || !a.StartsAt.Equal(begun) {
		t.Errorf("%+v", a)
	}
	if b := Heartbeat("test", begun); a.Key == b.Key {
		t.Error("two clusters have one heartbeat")
	}
	if c := Heartbeat("prod", begun.Add(time.Minute)); c.Key != a.Key || fingerprint(c.Labels) != fingerprint(a.Labels) {
		t.Error("the heartbeat is another one a minute later")
	}
}
