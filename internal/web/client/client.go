// Package client reads the status of a running watch, and says in one sentence
// why it cannot.
package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// largest is how much of an answer is read, in bytes.
const largest = 16 << 20

// Door is where a watch is reached, and with what.
type Door struct {
	URL   string         // as "127.0.0.1:8085" or "https://watch.example.com:8085"
	Token string         // is sent if it is not empty
	Roots *x509.CertPool // whose certificates are trusted; nil: those of the system
}

// Get asks a watch for its status. It waits as long as the context allows.
// Every error is a sentence for whoever typed the address.
func Get(ctx context.Context, at Door) (api.Status, error) {
	token := at.Token
	base, err := address(at.URL)
	if err != nil {
		return api.Status{}, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/api/v1/status", nil)
	if err != nil {
		return api.Status{}, fmt.Errorf("%s is no address of a watch: give it as HOST:PORT: %w", quoted(at.URL), err)
	}
	request.Header.Set("Accept", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := at.asker().Do(request)
	if err != nil {
		return api.Status{}, unreachable(base, err)
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	return read(base, token, response)
}

// asker follows no redirect: it would carry the token to somewhere else.
func (d Door) asker() *http.Client {
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if d.Roots != nil {
		c.Transport = &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{RootCAs: d.Roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}
	}
	return c
}

// address is a base URL, without a path and a final slash.
func address(given string) (string, error) {
	text := strings.TrimSpace(given)
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return "", fmt.Errorf("%s is no address of a watch: give it as HOST:PORT or https://HOST:PORT", quoted(given))
	case u.User != nil:
		return "", fmt.Errorf("the address of the watch holds a password: leave it out, and give the token by itself")
	}
	return u.Scheme + "://" + u.Host + strings.TrimRight(u.Path, "/"), nil
}

func read(base, token string, response *http.Response) (api.Status, error) {
	body, err := io.ReadAll(io.LimitReader(response.Body, largest+1))
	switch {
	case err != nil:
		return api.Status{}, fmt.Errorf("the watch at %s broke off in the middle of its answer: ask again: %w", base, err)
	case len(body) > largest:
		return api.Status{}, fmt.Errorf("what answers at %s sends more than %d MiB: that is no watch", base, largest>>20)
	case response.StatusCode != http.StatusOK:
		return api.Status{}, refused(base, token, response, body)
	}
	var status api.Status
	if err := json.Unmarshal(body, &status); err != nil || !strings.HasPrefix(status.Schema, "breakwater.status/") {
		return api.Status{}, fmt.Errorf("something answers at %s, and it is not breakwater watch: look at the address and the port", base)
	}
	if status.Schema != api.StatusSchema {
		return api.Status{}, fmt.Errorf("the watch at %s speaks %s, and this program %s: use the same version of both", base, quoted(status.Schema), api.StatusSchema)
	}
	return status, nil
}
