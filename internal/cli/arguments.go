package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// oneArgument is for commands that take one thing. Without it, or with more, it
// says what the one thing is.
func oneArgument(what, example string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch len(args) {
		case 0:
			return fmt.Errorf("%s needs %s, as in '%s %s'", ownName(c), what, c.CommandPath(), example)
		case 1:
			return nil
		}
		return fmt.Errorf("%s takes one argument, and %q is a second: put both in quotes, if they belong together", ownName(c), args[1])
	}
}

// noArgument is for commands that take flags alone.
func noArgument(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%s takes no argument, and %q is one: see '%s --help'", ownName(c), args[0], c.CommandPath())
}

// ownName is what a command is called below breakwater.
func ownName(c *cobra.Command) string {
	return strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" ")
}
