package produce

import (
	"context"
	"fmt"
)

// Close lets no more records in, waits until the outcome of each was told and what is in
// doubt was settled, and ends what the guard runs. If the context ends before, all that is
// not told yet is told to be in doubt. An error tells how many records stay in doubt. What
// is in doubt may wait for a cluster that does not come back: give the context a deadline.
// Close the client after the guard. Close is not to be called from a function that is told
// outcomes: it waits for that to return.
func (g *Guard) Close(ctx context.Context) error {
	g.desk.close()
	select {
	case <-g.desk.landed:
	case <-ctx.Done():
	}
	g.end()
	g.work.Wait()
	for _, e := range g.desk.rest() {
		g.late(e, ErrClosed)
	}
	g.closed.Do(g.kit.release)
	if n := g.desk.numbers(); n.InDoubt+n.Lost > 0 {
		return fmt.Errorf("produce.Close: %d records are in doubt: what kgo still holds may be written until the client is closed", n.InDoubt+n.Lost)
	}
	return nil
}

// Numbers are how many records a guard has on its way.
type Numbers struct {
	Owed    int // nothing was told of them yet
	InDoubt int // they are in doubt, and to be settled
	Lost    int // they were told to be in doubt, and nothing will settle them
}

// Numbers is how many records are on their way now.
func (g *Guard) Numbers() Numbers { return g.desk.numbers() }
