package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// Env is what a command may touch of the world around it.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	Terminal bool                // Out is a terminal
	Getenv   func(string) string // os.Getenv
	Now      func() time.Time
}

// Main runs the command that the arguments name, and returns the exit code.
func Main(ctx context.Context, args []string, env Env) finding.Exit {
	root := newRoot(&env)
	root.SetArgs(args)
	root.SetIn(env.In)
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	return codeOf(root.ExecuteContext(ctx), env.Err)
}

// verdict is a command's exit code where it is not 0. It is an error only so
// that it travels through the command library; there is nothing to print.
type verdict finding.Exit

// Error names the code, for a log: commands print no verdict as an error.
func (v verdict) Error() string { return fmt.Sprintf("exit code %d", int(v)) }

// asError is an exit code as a command returns it.
func asError(code finding.Exit) error {
	if code == finding.ExitClean {
		return nil
	}
	return verdict(code)
}

// codeOf is the one place where an error becomes an exit code. Whatever is
// not a verdict is wrong usage or configuration.
func codeOf(err error, complain io.Writer) finding.Exit {
	var v verdict
	switch {
	case err == nil:
		return finding.ExitClean
	case errors.As(err, &v):
		return finding.Exit(v)
	case errors.Is(err, context.Canceled):
		return finding.ExitInterrupted
	default:
		fmt.Fprintf(complain, "breakwater: %v\n", err)
		return finding.ExitUsage
	}
}

func newRoot(env *Env) *cobra.Command {
	root := &cobra.Command{
		Use:   "breakwater",
		Short: "Keeps Apache Kafka out of outages",
		Long: `Breakwater keeps Apache Kafka out of outages: it stops a bad change before it
lands, with the reason, the line and the fix.

Start with:  breakwater lint PATH`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          commandsAlone,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = false
	root.AddCommand(newLint(env), newScan(env), newWatch(env), newWindows(env, maintenanceKind), newWindows(env, silenceKind), newNotify(env), newRules(env), newExplain(env), newPolicy(env), newExport(env), newAdmit(env), newLedger(env), newLab(env), newDemo(env), newVersion(env))
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w: see '%s --help'", err, c.CommandPath())
	})
	return root
}

// commandsAlone is for commands that take no argument but another command's
// name: whatever else stands there is a slip of the keyboard.
func commandsAlone(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	c.SuggestionsMinimumDistance = 2
	if meant := c.SuggestionsFor(args[0]); len(meant) > 0 {
		return fmt.Errorf("unknown command %q: did you mean '%s %s'?", args[0], c.CommandPath(), meant[0])
	}
	return fmt.Errorf("unknown command %q: see '%s --help'", args[0], c.CommandPath())
}
