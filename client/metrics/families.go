package metrics

import (
	"slices"

	"github.com/breakwaterhq/breakwater/client/produce"
	"github.com/breakwaterhq/breakwater/client/refresh"
)

// all are the families. What a counter may come to count is there from the start as 0, as
// far as it can be known, so that the first of it is an increase.
var all = slices.Concat(guarded, detected)

// guarded are the families of the guard itself.
var guarded = []*Family{
	{
		Name: "breakwater.client.records", Unit: "{record}", Kind: Counter, Labels: []string{"outcome"},
		Help: "Records by the first outcome that was told: persisted, not_persisted, in_doubt, rejected. What is not persisted is the failure ratio.",
		read: func(r *reading, tell yield) {
			for _, k := range []produce.Kind{produce.Persisted, produce.NotPersisted, produce.InDoubt, produce.Rejected} {
				tell(float64(r.counts.Told[k]), outcome(k))
			}
		},
	},
	{
		Name: "breakwater.client.failures", Unit: "{record}", Kind: Counter, Labels: []string{"reason"},
		Help: "Records whose first outcome was not persisted, by the reason: the name of Kafka's error, policy:NAME, or one of time, room, held, ledger, closed, client, record.",
		read: reasons,
	},
	{
		Name: "breakwater.client.topic.failures", Unit: "{record}", Kind: Counter, Labels: []string{"topic"},
		Help: "Records whose first outcome was not persisted, by their topic. Absent unless topics were asked for.",
		read: func(r *reading, tell yield) {
			for _, t := range r.topics {
				tell(float64(t.failed), t.name)
			}
		},
	},
	{
		Name: "breakwater.client.settled", Unit: "{record}", Kind: Counter, Labels: []string{"outcome"},
		Help: "What records in doubt became: persisted or not_persisted.",
		read: func(r *reading, tell yield) {
			for _, k := range []produce.Kind{produce.Persisted, produce.NotPersisted} {
				tell(float64(r.counts.Settled[k]), outcome(k))
			}
		},
	},
	{
		Name: "breakwater.client.unsettled", Unit: "{record}", Kind: Counter,
		Help: "Records that were told to be in doubt, and that nothing will settle.",
		read: func(r *reading, tell yield) { tell(float64(r.numbers.Lost)) },
	},
	{
		Name: "breakwater.client.resent", Unit: "{record}", Kind: Counter,
		Help: "Records that were given to the client again, each time, because a broker had refused the batch that they were in for its size: their topic's limit was lowered.",
		read: func(r *reading, tell yield) { tell(float64(r.counts.Again)) },
	},
	{
		Name: "breakwater.client.observed", Unit: "{record}", Kind: Counter, Labels: []string{"policy"},
		Help: "Records that a policy would have rejected, which only observes. Absent for a policy until there is one.",
		read: func(r *reading, tell yield) {
			for _, name := range sorted(r.counts.Observed) {
				tell(float64(r.counts.Observed[name]), name)
			}
		},
	},
	{
		Name: "breakwater.client.pending.records", Unit: "{record}", Kind: Gauge,
		Help: "Records that were let in, and of which nothing was told yet.",
		read: func(r *reading, tell yield) { tell(float64(r.numbers.Owed)) },
	},
	{
		Name: "breakwater.client.in_doubt.records", Unit: "{record}", Kind: Gauge,
		Help: "Records that were told to be in doubt, and are to be settled.",
		read: func(r *reading, tell yield) { tell(float64(r.numbers.InDoubt)) },
	},
	{
		Name: "breakwater.client.oldest_record.age", Unit: "s", Kind: Gauge,
		Help: "How long ago the oldest record was given of which nothing was told yet, also if it waits for room. 0: there is none.",
		read: func(r *reading, tell yield) { tell(r.load.Oldest.Seconds()) },
	},
	{
		Name: "breakwater.client.within", Unit: "s", Kind: Gauge,
		Help: "How long a record may take until its outcome is told (Config.Within).",
		read: func(r *reading, tell yield) { tell(r.load.Within.Seconds()) },
	},
	{
		Name: "breakwater.client.latency", Unit: "s", Kind: Histogram,
		Help: "From Produce to the acknowledgement, of one record for each request and partition, mostly its oldest. Failures are not in it.",
	},
	{
		Name: "breakwater.client.budget", Unit: "By", Kind: Gauge,
		Help: "How many bytes the records may take that are on their way (Config.Budget).",
		read: func(r *reading, tell yield) { tell(float64(r.load.Budget)) },
	},
	{
		Name: "breakwater.client.budget.used", Unit: "By", Kind: Gauge,
		Help: "How many bytes of the budget are taken. A record that is in doubt while kgo goes on trying keeps its place.",
		read: func(r *reading, tell yield) { tell(float64(r.load.Used)) },
	},
	{
		Name: "breakwater.client.metadata.age", Unit: "s", Kind: Gauge,
		Help: "How old the client's metadata are. In quiet they are asked for every 30 s. Absent for a client without produce.Options().",
		read: func(r *reading, tell yield) {
			if r.known {
				tell(r.age.Seconds())
			}
		},
	},
	{
		Name: "breakwater.client.metadata.state", Kind: Gauge, Labels: []string{"state"},
		Help: "1 for the state that the metadata are in, else 0: fresh; stale: wanted, not had, and 15 s old; old: the same at 30 s. Absent as the age is.",
		read: func(r *reading, tell yield) {
			for level := refresh.Fresh; r.known && level <= refresh.Old; level++ {
				tell(truth(level == r.level), level.String())
			}
		},
	},
	{
		Name: "breakwater.client.broker.limit", Unit: "By", Kind: Gauge, Labels: broker,
		Help: "How many bytes of requests to produce may be on their way to the broker. Absent for a broker that was not written to.",
		read: perBroker(func(b produce.Broker) float64 { return float64(b.Limit) }),
	},
	{
		Name: "breakwater.client.broker.in_flight", Unit: "By", Kind: Gauge, Labels: broker,
		Help: "How many bytes of requests to produce are on their way to the broker. Absent as its limit is.",
		read: perBroker(func(b produce.Broker) float64 { return float64(b.InFlight) }),
	},
	{
		Name: "breakwater.client.broker.held", Unit: "By", Kind: Gauge, Labels: broker,
		Help: "How many bytes of the budget the records take that go to the broker: one that is slow fills it, up to its share. Absent as its limit is.",
		read: perBroker(func(b produce.Broker) float64 { return float64(b.Held) }),
	},
	{
		Name: "breakwater.client.broker.waiting", Unit: "By", Kind: Gauge, Labels: broker,
		Help: "How many bytes of requests to produce wait until they may leave for the broker. Absent as its limit is.",
		read: perBroker(func(b produce.Broker) float64 { return float64(b.Waiting) }),
	},
	{
		Name: "breakwater.client.broker.round_trip", Unit: "s", Kind: Gauge, Labels: broker,
		Help: "From when a request to produce leaves for the broker to its answer, smoothed by eighths. Absent as its limit is.",
		read: perBroker(func(b produce.Broker) float64 { return b.RoundTrip.Seconds() }),
	},
	{
		Name: "breakwater.client.broker.cuts", Unit: "{cut}", Kind: Counter, Labels: broker,
		Help: "How often the limit of the broker was halved, because it refused, was late, or the metadata were stale. Absent as its limit is.",
		read: perBroker(func(b produce.Broker) float64 { return float64(b.Cuts) }),
	},
	{
		Name: "breakwater.client.missing", Kind: Gauge,
		Help: "How many things the client was made without that the guard needs to settle doubt; Guard.Missing says which.",
		read: func(r *reading, tell yield) { tell(float64(r.missing)) },
	},
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
