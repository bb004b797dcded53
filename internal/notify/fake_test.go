package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// fake is a receiver that writes down what it was told, as "12s a=error".
type fake struct {
	name   string
	resent bool
	start  time.Time

	mu    sync.Mutex
	state string // "", down, hang, slow, 400, 429, no bad
	told  []string
	tries []time.Duration
}

var errDown = errors.New("connection refused")

func (f *fake) Name() string { return f.name }
func (f *fake) Resent() bool { return f.resent }

func (f *fake) Send(ctx context.Context, alerts []Alert) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Since(f.start)
	f.tries = append(f.tries, now)
	bad := f.state == "no bad" && strings.Contains(tokens(alerts), "bad")
	switch {
	case f.state == "down":
		return "", errDown
	case f.state == "400", bad:
		return "", &Failure{Code: 400}
	case f.state == "429":
		return "", &Failure{Code: 429, After: 90 * time.Second}
	case f.state == "slow":
		f.mu.Unlock()
		time.Sleep(5 * time.Second)
		f.mu.Lock()
		now = time.Since(f.start)
	case f.state == "hang":
		f.mu.Unlock()
		<-ctx.Done()
		f.mu.Lock()
		return "", ctx.Err()
	}
	f.told = append(f.told, fmt.Sprintf("%s %s", now.Truncate(time.Second), tokens(alerts)))
	return "ok", nil
}

func (f *fake) be(state string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state = state
}

// labelled is a fake that knows alerts by their labels.
type labelled struct{ *fake }

func (labelled) ByLabels() {}

// tokens writes alerts as scripts do, and late ones as a=error/late.
func tokens(alerts []Alert) string {
	var all []string
	for _, a := range alerts {
		t := a.Key + "=" + a.Labels[LabelSeverity]
		if !a.Firing() {
			t += "/over"
		}
		if a.Annotations[Late] != "" {
			t += "/late"
		}
		all = append(all, t)
	}
	return strings.Join(all, " ")
}

// stage plays scripts to one receiver on a virtual clock.
type stage struct {
	t       *testing.T
	d       *Dispatcher
	f       *fake
	start   time.Time
	started map[string]time.Time
	ended   map[string]time.Time
}

func newStage(t *testing.T, kind string, o Options) *stage {
	t.Helper()
	f := &fake{name: kind, resent: kind == "machine", start: time.Now()}
	route := Route{To: f}
	if kind != "people" {
		route.To = labelled{f}
	}
	if len(o.Routes) == 1 {
		route.Min, route.PerMinute = o.Routes[0].Min, o.Routes[0].PerMinute
	}
	o.Routes, o.Now, o.chance = []Route{route}, time.Now, func() float64 { return 0 }
	d, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return &stage{t: t, d: d, f: f, start: f.start, started: map[string]time.Time{}, ended: map[string]time.Time{}}
}

// play does one step: "down" and the like set the receiver's state, anything
// else is the list of alerts from then on.
func (s *stage) play(step string) {
	s.t.Helper()
	at, what, _ := strings.Cut(step, " ")
	when, err := time.ParseDuration(at)
	if err != nil {
		s.t.Fatal(err)
	}
	s.until(when)
	switch what {
	case "up":
		s.f.be("")
	case "down", "hang", "slow", "400", "429", "no bad":
		s.f.be(what)
	default:
		s.d.Update(s.alerts(what))
	}
	synctest.Wait()
}

func (s *stage) until(when time.Duration) {
	time.Sleep(when - time.Since(s.start))
	synctest.Wait()
}

// alerts reads a list, as "a=error b=warning/over c=error~other-words".
func (s *stage) alerts(list string) []Alert {
	var all []Alert
	for token := range strings.FieldsSeq(list) {
		token, words, _ := strings.Cut(token, "~")
		token, over := strings.CutSuffix(token, "/over")
		key, severity, _ := strings.Cut(token, "=")
		if s.started[key].IsZero() {
			s.started[key] = time.Now()
		}
		a := Alert{
			Key: key, StartsAt: s.started[key],
			Labels:      map[string]string{LabelName: strings.TrimRight(key, "'"), LabelSeverity: severity},
			Annotations: map[string]string{Summary: key + words},
		}
		if severity == "none" {
			a.StartsAt = time.Now()
		}
		if over {
			if s.ended[key].IsZero() {
				s.ended[key] = time.Now()
			}
			a.EndsAt = s.ended[key]
		}
		all = append(all, a)
	}
	return all
}

// told checks what the receiver was told so far.
func (s *stage) told(want ...string) {
	s.t.Helper()
	s.f.mu.Lock()
	defer s.f.mu.Unlock()
	if got := strings.Join(s.f.told, "\n"); got != strings.Join(want, "\n") {
		s.t.Errorf("the receiver was told:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

func (s *stage) close() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.d.Close(ctx) // some scripts leave something undelivered
}
