package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/text"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/snapshot"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/cluster"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
)

const scanLong = `Scan looks at a running Kafka cluster once and says what is wrong, what would
break next, and what it could not see, by the same rules as lint.

Each broker is asked itself: what the others say of a dead one is wrong until
its session ends, 9 s by default. A broker, a quorum or a right that is missing
costs at most the timeout, and is told. It is never taken for healthy.

Where the cluster is: --bootstrap, or bootstrap.servers of --command-config, or
the clusters of breakwater.yaml, all of them unless --cluster names one.
Nothing is written to the cluster, and no record is read.`

const scanExit = `
Exit codes:
  0    nothing found at or above --fail-on; what could not be judged is printed
  1    findings at or above --fail-on
  2    wrong usage or configuration
  3    something could not be asked, as without a right, or no broker answers;
       a check that lacks only a value is printed, and makes no 3
  130  interrupted; what was known by then is printed, and not saved
  Where several hold, the order is 130, 2, 1, 3, 0.`

const scanExample = `  breakwater scan --bootstrap b1:9092,b2:9092
  breakwater scan --bootstrap b1:9093 --command-config client.properties
  breakwater scan --cluster plant --save plant.json
  breakwater scan --from plant.json --format json`

type scanOptions struct {
	setup   setupOptions
	output  outputOptions
	connect connectOptions
	save    string
	from    string
	all     bool
}

func (o *scanOptions) addFlags(c *cobra.Command) {
	o.connect.addFlags(c)
	o.setup.addFlags(c)
	o.output.addFlags(c)
	c.Flags().StringVar(&o.save, "save", "", "write what was seen to `FILE`, without secrets: for --from, and for a bug report")
	c.Flags().StringVar(&o.from, "from", "", "judge what --save wrote to `FILE`, instead of a running cluster; - is standard input")
	c.Flags().BoolVar(&o.all, "all", false, "ask topics for all settings, not only for those that rules read")
}

func newScan(env *Env) *cobra.Command {
	o := &scanOptions{}
	c := &cobra.Command{
		Use:     "scan",
		Short:   "Judge a running Kafka cluster",
		Long:    scanLong + "\n" + scanExit,
		Example: scanExample,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("scan takes no argument, and %q is one: say with --bootstrap where the cluster is", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return runScan(c.Context(), env, o) },
	}
	o.addFlags(c)
	return c
}

func runScan(ctx context.Context, env *Env, o *scanOptions) error {
	known := rules.All()
	out, err := o.output.resolve(env)
	if err != nil {
		return err
	}
	set, err := o.setup.load(known)
	if err != nil {
		return err
	}
	if err := placeFor("--save", o.save); err != nil {
		return err
	}
	sources, doors, err := o.sources(env, &set)
	if err != nil {
		return err
	}
	var seen *model.Snapshot
	result, err := engine.Run(ctx, engine.Request{
		Command: "scan", Rules: known, Now: env.Now(), Sources: sources,
		Settings: &set.settings, Workloads: set.workloads, Scopes: set.scopes,
		Seen: func(now *model.Snapshot) { seen = now },
	})
	out.scanned(text.Scan{Interrupted: toldInterrupted(env, err), Doors: doors,
		Bootstrap: o.connect.bootstrap(), CommandConfig: o.connect.commandConfig, Cluster: o.connect.cluster})
	if werr := out.write(env, result, known); werr != nil {
		return werr
	}
	if serr := o.saveTo(env, seen, err); serr != nil {
		return serr
	}
	return out.exit(result, o.output.allowEmpty, err)
}

// saveTo writes what was seen, if the user wants it and the run came to its end.
func (o *scanOptions) saveTo(env *Env, seen *model.Snapshot, ended error) error {
	switch {
	case o.save == "":
		return nil
	case ended != nil: // whoever reads it later would take it for the whole
		fmt.Fprintf(env.Err, "breakwater: nothing was saved to %s: the scan is not complete\n", o.save)
		return nil
	}
	var b bytes.Buffer
	if err := snapshot.Write(&b, seen); err != nil {
		return err
	}
	if err := replaceFile(o.save, b.Bytes()); err != nil {
		return fmt.Errorf("cannot write the snapshot: %w", err)
	}
	return nil
}

// sources are the running clusters that are asked, with how each is reached,
// or the file.
func (o *scanOptions) sources(env *Env, set *setup) ([]source.Source, map[string]text.Door, error) {
	if o.from != "" {
		if o.connect.given() {
			return nil, nil, errors.New("--from judges a file, and --bootstrap, --command-config and --cluster a running cluster: give one of them")
		}
		s, err := o.read(env)
		return []source.Source{s}, nil, err
	}
	targets, err := o.connect.targets(set.clusters)
	if err != nil {
		return nil, nil, err
	}
	options := cluster.Options{Now: env.Now, Progress: func(what string) { fmt.Fprintln(env.Err, "breakwater:", what) }}
	if !o.all {
		options.TopicKeys = set.settings.KeysOf(model.LayerTopic, rules.All())
	}
	var out []source.Source
	for _, t := range targets {
		options.Target = t
		out = append(out, cluster.New(options))
	}
	return out, o.connect.doors(targets, set.clusters), nil
}

// read opens a saved snapshot.
func (o *scanOptions) read(env *Env) (*saved.Source, error) {
	if o.from == "-" {
		return saved.Parse("standard input", env.In)
	}
	f, err := os.Open(o.from)
	if err != nil {
		return nil, fmt.Errorf("cannot read the snapshot: %w", err)
	}
	defer f.Close()
	return saved.Parse(o.from, f)
}
