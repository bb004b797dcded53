package peers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
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
	am, err := startAlertmanager(t.Context(), need(t, "Alertmanager", alertmanager), t.TempDir(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { am.Stop(t) })
	return am
}

// StartAlertmanager is Alertmanager for what is no test: it keeps its files in a
// folder that is there, and ends with Close, or with this process.
func StartAlertmanager(ctx context.Context, folder, config string) (*AM, error) {
	dir, err := fetchFor(ctx, runtime.GOOS, runtime.GOARCH, alertmanager)
	if err != nil {
		return nil, fmt.Errorf("a real Alertmanager could not be had: %w", err)
	}
	return startAlertmanager(ctx, dir, folder, config)
}

func startAlertmanager(ctx context.Context, dir, folder, config string) (*AM, error) {
	file := filepath.Join(folder, "alertmanager.yml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		return nil, err
	}
	p, err := begin(filepath.Join(dir, shareFolder), filepath.Join(folder, "log"), filepath.Join(dir, alertmanagerProgram),
		"--config.file="+file, "--storage.path="+filepath.Join(folder, "data"),
		"--cluster.listen-address=", "--web.listen-address=127.0.0.1:0", "--log.level=debug")
	if err != nil {
		return nil, err
	}
	url, err := p.serves(ctx)
	if err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return &AM{process: p, url: url}, nil
}

// URL is http://HOST:PORT.
func (a *AM) URL() string { return a.url }

// Logs is what it has printed so far.
func (a *AM) Logs() string { return a.process.logs() }

// Stop ends it before the test does. Whoever talks to it is refused then.
func (a *AM) Stop(t testing.TB) { a.process.end(t) }

// Close ends it.
func (a *AM) Close() error { return a.process.stop() }

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
