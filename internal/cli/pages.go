package cli

import (
	"bytes"
	"strings"

	"github.com/spf13/cobra"
)

// Page is the help of one command, as documentation.
type Page struct {
	Path  string // "breakwater lint"
	Short string // one line
	Text  string // what --help prints
}

// Help is the page of every command that a user may type.
func Help() []Page {
	root := newRoot(&Env{})
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	var out []Page
	walk(root, func(c *cobra.Command) { out = append(out, pageOf(c)) })
	return out
}

func walk(c *cobra.Command, visit func(*cobra.Command)) {
	for _, sub := range c.Commands() {
		if sub.Hidden || sub.Name() == "help" {
			continue
		}
		visit(sub)
		walk(sub, visit)
	}
}

func pageOf(c *cobra.Command) Page {
	var b bytes.Buffer
	c.SetOut(&b)
	c.InitDefaultHelpFlag()
	_ = c.Help() // writes to a buffer, which takes everything
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return Page{c.CommandPath(), c.Short, strings.Join(lines, "\n")}
}
