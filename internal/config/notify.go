package config

import (
	"net/url"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Notify is whom breakwater watch tells of incidents.
type Notify struct {
	MinSeverity finding.Severity // what is milder is told to nobody
	Resend      time.Duration    // how often receivers that want it hear again of what goes on
	Runbooks    string           // the address of a rule's page, with {rule} in it; "": our own documentation
	Receivers   []Receiver       // in the order of the text
}

// DefaultNotify is what counts where breakwater.yaml says nothing.
func DefaultNotify() Notify {
	return Notify{MinSeverity: finding.Warning, Resend: time.Minute}
}

func (d decoder) notify(e yamlx.Entry) {
	n := &d.config.Notify
	d.secretMap(e.Value, "notify", "{receivers: [{alertmanager: [http://am1:9093]}]}",
		d.minSeverity(&n.MinSeverity),
		d.period("resend", &n.Resend, 10*time.Second, time.Hour),
		strict.Field{Name: "runbooks", Read: func(e yamlx.Entry) { n.Runbooks = d.runbooks(e.Value) }},
		strict.Field{Name: "receivers", Read: func(e yamlx.Entry) {
			if e.Value.IsScalar() { // what stands there may be a secret
				d.Errorf(e.Value.At(), "receivers is a single value: it must be a list, as [{alertmanager: [http://am1:9093]}]")
				return
			}
			for item := range d.List(e.Value, "receivers") {
				n.Receivers = append(n.Receivers, d.receiver(item))
			}
			d.alike(n.Receivers)
		}})
}

func (d decoder) minSeverity(to *finding.Severity) strict.Field {
	return strict.Field{Name: "min_severity", Read: func(e yamlx.Entry) {
		word, ok := d.Word(e.Value, "min_severity", finding.Info.String(), finding.Warning.String(), finding.Error.String())
		if !ok {
			return
		}
		*to, _ = finding.ParseSeverity(word)
	}}
}

func (d decoder) runbooks(n yamlx.Node) string {
	text, ok := d.Text(n, "runbooks")
	switch u, err := url.Parse(text); {
	case !ok:
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || strings.Contains(text, " "):
		d.Errorf(n.At(), "runbooks is %s: write an address with http or https, as https://wiki.example.com/runbooks/{rule}", strict.Quote(text))
	case !strings.Contains(text, "{rule}"):
		d.Errorf(n.At(), "runbooks is %s: it lacks {rule}, where the name of the rule is put, so all alerts would lead to one page", strict.Quote(text))
	default:
		return text
	}
	return ""
}

// address reads the address of a receiver. What has a secret in it is not
// repeated.
func (d decoder) address(n yamlx.Node, what string) string {
	text, ok := d.Text(n, what)
	if !ok {
		return ""
	}
	switch u, err := url.Parse(text); {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsAny(text, " \t\n"):
		d.Errorf(n.At(), "%s must be an address with http or https, as http://alerts.example.com:9093", what)
	case u.User != nil:
		d.Errorf(n.At(), "%s has a login in its address: a password does not belong into this file, so use basic_auth with password_file", what)
	case strings.ContainsAny(text, "?#"):
		d.Errorf(n.At(), "%s has a query or a fragment in its address, which is often a secret: an Alertmanager has none, and for a webhook the whole address may stand in a file, as {url_file: /run/secrets/webhook}", what)
	default:
		return text
	}
	return ""
}
