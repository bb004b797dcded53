package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

func newPolicy(env *Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "policy",
		Short: "Work with policy files",
		Args:  commandsAlone,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newPolicyCheck(env), newPolicyExport(env))
	return c
}

func newPolicyCheck(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Check a policy file and say what it does",
		Long: `Check a policy file: every mistake is told with its line and column, and what
was meant. A policy without a mistake is summed up.

Exit codes: 0 the policy is right, 2 it is not.`,
		Example: "  breakwater policy check policy.yaml",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("policy check needs one policy file")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return runPolicyCheck(env, args[0]) },
	}
}

func runPolicyCheck(env *Env, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("cannot read the policy: %w", err)
	}
	known := rules.All()
	p, err := policy.Parse(file, text, known)
	if err != nil {
		return err
	}
	profile := p.Settings.Profile
	if profile == 0 {
		profile = rule.Standard
	}
	enabled := 0
	for _, r := range known {
		if p.Settings.Enabled(r) {
			enabled++
		}
	}
	target := "not declared"
	if !p.Settings.Target.IsZero() {
		target = p.Settings.Target.String()
	}
	_, err = fmt.Fprintf(env.Out, "%s is a valid policy: profile %s, Kafka %s, %d of %d rules on, %s, %s.\n", file, profile, target,
		enabled, len(known), finding.Plural(len(p.Settings.Ranges), "range"), finding.Plural(len(p.Workloads), "workload"))
	return err
}
