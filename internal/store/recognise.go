package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// nameOf begins the name of the entry that says which of Kafka's own ids a
// cluster had that the watch called so; apart stands before the id in the name
// of what is set apart.
const nameOf, apart = "name/", "@"

// Recognised is what is kept of a cluster under names.
type Recognised struct {
	Was   string // the id that the name stood for before; "": none, or this one
	Apart string // the name under which all that was kept of that one is kept from now on; "" where nothing was
	From  string // the name that this cluster had before, of which all was taken over; "": none
}

// Recognise notes which cluster a name stands for, by Kafka's own id. Where the
// name stood for another cluster, what was kept of that is set apart under
// NAME@ID: two clusters are never one. Where this cluster was kept under another
// name, which nobody in watched has, its incidents, history, maintenance and
// silences go by this name from now on. Incidents that are kept already say in
// their text how they were called: see incident.MovedTo.
func (s *Store) Recognise(cluster, id string, watched []string, at time.Time) (r Recognised, err error) {
	watched = slices.Clone(watched)
	err = s.write(s.limit, "the identity of "+cluster, func(ctx context.Context, tx *sql.Tx) error {
		r = Recognised{}
		was, err := idOf(ctx, tx, cluster)
		if err != nil || was == id {
			return errors.Join(err, note(ctx, tx, cluster, id, at))
		}
		if was != "" {
			r.Was, r.Apart = was, cluster+apart+was
			if err := errors.Join(rename(ctx, tx, cluster, r.Apart), note(ctx, tx, r.Apart, was, at)); err != nil {
				return err
			}
		}
		if r.From, err = formerName(ctx, tx, id, append(watched, cluster)); err != nil {
			return err
		}
		if r.From != "" {
			if err := rename(ctx, tx, r.From, cluster); err != nil {
				return err
			}
		}
		return note(ctx, tx, cluster, id, at)
	})
	return r, err
}

func idOf(ctx context.Context, tx *sql.Tx, cluster string) (id string, err error) {
	err = tx.QueryRowContext(ctx, "SELECT body FROM blobs WHERE name = ?", nameOf+cluster).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

func note(ctx context.Context, tx *sql.Tx, cluster, id string, at time.Time) error {
	_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO blobs (name, at, body) VALUES (?, ?, ?)", nameOf+cluster, millis(at), []byte(id))
	return err
}

// formerName is the name that stood for a cluster last, and is nobody's now.
func formerName(ctx context.Context, tx *sql.Tx, id string, taken []string) (name string, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT substr(name, ?) FROM blobs WHERE substr(name, 1, ?) = ? AND CAST(body AS TEXT) = ? ORDER BY at DESC, name",
		len(nameOf)+1, len(nameOf), nameOf, id)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := rows.Scan(&name); err != nil {
			return "", err
		}
		if !slices.Contains(taken, name) {
			return name, rows.Err()
		}
	}
	return "", rows.Err()
}

// rename makes all that is kept under a name be kept under another. The newer
// history of the two goes on.
func rename(ctx context.Context, tx *sql.Tx, from, to string) error {
	for _, change := range []struct {
		statement string
		args      []any
	}{
		{"UPDATE incidents SET cluster = ? WHERE cluster = ?", []any{to, from}},
		{"UPDATE windows SET cluster = ? WHERE cluster = ?", []any{to, from}},
		{"DELETE FROM blobs WHERE name IN (?1, ?2) AND at < (SELECT max(at) FROM blobs WHERE name IN (?1, ?2))", []any{historyOf + from, historyOf + to}},
		{"UPDATE OR REPLACE blobs SET name = ? WHERE name = ?", []any{historyOf + to, historyOf + from}},
		{"DELETE FROM blobs WHERE name = ?", []any{nameOf + from}},
	} {
		if _, err := tx.ExecContext(ctx, change.statement, change.args...); err != nil {
			return err
		}
	}
	return nil
}

// errNotWritten says that the disk does not take what was noted before.
var errNotWritten = errors.New("the disk cannot be written")

// Recognise is Store.Recognise, once all that was noted before is written. What
// people have asked for is read again after it. In memory alone nothing is known
// of other names.
func (g *Guard) Recognise(cluster, id string, watched []string) (was, apart, from string, err error) {
	if g.open == nil {
		return "", "", "", nil
	}
	if since, why := g.Failing(); !since.IsZero() { // a look must not wait for a disk that hangs
		return "", "", "", fmt.Errorf("%w: %s", errNotWritten, why)
	}
	type answer struct {
		Recognised
		err error
	}
	answers := make(chan answer, 1)
	call := func() {
		r, err := g.recognise(cluster, id, watched)
		answers <- answer{r, err}
	}
	limit := time.NewTimer(2 * Limit)
	defer limit.Stop()
	select {
	case g.calls <- call:
	case <-g.ended:
		return "", "", "", ErrClosed
	case <-limit.C:
		return "", "", "", ErrStuck
	}
	select {
	case a := <-answers:
		return a.Was, a.Apart, a.From, a.err
	case <-limit.C:
		return "", "", "", ErrStuck
	}
}

// recognise is the goroutine's part of Recognise.
func (g *Guard) recognise(cluster, id string, watched []string) (Recognised, error) {
	now := g.now()
	err := g.turn()
	s := g.current()
	if err != nil || s == nil {
		return Recognised{}, errors.Join(errNotWritten, err)
	}
	r, err := s.Recognise(cluster, id, watched, now)
	if err != nil {
		return r, err
	}
	g.reload = true
	if err := g.readOrders(s, now); err != nil {
		return r, err
	}
	return r, nil
}
