package cli

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// post is what a receiver got.
type post struct{ path, body string }

// receiver is somebody who is told, and answers with a code.
type receiver struct {
	*httptest.Server
	mu  sync.Mutex
	got []post
}

func (r *receiver) posts() []post {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.got
}

func answering(t *testing.T, code int, answer string) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		r.got = append(r.got, post{q.URL.Path, string(body)})
		r.mu.Unlock()
		w.WriteHeader(code)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(r.Close)
	return r
}

// TestNotifyTest sends an alert and its end through each receiver.
func TestNotifyTest(t *testing.T) {
	project(t, nil)
	alertmanager, hook := answering(t, http.StatusOK, `{"status":"success"}`), answering(t, http.StatusNoContent, "")
	got := ran(t, "notify", "test", "--alertmanager", alertmanager.URL, "--webhook", hook.URL+"/hook")
	host := strings.TrimPrefix(alertmanager.URL, "http://")
	got.want(t, finding.ExitClean, []string{"alertmanager/" + host + ": ", "webhook: ", "!failed"}, nil)
	if n := strings.Count(got.out, "\n"); n != 2 {
		t.Errorf("%d lines:\n%s", n, got.out)
	}
	sent := alertmanager.posts()
	if len(sent) != 2 || sent[0].path != "/api/v2/alerts" {
		t.Fatalf("%+v", sent)
	}
	var alerts []struct{ Labels, Annotations map[string]string }
	if err := json.Unmarshal([]byte(sent[0].body), &alerts); err != nil || len(alerts) != 1 || alerts[0].Labels["rule"] != "watch/test" ||
		alerts[0].Labels["severity"] != "info" || !strings.Contains(alerts[0].Annotations["description"], "Nothing is wrong") {
		t.Errorf("%v: %s", err, sent[0].body)
	}
	told := hook.posts()
	if len(told) != 2 || told[0].path != "/hook" || !strings.Contains(told[0].body, `"status":"firing"`) || !strings.Contains(told[1].body, `"status":"resolved"`) {
		t.Errorf("%+v", told)
	}
}

// TestNotifyTestFails with the receiver that does not take it, and tells of the
// others all the same.
func TestNotifyTestFails(t *testing.T) {
	refusing, fine := answering(t, http.StatusForbidden, "no such token"), answering(t, http.StatusOK, "")
	gone := freePort(t)
	project(t, map[string]string{"breakwater.yaml": "notify:\n  receivers:\n    - webhook: " + refusing.URL + "/\n      name: ops\n    - webhook: " + fine.URL + "/\n      name: chat\n" +
		"    - pagerduty: {routing_key: \"${env:NO_SUCH_VARIABLE_AT_ALL}\"}\n"})
	got := ran(t, "notify", "test", "--alertmanager", "http://"+gone)
	got.want(t, finding.ExitFindings, []string{"ops: failed: ", "403", "no such token", "chat: ", "!chat: failed", "pagerduty: failed: ", "NO_SUCH_VARIABLE_AT_ALL", "alertmanager/" + gone + ": failed: "}, nil)
	if n := strings.Count(got.out, "\n"); n != 4 {
		t.Errorf("%d lines:\n%s", n, got.out)
	}
}

func TestNotifyTestRefusesWhatItCannotDo(t *testing.T) {
	project(t, map[string]string{"bad.yaml": "notify: {receivers: [{slack: {url: https://hooks.example/T0/s3cret}}]}\n"})
	for args, sentence := range map[string]string{
		"notify tset":                      `unknown command "tset": did you mean 'breakwater notify test'?`,
		"notify test":                      "there is no receiver: name one with --alertmanager or --webhook, or below notify: in breakwater.yaml",
		"notify test x":                    `notify test takes no argument, and "x" is one: see 'breakwater notify test --help'`,
		"notify test --alertmanager=":      "--alertmanager must be an address with http or https, as http://HOST:PORT: else nobody would be told",
		"notify test --webhook s3cret":     "--webhook must be an address with http or https, as http://HOST:PORT: else nobody would be told",
		"notify test --config nowhere.yml": "",
		"notify test --config bad.yaml":    "",
	} {
		got := breakwater(strings.Fields(args)...)
		if sentence != "" {
			got.refuses(t, sentence)
		} else if got.code != finding.ExitUsage || got.out != "" || strings.Contains(got.err, "s3cret") {
			t.Errorf("%s: %+v", args, got)
		}
	}
}

func TestRunbooks(t *testing.T) {
	for pattern, want := range map[string]string{
		"":                        "https://github.com/breakwaterhq/breakwater/blob/main/docs/rules/group/stuck.md",
		"https://wiki/{rule}?x=1": "https://wiki/group/stuck?x=1",
	} {
		if got := runbook(pattern, "group/stuck"); got != want {
			t.Errorf("%q: got %s, want %s", pattern, got, want)
		}
	}
}

// TestTwoWebhooksHaveTwoNames, and neither tells what may be a token.
func TestTwoWebhooksHaveTwoNames(t *testing.T) {
	project(t, nil)
	a, b := answering(t, http.StatusOK, ""), answering(t, http.StatusOK, "")
	got := ran(t, "notify", "test", "--webhook", a.URL+"/s3cret", "--webhook", b.URL+"/s3cret")
	got.want(t, finding.ExitClean, []string{"webhook/" + strings.TrimPrefix(a.URL, "http://") + ": ", "webhook/" + strings.TrimPrefix(b.URL, "http://") + ": ", "!s3cret"}, nil)
}

// TestWatchTellsItsReceivers of an incident with a runbook, and of its heartbeat.
func TestWatchTellsItsReceivers(t *testing.T) {
	alertmanager := answering(t, http.StatusOK, "")
	w, _ := watching(t, "--bootstrap", plant(t), "--alertmanager", alertmanager.URL)
	has := func(words ...string) func() bool {
		return func() bool {
			for _, p := range alertmanager.posts() {
				all := true
				for _, word := range words {
					all = all && strings.Contains(p.body, word)
				}
				if all {
					return true
				}
			}
			return false
		}
	}
	eventually(t, "the alert", has(`"rule":"cluster/broker-missing"`, `"alertname":"BrokerMissing"`, "docs/rules/cluster/broker-missing.md"), w.err)
	eventually(t, "the heartbeat", has(`"rule":"watch/heartbeat"`, `"severity":"none"`), w.err)
	w.end(t)
}
