package cli

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/notify"
)

// rulePages is where the page of a rule is, where nobody says otherwise.
const rulePages = "https://github.com/breakwaterhq/breakwater/blob/main/docs/rules/{rule}.md"

// notifyOptions are the flags that say who is told.
type notifyOptions struct {
	alertmanagers []string
	webhooks      []string
	resend        time.Duration
	runbooks      string
}

func (o *notifyOptions) addFlags(c *cobra.Command) {
	c.Flags().StringArrayVar(&o.alertmanagers, "alertmanager", nil, "send alerts to the Alertmanager at `URL`; give it once for each peer")
	c.Flags().StringArrayVar(&o.webhooks, "webhook", nil, "send alerts to `URL`, in the format of Alertmanager's webhooks")
	o.resend, o.runbooks = notify.DefaultResend, rulePages
}

// runbook is the address of a rule's page.
func (o *notifyOptions) runbook(rule string) string {
	return strings.ReplaceAll(o.runbooks, "{rule}", rule)
}

// routes are the receivers that flags name.
func (o *notifyOptions) routes(env *Env) ([]notify.Route, error) {
	var out []notify.Route
	peers, err := notify.Peers(o.alertmanagers, notify.AlertmanagerOptions{Resend: o.resend, Now: env.Now})
	if err != nil {
		return nil, err
	}
	for _, p := range peers {
		out = append(out, notify.Route{To: p})
	}
	for _, url := range o.webhooks {
		out = append(out, notify.Route{To: notify.NewWebhook(notify.WebhookOptions{Name: webhookName(url, len(o.webhooks)), URL: func() (string, error) { return url, nil }})})
	}
	return out, nil
}

// webhookName tells several webhooks apart without a word of their addresses,
// which may hold a token, but for the host.
func webhookName(address string, of int) string {
	if of == 1 {
		return "webhook"
	}
	_, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host = host[at+1:]
	}
	return "webhook/" + host
}
