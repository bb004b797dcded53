package config_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
)

// watched is testdata/good/watch.yaml, as if it stood in the folder ops.
func watched(t *testing.T) *config.Config {
	t.Helper()
	text, err := os.ReadFile("testdata/good/watch.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, "ops/breakwater.yaml", string(text))
}

func TestWatchIsRead(t *testing.T) {
	want := config.Watch{
		Listen: "[::1]:9000", Data: filepath.Join("ops", "data"),
		Every: 10 * time.Second, Probe: 1500 * time.Millisecond, Settings: 5 * time.Minute,
		Budget: config.Budget{Requests: 50}, Metrics: config.Metrics{Partitions: "all", Compat: []string{"kafka_exporter"}},
		DeadLetters: []string{"*.dlq", "?-dlt"},
	}
	if got := watched(t).Watch; !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestWebIsRead(t *testing.T) {
	want := config.Web{
		Token: config.Secret{Key: "token", File: filepath.Join("ops", "web.token")}, Hosts: []string{"watch.example.com", "192.0.2.7"},
		Certificate: filepath.Join("ops", "web.pem"), Key: "/etc/web.key", ExternalURL: "https://watch.example.com/breakwater",
	}
	if got := watched(t).Web; !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	got := parse(t, "breakwater.yaml", `web: {token: "${env:TOKEN}", insecure: true}`).Web
	if want := (config.Web{Token: config.Secret{Key: "token", Variable: "TOKEN"}, Insecure: true}); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestNotifyIsRead(t *testing.T) {
	in := func(name string) string { return filepath.Join("ops", name) }
	want := config.Notify{
		MinSeverity: finding.Info, Resend: 30 * time.Second, Runbooks: "https://wiki.example.com/runbooks/{rule}",
		Receivers: []config.Receiver{
			{Kind: config.Alertmanager, URLs: []string{"http://am1:9093", "https://am2.example.com/prefix"}, Bearer: config.Secret{Key: "bearer_token", File: in("am.token")}},
			{Kind: config.Alertmanager, URLs: []string{"http://am3:9093"}, Username: "ada", Password: config.Secret{Key: "password", Variable: "AM_PASSWORD"}, MinSeverity: finding.Error},
			{Kind: config.PagerDuty, Name: "pagerduty", Key: config.Secret{Key: "routing_key", File: "/etc/pagerduty.key"}, MinSeverity: finding.Error},
			{Kind: config.PagerDuty, Name: "europe", Key: config.Secret{Key: "routing_key", Variable: "KEY"}, URLs: []string{"https://events.eu.pagerduty.com"}},
			{Kind: config.Slack, Name: "slack", URL: config.Secret{Key: "url", File: in("slack.url")}},
			{Kind: config.Webhook, Name: "ops", URLs: []string{"https://ops.example.com/hook"}, Bearer: config.Secret{Key: "bearer_token", Variable: "OPS"}},
			{Kind: config.Webhook, Name: "webhook", URL: config.Secret{Key: "url", Variable: "HOOK"}},
		},
	}
	got := watched(t).Notify
	for i := range got.Receivers {
		if at := got.Receivers[i].At; at.File != "ops/breakwater.yaml" || at.Line < 10 || at.Column != 7 || i >= len(want.Receivers) {
			t.Fatalf("receiver %d stands at %s", i, at.Position())
		}
		want.Receivers[i].At = got.Receivers[i].At
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestWhatIsNotSaidHasItsDefault(t *testing.T) {
	for _, text := range []string{"", "watch: {}\nnotify: {}", "exclude: [a]"} {
		c := parse(t, "breakwater.yaml", text)
		want := config.Watch{Listen: "127.0.0.1:8085", Every: 5 * time.Second, Probe: 2 * time.Second, Settings: time.Minute, Metrics: config.Metrics{Partitions: "abnormal"}}
		if !reflect.DeepEqual(c.Watch, want) || !reflect.DeepEqual(config.DefaultWatch(), want) {
			t.Errorf("%q: got %+v", text, c.Watch)
		}
		if want := (config.Notify{MinSeverity: finding.Warning, Resend: time.Minute}); !reflect.DeepEqual(c.Notify, want) || !reflect.DeepEqual(config.DefaultNotify(), want) {
			t.Errorf("%q: got %+v", text, c.Notify)
		}
	}
}

// A time that is not given gives way to one that is.
func TestPaces(t *testing.T) {
	for text, want := range map[string][3]time.Duration{
		"every: 1s":                            {time.Second, time.Second, time.Minute},
		"every: 5min":                          {5 * time.Minute, 2 * time.Second, 5 * time.Minute},
		"probe: 5s":                            {5 * time.Second, 5 * time.Second, time.Minute},
		"every: 10s, settings_every: 10s":      {10 * time.Second, 2 * time.Second, 10 * time.Second},
		"every: 1m, probe: 1min":               {time.Minute, time.Minute, time.Minute},
		"every: 2s, probe: 500ms":              {2 * time.Second, 500 * time.Millisecond, time.Minute},
		"settings_every: 1h, every: 1000ms":    {time.Second, time.Second, time.Hour},
		"probe: 00500ms, settings_every: 600s": {5 * time.Second, 500 * time.Millisecond, 10 * time.Minute},
	} {
		w := parse(t, "breakwater.yaml", "watch: {"+text+"}").Watch
		if got := [3]time.Duration{w.Every, w.Probe, w.Settings}; got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

func TestAddressesToListenOn(t *testing.T) {
	for address, ok := range map[string]bool{
		"127.0.0.1:8085": true, ":8085": true, "localhost:0": true, "[::]:65535": true,
		"localhost": false, ":65536": false, ":http": false, "::1:80": false, "http://a:80": false, "8085": false, ":": false,
	} {
		c, err := config.Parse("f.yaml", []byte(fmt.Sprintf("watch: {listen: %q}", address)), nil)
		if (err == nil) != ok || ok && c.Watch.Listen != address {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// Wherever a secret stands by mistake, no problem repeats it.
func TestASecretIsNeverRepeated(t *testing.T) {
	const canary = "hunter2canary"
	for _, place := range []string{
		"notify: %s", "notify: {receivers: %s}", "notify: {receivers: [%s]}",
		"notify: {receivers: [{alertmanager: %s}]}", "notify: {receivers: [{alertmanager: [%s]}]}", "notify: {receivers: [{alertmanager: [%s, %[1]s]}]}",
		"notify: {receivers: [{pagerduty: %s}]}", "notify: {receivers: [{pagerduty: {routing_key: %s}}]}", "notify: {receivers: [{pagerduty: {routing_key_file: f, url: %s}}]}",
		"notify: {receivers: [{slack: %s}]}", "notify: {receivers: [{slack: {url: %s}}]}",
		"notify: {receivers: [{webhook: %s}]}", "notify: {receivers: [{webhook: {url: %s}}]}",
		"notify: {receivers: [{webhook: 'https://a', bearer_token: %s}]}", "notify: {receivers: [{webhook: 'https://a', basic_auth: %s}]}",
		"notify: {receivers: [{webhook: 'https://a', basic_auth: {username: a, password: %s}}]}",
		"web: %s", "web: {token: %s}", "web: {token: [%s]}", "web: {external_url: 'ftp:'%s}", "web: {tls: {cert_file: c, key_file: [%s]}}",
	} {
		for _, secret := range []string{canary, "https://ada:" + canary + "@a.example.com", "https://a.example.com/?token=" + canary, "x${env:" + canary + "}"} {
			text := fmt.Sprintf(place, "'"+secret+"'")
			_, err := config.Parse("f.yaml", []byte(text), policytest.Rules())
			if err == nil || strings.Contains(err.Error(), canary) {
				t.Errorf("%s: got %v", text, err)
			}
		}
	}
}

func TestSecretsAreReadAnewEachTime(t *testing.T) {
	files, variables := map[string]string{"key": "s3cret \r\n", "blank": " \n"}, map[string]string{"KEY": "v4riable", "BLANK": " "}
	env := target.Env{
		Lookup: func(name string) (string, bool) { v, ok := variables[name]; return v, ok },
		ReadFile: func(path string) ([]byte, error) {
			if text, ok := files[path]; ok {
				return []byte(text), nil
			}
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		},
	}
	for name, c := range map[string]struct {
		secret     config.Secret
		want, fail string
	}{
		"file":           {config.Secret{Key: "url", File: "key"}, "s3cret", ""},
		"variable":       {config.Secret{Key: "url", Variable: "KEY"}, "v4riable", ""},
		"no file":        {config.Secret{Key: "url", File: "gone"}, "", "url_file cannot be read: open gone: file does not exist"},
		"blank file":     {config.Secret{Key: "url", File: "blank"}, "", "url_file blank is empty"},
		"no variable":    {config.Secret{Key: "url", Variable: "GONE"}, "", "url takes the environment variable GONE, which is not set: set it, and export it"},
		"blank variable": {config.Secret{Key: "url", Variable: "BLANK"}, "", "url takes the environment variable BLANK, which is not set: set it, and export it"},
	} {
		got, err := c.secret.Read(env)
		if got != c.want || (err == nil) != (c.fail == "") || err != nil && err.Error() != c.fail {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
	files["key"] = "another"
	if got, err := (config.Secret{File: "key"}).Read(env); got != "another" || err != nil {
		t.Errorf("after a change: %q, %v", got, err)
	}
	if _, err := (config.Secret{Key: "url", File: "gone"}).Read(env); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if (config.Secret{Key: "url"}).Given() || !(config.Secret{File: "f"}).Given() || !(config.Secret{Variable: "V"}).Given() {
		t.Error("what is given is not told from what is not")
	}
}
