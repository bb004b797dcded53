package notify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// lives is for how many resends an alert stays in Alertmanager without being
// sent again: those of a watch that is dead expire.
const lives = 4

// AlertmanagerOptions say how to reach one Alertmanager.
type AlertmanagerOptions struct {
	URL    string // http://HOST:PORT, with its path prefix if it has one
	Auth   Auth
	Client *http.Client     // nil: Client()
	Now    func() time.Time // the clock
	Resend time.Duration    // as in Options; 0: DefaultResend
}

// Alertmanager is one Alertmanager (API v2).
type Alertmanager struct {
	o    AlertmanagerOptions
	name string
}

var _ ByLabels = (*Alertmanager)(nil)

// NewAlertmanager makes a Receiver of one Alertmanager. Its name is
// alertmanager/HOST:PORT.
func NewAlertmanager(o AlertmanagerOptions) (*Alertmanager, error) {
	u, err := url.Parse(o.URL)
	if err != nil || !isLink(o.URL) {
		return nil, errors.New("the address of an Alertmanager is http://HOST:PORT, or https")
	}
	if o.Client == nil {
		o.Client = Client()
	}
	o.Resend = orElse(o.Resend, DefaultResend)
	return &Alertmanager{o: o, name: "alertmanager/" + u.Host + strings.TrimSuffix(u.Path, "/")}, nil
}

// Peers makes a Receiver of every peer of a highly available Alertmanager: an
// alert goes to all of them, and one that is dead fails alone. The address in
// the options is that of each peer in turn.
func Peers(urls []string, o AlertmanagerOptions) ([]Receiver, error) {
	var all []Receiver
	for _, u := range urls {
		o.URL = u
		a, err := NewAlertmanager(o)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// Name is alertmanager/HOST:PORT.
func (a *Alertmanager) Name() string { return a.name }

// Resent is true: Alertmanager forgets what it does not hear of again.
func (a *Alertmanager) Resent() bool { return true }

// ByLabels says that the labels are an alert's identity.
func (a *Alertmanager) ByLabels() {}

// postable is an alert as the API takes it.
type postable struct {
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL,omitempty"`
}

// Send posts all alerts in one request. Alertmanager goes by its own clock, so
// one that is far ahead is an error: it would take every alert for over.
func (a *Alertmanager) Send(ctx context.Context, alerts []Alert) (string, error) {
	now := a.o.Now()
	list := make([]postable, 0, len(alerts))
	for i := range alerts {
		list = append(list, a.postable(&alerts[i], now))
	}
	header, _, err := post(ctx, a.o.Client, message{
		url: strings.TrimSuffix(a.o.URL, "/") + "/api/v2/alerts", body: list, sign: a.o.Auth.sign,
	})
	if err != nil {
		return "", err
	}
	if date, err := http.ParseTime(header.Get("Date")); err == nil && date.Sub(now) > (lives-1)*a.o.Resend {
		return "", fmt.Errorf("its clock is %s ahead of ours, so it takes firing alerts for resolved: set both clocks by NTP",
			rule.Span(date.Sub(now).Milliseconds()))
	}
	return finding.Plural(len(alerts), "alert") + " accepted", nil
}

func (a *Alertmanager) postable(from *Alert, now time.Time) postable {
	p := postable{Labels: from.Labels, Annotations: from.Annotations, StartsAt: from.StartsAt, EndsAt: from.EndsAt}
	if from.Firing() {
		p.EndsAt = now.Add(lives * a.o.Resend)
	}
	if isLink(from.URL) {
		p.GeneratorURL = from.URL
	}
	return p
}
