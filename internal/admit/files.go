package admit

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// Files is a certificate that somebody else renews, as cert-manager does: two
// files that are read again when they have changed.
type Files struct {
	cert, key string
	now       func() time.Time
	log       *slog.Logger

	mu     sync.Mutex
	serves *tls.Certificate
	text   [2][]byte
}

// ReadFiles reads a certificate and its key, both PEM. It fails where they
// cannot be used now; afterwards Refresh keeps what was good.
func ReadFiles(cert, key string, now func() time.Time, log *slog.Logger) (*Files, error) {
	f := &Files{cert: cert, key: key, now: now, log: log}
	return f, f.refresh()
}

// Refresh reads the files again. Files that do not fit together are half of a
// change: what was read before is served on, and the next call tries again.
func (f *Files) Refresh() {
	if err := f.refresh(); err != nil {
		f.log.Error("the certificate was not read again, and the one before is served", "error", err)
	}
}

func (f *Files) refresh() error {
	var text [2][]byte
	for i, name := range [...]string{f.cert, f.key} {
		var err error
		if text[i], err = os.ReadFile(name); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.serves != nil && bytes.Equal(text[0], f.text[0]) && bytes.Equal(text[1], f.text[1]) {
		return nil
	}
	pair, err := tls.X509KeyPair(text[0], text[1])
	if err != nil {
		return fmt.Errorf("%s and %s: %w", f.cert, f.key, err)
	}
	f.serves, f.text = &pair, text
	f.log.Info("a certificate was read", "file", f.cert, "until", pair.Leaf.NotAfter.UTC().Format(time.RFC3339), "names", pair.Leaf.DNSNames)
	return nil
}

// Certificate is what a TLS handshake is given, as tls.Config.GetCertificate.
func (f *Files) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.serves == nil {
		return nil, errors.New("there is no certificate yet")
	}
	return f.serves, nil
}

// Ready tells whether the certificate holds now.
func (f *Files) Ready() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.serves == nil {
		return errors.New("there is no certificate yet")
	}
	leaf := f.serves.Leaf
	switch now := f.now(); {
	case now.Before(leaf.NotBefore):
		return fmt.Errorf("the certificate of %s begins only at %s", f.cert, leaf.NotBefore.UTC().Format(time.RFC3339))
	case !now.Before(leaf.NotAfter):
		return fmt.Errorf("the certificate of %s is over since %s", f.cert, leaf.NotAfter.UTC().Format(time.RFC3339))
	}
	return nil
}
