package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

// setupOptions are the flags that say by what to judge.
type setupOptions struct {
	config, policy, target string
}

func (o *setupOptions) addFlags(c *cobra.Command) {
	c.Flags().StringVar(&o.config, "config", "", "the project's `FILE`; else breakwater.yaml of this folder or one above it, up to the repository's root")
	c.Flags().StringVar(&o.policy, "policy", "", "the policy `FILE`; else the one that breakwater.yaml names")
	c.Flags().StringVar(&o.target, "target-version", "", "the Kafka version `X.Y` to judge by, whatever the files say")
}

// setup is by what a command judges.
type setup struct {
	settings  rule.Settings
	workloads []*model.Workload
	scopes    []scope.Named
	clusters  []target.Cluster
	watch     config.Watch
	notify    config.Notify
	web       config.Web
	exclude   func(path string) bool
}

// load reads the configuration and the policy; flags win over both.
func (o *setupOptions) load(known []*rule.Rule) (setup, error) {
	s := setup{watch: config.DefaultWatch(), notify: config.DefaultNotify()}
	if err := o.loadConfig(&s, known); err != nil {
		return s, err
	}
	if o.policy != "" {
		text, err := os.ReadFile(o.policy)
		if err != nil {
			return s, fmt.Errorf("cannot read the policy: %w", err)
		}
		p, err := policy.Parse(o.policy, text, known)
		if err != nil {
			return s, err
		}
		s.settings, s.workloads = p.Settings, p.Workloads
	}
	s.settings.DeadLetters = s.watch.DeadLetters
	return s, o.retarget(&s)
}

func (o *setupOptions) loadConfig(s *setup, known []*rule.Rule) error {
	path := o.config
	if path == "" {
		found, ok := config.Find(".")
		if !ok {
			return nil
		}
		path = found
	}
	c, err := config.Load(path, known)
	if err != nil {
		return err
	}
	s.scopes, s.exclude, s.clusters = c.Scopes, c.Exclude, c.Clusters
	s.watch, s.notify, s.web = c.Watch, c.Notify, c.Web
	if c.Policy != nil {
		s.settings, s.workloads = c.Policy.Settings, c.Policy.Workloads
	}
	return nil
}

func (o *setupOptions) retarget(s *setup) error {
	if o.target == "" {
		return nil
	}
	v, err := policy.Target(o.target)
	if err != nil {
		return fmt.Errorf("--target-version %w", err)
	}
	s.settings.Target, s.settings.Forced = v, true
	return nil
}
