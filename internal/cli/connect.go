package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/report/text"
)

// connectOptions are the flags that say which cluster is meant.
type connectOptions struct {
	addresses     []string // each as given; see bootstrap
	commandConfig string
	cluster       string
	timeout       time.Duration
}

func (o *connectOptions) addFlags(c *cobra.Command) {
	c.Flags().StringArrayVar(&o.addresses, "bootstrap", nil, "the cluster's brokers, `HOST:PORT,…`; a few of them are enough; may be given several times")
	c.Flags().StringVar(&o.commandConfig, "command-config", "", "how to connect: a client.properties `FILE`, as for Kafka's own tools")
	c.Flags().StringVar(&o.cluster, "cluster", "", "the cluster of breakwater.yaml with this `NAME`; else all of them")
	c.Flags().DurationVar(&o.timeout, "timeout", target.DefaultTimeout, "how long one broker may take for one answer")
}

// bootstrap is all addresses that were given, in one list.
func (o *connectOptions) bootstrap() string { return strings.Join(o.addresses, ",") }

// given tells whether any flag names a cluster.
func (o *connectOptions) given() bool {
	return len(o.addresses) > 0 || o.commandConfig != "" || o.cluster != ""
}

// targets are the clusters that are meant: by flags, else those of
// breakwater.yaml.
func (o *connectOptions) targets(declared []target.Cluster) ([]target.Target, error) {
	with := target.System()
	targets, err := o.choose(with, declared)
	if err != nil {
		return nil, err
	}
	if o.timeout < target.MinTimeout || o.timeout > target.MaxTimeout {
		return nil, fmt.Errorf("--timeout must lie between %s and %s, not %s", target.MinTimeout, target.MaxTimeout, o.timeout)
	}
	for i := range targets {
		if o.timeout != target.DefaultTimeout {
			targets[i].Timeout = o.timeout
		}
	}
	return targets, nil
}

func (o *connectOptions) choose(with target.Env, declared []target.Cluster) ([]target.Target, error) {
	switch {
	case slices.Contains(o.addresses, ""):
		return nil, errors.New("--bootstrap is empty: is a variable not set?")
	case o.cluster != "" && (len(o.addresses) > 0 || o.commandConfig != ""):
		return nil, errors.New("--cluster names a cluster of breakwater.yaml, which says itself how to reach it: leave out --bootstrap and --command-config, or --cluster")
	case o.commandConfig != "":
		properties, err := os.ReadFile(o.commandConfig)
		if err != nil {
			return nil, fmt.Errorf("cannot read --command-config: %w", err)
		}
		t, err := target.FromProperties(o.commandConfig, properties, with)
		if err != nil {
			return nil, err
		}
		return one(t.With(o.bootstrap()))
	case len(o.addresses) > 0:
		return one(target.New(o.bootstrap()))
	}
	return o.fromFile(with, declared)
}

func one(t target.Target, err error) ([]target.Target, error) { return []target.Target{t}, err }

func (o *connectOptions) fromFile(with target.Env, declared []target.Cluster) ([]target.Target, error) {
	if o.cluster != "" {
		i := slices.IndexFunc(declared, func(c target.Cluster) bool { return c.Name == o.cluster })
		if i < 0 {
			return nil, fmt.Errorf("--cluster: breakwater.yaml has no cluster %q%s", o.cluster, has(declared))
		}
		declared = declared[i : i+1]
	}
	if len(declared) == 0 {
		return nil, errors.New("which cluster? Say it with --bootstrap HOST:PORT, or below clusters: in breakwater.yaml; 'breakwater demo' needs none")
	}
	var out []target.Target
	for _, c := range declared {
		t, err := c.Target(with)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// doors are how Kafka's own tools reach the clusters, for the commands that a
// report proposes.
func (o *connectOptions) doors(targets []target.Target, declared []target.Cluster) map[string]text.Door {
	out := make(map[string]text.Door, len(targets))
	for _, t := range targets {
		door := text.Door{Bootstrap: strings.Join(t.Bootstrap, ","), CommandConfig: o.commandConfig}
		for _, c := range declared {
			if c.Name == t.Name && door.CommandConfig == "" {
				door.CommandConfig = c.CommandConfig
			}
		}
		out[t.Name] = door
	}
	return out
}

// has lists the clusters that there are, for who misspelt one.
func has(declared []target.Cluster) string {
	if len(declared) == 0 {
		return ": it has none"
	}
	names := make([]string, len(declared))
	for i, c := range declared {
		names[i] = c.Name
	}
	return ": it has " + strings.Join(names, ", ")
}
