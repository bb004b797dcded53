package main

import (
	"fmt"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
)

// The schema and the reader spell the sections of a watch each in its own way,
// so each form is given to both.
func TestWatchMeansTheSameToSchemaAndReader(t *testing.T) {
	bothMean(t, map[string][]string{
		"watch: %s":                                  {"{}", "[]", "a", "{every: 5s}", "{evry: 5s}"},
		"watch: {listen: %s}":                        {`"127.0.0.1:8085"`, `":8085"`, `"[::1]:8085"`, `"host:0"`, "8085", `"::1:8085"`, `"a/b:1"`, `"u@h:1"`, `"h:"`, `"h:x"`, `""`, "[a]"},
		"watch: {data: %s}":                          {"/var/lib/breakwater", "data", `""`, "[a]"},
		"watch: {every: %s}":                         {"1s", "5s", "5min", "5m", "1000ms", "5", "1.5s", "-5s", "5 s", "1m30s", "s", `""`, "[5s]"},
		"watch: {probe: %s}":                         {"500ms", "2s", "2"},
		"watch: {settings_every: %s}":                {"10s", "1h", "60"},
		"watch: {budget: %s}":                        {"{}", "50", "{requests_per_second: 50}", "{requests: 50}"},
		"watch: {budget: {requests_per_second: %s}}": {"0", "50", `"50"`, "100000", "100001", "-1", "1.5", "many", "[1]"},
		"watch: {metrics: {partitions: %s}}":         {"abnormal", "all", "none", "some", `""`},
		"watch: {metrics: {compat: %s}}":             {"[kafka_exporter]", "[burrow]", "kafka_exporter", "[]", "[kafka_exporter, kafka_exporter]", `[""]`},
		"watch: {metrics: %s}":                       {"{}", "all", "{topics: all}"},
		"watch: {dead_letters: %s}":                  {`["*.dlq", "*-dlt"]`, `["a|b"]`, "a", "[]", "[a, a]"},
	})
}

func TestNotifyMeansTheSameToSchemaAndReader(t *testing.T) {
	bothMean(t, map[string][]string{
		"notify: %s":                                {"{}", "[]", "a", "{to: x}"},
		"notify: {min_severity: %s}":                {"info", "warning", "error", "none", `""`},
		"notify: {resend: %s}":                      {"1m", "10s", "60"},
		"notify: {runbooks: %s}":                    {`"https://wiki/runbooks/{rule}"`, `"http://wiki/{rule}.html"`, `"https://wiki/?r={rule}"`, "https://wiki/", `"ftp://wiki/{rule}"`, `"/{rule}"`, `"https://u:p@wiki/{rule}"`, `"https://a b/{rule}"`},
		"notify: {receivers: %s}":                   {"[]", "{}", "a", "[a]", "[{}]", "[{min_severity: error}]", "[{webhook: 'http://a', slack: {url_file: f}}]"},
		"notify: {receivers: [{alertmanager: %s}]}": {"['http://a:9093']", "['http://a:9093/prefix', 'https://b']", "'http://a:9093'", "[]", "['a:9093']", "['http://u:p@a']", "['http://a?x=1']", "['http://a#x']", "['http://a', 'http://a']", "['http://a b']", "{}"},
		"notify: {receivers: [{alertmanager: ['http://a'], %s}]}": {
			"bearer_token_file: f", `bearer_token: "${env:T}"`, "bearer_token: secret", `bearer_token: "${env:T}", bearer_token_file: f`,
			"basic_auth: {username: a, password_file: f}", `basic_auth: {username: a, password: "${env:P}"}`, "basic_auth: {username: a}", "basic_auth: {password_file: f}",
			"basic_auth: a", "basic_auth: {username: a, password: secret}", "basic_auth: {username: a, password_file: f}, bearer_token_file: f",
			"min_severity: error", "min_severity: bad", "name: a", "url: a",
		},
		"notify: {receivers: [{pagerduty: %s}]}":                        {"{routing_key_file: f}", `{routing_key: "${env:K}"}`, "{routing_key: k}", "{}", "k", "{routing_key_file: f, url: 'https://eu'}", "{routing_key_file: f, url: eu}", `{routing_key_file: f, routing_key: "${env:K}"}`, `{routing_key_file: ""}`},
		"notify: {receivers: [{pagerduty: {routing_key_file: f}, %s}]}": {"name: a", "name: 'a b'", "min_severity: info", "bearer_token_file: f", "basic_auth: {username: a, password_file: f}"},
		"notify: {receivers: [{slack: %s}]}":                            {"{url_file: f}", `{url: "${env:U}"}`, "{url: 'https://hooks'}", "'https://hooks'", "{}"},
		"notify: {receivers: [{slack: {url_file: f}, %s}]}":             {"name: a", "bearer_token_file: f"},
		"notify: {receivers: [{webhook: %s}]}":                          {"'https://a/b'", "{url_file: f}", `{url: "${env:U}"}`, "{url: 'https://a'}", `"${env:U}"`, "'https://a?token=1'", "['https://a']", "{}"},
		"notify: {receivers: [{webhook: 'https://a', %s}]}":             {"name: ops", "bearer_token_file: f", "basic_auth: {username: a, password_file: f}"},
	})
}

func TestWebMeansTheSameToSchemaAndReader(t *testing.T) {
	bothMean(t, map[string][]string{
		"web: %s":                 {"{}", "[]", "a", "{listen: ':80'}", `{token: "${env:T}", token_file: f}`},
		"web: {token: %s}":        {`"${env:T}"`, "secret", "[a]"},
		"web: {token_file: %s}":   {"f", `""`, "[f]"},
		"web: {hosts: %s}":        {"[watch.example.com, '192.0.2.7']", "['[::1]:80']", "a", "[]", "['http://a']", "['*']", "[a, a]", "['a b']"},
		"web: {tls: %s}":          {"{cert_file: c, key_file: k}", "{cert_file: c}", "{key_file: k}", "{}", "c", "{cert_file: c, key_file: ''}"},
		"web: {insecure: %s}":     {"true", "false", `"true"`, "yes", "1", `""`},
		"web: {external_url: %s}": {"https://watch.example.com", "'http://w:8085/prefix/'", "watch.example.com", "'ftp://w'", "'https://u:p@w'", "'https://w?x=1'", "'https://w#x'", "'https://'", `""`},
	})
}

func bothMean(t *testing.T, places map[string][]string) {
	t.Helper()
	schema := compile(t, "breakwater.schema.json")
	for place, values := range places {
		for _, value := range values {
			text := []byte(fmt.Sprintf(place, value))
			_, err := config.Parse("breakwater.yaml", text, policytest.Rules())
			if invalid := validate(schema, text); (err == nil) != (invalid == nil) {
				t.Errorf("%s\nreader: %v\nschema: %v", text, err, invalid)
			}
		}
	}
}
