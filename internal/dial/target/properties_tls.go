package target

import (
	"errors"
	"fmt"
)

// tls reads the ssl.* keys as Kafka's DefaultSslEngineFactory does.
func (r reader) tls(t *Target) error {
	if !t.Protocol.Encrypted() {
		return nil
	}
	const check = "ssl.endpoint.identification.algorithm"
	if s, ok := r.settings[check]; ok {
		t.TLS.SkipHostnameCheck = javaTrim(s.Value) == ""
	}
	if err := r.truststore(&t.TLS); err != nil {
		return err
	}
	return r.keystore(&t.TLS)
}

func (r reader) truststore(t *TLS) error {
	const inline, location, password = "ssl.truststore.certificates", truststoreKey, "ssl.truststore.password"
	if r.has(inline) {
		text, err := r.get(inline)
		if err != nil {
			return err
		}
		certs, err := certificates([]byte(text))
		if err != nil {
			return r.wrong(inline, err)
		}
		t.trust(certs)
		return nil
	}
	content, err := r.open(location)
	if err != nil || content == nil {
		return err
	}
	pass, err := r.get(password)
	if err != nil {
		return err
	}
	certs, err := trusted(content, pass)
	if err != nil {
		return r.wrong(location, err)
	}
	t.trust(certs)
	return nil
}

// keystore reads the client's certificate and key. Kafka opens the key with
// ssl.key.password, or with that of the store if there is none.
func (r reader) keystore(t *TLS) error {
	const chain, key, location = "ssl.keystore.certificate.chain", "ssl.keystore.key", keystoreKey
	keyPassword, err := r.get("ssl.key.password")
	if err != nil {
		return err
	}
	if r.has(key) || r.has(chain) {
		return r.inlineKey(t, chain, key)
	}
	content, err := r.open(location)
	if err != nil || content == nil {
		return err
	}
	storePassword, err := r.get("ssl.keystore.password")
	if err != nil {
		return err
	}
	if keyPassword == "" {
		keyPassword = storePassword
	}
	certificate, err := identity(content, storePassword, keyPassword)
	if err != nil {
		return r.wrong(location, err)
	}
	t.present(certificate)
	return nil
}

func (r reader) inlineKey(t *TLS, chain, key string) error {
	for _, pair := range [...][2]string{{chain, key}, {key, chain}} {
		if !r.has(pair[0]) {
			return r.wrong(pair[0], fmt.Errorf("is missing beside %s: the client needs both", pair[1]))
		}
	}
	certs, err := r.get(chain)
	if err != nil {
		return err
	}
	private, err := r.get(key)
	if err != nil {
		return err
	}
	certificate, err := pair([]byte(certs), []byte(private))
	if err != nil {
		return r.wrong(chain, fmt.Errorf("and %s cannot be used: %w", key, err))
	}
	t.present(certificate)
	return nil
}

// open reads the file that a key names; nil if the key is not there.
func (r reader) open(key string) ([]byte, error) {
	path, err := r.get(key)
	if err != nil || path == "" {
		return nil, err
	}
	content, err := r.env.ReadFile(path)
	if err != nil {
		return nil, r.wrong(key, fmt.Errorf("names a file that cannot be read: %w", err))
	}
	if len(content) == 0 {
		return nil, r.wrong(key, errors.New("names a file that is empty"))
	}
	return content, nil
}
