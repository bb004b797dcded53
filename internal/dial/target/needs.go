package target

import (
	"fmt"
	"slices"
)

// Need is a file or an environment variable that a login is taken from.
type Need struct {
	Key      string // where the author names it, as "password_file" or "ssl.truststore.location"
	File     string // its path; "" for a variable
	Variable string // its name; "" for a file
}

// Needs are what Target takes from outside breakwater.yaml, in the order in which it
// stands there, none twice. Of a command_config the text is read for that, and nothing
// that the text names. The error is that of Target.
func (c Cluster) Needs(env Env) ([]Need, error) {
	var all needs
	if c.CommandConfig == "" {
		all.ofSecurity(c.Security)
		return all, nil
	}
	all.file("command_config", c.CommandConfig)
	text, err := env.ReadFile(c.CommandConfig)
	if err != nil {
		return nil, fmt.Errorf("%s: cluster %s: command_config cannot be read: %w", c.At.Position(), c.Name, err)
	}
	if err := all.ofProperties(c.CommandConfig, text, env); err != nil {
		return nil, fmt.Errorf("%s: cluster %s: %w", c.At.Position(), c.Name, err)
	}
	return all, nil
}

type needs []Need

func (all *needs) file(key, path string) {
	if path != "" {
		all.add(Need{Key: key, File: path})
	}
}

// variables are those of a text.
func (all *needs) variables(key, text string) {
	for _, ref := range reference.FindAllString(text, -1) {
		if name, ok := Variable(ref); ok {
			all.add(Need{Key: key, Variable: name})
		}
	}
}

// add adds what is not there yet: two keys may name one file.
func (all *needs) add(n Need) {
	if !slices.ContainsFunc(*all, func(is Need) bool { return is.File == n.File && is.Variable == n.Variable }) {
		*all = append(*all, n)
	}
}

func (all *needs) ofSecurity(s Security) {
	if s.Protocol.LogsIn() {
		all.variables("username", s.Username)
		if s.PasswordFile == "" {
			all.variables("password", s.Password)
		}
		all.file("password_file", s.PasswordFile)
	}
	if s.Protocol.Encrypted() {
		all.file("ca_file", s.CAFile)
		all.file("certificate_file", s.CertificateFile)
		all.file("key_file", s.KeyFile)
	}
}

// ofProperties are what a client.properties names: the keys that FromProperties reads
// with the protocol that stands there.
func (all *needs) ofProperties(file string, text []byte, env Env) error {
	r, err := newReader(file, text, env)
	if err != nil {
		return err
	}
	t := unsecured()
	if err := r.protocol(&t); err != nil {
		return err
	}
	keys := []string{"bootstrap.servers", "client.id", "security.protocol"}
	if t.Protocol.LogsIn() {
		keys = append(keys, "sasl.mechanism", "sasl.jaas.config")
	}
	if t.Protocol.Encrypted() {
		keys = append(keys, r.tlsKeys()...)
	}
	for _, key := range keys {
		all.variables(key, r.settings[key].Value)
		if key != truststoreKey && key != keystoreKey {
			continue
		}
		path, err := r.get(key)
		if err != nil {
			return err
		}
		all.file(key, path)
	}
	return nil
}

// The keys that name files.
const (
	truststoreKey = "ssl.truststore.location"
	keystoreKey   = "ssl.keystore.location"
)

// tlsKeys are the ssl.* keys that count: what stands in the text itself wins over a
// file.
func (r reader) tlsKeys() []string {
	out := []string{truststoreKey, "ssl.truststore.password"}
	if r.has("ssl.truststore.certificates") {
		out = []string{"ssl.truststore.certificates"}
	}
	out = append(out, "ssl.key.password")
	if r.has("ssl.keystore.key") || r.has("ssl.keystore.certificate.chain") {
		return append(out, "ssl.keystore.certificate.chain", "ssl.keystore.key")
	}
	return append(out, keystoreKey, "ssl.keystore.password")
}
