package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/export"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

const policyExportLong = `Export prints rules as policies that another engine judges by, in CEL: the API
server's own ValidatingAdmissionPolicy (vap), Kyverno's ValidatingPolicy, or
ConstraintTemplates of Gatekeeper. Nothing of Breakwater runs in the cluster
then, so there is nothing that can be down. It asks no cluster.

Rules that need more than one object are left out; --explain says which, and why.
Severities, parameters and modes are those of the policy file.

Applied as they are, the policies warn everywhere and refuse only in namespaces
with the label breakwater/enforce=true. What is wrong with an object already is
no reason to refuse a change to it.

Exit codes: 0 the policies were printed, 2 wrong usage, or a policy file that is
wrong.`

type policyExportOptions struct {
	format  string
	policy  string
	label   string
	most    string
	explain bool
}

func newPolicyExport(env *Env) *cobra.Command {
	o := &policyExportOptions{}
	c := &cobra.Command{
		Use:   "export",
		Short: "Print rules as policies of Kubernetes, Kyverno or Gatekeeper",
		Long:  policyExportLong,
		Example: "  breakwater policy export | kubectl apply -f -\n" +
			"  breakwater policy export --format kyverno --policy policy.yaml\n" +
			"  breakwater policy export --mode audit --enforce-label ''",
		Args: noArgument,
		RunE: func(*cobra.Command, []string) error { return runPolicyExport(env, o) },
	}
	f := c.Flags()
	f.StringVar(&o.format, "format", string(export.VAP), "the `ENGINE` that judges: vap, kyverno or gatekeeper")
	f.StringVar(&o.policy, "policy", "", "take severities, parameters and modes from the policy `FILE`")
	f.StringVar(&o.label, "enforce-label", "breakwater/enforce=true", "refuse only in namespaces with the label `NAME=VALUE`, and warn in all others; '' refuses everywhere")
	f.StringVar(&o.most, "mode", rule.Deny.String(), "do no more than `MODE` says, whatever the rules say: audit, warn or deny")
	f.BoolVar(&o.explain, "explain", false, "say at the end, as comments, which rules are not exported, and why")
	return c
}

func runPolicyExport(env *Env, o *policyExportOptions) error {
	options, err := o.options()
	if err != nil {
		return err
	}
	known, settings := rules.All(), &rule.Settings{}
	if o.policy != "" {
		text, err := os.ReadFile(o.policy)
		if err != nil {
			return fmt.Errorf("cannot read the policy: %w", err)
		}
		read, err := policy.Parse(o.policy, text, known)
		if err != nil {
			return err
		}
		settings = &read.Settings
	}
	policies := export.Policies(known, settings)
	left := notExported(known, settings, policies)
	if o.explain {
		options.Not = left
	}
	text, err := export.Write(policies, options)
	if err != nil {
		return err
	}
	if _, err := env.Out.Write(text); err != nil {
		return err
	}
	done := export.Rules(policies)
	_, err = fmt.Fprintf(env.Err, "%s exported: %s.\n%s left out, which need more than one object, or are off: see --explain.\n",
		finding.Plural(len(done), "rule"), strings.Join(done, ", "), finding.Plural(len(known)-len(done), "rule"))
	return err
}

// options checks the flags.
func (o *policyExportOptions) options() (out export.Options, err error) {
	for _, f := range export.Formats {
		if string(f) == o.format {
			out.Format = f
		}
	}
	if out.Format == "" {
		return out, fmt.Errorf("--format %s is not known: want vap, kyverno or gatekeeper", o.format)
	}
	most, ok := rule.ParseMode(o.most)
	if !ok {
		return out, fmt.Errorf("--mode %s is not known: want audit, warn or deny", o.most)
	}
	out.Most = most
	if o.label == "" {
		return out, nil
	}
	name, value, ok := strings.Cut(o.label, "=")
	if !ok || name == "" || value == "" {
		return out, fmt.Errorf("--enforce-label %s is no label: want NAME=VALUE, or '' to refuse in every namespace", o.label)
	}
	out.Label = export.Label{Name: name, Value: value}
	return out, nil
}

// notExported are the enabled rules that no policy has.
func notExported(known []*rule.Rule, s *rule.Settings, policies []export.Policy) (out []*rule.Rule) {
	done := map[string]bool{}
	for _, name := range export.Rules(policies) {
		done[name] = true
	}
	for _, r := range known {
		if s.Enabled(r) && !done[r.Name] {
			out = append(out, r)
		}
	}
	return out
}
