package target

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Cluster is an entry of breakwater.yaml's clusters, before any file is opened
// and any variable is read. Paths are ready to open.
type Cluster struct {
	Name          string
	At            model.Origin  // where its name stands
	Bootstrap     []string      // HOST:PORT; may be empty if CommandConfig is not
	CommandConfig string        // the path of a client.properties; "" if Security says it
	Security      Security      // the zero value is PLAINTEXT
	Timeout       time.Duration // of one request; 0 for DefaultTimeout
}

// Security is how an entry of clusters logs in. Texts may be ${env:NAME}.
type Security struct {
	Protocol          Protocol // "" for PLAINTEXT
	Mechanism         string   // one of Mechanisms; "" without a login
	Username          string
	Password          string // ${env:NAME} alone: a file in a repository holds no password
	PasswordFile      string // instead of Password; white space at its end is left out
	CAFile            string // PEM; "" for the authorities of the system
	CertificateFile   string // PEM, with KeyFile
	KeyFile           string // PEM, not encrypted
	SkipHostnameCheck bool
}

// Target opens the files of the entry and reads its variables. The error is
// one sentence behind FILE:LINE:COLUMN, without any secret.
func (c Cluster) Target(env Env) (Target, error) {
	t, err := c.target(env)
	if err != nil {
		return Target{}, fmt.Errorf("%s: cluster %s: %w", c.At.Position(), c.Name, err)
	}
	t.Name = c.Name
	if c.Timeout > 0 {
		t.Timeout = c.Timeout
	}
	return t, nil
}

func (c Cluster) target(env Env) (Target, error) {
	if c.CommandConfig == "" {
		return c.own(env)
	}
	text, err := env.ReadFile(c.CommandConfig)
	if err != nil {
		return Target{}, fmt.Errorf("command_config cannot be read: %w", err)
	}
	t, err := FromProperties(c.CommandConfig, text, env)
	if err != nil {
		return Target{}, err
	}
	return t.With(strings.Join(c.Bootstrap, ","))
}

// own reads the entry's security.
func (c Cluster) own(env Env) (Target, error) {
	t := unsecured()
	t.file, t.spelling = c.At.File, asYAML
	if c.Security.Protocol != "" {
		t.Protocol = c.Security.Protocol
	}
	if t.Protocol.LogsIn() {
		if err := c.Security.login(&t.SASL, env); err != nil {
			return Target{}, err
		}
	}
	if t.Protocol.Encrypted() {
		if err := c.Security.tls(&t.TLS, env); err != nil {
			return Target{}, err
		}
	}
	return t.With(strings.Join(c.Bootstrap, ","))
}

func (s Security) login(out *SASL, env Env) error {
	username, err := env.expand(s.Username)
	if err != nil {
		return fmt.Errorf("username %w", err)
	}
	password, err := s.password(env)
	if err != nil {
		return err
	}
	*out = SASL{Mechanism: s.Mechanism, Username: username, Password: secret(password)}
	return nil
}

func (s Security) password(env Env) (string, error) {
	if s.PasswordFile == "" {
		if _, ok := Variable(s.Password); !ok {
			return "", errors.New("password is no ${env:NAME}: a password does not belong into this file, so use that or password_file")
		}
		password, err := env.expand(s.Password)
		if err != nil {
			return "", fmt.Errorf("password %w", err)
		}
		return password, nil
	}
	text, err := env.ReadFile(s.PasswordFile)
	if err != nil {
		return "", fmt.Errorf("password_file cannot be read: %w", err)
	}
	password := strings.TrimRight(string(text), " \t\r\n")
	if password == "" {
		return "", fmt.Errorf("password_file %s is empty", s.PasswordFile)
	}
	return password, nil
}

func (s Security) tls(out *TLS, env Env) error {
	out.SkipHostnameCheck = s.SkipHostnameCheck
	if s.CAFile != "" {
		text, err := env.ReadFile(s.CAFile)
		if err != nil {
			return fmt.Errorf("ca_file cannot be read: %w", err)
		}
		certs, err := certificates(text)
		if err != nil {
			return fmt.Errorf("ca_file %s %w", s.CAFile, err)
		}
		out.trust(certs)
	}
	if s.CertificateFile == "" {
		return nil
	}
	chain, err := env.ReadFile(s.CertificateFile)
	if err != nil {
		return fmt.Errorf("certificate_file cannot be read: %w", err)
	}
	key, err := env.ReadFile(s.KeyFile)
	if err != nil {
		return fmt.Errorf("key_file cannot be read: %w", err)
	}
	certificate, err := pair(chain, key)
	if err != nil {
		return fmt.Errorf("certificate_file %s and key_file %s cannot be used: %w", s.CertificateFile, s.KeyFile, err)
	}
	out.present(certificate)
	return nil
}
