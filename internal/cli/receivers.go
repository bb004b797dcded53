package cli

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/notify"
)

// rulePages is where the page of a rule is, where nobody says otherwise.
const rulePages = "https://github.com/breakwaterhq/breakwater/blob/main/docs/rules/{rule}.md"

// runbook is the address of a rule's page.
func runbook(pattern, rule string) string {
	return strings.ReplaceAll(cmp.Or(pattern, rulePages), "{rule}", rule)
}

// notifyOptions are the flags that say who is told.
type notifyOptions struct{ alertmanagers, webhooks []string }

func (o *notifyOptions) addFlags(c *cobra.Command) {
	c.Flags().StringArrayVar(&o.alertmanagers, "alertmanager", nil, "send alerts to the Alertmanager at `URL`; give it once for each peer")
	c.Flags().StringArrayVar(&o.webhooks, "webhook", nil, "send alerts to `URL`, in the format of Alertmanager's webhooks")
}

// check refuses what is no address. What is given is not repeated: the address
// of a webhook may hold a token.
func (o *notifyOptions) check() error {
	for flag, all := range map[string][]string{"alertmanager": o.alertmanagers, "webhook": o.webhooks} {
		for _, address := range all {
			if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
				return fmt.Errorf("--%s must be an address with http or https, as http://HOST:PORT: else nobody would be told", flag)
			}
		}
	}
	return nil
}

// over adds the receivers that flags name to those of breakwater.yaml.
func (o *notifyOptions) over(n config.Notify) config.Notify {
	if len(o.alertmanagers) > 0 {
		n.Receivers = append(n.Receivers, config.Receiver{Kind: config.Alertmanager, URLs: o.alertmanagers})
	}
	for _, address := range o.webhooks {
		name := config.Webhook
		if u, err := url.Parse(address); err == nil && len(o.webhooks) > 1 { // the rest of it may hold a token
			name += "/" + u.Host
		}
		n.Receivers = append(n.Receivers, config.Receiver{Kind: config.Webhook, Name: name, URLs: []string{address}})
	}
	return n
}

// routesOf makes the receivers. external is where people reach the page; "" if
// nobody says.
func routesOf(env *Env, n config.Notify, external string) ([]notify.Route, error) {
	var out []notify.Route
	for _, r := range n.Receivers {
		made, err := receivers(env, r, n, external)
		if err != nil {
			return nil, err
		}
		for _, to := range made {
			out = append(out, notify.Route{To: to, Min: cmp.Or(r.MinSeverity, n.MinSeverity)})
		}
	}
	return out, nil
}

// receivers are those of one entry: of Alertmanager one for each peer.
func receivers(env *Env, r config.Receiver, n config.Notify, external string) ([]notify.Receiver, error) {
	auth := notify.Auth{User: r.Username, Password: secret(r.Password), Token: secret(r.Bearer)}
	switch r.Kind {
	case config.Alertmanager:
		return notify.Peers(r.URLs, notify.AlertmanagerOptions{Auth: auth, Resend: n.Resend, Now: env.Now})
	case config.PagerDuty:
		o := notify.PagerDutyOptions{Name: r.Name, Key: secret(r.Key)}
		if len(r.URLs) > 0 {
			o.URL = r.URLs[0]
		}
		return []notify.Receiver{notify.NewPagerDuty(o)}, nil
	case config.Slack:
		return []notify.Receiver{notify.NewSlack(notify.SlackOptions{Name: r.Name, URL: secret(r.URL)})}, nil
	case config.Webhook:
		o := notify.WebhookOptions{Name: r.Name, URL: secret(r.URL), Auth: auth, External: external}
		if len(r.URLs) > 0 {
			o.URL = func() (string, error) { return r.URLs[0], nil }
		}
		return []notify.Receiver{notify.NewWebhook(o)}, nil
	}
	return nil, fmt.Errorf("receivers of the kind %s cannot be told anything", r.Kind)
}

// secret reads a secret of the configuration anew each time; nil where there is
// none.
func secret(s config.Secret) notify.Secret {
	if !s.Given() {
		return nil
	}
	return func() (string, error) { return s.Read(target.System()) }
}
