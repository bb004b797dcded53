package notify

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// pagerDutyURL is where PagerDuty takes events (Events API v2).
const pagerDutyURL = "https://events.pagerduty.com/v2/enqueue"

// PagerDuty's limits, in characters. An event has 512 KB at the most.
const (
	pagerDutySummary = 1024
	pagerDutyKey     = 255
	pagerDutyDetail  = 16 << 10
)

// PagerDutyOptions say how to reach one service of PagerDuty.
type PagerDutyOptions struct {
	Name     string // "": pagerduty
	URL      string // "": the public one
	Key      Secret // the integration's routing key
	Critical bool   // an error is critical there, not error
	Client   *http.Client
}

// PagerDuty is one service of PagerDuty.
type PagerDuty struct{ o PagerDutyOptions }

var _ Receiver = (*PagerDuty)(nil)

// NewPagerDuty makes a Receiver of a service of PagerDuty.
func NewPagerDuty(o PagerDutyOptions) *PagerDuty {
	o.Name, o.URL = orElse(o.Name, "pagerduty"), orElse(o.URL, pagerDutyURL)
	if o.Client == nil {
		o.Client = Client()
	}
	return &PagerDuty{o: o}
}

// Name is as in the options.
func (p *PagerDuty) Name() string { return p.o.Name }

// Resent is false: an incident stays open until it is resolved.
func (p *PagerDuty) Resent() bool { return false }

type pagerDutyEvent struct {
	RoutingKey string            `json:"routing_key"`
	Action     string            `json:"event_action"`
	DedupKey   string            `json:"dedup_key"`
	Client     string            `json:"client,omitempty"`
	ClientURL  string            `json:"client_url,omitempty"`
	Links      []pagerDutyLink   `json:"links,omitempty"`
	Payload    *pagerDutyPayload `json:"payload,omitempty"`
}

type pagerDutyLink struct {
	Href string `json:"href"`
	Text string `json:"text"`
}

type pagerDutyPayload struct {
	Summary   string         `json:"summary"`
	Source    string         `json:"source"`
	Severity  string         `json:"severity"`
	Timestamp time.Time      `json:"timestamp"`
	Component string         `json:"component,omitempty"`
	Group     string         `json:"group,omitempty"`
	Class     string         `json:"class,omitempty"`
	Details   map[string]any `json:"custom_details,omitempty"`
}

// Send posts one event for each alert, and stops at the first that fails.
func (p *PagerDuty) Send(ctx context.Context, alerts []Alert) (string, error) {
	key, err := p.o.Key.read("routing key of PagerDuty")
	if err != nil {
		return "", err
	}
	var answer string
	for i := range alerts {
		event := p.event(&alerts[i])
		event.RoutingKey = key
		_, answer, err = post(ctx, p.o.Client, message{url: p.o.URL, body: event, secrets: []string{key}})
		if err != nil {
			return "", err
		}
	}
	return answer, nil
}

func (p *PagerDuty) event(a *Alert) pagerDutyEvent {
	e := pagerDutyEvent{Action: "resolve", DedupKey: clip(a.Key, pagerDutyKey)}
	if !a.Firing() {
		return e
	}
	e.Action, e.Client, e.Payload = "trigger", "Breakwater", p.payload(a)
	for _, l := range [...]pagerDutyLink{{a.URL, "incident"}, {a.Annotations[Runbook], "runbook"}} {
		if isLink(l.Href) {
			e.Links = append(e.Links, l)
		}
	}
	if isLink(a.URL) {
		e.ClientURL = a.URL
	}
	return e
}

func (p *PagerDuty) payload(a *Alert) *pagerDutyPayload {
	cluster := a.Labels[LabelCluster]
	summary := a.Annotations[Summary]
	if a.Annotations[Late] != "" {
		summary = "over by now: " + summary
	}
	if cluster != "" {
		summary = cluster + ": " + summary
	}
	return &pagerDutyPayload{
		Summary: oneLine(summary, pagerDutySummary), Source: orElse(cluster, "breakwater"), Severity: p.severity(a),
		Timestamp: a.StartsAt, Component: a.Labels[LabelSubject], Group: cluster, Class: a.Labels[LabelRule],
		Details: details(a),
	}
}

func (p *PagerDuty) severity(a *Alert) string {
	switch s := a.severity(); {
	case s == finding.Error && p.o.Critical:
		return "critical"
	case s == finding.None:
		return finding.Info.String()
	default:
		return s.String()
	}
}

// details are the annotations that the summary does not give.
func details(a *Alert) map[string]any {
	all := map[string]any{}
	for _, name := range [...]string{Description, Next, Late, Worse} {
		if text := a.Annotations[name]; text != "" {
			all[name] = clip(text, pagerDutyDetail)
		}
	}
	if text := a.Annotations[Evidence]; text != "" {
		all[Evidence] = strings.Split(clip(text, pagerDutyDetail), "\n")
	}
	return all
}
