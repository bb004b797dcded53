package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

const labUpLong = `Start real Kafka nodes on this machine, to try things out and to break them:
processes of the released Kafka, without containers, bound to 127.0.0.1. They
run on after this command, until 'breakwater lab down'.

It needs Java 17 and, for the first start of a release, Maven to fetch it.
Where KAFKA_HOME names an unpacked Kafka release, that one runs and Maven is
not needed. A node takes about 350 MB of memory.

One lab at a time stands for each user: a second start is refused until the
first is down. What was fetched, and which lab stands, is kept in the folder
that BREAKWATER_CACHE names, else in .cache/breakwater of the home folder.

Exit codes: 0 it is up, 2 it could not be started, 130 interrupted. In the last
two cases nothing is left behind.`

const labUpExample = `  breakwater lab up
  breakwater lab up --brokers 1
  breakwater lab up --version 3.9 --controllers 3`

const labDownLong = `End the lab that 'breakwater lab up' started, and remove its data: exactly the
processes and files that it made.

Exit codes: 0 it is down, or there was none; 2 it could not be ended.`

func newLab(env *Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "lab",
		Short: "Run real Kafka nodes on this machine, to try things out",
		Args:  commandsAlone,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newLabUp(env), newLabDown(env))
	return c
}

type labUpOptions struct {
	version     string
	brokers     int
	controllers int
	dir         string
}

func (o *labUpOptions) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.version, "version", "", fmt.Sprintf("Kafka release: %s, or a full version (default %s, or what KAFKA_HOME holds)",
		strings.Join(lab.Lines(), ", "), lab.DefaultVersion))
	f.IntVar(&o.brokers, "brokers", 3, "how many brokers")
	f.IntVar(&o.controllers, "controllers", 0, "how many separate controllers; 0 makes every broker a controller, too")
	f.StringVar(&o.dir, "dir", "", "folder for data and logs (default a new one among the temporary files)")
}

func newLabUp(env *Env) *cobra.Command {
	o := &labUpOptions{}
	c := &cobra.Command{
		Use:     "up",
		Short:   "Start a Kafka cluster on this machine",
		Long:    labUpLong,
		Example: labUpExample,
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return runLabUp(c.Context(), env, o) },
	}
	o.addFlags(c)
	return c
}

func runLabUp(ctx context.Context, env *Env, o *labUpOptions) error {
	if o.brokers == 0 {
		return errors.New("--brokers is 0: a lab needs one at least")
	}
	state, err := lab.StatePath()
	if err != nil {
		return err
	}
	up, err := lab.Up(ctx, state, lab.Options{
		Version: o.version, Brokers: o.brokers, Controllers: o.controllers, Dir: o.dir, Progress: env.Err,
	})
	if err != nil {
		return err
	}
	servers := strings.Join(up.Bootstrap, ",")
	_, err = fmt.Fprintf(env.Out, `Kafka %s is up: %s, %s.
Bootstrap servers:  %s
Data and logs:      %s

Next:
  breakwater scan --bootstrap %s
  breakwater lab down
`, up.Version, finding.Plural(o.brokers, "broker"), controllersOf(o), servers, filepath.Join(up.Dir, "node-*"), servers)
	return err
}

func controllersOf(o *labUpOptions) string {
	if o.controllers > 0 {
		return finding.Plural(o.controllers, "controller") + " beside"
	}
	if o.brokers == 1 {
		return "which is the controller, too"
	}
	return "which are the controllers, too"
}

func newLabDown(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "down",
		Short: "End what 'lab up' started, and remove its data",
		Long:  labDownLong,
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return runLabDown(c.Context(), env) },
	}
}

func runLabDown(ctx context.Context, env *Env) error {
	state, err := lab.StatePath()
	if err != nil {
		return err
	}
	was, err := lab.Down(ctx, state, env.Err)
	if errors.Is(err, fs.ErrNotExist) {
		_, err = fmt.Fprintln(env.Out, "No lab is up.")
		return err
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Out, "The lab is down, and its data in %s is removed.\n", was.Dir)
	return err
}
