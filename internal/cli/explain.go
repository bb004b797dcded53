package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

func newExplain(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE|KEY",
		Short: "Explain a rule, or a configuration key in every Kafka version",
		Long: `Explain a rule: what it finds, why it matters, what to do, and where the facts
come from. Or explain a key: its type, range, default and how it can be
changed in each Kafka version, what changed when, and which rules read it.`,
		Example: "  breakwater explain topic/batch-exceeds-segment\n  breakwater explain segment.bytes",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("explain needs one rule or one key: 'breakwater rules' lists the rules")
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return explainable(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error { return runExplain(env.Out, args[0]) },
	}
}

// explainable is every word that explain takes, once: several layers have keys
// of one name.
func explainable() []string {
	var out []string
	for _, r := range rules.All() {
		out = append(out, r.Name)
	}
	for _, l := range model.Layers() {
		out = append(out, catalog.Names(l, catalog.Newest())...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func runExplain(w io.Writer, name string) error {
	known := rules.All()
	for _, r := range known {
		if r.Name == name {
			return explainRule(w, r)
		}
	}
	var page strings.Builder
	if explainKey(&page, name, known) {
		_, err := io.WriteString(w, page.String())
		return err
	}
	if wrong, ok := catalog.Invented(name); ok {
		return fmt.Errorf("%s is no key of any Kafka version: %s", name, wrong.Note)
	}
	if meant := suggestion(name, known); meant != "" {
		return fmt.Errorf("%q is neither a rule nor a key: did you mean %s?", name, meant)
	}
	return fmt.Errorf("%q is neither a rule nor a key of Kafka %s: 'breakwater rules' lists the rules", name, knownKafka())
}

func suggestion(name string, known []*rule.Rule) string {
	for _, r := range known {
		if name != "" && strings.Contains(r.Name, name) {
			return r.Name
		}
	}
	for _, l := range model.Layers() {
		if meant, ok := catalog.Suggest(l, catalog.Newest(), name); ok {
			return meant
		}
	}
	return ""
}

func explainRule(w io.Writer, r *rule.Rule) error {
	page, err := r.Doc.Page()
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\nseverity %s, in profile %s, since %s\n\n%s\n\nFix\n%s\n",
		r.Name, page.Title, r.Severity, r.Profile(), page.Since, page.Why, indent(page.Fix))
	b.WriteString(patience(r))
	if len(r.Params) > 0 {
		b.WriteString("\nParameters\n")
		for _, p := range r.Params {
			fmt.Fprintf(&b, "  %s = %d: %s\n", p.Name, p.Default, p.Doc)
		}
	}
	writeExamples(&b, "Bad", page.Bad)
	writeExamples(&b, "Good", page.Good)
	b.WriteString("\nSources\n")
	for _, s := range page.Sources {
		fmt.Fprintf(&b, "  %s\n", s)
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// patience is when a watch tells of what happens; nothing of what is so for as
// long as nobody changes it.
func patience(r *rule.Rule) string {
	if !slices.Contains([]string{"cluster", "quorum", "group", "watch"}, r.Family()) {
		return ""
	}
	settle, clearing := new(rule.Settings).Patience(r)
	when := "at once"
	if settle > 0 {
		when = "after " + rule.Span(settle.Milliseconds())
	}
	return fmt.Sprintf("\nIn a watch\n  told %s, and over when it has been gone for %s\n", when, rule.Span(clearing.Milliseconds()))
}

func writeExamples(b *strings.Builder, title string, examples []rule.Example) {
	for _, e := range examples {
		fmt.Fprintf(b, "\n%s: %s\n%s\n", title, e.File, indent(strings.TrimRight(e.Text, "\n")))
	}
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(text, "\n", "\n  ")
}
