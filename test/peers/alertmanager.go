package peers

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

const alertmanagerProgram = "usr/bin/prometheus-alertmanager"

// AM is an Alertmanager that runs on loopback, alone.
type AM struct {
	process *process
	url     string
}

// Alert is one alert as Alertmanager keeps it.
type Alert struct {
	Labels       map[string]string
	Annotations  map[string]string
	StartsAt     time.Time
	EndsAt       time.Time
	GeneratorURL string
	Fingerprint  string
	Status       struct {
		State string // unprocessed, active, suppressed
	}
}

// Alertmanager starts one with a configuration (YAML) and waits until it is
// ready. It ends with the test.
func Alertmanager(t testing.TB, config string) *AM {
	t.Helper()
	dir := need(t, "Alertmanager", alertmanager)
	p := launch(t, filepath.Join(dir, shareFolder), filepath.Join(dir, alertmanagerProgram),
		"--config.file="+written(t, "alertmanager.yml", config), "--storage.path="+t.TempDir(),
		"--cluster.listen-address=", "--web.listen-address=127.0.0.1:0", "--log.level=debug")
	am := &AM{process: p, url: "http://" + p.address(t)}
	p.until(t, "was ready", func(ctx context.Context) bool { return fetchOK(ctx, am.url+"/-/ready") })
	return am
}

// URL is http://HOST:PORT.
func (a *AM) URL() string { return a.url }

// Logs is what it has printed so far.
func (a *AM) Logs() string { return a.process.logs() }

// Stop ends it before the test does. Whoever talks to it is refused then.
func (a *AM) Stop(t testing.TB) { a.process.end(t) }

// Alerts are those that are firing.
func (a *AM) Alerts(ctx context.Context) ([]Alert, error) {
	var alerts []Alert
	err := ask(ctx, a.url+"/api/v2/alerts", &alerts)
	return alerts, err
}

// written puts a text into a file that goes with the test.
func written(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func fetchOK(ctx context.Context, url string) bool {
	res, err := get(ctx, url)
	return err == nil && res.Body.Close() == nil && res.StatusCode == http.StatusOK
}

// ask decodes the JSON that an address answers.
func ask(ctx context.Context, url string, into any) error {
	res, err := get(ctx, url)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // it was only read
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, res.Status)
	}
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	return nil
}

func get(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(req)
}
