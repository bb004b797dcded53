package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// certified writes a certificate for 127.0.0.1 that is its own root, and its
// key.
func certified(t *testing.T) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certificate, key = filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	write(t, certificate, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	write(t, key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})))
	return certificate, key
}

// asks asks an address with a token.
func asks(t *testing.T, url, token string) (code int, text string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	c := http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // the certificate is its own root
	response, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// TestAWatchBehindATokenAndTLS: the way that the documentation shows, from the
// first start to a new token.
func TestAWatchBehindATokenAndTLS(t *testing.T) {
	certificate, key := certified(t)
	file := filepath.Join(t.TempDir(), "token")
	write(t, file, "s3cret\n")
	w, url := watching(t, "--bootstrap", "127.0.0.1:1", "--web-token-file", file, "--web-cert-file", certificate, "--web-key-file", key)
	if !strings.HasPrefix(url, "https://") {
		t.Fatalf("it listens at %s", url)
	}
	for path, want := range map[string][2]int{ // without the token, and with it
		"/": {401, 200}, "/metrics": {401, 200}, "/api/v1/status": {401, 200}, "/healthz": {200, 200}, "/nowhere": {401, 404},
	} {
		for i, token := range []string{"", "s3cret"} {
			if code, text := asks(t, url+path, token); code != want[i] || strings.Contains(text, "s3cret") {
				t.Errorf("%s with %q: %d %.200s", path, token, code, text)
			}
		}
	}
	eventually(t, "it is ready", func() bool { code, _ := asks(t, url+"/readyz", ""); return code == 200 }, w.err)

	status := func(args ...string) outcome {
		return breakwater(append([]string{"watch", "status", "--url", url, "--ca-file", certificate}, args...)...)
	}
	status("--token-file", file).want(t, finding.ExitIncomplete, []string{"127.0.0.1:1\n"}, nil)
	status().want(t, finding.ExitIncomplete, nil, []string{"wants a token, and none was given"})
	breakwaterIn(Env{Getenv: environment("BREAKWATER_TOKEN=s3cret")}, "watch", "status", "--url", url, "--ca-file", certificate).want(t, finding.ExitIncomplete, []string{"127.0.0.1:1\n"}, nil)
	breakwater("watch", "status", "--url", url, "--token-file", file).want(t, finding.ExitIncomplete, nil, []string{"not trusted here", "give that with --ca-file"})

	write(t, file, "another")
	if code, _ := asks(t, url+"/metrics", "s3cret"); code != 401 {
		t.Errorf("the old token: %d", code)
	}
	if code, _ := asks(t, url+"/metrics", "another"); code != 200 {
		t.Errorf("the new token: %d", code)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if code, text := asks(t, url+"/metrics", "another"); code != 503 {
		t.Errorf("without the file: %d %s", code, text)
	}
	w.end(t)
	for _, secret := range []string{"s3cret", "another\n", "PRIVATE"} {
		if strings.Contains(w.err.String(), secret) {
			t.Errorf("the log tells %q:\n%s", secret, w.err)
		}
	}
	holds(t, "the log", w.err.String(), []string{"the token of the page cannot be read, so nobody is let in"})
}

// TestAWatchThatIsOpen says so.
func TestAWatchThatIsOpen(t *testing.T) {
	w := begin(t, "watch", "--bootstrap", "127.0.0.1:1", "--listen", "0.0.0.0:0", "--insecure-listen")
	eventually(t, "it listens", func() bool { return strings.Contains(w.err.String(), "page and metrics at http://") }, w.err)
	w.end(t)
	holds(t, "the log", w.err.String(), []string{"whoever reaches the page and the metrics can read them", `lacks="no token and no TLS"`})
}

func TestWatchRefusesToBeReadByAnybody(t *testing.T) {
	certificate, key := certified(t)
	dir := t.TempDir()
	empty, broken := filepath.Join(dir, "empty"), filepath.Join(dir, "broken")
	write(t, empty, "\n")
	write(t, broken, "s3cret")
	const where = "watch --bootstrap 127.0.0.1:1 "
	for args, says := range map[string]string{
		where + "--listen 0.0.0.0:0":                                                                "other machines reach 0.0.0.0:0, and it would have no token and no TLS",
		where + "--listen :0 --web-cert-file c":                                                     "--web-cert-file and --web-key-file go together",
		where + "--listen :0 --web-host http://a":                                                   `--web-host "http://a" is not the name of a machine`,
		where + "--external-url watch.example.com":                                                  "--external-url must be the address of the page",
		where + "--external-url https://u:s3cret@a":                                                 "--external-url must be the address of the page",
		where + "--web-token-file " + dir + "/none":                                                 "the token of the page: token_file cannot be read: open " + dir + "/none",
		where + "--web-token-file " + empty:                                                         "is empty",
		where + "--listen 127.0.0.1:0 --web-cert-file none --web-key-file " + key:                   "the certificate of the page cannot be read: open none",
		where + "--listen 127.0.0.1:0 --web-cert-file " + certificate + " --web-key-file " + broken: "cannot be used together",
	} {
		got := breakwater(strings.Fields(args)...)
		if got.code != finding.ExitUsage || !strings.Contains(got.err, says) || strings.Contains(got.err, "s3cret") || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%s: exit code %d\n%s", args, got.code, got.err)
		}
	}
}

func TestDoors(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty")
	write(t, empty, " \n")
	for args, sentence := range map[string]string{
		"watch status --token-file " + empty: "--token-file " + empty + " is empty",
		"watch status --ca-file none":        "cannot read --ca-file: open none: no such file or directory",
		"watch status --ca-file " + empty:    "--ca-file " + empty + " has no certificate in it: it must be PEM, with BEGIN CERTIFICATE",
	} {
		breakwater(strings.Fields(args)...).refuses(t, sentence)
	}
}
