package config

import (
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Watch is how breakwater watch looks at the clusters.
type Watch struct {
	Listen   string        // HOST:PORT of the page and the metrics; HOST may be empty, for all addresses
	Data     string        // the folder of what outlives the watch; "": nothing does
	Every    time.Duration // between two looks
	Probe    time.Duration // between two questions whether a broker lives; Every at the most
	Settings time.Duration // between two looks at settings and log directories; Every at the least
	Budget   Budget
	Metrics  Metrics

	DeadLetters []string // patterns of topics that hold dead letters, beside the built-in ones
}

// Budget is what a watch may cost a cluster.
type Budget struct {
	Requests int // a second, to each cluster; 0: no limit
}

// Metrics are what is exported beside what always is.
type Metrics struct {
	Partitions string   // which partitions have series of their own: one of PartitionSeries
	Compat     []string // other exporters whose names are exported, too: of CompatExporters
}

// DefaultWatch is what counts where breakwater.yaml says nothing.
func DefaultWatch() Watch {
	return Watch{
		Listen: "127.0.0.1:8085",
		Every:  5 * time.Second, Probe: 2 * time.Second, Settings: time.Minute,
		Metrics: Metrics{Partitions: PartitionSeries()[0]},
	}
}

// PartitionSeries are the values of metrics.partitions, the default first.
func PartitionSeries() []string { return []string{"abnormal", "all", "none"} }

// CompatExporters are the values of metrics.compat.
func CompatExporters() []string { return []string{"kafka_exporter"} }

// MaxRequests is the largest limit of requests per second.
const MaxRequests = 100_000

func (d decoder) watch(e yamlx.Entry) {
	w := &d.config.Watch
	if !d.Map(e.Value, "watch",
		strict.Field{Name: "listen", Read: func(e yamlx.Entry) { d.listen(e.Value, &w.Listen) }},
		strict.Field{Name: "data", Read: func(e yamlx.Entry) { w.Data = d.path(e.Value, "data") }},
		d.period("every", &w.Every, time.Second, 5*time.Minute),
		d.period("probe", &w.Probe, 500*time.Millisecond, time.Minute),
		d.period("settings_every", &w.Settings, 10*time.Second, time.Hour),
		strict.Field{Name: "budget", Read: d.budget},
		strict.Field{Name: "metrics", Read: d.metrics},
		strict.Field{Name: "dead_letters", Read: func(e yamlx.Entry) { w.DeadLetters = d.topics(e.Value, "dead_letters") }}) {
		return
	}
	d.paces(e)
}

// paces holds the times against each other. One that is not given gives way.
func (d decoder) paces(e yamlx.Entry) {
	w := &d.config.Watch
	given := map[string]bool{}
	for e := range e.Value.Entries() {
		given[e.Key] = true
	}
	if !given["probe"] {
		w.Probe = min(w.Probe, w.Every)
	}
	if !given["settings_every"] {
		w.Settings = max(w.Settings, w.Every)
	}
	if w.Probe > w.Every {
		d.Errorf(e.KeyAt, "watch has probe %s and every %s: a probe costs less than a look, so let it come as often or more often", inWords(w.Probe), inWords(w.Every))
	}
	if w.Settings < w.Every {
		d.Errorf(e.KeyAt, "watch has settings_every %s and every %s: settings are read with a look, so they cannot be read more often", inWords(w.Settings), inWords(w.Every))
	}
}

func inWords(length time.Duration) string { return rule.FormatMillis(length.Milliseconds()) }

// listen reads the address that the watch itself listens on.
func (d decoder) listen(n yamlx.Node, to *string) {
	text, ok := d.Text(n, "listen")
	if !ok {
		return
	}
	host, port, err := net.SplitHostPort(text)
	if _, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || strings.ContainsAny(host, "/@ ") {
		d.Errorf(n.At(), "listen is %s: write HOST:PORT, as 127.0.0.1:8085, or :8085 for all addresses", strict.Quote(text))
		return
	}
	*to = text
}

func (d decoder) budget(e yamlx.Entry) {
	d.Map(e.Value, "budget", strict.Field{Name: "requests_per_second", Read: func(e yamlx.Entry) {
		text, ok := d.Text(e.Value, "requests_per_second")
		if !ok {
			return
		}
		n, err := strconv.ParseUint(text, 10, 31)
		if err != nil || n > MaxRequests {
			d.Errorf(e.Value.At(), "requests_per_second is %s: it must be a whole number from 0, which is no limit, to %d", strict.Quote(text), MaxRequests)
			return
		}
		d.config.Watch.Budget.Requests = int(n)
	}})
}

func (d decoder) metrics(e yamlx.Entry) {
	m := &d.config.Watch.Metrics
	d.Map(e.Value, "metrics",
		strict.Field{Name: "partitions", Read: func(e yamlx.Entry) {
			if word, ok := d.Word(e.Value, "partitions", PartitionSeries()...); ok {
				m.Partitions = word
			}
		}},
		strict.Field{Name: "compat", Read: func(e yamlx.Entry) {
			m.Compat = d.Texts(e.Value, "compat")
			for item := range e.Value.Items() {
				if item.Text() != "" {
					d.Word(item, "an entry of compat", CompatExporters()...)
				}
			}
		}})
}

// topics reads patterns of topics.
func (d decoder) topics(n yamlx.Node, what string) []string {
	patterns := d.Texts(n, what)
	for item := range n.Items() {
		if p := item.Text(); strings.Trim(p, scopeCharacters+"*?") != "" {
			d.Errorf(item.At(), "%s matches no topic: a pattern has letters, digits, '.', '_' and '-', with * for any run of characters and ? for one", strict.Quote(p))
		}
	}
	return patterns
}
