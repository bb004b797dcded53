package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

const ledgerLong = `Ledger holds what was acknowledged against what the logs of a cluster hold, and
puts back what is missing.

What must be there is told by a ledger that an application keeps with Breakwater's
Go client (client/ledger): in a folder, or shipped to the topic breakwater.ledger;
or by the application's own audit log.`

const ledgerSources = `What must be there, one of:
  --ledger DIR         the folder of a ledger; may be given several times
  --ledger-topic NAME  ledgers that were shipped; breakwater.ledger if nothing is given
  --from FILE          the application's audit log: JSON lines, or CSV if the name
                       ends in .csv; in UTF-8. --id names the field with the
                       application's id. A broken line is told with its place
                       before anything is asked or sent

A record with a place (partition and offset) is looked for there, and compared by
its hash, its value or its id. One without a place is looked for by its id in all
partitions of its topic: --match says where records have it. What a replay has put
back is known by its header breakwater.id.

What retention, compaction, DeleteRecords or an aborted transaction has taken away
is counted by itself and is no loss. In a compacted topic a loss within the log
cannot be told from compaction. What cannot be known is never said to be there.`

func newLedger(env *Env) *cobra.Command {
	c := &cobra.Command{
		Use: "ledger", Short: "Prove that acknowledged records are there, and put back what is lost", Args: commandsAlone,
		Long: ledgerLong,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newLedgerVerify(env), newLedgerReport(env), newLedgerReplay(env))
	return c
}

const verifyExit = `
Exit codes:
  0    every record is there, or gone as somebody has set it
  1    records are lost
  2    wrong usage, or a ledger or an audit log that is broken
  3    the cluster or a partition could not be read, or something is not known
  130  interrupted; nothing is said of what was not read
  Where several hold, the order is 130, 2, 1, 3, 0.`

const verifyLong = `Verify reads the logs of the topics that the ledger or the audit log names, and says
which of the acknowledged records are lost. It writes nothing to the cluster.

` + ledgerSources + "\n" + verifyExit

const verifyExample = `  breakwater ledger verify --bootstrap b1:9092
  breakwater ledger verify --bootstrap b1:9092 --ledger /var/lib/shop/ledger
  breakwater ledger verify --bootstrap b1:9092 --from audit.jsonl --id order.id \
    --topic orders --match value:order.id`

func newLedgerVerify(env *Env) *cobra.Command {
	o := &ledgerOptions{command: "ledger verify"}
	c := &cobra.Command{
		Use: "verify", Short: "Say which acknowledged records are lost", Long: verifyLong, Example: verifyExample, Args: noArgument,
		RunE: func(c *cobra.Command, _ []string) error { return runLedgerVerify(c.Context(), env, o) },
	}
	o.addFlags(c)
	return c
}

const reportLong = `Report is verify with all that is known of the losses: every range of lost records
by topic, partition and offset, how many were lost in which minute, and, from an audit
log with --key-field, the keys that are concerned.

` + ledgerSources + "\n" + verifyExit

const reportExample = `  breakwater ledger report --bootstrap b1:9092 --format json=lost.json
  breakwater ledger report --bootstrap b1:9092 --from audit.csv --id id --topic orders \
    --key-field customer --match header:order-id`

func newLedgerReport(env *Env) *cobra.Command {
	o := &ledgerOptions{command: "ledger report", detail: true}
	c := &cobra.Command{
		Use: "report", Short: "Say what is lost by topic, partition, time and key", Long: reportLong, Example: reportExample, Args: noArgument,
		RunE: func(c *cobra.Command, _ []string) error { return runLedgerVerify(c.Context(), env, o) },
	}
	o.addFlags(c)
	return c
}

func runLedgerVerify(ctx context.Context, env *Env, o *ledgerOptions) error {
	w, err := o.begin(ctx, env)
	if err != nil {
		return unreached(env, err)
	}
	defer w.logs.Close()
	result, err := w.verify(ctx, env)
	if err == nil && o.detail && o.fields.Key != "" {
		_, err = w.payloads(result)
	}
	if err != nil && ctx.Err() == nil {
		return err
	}
	return w.finish(env, result, nil, err)
}

// unreached is the exit code of a run to which the cluster did not answer.
func unreached(env *Env, err error) error {
	var away *awayError
	if !errors.As(err, &away) {
		return err
	}
	fmt.Fprintln(env.Err, "breakwater:", err)
	return asError(finding.ExitIncomplete)
}

// awayError is a cluster that did not answer, or not all that is needed.
type awayError struct{ error }

// Unwrap is the error of the cluster.
func (e *awayError) Unwrap() error { return e.error }

func away(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return &awayError{err}
}

// worst is the exit code of what was found.
func worst(verdict string, expected int, ended error) finding.Exit {
	codes := []finding.Exit{finding.ExitClean}
	switch verdict {
	case "lost":
		codes = append(codes, finding.ExitFindings)
	case "undecided":
		codes = append(codes, finding.ExitIncomplete)
	}
	if expected == 0 {
		codes = append(codes, finding.ExitNothing)
	}
	if ended != nil {
		codes = append(codes, finding.ExitInterrupted)
	}
	return finding.Strongest(codes...)
}
