package ledger

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	acked "github.com/breakwaterhq/breakwater/client/ledger"
)

// Payloads gives what records held, by topic and name.
type Payloads map[[2]string]*Payload

// Order is what a replay is to do.
type Order struct {
	Result   *Result
	Payloads Payloads
	Unproven bool // send what does not give the hash that was acknowledged, too
	DryRun   bool
	Now      func() time.Time
	Progress func(records int)
	Step     func(string) // see Replay
	Timeout  time.Duration
}

// Outcome is what a replay has done.
type Outcome struct {
	Lost      int // before
	Sent      int // by this one
	NoPayload int
	Unproven  int
	Elsewhere int // put back by others
	Failures  []error
}

// Restore puts back what a result calls lost, as a member of a group that shares the work,
// and then changes the verdicts of what is there to Restored.
func (l *Logs) Restore(ctx context.Context, o Order) (Outcome, error) {
	var out Outcome
	todo := o.choose(&out)
	if o.DryRun {
		out.Sent = len(todo)
		return out, nil
	}
	if len(todo) == 0 {
		return out, nil
	}
	journal, err := l.openJournal(ctx)
	if err != nil {
		return out, err
	}
	run := fingerprint(o.Result.Book)
	r := &Replay{Logs: l, Lost: todo, Topics: o.Result.Topics, Run: run, Now: o.Now, Progress: o.Progress, Step: o.Step, Timeout: o.Timeout}
	err = l.Share(ctx, "breakwater.ledger.replay."+run, journal, func(ctx context.Context, n int32) error {
		sent, err := r.insist(ctx, n, len(journal.Partitions))
		out.Sent += sent
		return err
	}, func(n int32, err error) { out.Failures = append(out.Failures, fmt.Errorf("share %d: %w", n, err)) })
	if err != nil {
		return out, err
	}
	return out, l.settle(ctx, o.Result, &out)
}

// tries is how often a share is begun.
const tries = 3

// insist begins a share again when it fails for a reason that may pass: it begins by reading
// what is there, so that it does not matter how far it came. When one has failed for good,
// those after it have one try: brokers that are gone are not waited for by each.
func (r *Replay) insist(ctx context.Context, n int32, of int) (sent int, err error) {
	for left := tries; left > 0; left-- {
		var more int
		more, err = r.Share(ctx, n, of)
		sent += more
		if err == nil || ctx.Err() != nil {
			return sent, err
		}
		if r.failed || isOpen(err) || !errors.Is(err, ErrFenced) && !passing(err) {
			break
		}
	}
	r.failed = true
	return sent, err
}

// choose takes the lost records whose payloads are known and true.
func (o *Order) choose(out *Outcome) (todo []Record) {
	gone := map[string]bool{}
	for _, name := range o.Result.Gone {
		gone[name] = true
		out.Failures = append(out.Failures, fmt.Errorf("the cluster has no topic %s: make it with the settings that it had, then start the replay again", name))
	}
	for _, i := range o.Result.Lost() {
		out.Lost++
		r := *o.Result.Book.Record(i)
		p := o.Payloads[[2]string{r.Topic, r.Name()}]
		switch {
		case gone[r.Topic]: // told above
		case p == nil:
			out.NoPayload++
		case r.Hashed && !o.Unproven && acked.Hash(p.record()) != r.Hash:
			out.Unproven++
		default:
			r.Payload = p
			todo = append(todo, r)
		}
	}
	return todo
}

// settle looks what is there.
func (l *Logs) settle(ctx context.Context, r *Result, out *Outcome) error {
	back := map[[2]string]bool{}
	for _, t := range r.Topics {
		names, _, err := l.names(ctx, t)
		if err != nil {
			return errors.Join(err, errors.New("whether all is there is not known: run 'breakwater ledger verify'"))
		}
		s := r.Book.topics[t.Name]
		for i := s.from; i < s.to; i++ {
			if name := r.Book.records[i].Name(); names[name] && (r.Verdicts[i].Lost() || r.Verdicts[i] == Open) {
				r.Verdicts[i] = Restored
				back[[2]string{t.Name, name}] = true
			}
		}
	}
	out.Elsewhere = max(0, len(back)-out.Sent)
	return nil
}

// fingerprint names what is to be there: replays of the same share their work.
func fingerprint(b *Book) string {
	h := fnv.New64a()
	for i := range b.records {
		r := &b.records[i]
		fmt.Fprintf(h, "%s\x00%d\x00%d\x00%x\x00%s\n", r.Topic, r.Partition, r.Offset, r.Hash, r.ID)
	}
	return fmt.Sprintf("%016x", h.Sum64())
}
