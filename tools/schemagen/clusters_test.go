package main

import (
	"fmt"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
)

// The schema and the reader spell the keys of a cluster each in its own way,
// so each form is given to both.
func TestClustersMeanTheSameToSchemaAndReader(t *testing.T) {
	schema := compile(t, "breakwater.schema.json")
	const login = "mechanism: PLAIN, username: a"
	for place, values := range map[string][]string{
		"clusters: {a: {bootstrap: [%s]}}":                                                                                  {`"b:9092"`, `"[::1]:9092"`, "b", `"b:9092,c:9092"`, `"u@b:9092"`, `""`, "[]", `"b c:9092"`},
		"clusters: {a: {bootstrap: %s}}":                                                                                    {`["b:1", "c:1"]`, `["b:1", "b:1"]`, `"b:1"`, "[]", "{}"},
		"clusters: {a: {command_config: %s}}":                                                                               {"f", `""`, `" "`, "[f]"},
		"clusters: {a: {bootstrap: ['b:1'], timeout: %s}}":                                                                  {"2s", "100ms", `"1s"`, "2", "1m", "1.5s", "-1s", "1h", "s", "ms", "2s500ms", "2 s", "[]"},
		"clusters: {%s: {bootstrap: ['b:1']}}":                                                                              {"a", "a.b-c_D9", `"a b"`, "a/b", `""`},
		"clusters: {a: {bootstrap: ['b:1'], security: {protocol: %s}}}":                                                     {"PLAINTEXT", "SSL", "ssl", "SASL_SSL", `""`, "[SSL]"},
		"clusters: {a: {bootstrap: ['b:1'], security: {protocol: SASL_SSL, %s}}}":                                           {login + `, password: "${env:P}"`, login + ", password: secret", login + `, password: "${env:1}"`, login + `, password: "${file:P}"`, login + `, password: "a${env:P}"`, login + ", password_file: f", login + `, password_file: ""`, login + `, password: "${env:P}", password_file: f`, login, "mechanism: PLAIN, password_file: f", "username: a, password_file: f"},
		"clusters: {a: {bootstrap: ['b:1'], security: {protocol: SSL, %s}}}":                                                {"ca_file: f", "certificate_file: f", "key_file: f", "certificate_file: f, key_file: f", "skip_hostname_check: true", `skip_hostname_check: "false"`, "skip_hostname_check: yes", "username: a", "mechanism: PLAIN"},
		"clusters: {a: {bootstrap: ['b:1'], security: {protocol: PLAINTEXT, %s}}}":                                          {"ca_file: f", "skip_hostname_check: false", "username: a"},
		"clusters: {a: {bootstrap: ['b:1'], security: {username: a, password_file: f, protocol: SASL_SSL, mechanism: %s}}}": {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "plain", "GSSAPI", "OAUTHBEARER", "AWS_MSK_IAM", "X"},
		"clusters: {a: {bootstrap: ['b:1'], %s}}":                                                                           {"security: {}", "security: SSL", "command_config: f", "command_config: f, security: {protocol: SSL}", "brokers: 3"},
		"clusters: {a: %s}": {"{}", "[]", "b", "{timeout: 2s}"},
		"clusters: %s":      {"{}", "[]", "a"},
	} {
		for _, value := range values {
			text := []byte(fmt.Sprintf(place, value))
			_, err := config.Parse("breakwater.yaml", text, policytest.Rules())
			if invalid := validate(schema, text); (err == nil) != (invalid == nil) {
				t.Errorf("%s\nreader: %v\nschema: %v", text, err, invalid)
			}
		}
	}
}
