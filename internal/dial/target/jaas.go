package target

import (
	"errors"
	"fmt"
	"strings"
)

// login is the one entry of a sasl.jaas.config.
type login struct {
	module  string
	options map[string]string
}

// The modules that hold a name and a password.
const (
	plainModule = "org.apache.kafka.common.security.plain.PlainLoginModule"
	scramModule = "org.apache.kafka.common.security.scram.ScramLoginModule"
)

// parseJAAS reads a sasl.jaas.config as Kafka's JaasConfig.java does. Its
// errors hold nothing of the text: what is out of place may be part of a
// password.
func parseJAAS(text string) (login, error) {
	t := &tokens{text: []rune(text)}
	t.next()
	if t.kind == end {
		return login{}, errors.New("is empty: write MODULE required username=\"…\" password=\"…\";")
	}
	if !t.said {
		return login{}, errors.New("does not begin with the name of a login module, as " + scramModule)
	}
	l := login{module: t.word, options: map[string]string{}}
	if t.next(); !isFlag(t.word) {
		return login{}, errors.New("has no control flag behind the login module: write required there")
	}
	for t.next(); t.kind != end && t.kind != ';'; t.next() {
		if err := l.option(t); err != nil {
			return login{}, err
		}
	}
	if t.kind != ';' {
		return login{}, errors.New("does not end with a semicolon: write one behind the last option")
	}
	if t.next(); t.kind != end {
		return login{}, errors.New("holds more than one login module, or text behind the semicolon: Kafka takes one module alone")
	}
	return l, nil
}

func isFlag(text string) bool {
	switch strings.ToUpper(text) {
	case "REQUIRED", "REQUISITE", "SUFFICIENT", "OPTIONAL":
		return true
	}
	return false
}

// option reads NAME=VALUE. Kafka takes the last of two equal names.
func (l *login) option(t *tokens) error {
	name := t.word
	if t.next(); t.kind != '=' {
		return fmt.Errorf("has %s without an = behind it: put quotes around values, and a backslash before a quote inside of them", called(name))
	}
	if t.next(); !t.said {
		return fmt.Errorf("has %s without a value: put quotes around it, as Kafka asks where it begins with a digit or a sign", called(name))
	}
	l.options[name] = t.word
	return nil
}

// called names an option only if it is one of those that modules have. Any
// other word may be a piece of a password whose quotes are wrong.
func called(name string) string {
	switch name {
	case "username", "password", "tokenauth", "serviceName", "keyTab", "principal", "useKeyTab", "storeKey":
		return "the option " + name
	}
	return "an option"
}

// credentials are the name and the password of the entry.
func (l login) credentials() (SASL, error) {
	if l.module != plainModule && l.module != scramModule {
		return SASL{}, l.refuse()
	}
	for _, name := range []string{"username", "password"} {
		if l.options[name] == "" {
			return SASL{}, fmt.Errorf("has no %s: write %s=\"…\" behind the control flag", name, name)
		}
	}
	return SASL{
		Username: l.options["username"], Password: secret(l.options["password"]),
		Token: l.module == scramModule && strings.EqualFold(l.options["tokenauth"], "true"),
	}, nil
}

func (l login) refuse() error {
	_, short, _ := cutLast(l.module, ".")
	for _, known := range []string{"OAuthBearerLoginModule", "Krb5LoginModule", "IAMLoginModule"} {
		if short == known {
			return fmt.Errorf("names %s, which is not supported yet by this version of Breakwater: it logs in with PlainLoginModule and ScramLoginModule, or by a TLS client certificate", known)
		}
	}
	return fmt.Errorf("names a login module that this version of Breakwater does not know: write %s or %s", plainModule, scramModule)
}

func cutLast(text, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(text, sep); i >= 0 {
		return text[:i], text[i+len(sep):], true
	}
	return "", text, false
}
