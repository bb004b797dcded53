package filerules

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestComplete(t *testing.T) { rulestest.Complete(t, "file", Rules) }

func TestReadingHidesSecrets(t *testing.T) {
	at := model.AtFile("f", 4, 1)
	for name, want := range map[string]string{
		"ssl.keystore.password": "(hidden)",
		"sasl.jaas.config":      "(hidden)",
		"ssl.keystore.location": "value",
		"log.retention.hours":   "value",
	} {
		r := reading(model.Setting{Name: name, Value: model.KnownValue("value", at), At: at})
		if r.Name != name || r.Written != want || r.String() != want || r.Value.Origin() != at {
			t.Errorf("%s is shown as %s = %q at %s, want %q", name, r.Name, r.Written, r.Value.Origin(), want)
		}
	}
}

// TestReasons fixes the summary that somebody acts on: the most frequent
// reason is the one whose mending helps most.
func TestReasons(t *testing.T) {
	for _, c := range []struct {
		name string
		why  []string
		want string
	}{
		{"one", []string{"a"}, "1 × a"},
		{"one reason twice", []string{"a", "a"}, "2 × a"},
		{"the most frequent first", []string{"a", "b", "b"}, "2 × b; 1 × a"},
		{"as frequent, in the order of the file", []string{"b", "a", "b", "a", "c"}, "2 × b; 2 × a; 1 × c"},
		{"none", nil, ""},
	} {
		var settings []model.Setting
		for _, why := range c.why {
			settings = append(settings, model.Setting{Value: model.UnknownValue("", why, model.Origin{})})
		}
		if got := reasons(settings); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestWhichLineToRemove holds that the fix names both lines and the value that
// stays, for it is pasted without a second look.
func TestWhichLineToRemove(t *testing.T) {
	got := found(t, DuplicateKey, rulestest.Files{"server.properties": start + "log.retention.hours=24\n\nlog.retention.hours=168\n"})
	if len(got) != 1 || got[0].Fix != "remove line 4 if 168 is right, else line 6" {
		t.Fatalf("%+v, want the lines 4 and 6", got)
	}
	for i, want := range []string{"server.properties:4:", "server.properties:6:"} {
		if e := got[0].Evidence[i]; e.Name != "log.retention.hours" || !strings.HasPrefix(e.Origin.String(), want) {
			t.Errorf("evidence %d is %s at %s, want it at %s", i, e.Name, e.Origin, want)
		}
	}
}

// TestDuplicatesOfTwoKeys keeps findings about different keys apart, and
// counts each key for itself.
func TestDuplicatesOfTwoKeys(t *testing.T) {
	text := start + "num.io.threads=1\nnum.network.threads=2\nnum.io.threads=3\nnum.network.threads=2\n"
	about := map[string]finding.Severity{}
	for _, f := range found(t, DuplicateKey, rulestest.Files{"server.properties": text}) {
		about[f.Discriminator] = f.Severity
	}
	if len(about) != 2 || about["num.io.threads"] != finding.Warning || about["num.network.threads"] != finding.Info {
		t.Errorf("findings about %v, want a warning and an advice", about)
	}
}

// TestASecretThatIsNotKnownIsHidden holds that a template's default, which may
// be the password itself, is not printed.
func TestASecretThatIsNotKnownIsHidden(t *testing.T) {
	got := found(t, Unresolved, rulestest.Files{"policy.yaml": "profile: strict\n",
		"server.properties": start + "ssl.keystore.password=${env:PW:-hunter2}\n"})
	if len(got) != 1 {
		t.Fatalf("%d findings, want 1", len(got))
	}
	if text := got[0].Message + got[0].Fix + got[0].Evidence[0].Value; strings.Contains(text, "hunter2") {
		t.Errorf("the secret is shown: %s", text)
	}
}
