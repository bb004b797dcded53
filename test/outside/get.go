package outside

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// ErrNotFound is that there is no such page (404).
var ErrNotFound = errors.New("not found")

// Get reads a page, as /metrics, and tells how long that took until the last
// byte had come. Another status than 200 is an error.
func Get(url string) ([]byte, time.Duration, error) {
	began := time.Now()
	resp, err := http.Get(url)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
	case resp.StatusCode == http.StatusNotFound:
		err = fmt.Errorf("%s: %w", url, ErrNotFound)
	case resp.StatusCode != http.StatusOK:
		err = fmt.Errorf("%s answers %s", url, resp.Status)
	}
	return body, time.Since(began), err
}

// Ask decodes the JSON of a page, as /api/v1/status.
func Ask(url string, into any) error {
	body, _, err := Get(url)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	return nil
}

// Series are the values of one metric on a page of metrics, by their labels as
// they are written.
func Series(page, metric string) map[string]float64 {
	out := map[string]float64{}
	for _, row := range regexp.MustCompile(`(?m)^`+metric+`(?:\{(.*)\})? (\S+)`).FindAllStringSubmatch(page, -1) {
		if v, err := strconv.ParseFloat(row[2], 64); err == nil {
			out[row[1]] = v
		}
	}
	return out
}

// Label is the value of one label among labels as they are written; "" where it
// is not among them.
func Label(labels, name string) string {
	found := regexp.MustCompile(`(?:^|,)` + name + `="((?:[^"\\]|\\.)*)"`).FindStringSubmatch(labels)
	if found == nil {
		return ""
	}
	return found[1]
}
