package notify

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestFailures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code   int
		says   string
		header string
		after  time.Duration
		want   string
	}{
		{503, "down\nfor\tmaintenance", "30", 30 * time.Second, "it answers 503 Service Unavailable: down for maintenance"},
		{429, "", "Fri, 01 Jan 2027 00:00:00 GMT", 0, "it answers 429 Too Many Requests"},
		{429, "", "-5", 0, "it answers 429 Too Many Requests"},
		{429, "", "999999999", time.Hour, "it answers 429 Too Many Requests"},
		{500, strings.Repeat("x", 10_000), "", 0, "it answers 500 Internal Server Error: " + strings.Repeat("x", 299) + "…"},
		{302, "", "", 0, "it answers 302 Found (a redirection: configure the address that it leads to)"},
	} {
		s := newServer(t, c.code, c.says)
		s.header.Set("Retry-After", c.header)
		s.header.Set("Location", s.url+"/elsewhere")
		_, err := NewWebhook(WebhookOptions{URL: secret(s.url)}).Send(t.Context(), []Alert{sample()})
		if err == nil || err.Error() != c.want || pauseAsked(err) != c.after {
			t.Errorf("%v, again after %s; want %s, after %s", err, pauseAsked(err), c.want, c.after)
		}
		if len(s.bodies) != 1 {
			t.Errorf("%d requests: a redirection was followed", len(s.bodies))
		}
	}
}

func TestWhatCannotBeReached(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	_, err := NewWebhook(WebhookOptions{URL: secret(gone.URL + "/token")}).Send(t.Context(), []Alert{sample()})
	if err == nil || !strings.Contains(err.Error(), "connection refused") || strings.Contains(err.Error(), "token") || isRefusal(err) {
		t.Errorf("%v; want connection refused, without the address", err)
	}
}

func TestARequestEndsWithItsContext(t *testing.T) {
	t.Parallel()
	hang := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // the server sees the client go only then
		<-r.Context().Done()
	}))
	defer hang.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := NewWebhook(WebhookOptions{URL: secret(hang.URL)}).Send(ctx, []Alert{sample()}); err == nil || !strings.Contains(err.Error(), "deadline exceeded") {
		t.Errorf("%v; want the deadline", err)
	}
}

// Not parallel: the environment is everybody's.
func TestNoProxyForLoopback(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	s := newServer(t, http.StatusOK, "")
	if _, err := NewWebhook(WebhookOptions{URL: secret(s.url)}).Send(t.Context(), []Alert{sample()}); err != nil {
		t.Error(err)
	}
}

func TestClientHasLimits(t *testing.T) {
	t.Parallel()
	c := Client()
	transport := c.Transport.(*http.Transport)
	if c.Timeout == 0 || transport.TLSHandshakeTimeout == 0 || transport.ResponseHeaderTimeout == 0 || transport.Proxy == nil {
		t.Errorf("%+v: want time-outs and the environment's proxies", c)
	}
}

func TestOneLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text    string
		longest int
		want    string
	}{
		{"", 5, ""}, {" a\n\tb\x00c ", 10, "a b c"}, {"abcdef", 6, "abcdef"}, {"abcdefg", 6, "abcde…"},
		{"äöüßé", 5, "äöüßé"}, {"äöüßéà", 5, "äöüß…"}, {"a\xffb", 5, "a�b"},
	} {
		if got := oneLine(c.text, c.longest); got != c.want {
			t.Errorf("%q in %d characters is %q, want %q", c.text, c.longest, got, c.want)
		}
	}
}

func TestIsLink(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"http://a": true, "https://a:1/b?c#d": true, "": false, "a": false, "/b": false, "http://": false,
		"javascript:alert(1)": false, "file:///etc/passwd": false, "http://a\x7f": false,
	} {
		if got := isLink(text); got != want {
			t.Errorf("%q is a link: %v, want %v", text, got, want)
		}
	}
}
