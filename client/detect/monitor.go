package detect

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Config is how a Monitor works. The zero value is usable.
type Config struct {
	// Every is the time from one look to the next. The default is a second, by which a loss
	// is confirmed two to three seconds after its leader is back.
	Every time.Duration
	// Patience is how long one question may take. The default is two seconds.
	Patience time.Duration
	// ReadBack is how many records are read back a second, over all partitions: two of each,
	// and of what is disputed up to eight more, as long as that is not above it; else all
	// have their turn, those that are disputed first. Each is a fetch of one batch. The
	// default is 100.
	ReadBack int
	// Told is given the verdicts after each look at which one of them has become another
	// one, by its state, cause or range, apart from what is fine or new. It must not wait.
	Told func([]Verdict)
}

// A Monitor looks at the partitions of a Watch until it is closed. It needs DESCRIBE and
// READ on their topics, and DESCRIBE_CONFIGS to tell what is expected.
type Monitor struct {
	watch  *Watch
	asker  asker
	config Config
	end    context.CancelFunc
	done   chan struct{}
}

// Begin begins to look, by a client that may be the one that produces.
func (w *Watch) Begin(client *kgo.Client, c Config) (*Monitor, error) {
	if client == nil || c.Every < 0 || c.Patience < 0 || c.ReadBack < 0 {
		return nil, errors.New("a monitor needs a client, and times and a rate that are not negative")
	}
	if c.Every == 0 {
		c.Every = time.Second
	}
	if c.Patience == 0 {
		c.Patience = 2 * time.Second
	}
	if c.ReadBack == 0 {
		c.ReadBack = 100
	}
	if c.Told == nil {
		c.Told = func([]Verdict) {}
	}
	ctx, end := context.WithCancel(context.Background())
	m := &Monitor{watch: w, asker: asker{client, c.Patience}, config: c, end: end, done: make(chan struct{})}
	go m.run(ctx)
	return m, nil
}

// Close ends it.
func (m *Monitor) Close() {
	m.end()
	<-m.done
}

func (m *Monitor) run(ctx context.Context) {
	defer close(m.done)
	every := time.NewTicker(m.config.Every)
	defer every.Stop()
	reads := newQuota(m.config.ReadBack, m.config.Every)
	var before []Verdict
	for {
		asks := m.watch.Asks()
		reads.grants(asks, time.Now())
		looks := m.asker.looks(ctx, asks)
		if ctx.Err() != nil {
			return
		}
		m.watch.Judge(looks...)
		now := m.watch.Verdicts()
		if news := worth(now); !slices.EqualFunc(before, news, alike) {
			before = news
			m.config.Told(now)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// worth are the verdicts that are worth telling.
func worth(all []Verdict) (out []Verdict) {
	for _, v := range all {
		if v.State != Fine && !errors.Is(v.Why, errNew) {
			out = append(out, v)
		}
	}
	return out
}

// alike tells whether two verdicts say the same. Unknown ones have a range that grows.
func alike(a, b Verdict) bool {
	same := a.Topic == b.Topic && a.Partition == b.Partition && a.State == b.State && a.Cause == b.Cause && a.Replayable == b.Replayable
	return same && (a.State == Unknown || a.From == b.From && a.To == b.To)
}
