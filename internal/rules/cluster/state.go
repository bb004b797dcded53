package cluster

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// state is how a partition is. Its rules tell only the worst.
type state uint8

const (
	whole state = iota
	underReplicated
	atMinISR
	underMinISR
	leaderless
)

// verdict is the state of a partition, and what it rests on.
type verdict struct {
	state   state
	inSync  int
	missing []int32  // replicas that are not in sync
	minISR  rule.Int // where it was needed and is known
	needs   int      // min.insync.replicas as Kafka uses it: the number of replicas at most
	known   bool     // of minISR
}

// judge finds the state of a partition. That min.insync.replicas is not known
// is a skip only where it matters: with all replicas in sync it is met,
// whatever it is.
//
// A reassignment explains missing replicas, because the new ones are among
// them from the start. It explains neither a missing leader nor refused
// writes.
func judge(f rule.Facts, part *model.Partition, moving bool) verdict {
	v := verdict{missing: part.Missing()}
	v.inSync = len(part.Replicas) - len(v.missing)
	switch {
	case part.Leader < 0:
		v.state = leaderless
		return v
	case len(v.missing) == 0:
		return v
	}
	v.minISR, v.known = f.Int(key.MinInsyncReplicas)
	v.needs = int(min(v.minISR.N, int64(len(part.Replicas))))
	switch {
	case v.known && v.inSync < v.needs:
		v.state = underMinISR
	case moving:
	case v.known && v.inSync == v.needs:
		v.state = atMinISR
	default:
		v.state = underReplicated
	}
	return v
}

// judgeOwn finds the state of the partition that is judged.
func judgeOwn(p *rule.Pass) verdict {
	part := p.Partition()
	return judge(p.Facts, part, p.Moving(p.Topic().Name, part.Index))
}

// blamed are the brokers that a partition lacks, as far as something that is
// wrong with the whole broker explains it. A replica that lags on a broker
// with a failed log directory, and does not lie in that one, is not explained
// by it; then nobody is blamed, and the partition is told by itself.
func blamed(p *rule.Pass, part *model.Partition, missing []int32) []int32 {
	for _, id := range missing {
		if hasFailedDir(p.BrokerByID(id)) && !slices.Contains(part.Offline, id) {
			return nil
		}
	}
	return missing
}

// blamedForNoLeader are the brokers that a partition without a leader waits
// for: those that could lead it. Where nobody was asked which these are it
// waits for one of those that do not answer.
func blamedForNoLeader(p *rule.Pass, part *model.Partition) []int32 {
	if able := candidates(part); len(able) > 0 {
		return blamed(p, part, able)
	}
	var out []int32
	for _, id := range part.Replicas {
		if !answers(p, id) || slices.Contains(part.Offline, id) {
			out = append(out, id)
		}
	}
	return blamed(p, part, out)
}

// candidates are the replicas that Kafka would make the leader: those in sync,
// any of which could lead; from Kafka 4.0 on, where none is left, the eligible
// leader replicas, and without any of these the one that led last. None where
// nobody was asked.
func candidates(part *model.Partition) []int32 {
	switch {
	case len(part.ISR) > 0:
		return part.ISR
	case len(part.Eligible) > 0:
		return part.Eligible
	}
	return part.LastKnown
}

func hasFailedDir(b *model.Broker) bool {
	return b != nil && b.Seen.Answer == model.Answered &&
		slices.ContainsFunc(b.Seen.LogDirs, func(d model.LogDir) bool { return d.Error != "" })
}
