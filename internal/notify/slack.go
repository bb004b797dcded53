package notify

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Slack's limits, in characters: of a block's text, and of the text that
// stands for the blocks in a notification.
const (
	slackBlock    = 3000
	slackFallback = 4000
)

// SlackOptions say how to reach one channel of Slack.
type SlackOptions struct {
	Name   string // "": slack
	URL    Secret // of the incoming webhook: who knows it may write to the channel
	Client *http.Client
}

// Slack is an incoming webhook of Slack.
type Slack struct{ o SlackOptions }

var _ Receiver = (*Slack)(nil)

// NewSlack makes a Receiver of an incoming webhook.
func NewSlack(o SlackOptions) *Slack {
	o.Name = orElse(o.Name, "slack")
	if o.Client == nil {
		o.Client = Client()
	}
	return &Slack{o: o}
}

// Name is as in the options.
func (s *Slack) Name() string { return s.o.Name }

// Resent is false: people read a message once.
func (s *Slack) Resent() bool { return false }

type slackMessage struct {
	Text   string        `json:"text"`
	Blocks []slackLayout `json:"blocks"`
}

// slackLayout is a block: a section has a text, a context has elements.
type slackLayout struct {
	Type     string      `json:"type"`
	Text     *slackText  `json:"text,omitempty"`
	Elements []slackText `json:"elements,omitempty"`
}

type slackText struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Verbatim bool   `json:"verbatim,omitempty"` // names of channels and people in it are left alone
}

// Send posts one message for each alert, and stops at the first that fails.
func (s *Slack) Send(ctx context.Context, alerts []Alert) (string, error) {
	url, err := s.o.URL.read("address of Slack's webhook")
	if err != nil {
		return "", err
	}
	var answer string
	for i := range alerts {
		_, answer, err = post(ctx, s.o.Client, message{url: url, body: slackOf(&alerts[i]), secrets: []string{url}})
		if err != nil {
			return "", err
		}
	}
	return answer, nil
}

func slackOf(a *Alert) slackMessage {
	head := fmt.Sprintf("%s: %s", slackState(a), oneLine(a.Annotations[Summary], 1000))
	if cluster := a.Labels[LabelCluster]; cluster != "" {
		head = cluster + ": " + head
	}
	m := slackMessage{Text: slackEscape(head, slackFallback)}
	m.Blocks = append(m.Blocks, section(slackSign(a)+" *"+slackEscape(head, slackBlock-100)+"*"))
	if a.Firing() {
		m.Blocks = append(m.Blocks, slackBody(a)...)
	}
	m.Blocks = append(m.Blocks, slackLayout{Type: "context", Elements: []slackText{mrkdwn(slackFoot(a))}})
	return m
}

// slackState says how it stands, in words.
func slackState(a *Alert) string {
	switch {
	case !a.Firing():
		return "resolved after " + rule.Span(a.EndsAt.Sub(a.StartsAt).Milliseconds())
	case a.Annotations[Late] != "":
		return a.severity().String() + ", over by now"
	case a.Annotations[Worse] != "":
		return a.severity().String() + ", and worse"
	default:
		return a.severity().String()
	}
}

func slackSign(a *Alert) string {
	switch {
	case !a.Firing():
		return ":white_check_mark:"
	case a.Annotations[Late] != "":
		return ":hourglass:"
	case a.severity() == finding.Error:
		return ":red_circle:"
	case a.severity() == finding.Warning:
		return ":large_yellow_circle:"
	default:
		return ":information_source:"
	}
}

// slackBody is what there is to know and to do.
func slackBody(a *Alert) []slackLayout {
	var blocks []slackLayout
	for _, name := range [...]string{Late, Worse, Description, Next, Evidence} {
		text := a.Annotations[name]
		switch {
		case text == "":
		case name == Evidence:
			fenced := strings.ReplaceAll(text, "```", "'''")
			blocks = append(blocks, section("```"+slackEscape(fenced, slackBlock-10)+"```"))
		case name == Next:
			blocks = append(blocks, section("*Next:* "+slackEscape(text, slackBlock-20)))
		default:
			blocks = append(blocks, section(slackEscape(text, slackBlock)))
		}
	}
	return blocks
}

// slackFoot is one line with what it is about, and where to read on.
func slackFoot(a *Alert) string {
	parts := []string{slackEscape(a.Labels[LabelRule], 200), slackEscape(a.Labels[LabelSubject], 400)}
	for _, l := range [...][2]string{{a.URL, "incident"}, {a.Annotations[Runbook], "runbook"}} {
		if isLink(l[0]) && len(l[0]) < 1000 {
			parts = append(parts, "<"+strings.ReplaceAll(slackEscape(l[0], 1100), "|", "%7C")+"|"+l[1]+">")
		}
	}
	return strings.Join(parts, " · ")
}

func section(text string) slackLayout {
	return slackLayout{Type: "section", Text: new(mrkdwn(text))}
}

func mrkdwn(text string) slackText { return slackText{Type: "mrkdwn", Text: text, Verbatim: true} }
