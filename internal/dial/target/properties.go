package target

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/properties"
)

// FromProperties reads a client.properties, as Kafka's own tools take it with
// --command-config. file is its name in sentences. Relative paths in it are
// relative to the working directory, as in Java. Keys that say nothing about
// the connection are passed over. The target has no address if the file has
// no bootstrap.servers: give them by With.
//
// The error is one sentence behind FILE:LINE:COLUMN, without any secret.
func FromProperties(file string, text []byte, env Env) (Target, error) {
	r, err := newReader(file, text, env)
	if err != nil {
		return Target{}, err
	}
	return r.target()
}

// newReader takes a text apart, and reads none of its settings yet.
func newReader(file string, text []byte, env Env) (reader, error) {
	r := reader{file: file, env: env, settings: map[string]properties.Setting{}}
	if bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
		return r, fmt.Errorf("%s:1:1: the file begins with a byte order mark, which Java takes for part of the first key: save it as UTF-8 without one", file)
	}
	settings, err := properties.Parse(latin1(text))
	var syntax *format.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return r, fmt.Errorf("%s:%d:%d: the file %w", file, syntax.Line, syntax.Column, syntax)
	case err != nil:
		return r, fmt.Errorf("%s: %w", file, err)
	}
	for _, s := range settings {
		r.settings[s.Key] = s // of two the last counts, as in Java
	}
	return r, nil
}

// latin1 writes every byte as the character that Java takes it for: Kafka
// reads these files as ISO-8859-1, and a password must have the same bytes
// here and there.
func latin1(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for _, c := range text {
		if c < 0x80 {
			out = append(out, c)
		} else {
			out = append(out, 0xC0|c>>6, 0x80|c&0x3F)
		}
	}
	return out
}

// reader takes the settings of one file apart.
type reader struct {
	file     string
	env      Env
	settings map[string]properties.Setting
}

// has tells whether a key stands in the file with a value.
func (r reader) has(key string) bool { return strings.TrimSpace(r.settings[key].Value) != "" }

// get is a value with its environment variables, trimmed as Kafka does with
// all of them, passwords included (ConfigDef.parseType); "" if there is none.
func (r reader) get(key string) (string, error) {
	s, ok := r.settings[key]
	if !ok {
		return "", nil
	}
	value, err := r.env.expand(s.Value)
	if err != nil {
		return "", r.wrong(key, err)
	}
	return javaTrim(value), nil
}

// javaTrim is String.trim: it takes away everything up to the space.
func javaTrim(s string) string { return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' }) }

// wrong is a sentence about a key, at its place.
func (r reader) wrong(key string, err error) error {
	s, ok := r.settings[key]
	if !ok {
		return fmt.Errorf("%s: %s %w", r.file, key, err)
	}
	return fmt.Errorf("%s:%d:%d: %s %w", r.file, s.Line, s.Column, key, err)
}

func (r reader) target() (Target, error) {
	t := unsecured()
	t.file, t.spelling = r.file, asProperties
	for _, read := range []func(*Target) error{r.addresses, r.clientID, r.protocol, r.sasl, r.tls} {
		if err := read(&t); err != nil {
			return Target{}, err
		}
	}
	return t, nil
}

func (r reader) addresses(t *Target) error {
	list, err := r.get("bootstrap.servers")
	if err != nil || list == "" {
		return err
	}
	if t.Bootstrap, err = Addresses(list); err != nil {
		return r.wrong("bootstrap.servers", fmt.Errorf("cannot be used: %w", err))
	}
	return nil
}

func (r reader) clientID(t *Target) error {
	id, err := r.get("client.id")
	if err == nil && id != "" {
		t.ClientID = id
	}
	return err
}

func (r reader) protocol(t *Target) error {
	const key = "security.protocol"
	text, err := r.get(key)
	if err != nil || text == "" {
		return err
	}
	if t.Protocol, err = protocolOf(text); err != nil {
		return r.wrong(key, fmt.Errorf("is wrong: %w", err))
	}
	return nil
}

func (r reader) sasl(t *Target) error {
	if !t.Protocol.LogsIn() {
		return nil
	}
	const key, jaas = "sasl.mechanism", "sasl.jaas.config"
	mechanism, err := r.get(key)
	switch {
	case err != nil:
		return err
	case mechanism == "":
		return r.wrong(key, errors.New("is missing, and Kafka then takes GSSAPI, which is not supported yet by this version of Breakwater: set it to one of "+strings.Join(Mechanisms(), ", ")))
	}
	if err := CheckMechanism(mechanism); err != nil {
		return r.wrong(key, fmt.Errorf("is wrong: %w", err))
	}
	if !r.has(jaas) {
		return r.wrong(jaas, errors.New("is missing: write the user's name and password there; a JAAS file that the JVM is given (java.security.auth.login.config) is not read"))
	}
	text, err := r.get(jaas)
	if err != nil {
		return err
	}
	entry, err := parseJAAS(text)
	if err == nil {
		t.SASL, err = entry.credentials()
	}
	if err != nil {
		return r.wrong(jaas, err)
	}
	t.SASL.Mechanism = mechanism
	return nil
}
