package config

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// The kinds of receivers, as breakwater.yaml calls them.
const (
	Alertmanager = "alertmanager"
	PagerDuty    = "pagerduty"
	Slack        = "slack"
	Webhook      = "webhook"
)

// ReceiverKinds are all of them.
func ReceiverKinds() []string { return []string{Alertmanager, PagerDuty, Slack, Webhook} }

// Receiver is an entry of notify's receivers.
type Receiver struct {
	At          model.Origin
	Kind        string           // one of ReceiverKinds
	Name        string           // the kind unless given; no two are alike. "" for Alertmanager: each goes by its address
	MinSeverity finding.Severity // None: that of Notify

	URLs   []string // Alertmanager: of each of its replicas; Webhook and PagerDuty: one, or none
	URL    Secret   // Slack; Webhook, where URLs is empty
	Key    Secret   // PagerDuty: the routing key
	Bearer Secret   // Alertmanager and Webhook: a bearer token

	Username string // Alertmanager and Webhook: of basic authentication; "" for none
	Password Secret
}

// receiver reads one receiver.
func (d decoder) receiver(n yamlx.Node) Receiver {
	r := Receiver{At: n.At()}
	what := "a receiver"
	kind := func(name string, read func(yamlx.Node, *Receiver)) strict.Field {
		return strict.Field{Name: name, Read: func(e yamlx.Entry) {
			if r.Kind != "" {
				d.Errorf(e.KeyAt, "%s is %s and %s: write an entry for each", what, r.Kind, name)
				return
			}
			r.Kind = name
			read(e.Value, &r)
		}}
	}
	token, tokenFile := d.secret("bearer_token", &r.Bearer)
	if !d.secretMap(n, what, "{alertmanager: [http://am1:9093]}",
		kind(Alertmanager, d.alertmanager), kind(PagerDuty, d.pagerDuty), kind(Slack, d.slack), kind(Webhook, d.webhook),
		strict.Field{Name: "name", Read: func(e yamlx.Entry) { r.Name = d.receiverName(e.Value) }},
		d.minSeverity(&r.MinSeverity), token, tokenFile,
		strict.Field{Name: "basic_auth", Read: func(e yamlx.Entry) { d.basicAuth(e.Value, &r) }}) {
		return r
	}
	d.fits(n, &r)
	return r
}

// fits tells of keys that the kind does not use.
func (d decoder) fits(n yamlx.Node, r *Receiver) {
	given := map[string]yamlx.Entry{}
	for e := range n.Entries() {
		given[e.Key] = e
	}
	refuse := func(why string, keys ...string) {
		for _, key := range keys {
			if e, ok := given[key]; ok {
				d.Errorf(e.KeyAt, "%s", key+" "+why)
			}
		}
	}
	login := []string{"bearer_token", "bearer_token_file", "basic_auth"}
	switch r.Kind {
	case "":
		d.Errorf(n.At(), "a receiver has one of %s", strings.Join(ReceiverKinds(), ", "))
	case Alertmanager:
		refuse("stands beside alertmanager: each Alertmanager goes by its address, so take it out", "name")
	case PagerDuty:
		refuse("stands beside pagerduty, which logs in by its routing key: take it out", login...)
	case Slack:
		refuse("stands beside slack, which logs in by its address: take it out", login...)
	}
	_, basic := given["basic_auth"]
	if basic && r.Bearer.Given() {
		refuse("stands beside a bearer token: a receiver is logged in to in one way, so take one out", "basic_auth")
	}
	if r.Name == "" && r.Kind != Alertmanager {
		r.Name = r.Kind
	}
}

func (d decoder) receiverName(n yamlx.Node) string {
	name, ok := d.Text(n, "name")
	if ok && strings.Trim(name, scopeCharacters) != "" {
		d.Errorf(n.At(), "%s is not a receiver's name: it has letters, digits, '.', '_' and '-'", strict.Quote(name))
		return ""
	}
	return name
}

func (d decoder) alertmanager(n yamlx.Node, r *Receiver) {
	if n.IsScalar() { // what stands there may have a password in it
		d.Errorf(n.At(), "alertmanager is a single value: it must be a list of addresses, as [http://am1:9093, http://am2:9093]")
		return
	}
	for item := range d.List(n, Alertmanager) {
		url := d.address(item, "an entry of alertmanager")
		if url != "" && slices.Contains(r.URLs, url) {
			d.Errorf(item.At(), "alertmanager has %s twice", strict.Quote(url))
			continue
		}
		if url != "" {
			r.URLs = append(r.URLs, url)
		}
	}
}

func (d decoder) pagerDuty(n yamlx.Node, r *Receiver) {
	key, file := d.secret("routing_key", &r.Key)
	if d.secretMap(n, PagerDuty, "{routing_key_file: /run/secrets/pagerduty}", key, file,
		strict.Field{Name: "url", Read: func(e yamlx.Entry) {
			if url := d.address(e.Value, "url"); url != "" {
				r.URLs = []string{url}
			}
		}}) {
		d.needed(n, PagerDuty, r.Key, "routing_key")
	}
}

func (d decoder) slack(n yamlx.Node, r *Receiver) {
	url, file := d.secret("url", &r.URL)
	if d.secretMap(n, Slack, "{url_file: /run/secrets/slack}", url, file) {
		d.needed(n, Slack, r.URL, "url")
	}
}

// webhook reads an address, or where one is that has a secret in it.
func (d decoder) webhook(n yamlx.Node, r *Receiver) {
	if n.IsMap() {
		url, file := d.secret("url", &r.URL)
		if d.Map(n, Webhook, url, file) {
			d.needed(n, Webhook, r.URL, "url")
		}
		return
	}
	if url := d.address(n, Webhook); url != "" {
		r.URLs = []string{url}
	}
}

// secretMap reads a mapping in whose place a secret may stand by mistake.
func (d decoder) secretMap(n yamlx.Node, what, example string, fields ...strict.Field) bool {
	if n.IsScalar() {
		d.Errorf(n.At(), "%s is a single value: it must be a mapping, as %s", what, example)
		return false
	}
	return d.Map(n, what, fields...)
}

func (d decoder) basicAuth(n yamlx.Node, r *Receiver) {
	password, file := d.secret("password", &r.Password)
	if d.secretMap(n, "basic_auth", "{username: breakwater, password_file: /run/secrets/alertmanager}",
		strict.Field{Name: "username", Required: true, Read: func(e yamlx.Entry) { r.Username, _ = d.Text(e.Value, "username") }}, password, file) {
		d.needed(n, "basic_auth", r.Password, "password")
	}
}

// alike tells of receivers that cannot be told apart.
func (d decoder) alike(all []Receiver) {
	first := map[string]int{}
	for _, r := range all {
		names := []string{r.Name}
		if r.Kind == Alertmanager {
			names = r.URLs
		}
		for _, name := range names {
			switch line, twice := first[name]; {
			case name == "":
			case twice:
				d.Errorf(r.At, "two receivers are called %s: the first one stands in line %d, so give this one another name", strict.Quote(name), line)
			default:
				first[name] = r.At.Line
			}
		}
	}
}
