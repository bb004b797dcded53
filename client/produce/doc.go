// Package produce gives every record one true outcome within the time that its sender
// gives.
//
// A producer of kgo, and every other producer of Kafka, may be silent for as long as the
// cluster is: a record that was sent once is tried again until an answer comes, because
// giving it up would break the sequence by which the broker knows duplicates. And what it
// reports as failed may be in the log: an error tells that no answer came, and not that
// nothing was written. So a Guard stands in front of the producer and keeps the time by
// its own clock:
//
//   - Persisted: the brokers have acknowledged the record (acks=all).
//   - NotPersisted: the record is not in the log, and will not come to be.
//   - InDoubt: the time is over, or kgo has given up, and the record may be in the log or
//     yet come there. It is told again, as one of the two above, as soon as that is known.
//   - Rejected: a rule of the guard's did not let the record through.
//
// What is in doubt is settled in two ways. As long as kgo goes on trying, its answer
// settles it. What kgo has given up is settled by the next record of the same producer
// that the broker acknowledges on that partition in a newer epoch: from then on the broker
// refuses the old request, wherever it lies, so that a read up to that record finds it or
// shows that it is not there. Nothing is sent again before that.
//
//	client, err := kgo.NewClient(append(produce.Options(), kgo.SeedBrokers("b1:9092"))...)
//	guard, err := produce.New(client, produce.Config{Within: 30 * time.Second})
//	guard.Produce(ctx, record, func(o produce.Outcome) { … })
package produce
