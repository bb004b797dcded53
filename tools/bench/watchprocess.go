package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/breakwaterhq/breakwater/test/outside"
)

// watchProcess is a watch that is measured.
type watchProcess struct{ *outside.Process }

// startWatch starts a watch, and waits until it has looked once.
func startWatch(binary, bootstrap string, args ...string) (*watchProcess, error) {
	p, err := outside.Start(context.Background(), binary, bootstrap, args...)
	if err != nil {
		return nil, err
	}
	return &watchProcess{p}, nil
}

func (p *watchProcess) end() {
	_ = p.End(syscall.SIGTERM) // what was measured holds all the same
}

// scrape reads the metrics as Prometheus does, compressed, and tells how long
// that took until the last byte had come.
func (p *watchProcess) scrape() (time.Duration, []byte, error) {
	req, err := http.NewRequest(http.MethodGet, p.URL()+"/metrics", nil)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	began := time.Now()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }() // it was read to its end
	packed, err := io.ReadAll(resp.Body)
	took := time.Since(began)
	if err != nil {
		return 0, nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return 0, nil, fmt.Errorf("a scrape of %s: %s", p.URL(), resp.Status)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return 0, nil, err
	}
	text, err := io.ReadAll(unpacked)
	return took, text, err
}

// reading is what the watch had done by a time.
type reading struct {
	number    int       // of the last look
	ended     time.Time // when it ended
	processor time.Duration
	cost      lookCost // of the last look; its processor time comes of two readings
	again     time.Duration
}

// since is what the last look cost.
func (r *reading) since(was *reading) lookCost {
	c := r.cost
	c.processor, c.again = r.processor-was.processor, r.again
	return c
}

// untilBetween is how long it is until the middle between the next look and the
// one after it.
func (r *reading) untilBetween(every time.Duration) time.Duration {
	return time.Until(r.ended.Add(every * 3 / 2))
}

func (p *watchProcess) reading() (*reading, error) {
	took, text, err := p.scrape()
	if err != nil {
		return nil, err
	}
	r := &reading{cost: lookCost{scraped: took, asked: map[string]int{}}}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		r.take(lines.Text())
	}
	if r.number == 0 {
		return nil, errors.New("the metrics tell of no look")
	}
	r.processor, err = p.processor()
	return r, err
}

// take takes in one line of the metrics.
func (r *reading) take(line string) {
	series, value, _ := strings.Cut(line, "} ")
	name, labels, _ := strings.Cut(series, "{")
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return
	}
	switch name {
	case "breakwater_looks_total":
		r.number = int(n)
	case "breakwater_look_timestamp_seconds":
		r.ended = time.UnixMilli(int64(n * 1000))
	case "breakwater_look_duration_seconds":
		r.cost.took = time.Duration(n * float64(time.Second))
	case "breakwater_look_sent_bytes", "breakwater_look_received_bytes":
		r.cost.bytes += int64(n)
	case "breakwater_look_requests":
		_, request, _ := strings.Cut(labels, `request="`)
		r.cost.asked[strings.TrimSuffix(request, `"`)] = int(n)
	}
}

// processor is how much processor time the process has taken, in steps of
// 10 ms.
func (p *watchProcess) processor() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.Pid()))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(stat), ") ") // the name of the program may hold anything
	var ticks int64
	for _, field := range strings.Fields(after)[11:13] { // utime and stime
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// memory is what of the process lies in memory, now and at the most, in bytes.
func (p *watchProcess) memory() (now, most int64, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Pid()))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(status)) {
		switch fields := strings.Fields(line); {
		case len(fields) < 2:
		case fields[0] == "VmRSS:":
			now, err = strconv.ParseInt(fields[1], 10, 64)
		case fields[0] == "VmHWM:":
			most, err = strconv.ParseInt(fields[1], 10, 64)
		}
	}
	return now * 1024, most * 1024, err
}
