package config

import (
	"net/url"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Web is how the page, the JSON and the metrics of breakwater watch are
// reached, and who may read them. The zero value is for the loopback alone.
type Web struct {
	Token       Secret   // what every reader must bring; none: nothing
	Hosts       []string // names by which the page is reached, beside those of the loopback and of ExternalURL
	Certificate string   // a PEM file with the server's certificate and those between it and its root; "": no TLS
	Key         string   // the PEM file of its private key; given if Certificate is
	Insecure    bool     // an address beyond the loopback may do without a token or without TLS
	ExternalURL string   // where people reach the page, for links on alerts, without a slash at its end; "": no links
}

func (d decoder) web(e yamlx.Entry) {
	w := &d.config.Web
	token, tokenFile := d.secret("token", &w.Token)
	d.secretMap(e.Value, "web", "{token_file: /run/secrets/breakwater}", token, tokenFile,
		strict.Field{Name: "hosts", Read: func(e yamlx.Entry) { w.Hosts = d.hosts(e.Value) }},
		strict.Field{Name: "tls", Read: func(e yamlx.Entry) { d.tls(e.Value, w) }},
		strict.Field{Name: "insecure", Read: func(e yamlx.Entry) {
			word, _ := d.Bool(e.Value, "insecure")
			w.Insecure = word == "true"
		}},
		strict.Field{Name: "external_url", Read: func(e yamlx.Entry) { w.ExternalURL = d.externalURL(e.Value) }})
}

func (d decoder) tls(n yamlx.Node, w *Web) {
	d.Map(n, "tls",
		strict.Field{Name: "cert_file", Required: true, Read: func(e yamlx.Entry) { w.Certificate = d.path(e.Value, "cert_file") }},
		strict.Field{Name: "key_file", Required: true, Read: func(e yamlx.Entry) { w.Key = d.path(e.Value, "key_file") }})
}

// hosts reads names of machines. A port behind a name is let through: it does
// not count.
func (d decoder) hosts(n yamlx.Node) []string {
	names := d.Texts(n, "hosts")
	for item := range n.Items() {
		if name := item.Text(); !IsHost(name) && name != "" {
			d.Errorf(item.At(), "%s is not the name of a machine: write it without http:// and without a path, as watch.example.com; there is no * for all", strict.Quote(name))
		}
	}
	return names
}

// IsHost tells whether a text may be the name of a machine, or its IP address.
func IsHost(name string) bool { return name != "" && !strings.ContainsAny(name, "/@ *?#\t\n") }

// externalURL reads the address of the page. It is put on alerts, so that it has
// no login.
func (d decoder) externalURL(n yamlx.Node) string {
	text, ok := d.Text(n, "external_url")
	if !ok {
		return ""
	}
	if !IsExternalURL(text) {
		d.Errorf(n.At(), "external_url must be the address of the page with http or https, without a login, a query or a fragment, as https://watch.example.com: links on alerts begin with it")
		return ""
	}
	return strings.TrimRight(text, "/")
}

// IsExternalURL tells whether links may begin with an address.
func IsExternalURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && !strings.ContainsAny(text, "?# \t\n")
}
