// Package board is what a watch knows now, in one value that never changes once
// it is published. Metrics, pages and notifiers read it, and so never ask Kafka
// anything and never wait for a look.
package board

import (
	"sync/atomic"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/notify"
)

// Board is all of it.
type Board struct {
	At       time.Time
	Started  time.Time
	Version  string // of Breakwater
	Clusters []*Cluster
	Delivery []notify.Status
	Windows  []incident.Window // that have not ended
	Storage  string            // why nothing can be kept on disk at present; "" if it can
}

// Cluster is what is known of one cluster. A newer look makes a new one.
type Cluster struct {
	Name string // as the configuration calls it, else Kafka's cluster id, else the bootstrap addresses
	ID   string // Kafka's cluster id; "" before it was told once

	At     time.Time                // when the last look that has ended began; zero: none has
	Ages   map[model.Fact]time.Time // when each fact was last told
	Scope  *model.Scope             // nil before the first look
	Result *finding.Result          // what holds now, settled or not
	Lag    []lag.Group              // by id
	Behind []lag.Broker             // brokers that answer and are out of sync, by id, as far as they were asked

	// Standing are the rules that the newest look has not judged: it was a quick one,
	// and what they found before stands.
	Standing map[string]bool

	Incidents []incident.Incident // that are not resolved, or were of late; the worst first
	Advice    map[string]bool     // the rules about how things are set: what they find below error is for whoever looks, and wakes nobody
	Look      Look
	Memory    Memory
}

// LastLook is when the last look ended; when it began, where that is not known.
func (c *Cluster) LastLook() time.Time {
	if c.Look.Ended.IsZero() {
		return c.At
	}
	return c.Look.Ended
}

// Look is what the last look cost.
type Look struct {
	Begun    time.Time // when the newest look began, ended or not; zero: none has
	Ended    time.Time // when the last one ended; zero: none has
	Took     time.Duration
	Every    time.Duration  // the cadence that is aimed at
	Number   int64          // looks so far
	Requests map[string]int // by the name of the request, in the last look
	Sent     int64          // bytes, in the last look
	Received int64
}

// Memory is what the history holds.
type Memory struct {
	Series int
	Bytes  int64
}

// Holder hands out the newest board.
type Holder struct{ newest atomic.Pointer[Board] }

// Set publishes a board. It must not be changed any more.
func (h *Holder) Set(b *Board) { h.newest.Store(b) }

// Get is the newest board; before the first one it is an empty one.
func (h *Holder) Get() *Board {
	if b := h.newest.Load(); b != nil {
		return b
	}
	return &Board{}
}
