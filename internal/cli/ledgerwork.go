package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/ledger"
	"github.com/breakwaterhq/breakwater/internal/ledger/audit"
	report "github.com/breakwaterhq/breakwater/internal/report/ledger"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// ledgerWork is one run: its sources are read whole, and the cluster answers.
type ledgerWork struct {
	o       *ledgerOptions
	to      []ledgerOutput
	match   []ledger.Match
	logs    *ledger.Logs
	audit   *audit.Log
	records []ledger.Record
	sources []report.Source
}

type ledgerOutput struct {
	json bool
	file string // "" is standard output
	ink  paint.Painter
}

// begin reads what needs no cluster first, so that what is broken there is told before
// anything is asked.
func (o *ledgerOptions) begin(ctx context.Context, env *Env) (*ledgerWork, error) {
	w := &ledgerWork{o: o}
	var err error
	if w.to, err = o.outputs(env); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if w.match, err = o.matches(); err != nil {
		return nil, err
	}
	var set setup
	if err := o.setup.loadConfig(&set, rules.All()); err != nil {
		return nil, err
	}
	targets, err := o.connect.targets(set.clusters)
	if err != nil {
		return nil, err
	}
	if len(targets) > 1 {
		return nil, errors.New("breakwater.yaml has several clusters, and a ledger belongs to one: name it with --cluster")
	}
	if err := w.read(); err != nil {
		return nil, err
	}
	if w.logs, err = ledger.Dial(ctx, targets[0]); err != nil {
		return nil, away(err)
	}
	w.logs.Waiting(func(why string) { fmt.Fprintln(env.Err, "breakwater: waiting for a minute at most:", why) })
	if err := w.ship(ctx); err != nil {
		w.logs.Close()
		return nil, away(err)
	}
	return w, nil
}

// read reads files and folders.
func (w *ledgerWork) read() error {
	for _, dir := range w.o.folders {
		own, err := ledger.Folder(dir, w.o.wanted())
		if err != nil {
			return err
		}
		w.take("the ledger in "+dir, own)
	}
	if w.o.from == "" {
		return nil
	}
	log, err := audit.Open(w.o.from, w.o.fields, nil)
	if err != nil {
		return err
	}
	w.audit = log
	s := report.Source{Name: "the audit log " + w.o.from, Records: len(log.Records)}
	if log.Repeated > 0 {
		s.Remarks = append(s.Remarks, fmt.Sprintf("%d lines say again what a line before them says", log.Repeated))
	}
	if w.o.owned() {
		s.Remarks = append(s.Remarks, "what records held is taken from it; the ledger says which there are")
	} else {
		w.records = append(w.records, log.Records...)
	}
	w.sources = append(w.sources, s)
	return nil
}

// ship reads the ledgers that were shipped.
func (w *ledgerWork) ship(ctx context.Context) error {
	name := w.o.shipped
	if name == "" {
		if len(w.o.folders) > 0 || w.o.from != "" {
			return nil
		}
		name = ledger.LedgerTopic
	}
	own, err := w.logs.Shipped(ctx, name, w.o.wanted())
	if err != nil {
		return err
	}
	w.take("the topic "+name, own)
	return nil
}

// take adds what a ledger says, and what it lacks.
func (w *ledgerWork) take(name string, own *ledger.Own) {
	s := report.Source{Name: name, Records: len(own.Records), Complete: own.Complete}
	if own.Lost > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%d acknowledgements that the ledger could not write: its disk took nothing", own.Lost))
	}
	if own.Missing > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%d blocks between the first and the last are missing: they were removed before they were shipped, or by retention", own.Missing))
	}
	if own.Foreign > 0 {
		s.Remarks = append(s.Remarks, fmt.Sprintf("%d blocks are of other clusters than this one, and are left out", own.Foreign))
	}
	if own.Crashes > 0 {
		s.Remarks = append(s.Remarks, fmt.Sprintf("%d times its process ended without closing it: acknowledgements of the moment before may not be in it", own.Crashes))
	}
	if own.Torn != nil {
		s.Remarks = append(s.Remarks, own.Torn.Error())
	}
	w.sources = append(w.sources, s)
	w.records = append(w.records, own.Records...)
}

// verify reads the logs.
func (w *ledgerWork) verify(ctx context.Context, env *Env) (*ledger.Result, error) {
	p := newProgress(env, "read", "records")
	defer p.stop()
	return w.logs.Verify(ctx, ledger.Plan{
		Book: ledger.NewBook(w.records, len(w.match) > 0), Match: w.match, Now: env.Now, Begin: p.of, Progress: p.add,
	})
}

// payloads reads the audit log again, for what is lost alone.
func (w *ledgerWork) payloads(result *ledger.Result) (ledger.Payloads, error) {
	out := ledger.Payloads{}
	if w.audit == nil {
		return out, nil
	}
	at := map[[2]string]int{}
	for _, i := range result.Lost() {
		r := result.Book.Record(i)
		at[[2]string{r.Topic, r.Name()}] = i
	}
	again, err := audit.Open(w.o.from, w.o.fields, func(r *ledger.Record) bool {
		_, wanted := at[[2]string{r.Topic, r.Name()}]
		return wanted
	})
	if err != nil {
		return nil, err
	}
	if again.Sum != w.audit.Sum {
		return nil, fmt.Errorf("%s has changed while it was read: take a copy of it; nothing was sent", w.o.from)
	}
	for i := range again.Records {
		if r := &again.Records[i]; r.Payload != nil {
			name := [2]string{r.Topic, r.Name()}
			out[name] = r.Payload
			result.Book.Record(at[name]).Payload = r.Payload
		}
	}
	return out, nil
}

// finish writes what was found, and gives the exit code.
func (w *ledgerWork) finish(env *Env, result *ledger.Result, replay *report.Replay, ended error) error {
	toldInterrupted(env, ended)
	d := &report.Document{Command: w.o.command, Sources: w.sources, Summary: result.Sum(), Replay: replay, Detail: w.o.detail}
	if d.Verdict() == "lost" && replay == nil {
		d.Next = w.next(result)
	}
	for _, to := range w.to {
		var b bytes.Buffer
		write := func() error { return report.Text(&b, d, to.ink) }
		if to.json {
			write = func() error { return report.JSON(&b, d) }
		}
		if err := write(); err != nil {
			return err
		}
		if to.file != "" {
			if err := replaceFile(to.file, b.Bytes()); err != nil {
				return fmt.Errorf("cannot write the report: %w", err)
			}
		} else if _, err := io.Copy(env.Out, &b); err != nil {
			return fmt.Errorf("cannot write the report: %w", err)
		}
	}
	return asError(worst(d.Verdict(), d.Summary.Expected, ended))
}

// next is the command that puts back what is lost.
func (w *ledgerWork) next(result *ledger.Result) string {
	if w.o.doubtful(result) {
		return "look at --match and --topic first: the topics hold records, and not one was found by its id"
	}
	if w.o.from == "" {
		return "breakwater ledger replay with --from FILE: the ledger knows hashes alone, the application's audit log what records held"
	}
	more := ""
	if w.o.fields.Value == "" {
		more += ", and --value-field"
	}
	if w.o.fields.Key == "" {
		more += ", and --key-field, or --no-key if the records have none"
	}
	return "breakwater ledger replay with the same flags" + more
}

// outputs are where a result goes.
func (o *ledgerOptions) outputs(env *Env) (out []ledgerOutput, err error) {
	colour, err := (&outputOptions{colour: o.colour}).coloured(env)
	if err != nil {
		return nil, err
	}
	for _, f := range o.formats {
		name, file, err := destination(f)
		switch {
		case err != nil:
			return nil, err
		case name != "text" && name != "json":
			return nil, fmt.Errorf("--format: %q is neither text nor json", name)
		case file == "" && slices.ContainsFunc(out, func(to ledgerOutput) bool { return to.file == "" }):
			return nil, errors.New("--format: two formats would be mixed on standard output: give one of them a file, as in --format json=lost.json")
		}
		if err := placeFor("--format", file); err != nil {
			return nil, err
		}
		out = append(out, ledgerOutput{name == "json", file, paint.Painter(colour && file == "")})
	}
	return out, nil
}
