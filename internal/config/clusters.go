package config

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// clusters reads where the clusters are and how to log in to them. No file is
// opened and no variable is read: target.Cluster does that when it is asked.
func (d decoder) clusters(e yamlx.Entry) {
	for e := range d.Entries(e.Value, "clusters") {
		if strings.Trim(e.Key, scopeCharacters) != "" || e.Key == "" {
			d.Errorf(e.KeyAt, "%s is not a cluster's name: it has letters, digits, '.', '_' and '-'", strict.Quote(e.Key))
			continue
		}
		d.config.Clusters = append(d.config.Clusters, d.cluster(e))
	}
}

func (d decoder) cluster(e yamlx.Entry) target.Cluster {
	c := target.Cluster{Name: e.Key, At: e.KeyAt}
	what := "cluster " + e.Key
	given := map[string]bool{}
	if !d.Map(e.Value, what,
		strict.Field{Name: "bootstrap", Read: func(e yamlx.Entry) { c.Bootstrap = d.addresses(e.Value) }},
		strict.Field{Name: "command_config", Read: func(e yamlx.Entry) { c.CommandConfig = d.path(e.Value, "command_config") }},
		strict.Field{Name: "security", Read: func(e yamlx.Entry) { c.Security = d.security(e.Value) }},
		strict.Field{Name: "timeout", Read: func(e yamlx.Entry) { c.Timeout = d.timeout(e.Value) }}) {
		return c
	}
	for e := range e.Value.Entries() {
		given[e.Key] = true
	}
	switch {
	case given["command_config"] && given["security"]:
		d.Errorf(e.KeyAt, "%s has command_config and security: one of them says how to log in, so take the other out", what)
	case !given["bootstrap"] && !given["command_config"]:
		d.Errorf(e.KeyAt, "%s has no bootstrap: give it the addresses of its brokers, as [\"b1.example.com:9092\"]", what)
	}
	return c
}

// addresses reads a list of HOST:PORT.
func (d decoder) addresses(n yamlx.Node) []string {
	d.Texts(n, "bootstrap")
	var out []string
	for item := range n.Items() {
		text := item.Text()
		if text == "" {
			continue // told already
		}
		address, err := target.Address(text)
		switch {
		case strings.Contains(text, ","):
			d.Errorf(item.At(), "%s holds several addresses: write one entry for each", strict.Quote(text))
		case err != nil:
			d.Errorf(item.At(), "bootstrap: %s", err)
		case !slices.Contains(out, address):
			out = append(out, address)
		}
	}
	return out
}

// path reads a path, relative to the folder of breakwater.yaml.
func (d decoder) path(n yamlx.Node, what string) string {
	path, ok := d.Text(n, what)
	if !ok || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(d.config.Dir, filepath.FromSlash(path))
}

// timeout reads how long one request may take.
func (d decoder) timeout(n yamlx.Node) time.Duration {
	text, ok := d.Text(n, "timeout")
	if !ok {
		return 0
	}
	digits := strings.TrimSuffix(strings.TrimSuffix(text, "s"), "m")
	timeout, err := time.ParseDuration(text)
	switch {
	case err != nil || strings.Trim(digits, "0123456789") != "" || !strings.HasSuffix(text, "s"):
		d.Errorf(n.At(), "timeout is %s: write a whole number of ms or s, as 500ms or 2s", strict.Quote(text))
	case timeout < target.MinTimeout || timeout > target.MaxTimeout:
		d.Errorf(n.At(), "timeout is %s: it must lie between %s and %ds", strict.Quote(text), target.MinTimeout, target.MaxTimeout/time.Second)
	default:
		return timeout
	}
	return 0
}
