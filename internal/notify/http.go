package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Secret gives a password, token, key or address. It is called for every
// request, so that a file is read anew when it has changed.
type Secret func() (string, error)

// read gives the secret without the white space around it, as a file has it.
func (s Secret) read(what string) (string, error) {
	text, err := s()
	if err != nil {
		return "", fmt.Errorf("the %s cannot be read: %w", what, err)
	}
	if text = strings.TrimSpace(text); text == "" {
		return "", fmt.Errorf("the %s is empty", what)
	}
	return text, nil
}

// Client is an HTTP client for receivers. It uses the proxies that the
// environment names, but none for loopback, and gives up a connection or an
// answer that takes too long.
func Client() *http.Client {
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment, // leaves loopback out
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 10 * time.Second,
		IdleConnTimeout:       2 * time.Minute,
		MaxIdleConnsPerHost:   2,
		ForceAttemptHTTP2:     true,
	}
	return &http.Client{Transport: transport, Timeout: 15 * time.Second}
}

// answerLimit is how much of an answer is read, in bytes.
const answerLimit = 4 << 10

// message is one request to a receiver.
type message struct {
	url     string
	body    any
	sign    func(*http.Request) error // nil: nothing to add
	secrets []string                  // what must not be in an error
}

// post sends a message as JSON. Redirections are not followed: what is posted
// would be lost on the way. An answer other than 2xx is a *Failure.
func post(ctx context.Context, client *http.Client, m message) (http.Header, string, error) {
	body, err := json.Marshal(m.body)
	if err != nil {
		return nil, "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.url, bytes.NewReader(body))
	if err != nil {
		return nil, "", errors.New("its address is not a URL")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "breakwater")
	if m.sign != nil {
		if err := m.sign(req); err != nil {
			return nil, "", err
		}
	}
	still := *client
	still.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := still.Do(req)
	if err != nil {
		return nil, "", plain(err)
	}
	defer res.Body.Close()                                       //nolint:errcheck // it was only read
	text, _ := io.ReadAll(io.LimitReader(res.Body, answerLimit)) // the status has said what counts
	said := oneLine(without(string(text), m.secrets), 300)
	if res.StatusCode/100 != 2 {
		return nil, "", &Failure{Code: res.StatusCode, Said: said, After: pauseIn(res.Header)}
	}
	return res.Header, said, nil
}

// plain is the error of a request without its address, which may be a secret.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

func without(text string, secrets []string) string {
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "***")
		}
	}
	return text
}

// pauseIn is how long the receiver wants to be left alone; 0 if it does not
// say.
func pauseIn(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, 3600)) * time.Second
}

// Failure is an answer that says no.
type Failure struct {
	Code  int
	Said  string        // one line
	After time.Duration // when to come again; 0: not said
}

// Error is one line: the status, and what the receiver said.
func (f *Failure) Error() string {
	text := fmt.Sprintf("it answers %d %s", f.Code, http.StatusText(f.Code))
	if f.Code/100 == 3 {
		text += " (a redirection: configure the address that it leads to)"
	}
	if f.Said != "" {
		text += ": " + f.Said
	}
	return text
}

// Refused tells whether the receiver objects to what it was sent, so that the
// same again is of no use.
func (f *Failure) Refused() bool {
	switch f.Code {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return true
	default:
		return false
	}
}
