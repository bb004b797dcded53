package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

const lintLong = `Lint reads Kafka configuration in files and says what is wrong, what would
break, and how to put it right. It needs no Kafka and no network.

It reads, by their content: its own topic files, Strimzi's Kafka,
KafkaNodePool and KafkaTopic, .properties of brokers, controllers and Java
clients, Terraform (.tf, and the JSON of 'terraform show -json'), and the text
of kafka-topics.sh and kafka-configs.sh --describe. Folders are walked; what
is none of these is ignored and counted. '-' reads standard input.

What cannot be known, as the value of an unresolved ${VAR}, is told as not
judged. It is never taken for right.`

const lintExit = `
Exit codes:
  0    nothing found at or above --fail-on
  1    findings at or above --fail-on
  2    wrong usage or configuration, or a file that claims to be a Kafka
       configuration and cannot be parsed (the others are still judged)
  3    a file or folder could not be read
  4    nothing to check (--allow-empty makes it 0)
  130  interrupted; what was known by then is printed
  Where several hold, the order is 130, 2, 1, 3, 4, 0.`

const lintExample = `  breakwater lint .
  helm template ./chart | breakwater lint -
  terraform show -json plan.out | breakwater lint - --stdin-name plan.json
  breakwater lint --format text --format sarif=breakwater.sarif topics/`

type lintOptions struct {
	setup     setupOptions
	output    outputOptions
	stdinName string
}

func (o *lintOptions) addFlags(c *cobra.Command) {
	o.setup.addFlags(c)
	o.output.addFlags(c)
	c.Flags().StringVar(&o.stdinName, "stdin-name", "<stdin>", "what standard input is called in findings")
}

func newLint(env *Env) *cobra.Command {
	o := &lintOptions{}
	c := &cobra.Command{
		Use:     "lint PATH…",
		Short:   "Judge Kafka configuration in files",
		Long:    lintLong + "\n" + lintExit,
		Example: lintExample,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("lint needs a path: 'breakwater lint .' reads everything below this folder, '-' reads standard input")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return runLint(c.Context(), env, o, args) },
	}
	o.addFlags(c)
	return c
}

func runLint(ctx context.Context, env *Env, o *lintOptions, paths []string) error {
	known := rules.All()
	out, err := o.output.resolve(env)
	if err != nil {
		return err
	}
	set, err := o.setup.load(known)
	if err != nil {
		return err
	}
	if err := exist(paths); err != nil {
		return err
	}
	result, err := engine.Run(ctx, engine.Request{
		Command: "lint", Rules: known, Now: env.Now(),
		Settings: &set.settings, Workloads: set.workloads, Scopes: set.scopes,
		Sources: []source.Source{file.New(file.Options{
			Paths: paths, Exclude: set.exclude, Stdin: env.In, StdinName: o.stdinName,
		})},
	})
	toldInterrupted(env, err)
	if werr := out.write(env, result, known); werr != nil {
		return werr
	}
	return out.exit(result, o.output.allowEmpty, err)
}

// exist says which of the paths are not there: a typo is wrong usage, not
// something that could not be checked.
func exist(paths []string) error {
	for _, p := range paths {
		switch p {
		case "-":
			continue
		case "":
			return errors.New("a path is empty: is a variable not set?")
		}
		if _, err := os.Lstat(p); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s does not exist", p)
		}
	}
	return nil
}
