package config

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// security reads how a cluster is logged in to.
func (d decoder) security(n yamlx.Node) target.Security {
	var s target.Security
	if n.IsScalar() { // what stands there may be a password
		d.Errorf(n.At(), "security is a single value: it must be a mapping with the key protocol")
		return s
	}
	path := func(name string, to *string) strict.Field {
		return strict.Field{Name: name, Read: func(e yamlx.Entry) { *to = d.path(e.Value, name) }}
	}
	if !d.Map(n, "security",
		strict.Field{Name: "protocol", Required: true, Read: func(e yamlx.Entry) {
			word, _ := d.Word(e.Value, "protocol", target.Protocols()...)
			s.Protocol = target.Protocol(word)
		}},
		strict.Field{Name: "mechanism", Read: func(e yamlx.Entry) { s.Mechanism = d.mechanism(e.Value) }},
		strict.Field{Name: "username", Read: func(e yamlx.Entry) { s.Username, _ = d.Text(e.Value, "username") }},
		strict.Field{Name: "password", Read: func(e yamlx.Entry) { s.Password = d.password(e.Value) }},
		path("password_file", &s.PasswordFile), path("ca_file", &s.CAFile),
		path("certificate_file", &s.CertificateFile), path("key_file", &s.KeyFile),
		strict.Field{Name: "skip_hostname_check", Read: func(e yamlx.Entry) {
			word, _ := d.Bool(e.Value, "skip_hostname_check")
			s.SkipHostnameCheck = word == "true"
		}}) {
		return s
	}
	if s.Protocol != "" {
		d.agree(n, s.Protocol)
	}
	return s
}

func (d decoder) mechanism(n yamlx.Node) string {
	text, ok := d.Text(n, "mechanism")
	if !ok {
		return ""
	}
	if err := target.CheckMechanism(text); err != nil {
		d.Errorf(n.At(), "mechanism: %s", err)
		return ""
	}
	return text
}

// password refuses a password that stands here itself, and does not repeat it.
func (d decoder) password(n yamlx.Node) string {
	if _, ok := target.Variable(n.Text()); !ok {
		d.Errorf(n.At(), "password must be \"${env:NAME}\": a password itself does not belong into this file, so name an environment variable, or a file with password_file")
		return ""
	}
	return n.Text()
}

// agree tells of keys that the protocol does not use, and of those that it
// lacks.
func (d decoder) agree(n yamlx.Node, p target.Protocol) {
	given := map[string]yamlx.Entry{}
	for e := range n.Entries() {
		given[e.Key] = e
	}
	has := func(name string) bool { _, ok := given[name]; return ok }
	for _, name := range []string{"mechanism", "username", "password", "password_file"} {
		if has(name) && !p.LogsIn() {
			d.Errorf(given[name].KeyAt, "%s stands beside the protocol %s, which has no login by SASL: take it out, or set the protocol to SASL_SSL", name, p)
		}
	}
	for _, name := range []string{"ca_file", "certificate_file", "key_file", "skip_hostname_check"} {
		if has(name) && !p.Encrypted() {
			d.Errorf(given[name].KeyAt, "%s stands beside the protocol %s, which has no TLS: take it out, or set the protocol to SSL or SASL_SSL", name, p)
		}
	}
	if has("certificate_file") != has("key_file") {
		d.Errorf(n.At(), "security needs certificate_file and key_file, or neither: a client's certificate is used with its private key")
	}
	if has("password") && has("password_file") {
		d.Errorf(given["password"].KeyAt, "password and password_file stand beside each other: take one out")
	}
	if !p.LogsIn() {
		return
	}
	var lacks []string
	for _, name := range []string{"mechanism", "username"} {
		if !has(name) {
			lacks = append(lacks, name)
		}
	}
	if !has("password") && !has("password_file") {
		lacks = append(lacks, "password_file")
	}
	if len(lacks) > 0 {
		d.Errorf(n.At(), "security lacks %s: the protocol %s needs a login", strings.Join(lacks, ", "), p)
	}
}
