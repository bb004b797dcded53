package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

func newRules(env *Env) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "rules",
		Short: "List every rule with its severity, its profile and what it finds",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return runRules(env, format) },
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}

func runRules(env *Env, format string) error {
	known := rules.All()
	switch format {
	case "text":
		return listRules(env.Out, known)
	case "json":
		return encodeRules(env.Out, known)
	default:
		return fmt.Errorf("--format: %q is not a format: want text or json", format)
	}
}

func listRules(w io.Writer, known []*rule.Rule) error {
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range known {
		page, err := r.Doc.Page()
		if err != nil {
			return err
		}
		fmt.Fprintf(columns, "%s\t%s\t%s\t%s\n", r.Name, r.Severity, r.Profile(), page.Title)
	}
	return columns.Flush()
}

type ruleJSON struct {
	Name     string      `json:"name"`
	Severity string      `json:"severity"`
	Profile  string      `json:"profile"`
	Title    string      `json:"title"`
	Why      string      `json:"why"`
	Fix      string      `json:"fix"`
	Since    string      `json:"since"`
	Sources  []string    `json:"sources"`
	Keys     []string    `json:"keys"`
	Params   []paramJSON `json:"params"`
}

type paramJSON struct {
	Name    string `json:"name"`
	Default int64  `json:"default"`
	Doc     string `json:"doc"`
}

func encodeRules(w io.Writer, known []*rule.Rule) error {
	out := make([]ruleJSON, 0, len(known))
	for _, r := range known {
		page, err := r.Doc.Page()
		if err != nil {
			return err
		}
		one := ruleJSON{
			Name: r.Name, Severity: r.Severity.String(), Profile: r.Profile().String(),
			Title: page.Title, Why: page.Why, Fix: page.Fix, Since: page.Since, Sources: page.Sources,
			Keys: []string{}, Params: []paramJSON{},
		}
		for _, k := range r.Keys {
			one.Keys = append(one.Keys, k.String())
		}
		for _, p := range r.Params {
			one.Params = append(one.Params, paramJSON{p.Name, p.Default, p.Doc})
		}
		out = append(out, one)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
