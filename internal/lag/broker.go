package lag

// Sum is what some groups have not read of the partitions of one broker.
type Sum struct {
	Partitions int // with a commit
	Records    int64
	Lost       int64
	Age        int64 // the oldest of those that are known, in ms
	Complete   bool  // all of them are known: only then Records and Lost are the broker's
}

// ByLeader sums up groups by the broker that leads each partition. Under -1
// stands what nobody leads, or of which nobody knows who does; that is never
// complete. A group of which it is not known where it stands may be behind on
// any broker, so it leaves no sum complete.
func ByLeader(groups []Group) map[int32]Sum {
	out, told := map[int32]Sum{}, true
	for i := range groups {
		told = told && groups[i].Told
		for p := range groups[i].Partitions {
			if part := &groups[i].Partitions[p]; part.HasCommit {
				sum, seen := out[part.Leader]
				sum.Complete = (!seen || sum.Complete) && part.Known && part.Leader >= 0
				out[part.Leader] = sum.with(part)
			}
		}
	}
	if !told {
		for broker, sum := range out {
			sum.Complete = false
			out[broker] = sum
		}
	}
	return out
}

// ByCoordinator sums up groups by the broker that coordinates them.
func ByCoordinator(groups []Group) map[int32]Sum {
	out := map[int32]Sum{}
	for i := range groups {
		g := &groups[i]
		sum, seen := out[g.Coordinator]
		sum.Complete = (!seen || sum.Complete) && g.Complete
		for p := range g.Partitions {
			if g.Partitions[p].HasCommit {
				sum = sum.with(&g.Partitions[p])
			}
		}
		out[g.Coordinator] = sum
	}
	return out
}

// with adds a partition.
func (s Sum) with(p *Partition) Sum {
	s.Partitions++
	s.Records += p.Records
	s.Lost += p.Lost
	s.Age = max(s.Age, p.Age)
	return s
}
