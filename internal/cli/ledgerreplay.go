package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/ledger"
	report "github.com/breakwaterhq/breakwater/internal/report/ledger"
)

const replayLong = `Replay verifies, and sends each lost record once more, to the partition that it was
in, or to where Java's producer sends its key. Its id goes into the header
breakwater.id, behind those of --headers-field; without that flag, headers that it had
are not restored. Its timestamp is that of the replay.

A ledger has hashes alone. What records held is taken from the application's audit
log: --from, with --key-field (or --no-key), --value-field, and --headers-field where
records had headers. With a ledger beside it, the ledger says which records were
acknowledged, and each payload is held against its hash.

Each record is put back once, whatever happens. Records and their notes in the topic
breakwater.ledger.journal (made if it is missing; compacted) are one transaction. A
replay that is killed leaves none of a transaction or all, and another run goes on. Replays that
run at once are members of one consumer group and share the work; one that was thought
dead and comes back is fenced. Consumers must read with isolation.level=read_committed:
others may also see the aborted records of a replay that was killed, which have the same
header breakwater.id.

It needs the rights to read and write the topics and the journal, to read the consumer
groups breakwater.ledger.replay.*, and to write the transactional ids of the same names.

` + ledgerSources + "\n" + replayExit

const replayExit = `
Exit codes:
  0    nothing was lost, or all of it is there
  1    records are still lost: what they held is not known, for example
  2    wrong usage, or a ledger or an audit log that is broken; nothing was sent
  3    the cluster, a partition or a share failed: start it again, it goes on
  6    refused: no record of the audit log was found at all, so that --match or a
       topic is probably wrong; nothing was sent. --all-lost sends them
  130  interrupted; start it again, it goes on
  Where several hold, the order is 130, 2, 6, 1, 3, 0.`

const replayExample = `  breakwater ledger replay --bootstrap b1:9092 --ledger /var/lib/shop/ledger \
    --from audit.jsonl --id order.id --topic orders --key-field customer --value-field order
  breakwater ledger replay --bootstrap b1:9092 --from audit.jsonl --id order.id --topic orders \
    --key-field customer --value-field order --match value:id --dry-run`

type replayOptions struct {
	ledgerOptions
	dryRun, noKey, unproven, allLost bool
}

func newLedgerReplay(env *Env) *cobra.Command {
	o := &replayOptions{ledgerOptions: ledgerOptions{command: "ledger replay"}}
	c := &cobra.Command{
		Use: "replay", Short: "Put back what is lost, each record once", Long: replayLong, Example: replayExample, Args: noArgument,
		RunE: func(c *cobra.Command, _ []string) error { return runLedgerReplay(c.Context(), env, o) },
	}
	o.addFlags(c)
	f := c.Flags()
	f.BoolVar(&o.dryRun, "dry-run", false, "say what would be put back, and send nothing")
	f.BoolVar(&o.noKey, "no-key", false, "the records have no key")
	f.BoolVar(&o.unproven, "unproven", false, "send records whose key, value and headers do not give the hash of the ledger, too: the audit log does not tell their headers, or they are others")
	f.BoolVar(&o.allLost, "all-lost", false, "send although not one record of the audit log was found")
	return c
}

// payloadFlags says what is missing to make records.
func (o *replayOptions) payloadFlags() error {
	switch {
	case o.from == "":
		return errors.New("where does it stand what the records held? A ledger has hashes alone: name the application's audit log with --from FILE, --id and --value-field")
	case o.fields.Value == "":
		return errors.New("which field of the audit log has the record's value? Give --value-field FIELD")
	case o.fields.Key == "" && !o.noKey:
		return errors.New("which field of the audit log has the record's key? Give --key-field FIELD, or --no-key if the records have none: without its key a record goes to another partition")
	case o.fields.Key != "" && o.noKey:
		return errors.New("--key-field and --no-key contradict each other")
	}
	return nil
}

func runLedgerReplay(ctx context.Context, env *Env, o *replayOptions) error {
	if err := o.payloadFlags(); err != nil {
		return err
	}
	w, err := o.begin(ctx, env)
	if err != nil {
		return unreached(env, err)
	}
	defer w.logs.Close()
	result, err := w.verify(ctx, env)
	if err != nil {
		return w.finish(env, result, nil, err)
	}
	if !o.allLost && o.doubtful(result) {
		fmt.Fprintf(env.Err, "breakwater: not one of %d records was found by its id: --match or the topic is probably wrong, and all would be sent a second time; nothing was sent. If they are all lost indeed, add --all-lost\n", result.Book.Len())
		return asError(finding.ExitRefused)
	}
	payloads, err := w.payloads(result)
	if err != nil {
		return err
	}
	p := newProgress(env, "put back", "records")
	p.of(int64(len(result.Lost())))
	done, err := w.logs.Restore(ctx, ledger.Order{
		Result: result, Payloads: payloads, Unproven: o.unproven, DryRun: o.dryRun, Now: env.Now,
		Progress: func(n int) { p.add(int64(n)) },
	})
	p.stop()
	if err != nil && ctx.Err() == nil {
		done.Failures = append(done.Failures, err)
	}
	return w.finish(env, result, o.told(done, result), ctx.Err())
}

func (o *replayOptions) told(done ledger.Outcome, result *ledger.Result) *report.Replay {
	out := &report.Replay{DryRun: o.dryRun, Lost: done.Lost, Sent: done.Sent, Elsewhere: done.Elsewhere, NoPayload: done.NoPayload, Unproven: done.Unproven, Left: len(result.Lost())}
	for _, err := range done.Failures {
		out.Failures = append(out.Failures, err.Error())
	}
	return out
}
