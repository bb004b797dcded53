package produce

import (
	"context"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/refresh"
)

// metadata keeps a client's metadata fresh: asked for again when a request to produce
// fails, once for a burst, and else the sooner the more of them fail.
type metadata struct {
	schedule *refresh.Schedule
	sooner   chan struct{} // the next question is
}

func newMetadata(now time.Time) *metadata {
	schedule, err := refresh.New(now, refresh.Options{})
	if err != nil {
		panic(err) // the defaults do not contradict each other
	}
	return &metadata{schedule, make(chan struct{}, 1)}
}

// Keys of Kafka's requests.
const (
	keyProduce  = 0
	keyMetadata = 3
)

// OnBrokerWrite is a hook of kgo's: a request has left, or could not.
func (k *kit) OnBrokerWrite(_ kgo.BrokerMetadata, key int16, _ int, _, _ time.Duration, err error) {
	if key == keyMetadata && err == nil {
		k.metadata.schedule.Asked(time.Now())
	}
}

// OnBrokerE2E is a hook of kgo's: what came of a request.
func (k *kit) OnBrokerE2E(_ kgo.BrokerMetadata, key int16, e2e kgo.BrokerE2E) {
	switch key {
	case keyProduce:
		k.metadata.schedule.Sent(1)
		if e2e.Err() != nil {
			k.metadata.failed()
		}
	case keyMetadata:
		k.metadata.schedule.Refreshed(time.Now(), e2e.Err() == nil)
	}
}

// failed notes that a request failed, or a record.
func (m *metadata) failed() {
	if m.schedule.Failed(time.Now()) {
		wake(m.sooner)
	}
}

// grace is how long kgo may take to ask by itself, as it does after some failures. What
// it is told to ask meanwhile it would ask behind that.
const grace = 20 * time.Millisecond

// run has the client ask for its metadata when that is due, until the context ends. It
// looks how far they can be trusted at least every two seconds while new ones are wanted.
func (m *metadata) run(ctx context.Context, ask func(), look func(time.Time, refresh.Level)) {
	for {
		now := time.Now()
		look(now, m.schedule.Level(now))
		if m.schedule.Due(now) {
			ask()
		}
		next := time.NewTimer(m.schedule.Next(now).Sub(now))
		select {
		case <-ctx.Done():
			next.Stop()
			return
		case <-m.sooner:
			next.Reset(grace)
			<-next.C
		case <-next.C:
		}
	}
}

// Metadata is how old the client's metadata are, and how far they can be trusted: stale
// from 15 s on and old from 30 s on, if new ones are wanted and were not had. It is 0 and
// refresh.Fresh for a client without Options.
func (g *Guard) Metadata() (age time.Duration, level refresh.Level) {
	if g.kit == nil {
		return 0, refresh.Fresh
	}
	now := time.Now()
	return g.kit.metadata.schedule.Age(now), g.kit.metadata.schedule.Level(now)
}
