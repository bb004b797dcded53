package kubelab

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"k8s.io/client-go/rest"
)

// answerLimit is how long a plain question may take.
const answerLimit = 30 * time.Second

// Get asks the API server for a path, as "/readyz", and returns the answer's
// body. Any status but 200 is an error.
func (l *Lab) Get(ctx context.Context, path string) (string, error) {
	config := l.Config()
	config.Timeout = answerLimit
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.URL()+path, nil)
	if err != nil {
		return "", err
	}
	res, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s: %s", path, res.Status, body)
	}
	return string(body), err
}

// Metrics is what the API server tells of itself, in the text format of
// Prometheus.
func (l *Lab) Metrics(ctx context.Context) (string, error) { return l.Get(ctx, "/metrics") }
