package cli

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/config"
)

func TestWhatIsOnTheLoopback(t *testing.T) {
	for listen, want := range map[string]bool{
		"127.0.0.1:8085": true, "127.8.9.1:0": true, "[::1]:8085": true, "localhost:8085": true, "LOCALHOST:1": true, "[::ffff:127.0.0.1]:1": true, "nowhere": true,
		":8085": false, "0.0.0.0:8085": false, "[::]:8085": false, "10.0.0.7:8085": false, "watch.example.com:8085": false, "localhost.example.com:1": false,
	} {
		if got := onLoopback(listen); got != want {
			t.Errorf("%s: %v", listen, got)
		}
	}
}

func TestAnAddressThatOthersReach(t *testing.T) {
	token, cert := config.Secret{Key: "token", File: "f"}, "c.pem"
	for name, c := range map[string]struct {
		listen  string
		web     config.Web
		open    string
		refused []string
	}{
		"the loopback":           {"127.0.0.1:1", config.Web{}, "", nil},
		"all of it":              {":1", config.Web{Token: token, Certificate: cert}, "", nil},
		"nothing":                {":1", config.Web{}, "", []string{"other machines reach :1", "no token and no TLS", "Give --web-token-file, and --web-cert-file with --web-key-file (or web:", "--insecure-listen"}},
		"no TLS":                 {"10.0.0.7:1", config.Web{Token: token}, "", []string{"it would have no TLS", "Give --web-cert-file with"}},
		"no token":               {"[::]:1", config.Web{Certificate: cert}, "", []string{"it would have no token", "Give --web-token-file ("}},
		"nothing, as told":       {":1", config.Web{Insecure: true}, "no token and no TLS", nil},
		"no TLS, as told":        {":1", config.Web{Insecure: true, Token: token}, "no TLS", nil},
		"all of it and insecure": {":1", config.Web{Insecure: true, Token: token, Certificate: cert}, "", nil},
	} {
		open, err := guarded(c.listen, &c.web)
		if open != c.open || (err == nil) != (c.refused == nil) {
			t.Errorf("%s: %q, %v", name, open, err)
			continue
		}
		if err != nil {
			holds(t, name, err.Error(), c.refused)
		}
	}
}

func TestFlagsOverWeb(t *testing.T) {
	file := config.Web{Token: config.Secret{Key: "token", Variable: "T"}, Hosts: []string{"a"}, Certificate: "c", Key: "k", ExternalURL: "https://file"}
	for name, c := range map[string]struct {
		told config.Web
		want config.Web
	}{
		"nothing": {config.Web{}, file},
		"all": {config.Web{Token: config.Secret{File: "f"}, Hosts: []string{"b"}, Certificate: "c2", Key: "k2", Insecure: true, ExternalURL: "https://flag/x/"},
			config.Web{Token: config.Secret{Key: "token", File: "f"}, Hosts: []string{"a", "b"}, Certificate: "c2", Key: "k2", Insecure: true, ExternalURL: "https://flag/x"}},
	} {
		got, err := (&readersOptions{told: c.told}).over(file)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
	if !reflect.DeepEqual(file.Hosts, []string{"a"}) {
		t.Errorf("the file was changed: %q", file.Hosts)
	}
}

func TestNamesOfThePage(t *testing.T) {
	for name, c := range map[string]struct {
		listen string
		web    config.Web
		want   []string
	}{
		"the loopback":      {"127.0.0.1:1", config.Web{}, []string{"127.0.0.1"}},
		"every address":     {":1", config.Web{}, nil},
		"every, written":    {"0.0.0.0:1", config.Web{Hosts: []string{"a"}}, []string{"a"}},
		"one address":       {"10.0.0.7:1", config.Web{}, []string{"10.0.0.7"}},
		"where alerts lead": {"[::]:1", config.Web{Hosts: []string{"a"}, ExternalURL: "https://watch.example.com:8443/x"}, []string{"a", "watch.example.com:8443"}},
		"a name":            {"plant:1", config.Web{}, nil},
	} {
		if got := hostsOf(c.listen, &c.web); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestWhereAlertsLead(t *testing.T) {
	if incidentAt("") != nil {
		t.Error("there is a link to nowhere")
	}
	if got := incidentAt("https://watch.example.com/x")("0f3a"); got != "https://watch.example.com/x/incidents/0f3a" {
		t.Error(got)
	}
}

// TestATokenThatChanges counts at once, and one that cannot be read is logged
// once, without it.
func TestATokenThatChanges(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	var said bytes.Buffer
	token := tokenOf(config.Secret{Key: "token", File: file}, slog.New(slog.NewTextHandler(&said, nil)))
	for _, text := range []string{"s3cret\n", " other \n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := token(); err != nil || got != strings.TrimSpace(text) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for range 2 {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if got, err := token(); err == nil || got != "" {
				t.Errorf("it is gone, and is %q", got)
			}
		}
		if err := os.WriteFile(file, []byte("s3cret"), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := token(); got != "s3cret" {
			t.Errorf("it is back, and is %q, %v", got, err)
		}
	}
	if n := strings.Count(said.String(), "cannot be read, so nobody is let in"); n != 2 || strings.Contains(said.String(), "s3cret") {
		t.Errorf("said %d times:\n%s", n, &said)
	}
	if tokenOf(config.Secret{}, nil) != nil {
		t.Error("a token is wanted that nobody has given")
	}
}
