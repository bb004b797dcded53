package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
)

func clusters(t *testing.T, file string) map[string]target.Cluster {
	t.Helper()
	text, err := os.ReadFile("testdata/good/clusters.yaml")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]target.Cluster{}
	for _, c := range parse(t, file, string(text)).Clusters {
		out[c.Name] = c
	}
	return out
}

func TestClustersAreRead(t *testing.T) {
	in := func(name string) string { return filepath.Join("ops", name) }
	got := clusters(t, "ops/breakwater.yaml")
	for _, want := range []target.Cluster{
		{Name: "plant", Bootstrap: []string{"b1.example.com:9092", "b2.example.com:9092", "[2001:db8::1]:9092"}},
		{Name: "shop", Bootstrap: []string{"shop.example.com:9093"}, Timeout: 500 * time.Millisecond, Security: target.Security{
			Protocol: target.SASLSSL, Mechanism: target.ScramSHA512, Username: "scan", PasswordFile: "/run/secrets/kafka",
			CAFile: in("ca.pem"), CertificateFile: in("client.pem"), KeyFile: in("client.key"), SkipHostnameCheck: true,
		}},
		{Name: "lab", CommandConfig: in("lab/client.properties")},
		{Name: "office", Bootstrap: []string{"office.example.com:9092"}, CommandConfig: in("office.properties"), Timeout: 10 * time.Second},
		{Name: "depot", Bootstrap: []string{"depot.example.com:9092"}, Security: target.Security{
			Protocol: target.SASLPlaintext, Mechanism: target.Plain, Username: "${env:KAFKA_USER}", Password: "${env:KAFKA_PASSWORD}",
		}},
		{Name: "mine", Bootstrap: []string{"mine.example.com:9092"}, Security: target.Security{Protocol: target.SSL}},
	} {
		c := got[want.Name]
		if c.At.File != "ops/breakwater.yaml" || c.At.Line < 2 || c.At.Column != 3 {
			t.Errorf("%s stands at %s", want.Name, c.At.Position())
		}
		want.At = c.At
		if fmt.Sprint(c) != fmt.Sprint(want) {
			t.Errorf("got  %+v\nwant %+v", c, want)
		}
	}
	if len(got) != 6 {
		t.Errorf("%d clusters", len(got))
	}
}

func TestClustersKeepTheOrderOfTheText(t *testing.T) {
	var names []string
	for _, c := range parse(t, "f.yaml", "clusters: {b: {bootstrap: ['b:1']}, a: {bootstrap: ['a:1']}}").Clusters {
		names = append(names, c.Name)
	}
	if strings.Join(names, " ") != "b a" {
		t.Errorf("got %q", names)
	}
}

func TestNoClustersAreNone(t *testing.T) {
	for _, text := range []string{"", "clusters: {}", "exclude: [a]"} {
		if c := parse(t, "f.yaml", text).Clusters; len(c) > 0 {
			t.Errorf("%q: got %v", text, c)
		}
	}
}

// Wherever a password stands by mistake, no problem repeats it.
func TestAPasswordIsNeverRepeated(t *testing.T) {
	const canary = "hunter2canary"
	for _, text := range []string{
		"password: %s", "password: [%s]", "password: {%s: 1}", "password: {a: %s}", `password: "x${env:%s}"`, "password: '${env:A}%s'",
		"password: >\n      %s", "passwort: %s", "password: !!binary %s", "password: '${vault:%s}'", "password_file: f, password: %s",
	} {
		text = "clusters:\n  a:\n    bootstrap: ['b:1']\n    security: {protocol: SASL_SSL, mechanism: PLAIN, username: a, " + fmt.Sprintf(text, canary) + "}"
		_, err := config.Parse("f.yaml", []byte(text), policytest.Rules())
		if err == nil {
			t.Errorf("%s is accepted", text)
			continue
		}
		if strings.Contains(err.Error(), canary) {
			t.Errorf("%s\ngives %v", text, err)
		}
	}
	_, err := config.Parse("f.yaml", []byte("clusters: {a: {bootstrap: ['scan:"+canary+"@b:1'], security: "+canary+"}}"), policytest.Rules())
	if err == nil || strings.Contains(err.Error(), canary) {
		t.Errorf("got %v", err)
	}
}
