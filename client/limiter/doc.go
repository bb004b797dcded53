// Package limiter says how many bytes may be on their way to each broker.
//
// kgo takes what it is given: without a limit of bytes it buffers for a broker that
// hangs until the memory is gone, and every record that it holds when its broker dies
// is one whose fate nobody knows. A record that was never handed over is certainly not
// persisted. So a guard in front of kgo asks [Limiter.Take] before it hands a record
// over, and tells [Limiter.Done] when kgo gave it back.
//
// # What moves a limit
//
// A round is over when the bytes that were on their way at its start are answered. At
// most once in a round a limit is halved, because
//
//   - the broker refused: too few replicas in sync, a time-out, a throttle;
//   - the metadata went stale ([Set.Stale]): where to send is not known;
//   - the broker is late: even the quickest record of a round took longer than
//     [Options.Patience] and four times as long as records are known to need.
//
// A broker that is further away, or whose disk became slow, is late whatever we send,
// and halving again and again would only throw away throughput. So a halving for
// lateness is a question: if records are as late in the round after it, the lateness is
// not a queue of ours, and it is what records are known to need from then on. Every five
// minutes a broker that is far is asked whether it still is.
//
// The limit grows in each round in which it was in the way (half of it was on its way),
// something was acknowledged, and the metadata are known: twofold until it is halved for
// the first time (the slow start of TCP, RFC 5681), then by a sixteenth. It never grows
// while the application is what limits: a limit that was never tried says nothing.
// Twelve good rounds make a halving good. After an outage all clients begin with little
// and grow with what comes back, so that a broker that returns is not run over.
//
// The quickest record of a round is looked at, not the mean: a queue delays every
// record, noise does not. As long as one record is as large as half of the limit, a
// broker is not late: that is how long such a record takes.
//
// # Why not something simpler, or something known
//
// The simulation in the tests (TestLawsCompared) puts this beside a limit that does not
// look at time at all (blind) and beside the gradient of Netflix' concurrency-limits. A
// broker that takes 6 MB/s, a client with a budget of 8 MiB that sends what it may; at
// 40 s the broker changes. MB/s in the end, and how long half of the records take then:
//
//	                              this           blind          brake          gradient
//	answers in 5 ms               6.0   85 ms    6.0   1.4 s    6.0  199 ms    6.0  158 ms
//	in 60 ms, noise up to 10 ×    5.8  436 ms    6.0   1.4 s    6.0  590 ms    6.0  440 ms, 5.1 MB/s at first
//	from 6 to 1 MB/s              1.0   98 ms    1.0   8.4 s    1.0   1.2 s    1.0  164 ms
//	from 5 to 300 ms              6.0   1.0 s    6.0   1.4 s    4.0  303 ms    0.2  303 ms
//
// Blind gives the same throughput, and fills the whole budget with records that wait in
// kgo and are all in doubt when the broker dies. Brake, which stops growing when records
// are late and asks nothing, and the gradient take distance for a queue.
//
// What this one cannot see is a queue of others: twenty clients that halve at different
// times each find that it did not help, and share a queue of their limits, which is
// shorter only than their budgets.
//
// # The budget
//
// The limits of all brokers together never exceed the budget. A broker may have its
// equal share in any case, and up to half of the budget while others do not want it;
// what it has above its share it gives back, as soon as its records are answered, to a
// broker that is below its own. So one of several that hangs holds at most half of the
// budget; one that was alone may hold all of it, and then another one has 64 KiB until
// its records come back. A broker that was not written to for a minute has none.
//
// # No dead-lock
//
// A record is let through when less than the limit is on its way, however large it is.
// So a large record has the same chance as a small one, and a limit is exceeded by one
// record at most. A Take that is refused means that something is on its way, and that
// its Done will come: to wait for that is enough.
package limiter
