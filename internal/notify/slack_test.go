package notify

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestSlackIsToldByItsSchema(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]Alert{
		"firing": sample(), "over": ended(sample()), "late": late(sample()), "monster": monster(), "bare": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, http.StatusOK, "ok")
			answer, err := NewSlack(SlackOptions{URL: secret(s.url + "/services/T/B/x\n")}).Send(t.Context(), []Alert{a})
			if err != nil || answer != "ok" {
				t.Errorf("answer %q, %v; want ok", answer, err)
			}
			fits(t, "slack-webhook.schema.json", s.bodies[0])
			for _, bad := range []string{"<!channel>", "<&>", "javascript:"} {
				if strings.Contains(s.bodies[0], bad) {
					t.Errorf("%s is in the message as it is", bad)
				}
			}
		})
	}
}

// texts are what people see of a message.
func texts(m slackMessage) string {
	lines := []string{m.Text}
	for _, b := range m.Blocks {
		if b.Text != nil {
			lines = append(lines, b.Text.Text)
		}
		for _, e := range b.Elements {
			lines = append(lines, e.Text)
		}
	}
	return strings.Join(lines, "\n")
}

func TestSlackMessages(t *testing.T) {
	t.Parallel()
	foot := "cluster/broker-missing · broker/2 · <https://watch.example/incidents/1|incident> · <https://docs.example/broker-missing|runbook>"
	body := "broker 2 does not answer\nExplains 3 findings.\n*Next:* ssh broker-2\n```a = 1\nb = 2```\n" + foot
	warning := sample()
	warning.Labels[LabelSeverity] = "warning"
	info := sample()
	info.Labels[LabelSeverity] = "info"
	for _, c := range []struct {
		alert Alert
		want  string
	}{
		{sample(), "prod: error: broker 2 does not answer\n:red_circle: *prod: error: broker 2 does not answer*\n" + body},
		{warning, "prod: warning: broker 2 does not answer\n:large_yellow_circle: *prod: warning: broker 2 does not answer*\n" + body},
		{info, "prod: info: broker 2 does not answer\n:information_source: *prod: info: broker 2 does not answer*\n" + body},
		{ended(sample()), "prod: resolved after 1 h 12 min: broker 2 does not answer\n" +
			":white_check_mark: *prod: resolved after 1 h 12 min: broker 2 does not answer*\n" + foot},
		{late(sample()), "prod: error, over by now: broker 2 does not answer\n:hourglass: *prod: error, over by now: broker 2 does not answer*\n" +
			"it is over since 04:12:00 UTC, after 1 h 12 min; it could not be told while it went on\n" + body},
	} {
		if got := texts(slackOf(&c.alert)); got != c.want {
			t.Errorf("message\n%s\nwant\n%s", got, c.want)
		}
	}
}

func TestSlackEscape(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text    string
		longest int
		want    string
	}{
		{"", 10, ""}, {"a < b & c > d", 100, "a &lt; b &amp; c &gt; d"}, {"&amp;", 100, "&amp;amp;"},
		{"abcdef", 4, "abc…"}, {"ab<<", 8, "ab&lt;…"}, {"ab&", 7, "ab…"}, {"a😀b", 4, "a😀…"}, {"\xff", 5, "�"},
	} {
		got := slackEscape(c.text, c.longest)
		if got != c.want {
			t.Errorf("%q in %d characters is %q, want %q", c.text, c.longest, got, c.want)
		}
		if n := len(utf16.Encode([]rune(got))); n > c.longest {
			t.Errorf("%q has %d characters, more than %d", got, n, c.longest)
		}
	}
}

func FuzzSlackEscape(f *testing.F) {
	f.Add("a<b&c>😀", 5)
	f.Fuzz(func(t *testing.T, text string, longest int) {
		longest = 10 + longest&0xfff
		got := slackEscape(text, longest)
		if n := len(utf16.Encode([]rune(got))); n > longest {
			t.Errorf("%q has %d characters, more than %d", got, n, longest)
		}
		if strings.ContainsAny(got, "<>") {
			t.Errorf("%q holds a command", got)
		}
		plain := strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(got)
		if strings.Contains(plain, "&") {
			t.Errorf("%q holds an escape that is cut", got)
		}
	})
}

func TestSlackHidesItsAddress(t *testing.T) {
	t.Parallel()
	closed := "http://127.0.0.1:1/services/T/B/secret"
	for _, url := range []string{closed, "http://127.0.0.1:1/\x7fsecret", "::secret"} {
		_, err := NewSlack(SlackOptions{URL: secret(url)}).Send(t.Context(), []Alert{sample()})
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%v; want an error without the address", err)
		}
	}
	s := newServer(t, http.StatusNotFound, "no_service")
	if _, err := NewSlack(SlackOptions{URL: secret(s.url)}).Send(t.Context(), []Alert{sample()}); err == nil || err.Error() != "it answers 404 Not Found: no_service" {
		t.Errorf("%v; want what Slack says", err)
	}
}
