package main

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/internal/admit"
)

// load sends reviews to one server as an API server does: over a few connections that
// stay open.
type load struct {
	client *http.Client
	at     listening
}

func newLoad(at listening) (*load, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(at.CA)) {
		return nil, errors.New("the server's certificate cannot be read")
	}
	return &load{at: at, client: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 10, TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}}}, nil
}

// run sends a review at a steady rate, whether the ones before it were answered or not,
// and tells how long after it was due each answer was there, sorted.
func (l *load) run(body []byte, at pace) ([]time.Duration, error) {
	n := max(1, int(at.lasts.Seconds()*float64(at.perSecond)))
	times, errs := make([]time.Duration, n), make([]error, n)
	var sent sync.WaitGroup
	tick := time.NewTimer(0)
	defer tick.Stop()
	began := time.Now()
	for i := range n {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(at.perSecond))
		tick.Reset(time.Until(due))
		<-tick.C
		sent.Go(func() {
			errs[i] = l.send(body)
			times[i] = time.Since(due)
		})
	}
	sent.Wait()
	slices.Sort(times)
	return times, summed(errs)
}

// summed is the first error of many, and how many there are.
func summed(errs []error) error {
	var first error
	n := 0
	for _, err := range errs {
		if err != nil {
			first, n = cmp.Or(first, err), n+1
		}
	}
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d reviews failed (is the machine too busy?), one of them: %w", n, len(errs), first)
}

func (l *load) send(body []byte) error {
	resp, err := l.client.Post("https://"+l.at.Address+admit.EnforcingPath+"?timeout=3s", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || !bytes.Contains(text, []byte(`"allowed":`)) || bytes.Contains(text, []byte("not-judged")) {
		return fmt.Errorf("status %d: %s", resp.StatusCode, text)
	}
	return nil
}

// counted are reviews that a server has answered, and how many of them within 5 ms.
type counted struct{ all, within int64 }

// counts reads the server's own metrics.
func (l *load) counts() (c counted, err error) {
	resp, err := l.client.Get("https://" + l.at.Address + "/metrics")
	if err != nil {
		return c, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return c, err
	}
	return countsIn(string(text))
}

func countsIn(text string) (c counted, err error) {
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch name {
		case `breakwater_admission_verdict_seconds_bucket{le="0.005"}`:
			c.within, err = strconv.ParseInt(value, 10, 64)
		case "breakwater_admission_verdict_seconds_count":
			c.all, err = strconv.ParseInt(value, 10, 64)
		}
		if err != nil {
			return c, err
		}
	}
	if c.all == 0 {
		return c, errors.New("the server has no breakwater_admission_verdict_seconds")
	}
	return c, nil
}

// percentile is of sorted times the one that so many in a hundred do not exceed.
func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}
