package main

import (
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// pager is the receiver of alerts.
type pager struct {
	on     net.Listener
	server *http.Server
	mu     sync.Mutex
	got    []page
}

// page is one alert, when it first came.
type page struct {
	at   time.Time
	text string
}

func newPager() (*pager, error) {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &pager{on: on}
	p.server = &http.Server{Handler: http.HandlerFunc(p.take), ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = p.server.Serve(on) }() // ends when it is closed
	return p, nil
}

func (p *pager) url() string { return "http://" + p.on.Addr().String() }

func (p *pager) close() { _ = p.server.Close() } // the run is over

func (p *pager) take(_ http.ResponseWriter, r *http.Request) {
	var message struct {
		Alerts []struct {
			Status      string
			Labels      map[string]string
			Annotations map[string]string
		}
	}
	if json.NewDecoder(r.Body).Decode(&message) != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range message.Alerts {
		text := a.Status + " " + a.Labels["severity"] + " " + a.Labels["rule"] + " " + a.Labels["subject"] + ": " + a.Annotations["summary"]
		known := slices.ContainsFunc(p.got, func(b page) bool { return b.text == text })
		if a.Labels["severity"] != "none" && !known { // that is the heartbeat
			p.got = append(p.got, page{time.Now(), text})
		}
	}
}

// between lists what first came after one time, and until another.
func (p *pager) between(after, until time.Time) (out []page) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, g := range p.got {
		if g.at.After(after) && !g.at.After(until) {
			out = append(out, g)
		}
	}
	return out
}
