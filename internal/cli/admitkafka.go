package cli

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/admit/live"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

// Bounds of --budget: one question and its answer take some milliseconds, and with
// the time for the rules all must fit into the 3 s for which the API server waits.
const (
	leastBudget = 10 * time.Millisecond
	mostBudget  = 2 * time.Second
)

// judgeOptions are the flags that say by what an object is judged, and who is asked.
type judgeOptions struct {
	setup  setupOptions
	alone  bool // nobody is asked
	budget time.Duration
}

func (o *judgeOptions) addFlags(c *cobra.Command, alone string) {
	o.setup.addFlags(c)
	c.Flags().BoolVar(&o.alone, "alone", false, alone)
	c.Flags().DurationVar(&o.budget, "budget", admit.DefaultBudget, "how long all questions of one review may take together, 10ms to 2s")
}

func (o *judgeOptions) check() error {
	if o.budget < leastBudget || o.budget > mostBudget {
		return fmt.Errorf("--budget must lie between %s and %s, not %s", leastBudget, mostBudget, o.budget)
	}
	return nil
}

// kafka is what can be asked of Kafka: the clusters of breakwater.yaml. It is nil where
// there are none, or nobody shall be asked. Of a cluster that no scope ties to
// Kubernetes nothing is opened, because nobody would ask it.
func (o *judgeOptions) kafka(set *setup) (admit.Live, error) {
	if o.alone || len(set.clusters) == 0 {
		return nil, nil
	}
	with, out := target.System(), live.Clusters{}
	for _, c := range set.clusters {
		names := namesOf(c.Name, set.scopes)
		if len(names) == 0 {
			continue
		}
		t, err := c.Target(with)
		if err != nil {
			return nil, err
		}
		out = append(out, live.Cluster{Names: names, Target: t})
	}
	return out, nil
}

// namesOf are the identities of a cluster: same_as of the scope of its name, and of
// those that have cluster:NAME among theirs.
func namesOf(cluster string, scopes []scope.Named) (out []string) {
	for _, s := range scopes {
		if s.Name == cluster || slices.Contains(s.SameAs, "cluster:"+cluster) {
			out = append(out, s.SameAs...)
		}
	}
	return out
}

// identitiesOf are the scopes without their files: a request is in no file.
func identitiesOf(all []scope.Named) (out []scope.Named) {
	for _, s := range all {
		if len(s.SameAs) > 0 {
			out = append(out, scope.Named{Name: s.Name, SameAs: s.SameAs})
		}
	}
	return out
}

// openedBy are the files that the entries of clusters name. What lies in them may
// change, as a password does, and is then read again.
func openedBy(clusters []target.Cluster) (out []string) {
	for _, c := range clusters {
		all, err := c.Needs(target.System())
		if err != nil && c.CommandConfig != "" { // once it can be read, it is read
			out = append(out, c.CommandConfig)
		}
		for _, n := range all {
			if n.File != "" {
				out = append(out, n.File)
			}
		}
	}
	return out
}
