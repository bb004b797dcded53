package client

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
)

// unreachable says why no answer came.
func unreachable(base string, err error) error {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var wait net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("nothing listens at %s: start breakwater watch there, or say where it runs: %w", base, syscall.ECONNREFUSED)
	case errors.As(err, &name):
		return fmt.Errorf("the name %s cannot be resolved: look at the address of the watch: %w", quoted(name.Name), err)
	case errors.As(err, &certificate):
		return fmt.Errorf("the certificate of %s is not trusted here; where it is signed by a root of your own, give that with --ca-file: %w", base, certificate.Err)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &wait) && wait.Timeout():
		return fmt.Errorf("the watch at %s did not answer in time: it hangs, or the network drops what is sent there: %w", base, context.DeadlineExceeded)
	case strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return fmt.Errorf("what listens at %s does not speak TLS: use http://", base)
	}
	return fmt.Errorf("the watch at %s cannot be asked: %w", base, err)
}

// refused says why the answer is no status. What the watch itself says of it
// comes last.
func refused(base, token string, response *http.Response, body []byte) error {
	said := ""
	var failure struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(body, &failure) == nil && failure.Error != "" {
		said = ": " + printable(failure.Error)
	}
	switch code := response.StatusCode; {
	case code == http.StatusUnauthorized && token == "":
		return fmt.Errorf("the watch at %s wants a token, and none was given", base)
	case code == http.StatusUnauthorized:
		return fmt.Errorf("the watch at %s does not accept this token: compare it with the one of the watch", base)
	case code == http.StatusMisdirectedRequest:
		return fmt.Errorf("the watch does not answer by the name of %s: use 127.0.0.1 on its own machine, or add the name to its hosts", base)
	case code >= 300 && code < 400:
		return fmt.Errorf("%s sends us on to %s: give that address, if it is the watch", base, quoted(response.Header.Get("Location")))
	case code == http.StatusBadRequest && strings.Contains(string(body), "HTTP request to an HTTPS server"):
		return fmt.Errorf("what listens at %s speaks TLS: use https://", base)
	case said == "":
		return fmt.Errorf("something answers at %s with HTTP %d, and it is not breakwater watch: look at the address and the port", base, code)
	default:
		return fmt.Errorf("the watch at %s refuses (HTTP %d)%s", base, code, said)
	}
}

// printable keeps what a stranger sends from steering a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if strconv.IsPrint(r) {
			return r
		}
		return '·'
	}, s)
}

func quoted(s string) string { return strconv.Quote(s) }
