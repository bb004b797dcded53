package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// watched is a watch as a process of its own.
type watched struct {
	cmd *exec.Cmd
	url string
}

// lines is what a process says.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var servesAt = regexp.MustCompile(`at (http://[0-9.:]+)/`)

// watch starts one, and waits until it has looked once.
func watch(binary, bootstrap, receiver string) (*watched, error) {
	said := &lines{}
	w := &watched{cmd: exec.Command(binary, "watch", "--bootstrap", bootstrap, "--listen", "127.0.0.1:0", "--webhook", receiver)}
	w.cmd.Stdout, w.cmd.Stderr = said, said
	if err := w.cmd.Start(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		if at := servesAt.FindStringSubmatch(said.String()); at != nil {
			w.url = at[1]
			if _, _, err := w.get("/readyz"); err == nil {
				return w, nil
			}
		}
		if wait(ctx, 100*time.Millisecond) != nil {
			w.end()
			return nil, fmt.Errorf("%s: no look within a minute:\n%s", w.cmd, said)
		}
	}
}

func (w *watched) end() {
	_ = w.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
	_ = w.cmd.Wait()                          // a signal ends it
}

// get reads a page, and tells how long that took.
func (w *watched) get(path string) ([]byte, time.Duration, error) {
	began := time.Now()
	resp, err := http.Get(w.url + path)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = resp.Body.Close() }() // it was read to its end
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, resp.Status)
	}
	return body, time.Since(began), err
}

// said is what a scrape says that matters here. A nil number is one that the
// page leaves out, because it is not known.
type said struct {
	took            time.Duration
	underReplicated *float64
	atLeast         *float64 // under-replicated
	up              map[string]float64
	lag             map[string]float64 // by group
	lagAtLeast      map[string]float64
}

func (w *watched) scrape() (*said, error) {
	text, took, err := w.get("/metrics")
	if err != nil {
		return nil, err
	}
	s := &said{took: took, up: map[string]float64{}, lag: map[string]float64{}, lagAtLeast: map[string]float64{}}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		series, value, _ := strings.Cut(lines.Text(), "} ")
		metric, labels, _ := strings.Cut(series, "{")
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			continue
		}
		switch metric {
		case "breakwater_partitions_under_replicated":
			s.underReplicated = &n
		case "breakwater_partitions_under_replicated_at_least":
			s.atLeast = &n
		case "breakwater_broker_up":
			s.up[label(labels, "broker")] = n
		case "breakwater_group_lag_records":
			s.lag[label(labels, "group")] = n
		case "breakwater_group_lag_records_at_least":
			s.lagAtLeast[label(labels, "group")] = n
		}
	}
	return s, nil
}

// label is the value of one label.
func label(labels, name string) string {
	_, after, _ := strings.Cut(labels, name+`="`)
	value, _, _ := strings.Cut(after, `"`)
	return value
}

// status is what the watch says of the cluster in a sentence.
func (w *watched) status() (string, error) {
	text, _, err := w.get("/api/v1/status")
	if err != nil {
		return "", err
	}
	var s struct {
		Clusters []struct {
			Verdict struct{ State, Sentence string }
		}
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return "", fmt.Errorf("/api/v1/status: %w", err)
	}
	if len(s.Clusters) == 0 {
		return "", errors.New("/api/v1/status: it holds no cluster")
	}
	return s.Clusters[0].Verdict.State + ": " + s.Clusters[0].Verdict.Sentence, nil
}
