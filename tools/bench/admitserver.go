package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"time"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// listening is where a server listens, and who signs for it.
type listening struct{ Address, CA string }

// bare is a judge that only decodes what it is asked.
type bare struct{}

// Judge allows every review whose object is JSON; an object that is none is an error.
func (bare) Judge(_ context.Context, q *admit.Request) (admit.Verdict, error) {
	var object any
	return admit.Verdict{Allowed: true}, json.Unmarshal(q.Object, &object)
}

// serveAdmission serves admission until the input ends, and says first where.
func serveAdmission(judge string, in io.Reader, out io.Writer) error {
	o := admit.Options{Log: slog.New(slog.DiscardHandler), Now: time.Now, Ready: func() error { return nil }, Drain: time.Millisecond}
	switch judge {
	case "judged":
		o.Judge = &admit.Rules{Known: rules.All(), Settings: &rule.Settings{}, Now: time.Now}
	case "floor":
		o.Judge = bare{}
	default:
		return fmt.Errorf("-admit-serve is %q: it must be judged or floor", judge)
	}
	pair, err := ownCertificate()
	if err != nil {
		return err
	}
	o.Certificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return pair, nil }
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	at := listening{on.Addr().String(), string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}))}
	if err := json.NewEncoder(out).Encode(at); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, in)
		cancel()
	}()
	return admit.Serve(ctx, on, o)
}

// ownCertificate is a certificate for this machine that signs itself.
func ownCertificate() (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}
