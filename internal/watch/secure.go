package watch

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync"
)

// Secure makes a listener speak TLS 1.2 or newer with the certificate and the
// key of two PEM files. They are read again for each connection, so that a
// certificate that was renewed needs no restart; while they do not fit each
// other, as between the two writes of a renewal, the pair before is used. The
// error says why there is none at all.
func Secure(on net.Listener, certificate, key string, log *slog.Logger) (net.Listener, error) {
	p := &pair{files: [2]string{certificate, key}, log: log}
	if err := p.read(); err != nil {
		return nil, err
	}
	return tls.NewListener(on, &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}, GetCertificate: p.get}), nil
}

// pair is a certificate and its key, as they were when they fitted last.
type pair struct {
	files [2]string
	log   *slog.Logger

	mu    sync.Mutex
	texts [2][]byte
	made  *tls.Certificate
	wrong string // what was said of files that cannot be used; "": they can
}

// get is the newest pair. What is wrong with the files is said once.
func (p *pair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	err := p.read()
	switch {
	case err == nil && p.wrong != "":
		p.log.Info("the certificate of the page can be read again")
		p.wrong = ""
	case err != nil && err.Error() != p.wrong:
		p.log.Error("the certificate of the page cannot be read anew, and the one before stays in use", "error", err)
		p.wrong = err.Error()
	}
	return p.made, nil
}

// read takes in the files if they have changed.
func (p *pair) read() error {
	var texts [2][]byte
	for i, file := range p.files {
		text, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("the certificate of the page cannot be read: %w", err)
		}
		texts[i] = text
	}
	if p.made != nil && bytes.Equal(texts[0], p.texts[0]) && bytes.Equal(texts[1], p.texts[1]) {
		return nil
	}
	made, err := tls.X509KeyPair(texts[0], texts[1])
	if err != nil {
		return fmt.Errorf("the certificate %s and the key %s cannot be used together: %w", p.files[0], p.files[1], err)
	}
	p.texts, p.made = texts, &made
	return nil
}
