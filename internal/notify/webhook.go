package notify

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// WebhookOptions say how to reach a webhook.
type WebhookOptions struct {
	Name     string // "": webhook
	URL      Secret // the address may hold a token
	Auth     Auth
	External string // the watch's own address, for externalURL; "" for none
	Client   *http.Client
}

// Webhook is any receiver of the format in which Alertmanager calls webhooks
// (version 4). Each incident is a group of its own.
type Webhook struct{ o WebhookOptions }

var _ ByLabels = (*Webhook)(nil)

// NewWebhook makes a Receiver of a webhook.
func NewWebhook(o WebhookOptions) *Webhook {
	o.Name = orElse(o.Name, "webhook")
	if o.Client == nil {
		o.Client = Client()
	}
	return &Webhook{o: o}
}

// Name is as in the options.
func (w *Webhook) Name() string { return w.o.Name }

// Resent is false: what is called is told of changes.
func (w *Webhook) Resent() bool { return false }

// ByLabels says that the labels are an alert's identity.
func (w *Webhook) ByLabels() {}

type webhookMessage struct {
	Receiver          string            `json:"receiver"`
	Status            string            `json:"status"`
	Alerts            []webhookAlert    `json:"alerts"`
	GroupLabels       map[string]string `json:"groupLabels"`
	CommonLabels      map[string]string `json:"commonLabels"`
	CommonAnnotations map[string]string `json:"commonAnnotations"`
	ExternalURL       string            `json:"externalURL"`
	Version           string            `json:"version"`
	GroupKey          string            `json:"groupKey"`
	TruncatedAlerts   int               `json:"truncatedAlerts"`
}

type webhookAlert struct {
	Status       string            `json:"status"`
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL"`
	Fingerprint  string            `json:"fingerprint"`
}

// Send posts one group with the alerts: they are those of one incident.
func (w *Webhook) Send(ctx context.Context, alerts []Alert) (string, error) {
	url, err := w.o.URL.read("address of the webhook")
	if err != nil {
		return "", err
	}
	_, said, err := post(ctx, w.o.Client, message{url: url, body: w.message(alerts), sign: w.o.Auth.sign, secrets: []string{url}})
	return orElse(said, "accepted"), err
}

func (w *Webhook) message(alerts []Alert) webhookMessage {
	m := webhookMessage{Receiver: w.o.Name, Status: "resolved", ExternalURL: w.o.External, Version: "4"}
	for i := range alerts {
		a := &alerts[i]
		if a.Firing() {
			m.Status = "firing"
		}
		m.Alerts = append(m.Alerts, webhookOf(a))
		m.CommonLabels = common(m.CommonLabels, a.Labels)
		m.CommonAnnotations = common(m.CommonAnnotations, a.Annotations)
	}
	m.GroupLabels = maps.Clone(m.CommonLabels)
	delete(m.GroupLabels, LabelSeverity) // it may change, and the group is the same
	m.GroupKey = groupKey(m.GroupLabels)
	return m
}

func webhookOf(a *Alert) webhookAlert {
	out := webhookAlert{
		Status: "resolved", Labels: a.Labels, Annotations: a.Annotations, StartsAt: a.StartsAt, EndsAt: a.EndsAt,
		GeneratorURL: a.URL, Fingerprint: fingerprint(a.Labels),
	}
	if a.Firing() {
		out.Status = "firing"
	}
	return out
}

// common is what two sets have alike; the first may be nil, for all.
func common(all, one map[string]string) map[string]string {
	if all == nil {
		all = maps.Clone(one)
		if all == nil {
			all = map[string]string{}
		}
		return all
	}
	maps.DeleteFunc(all, func(name, value string) bool { return one[name] != value })
	return all
}

// groupKey is written as Alertmanager writes it: the route, which is the root
// here, and the group's labels.
func groupKey(labels map[string]string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		pairs = append(pairs, fmt.Sprintf("%s=%q", name, labels[name]))
	}
	return "{}:{" + strings.Join(pairs, ", ") + "}"
}
