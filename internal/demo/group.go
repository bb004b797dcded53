package demo

import "slices"

// group is a classic consumer group.
type group struct {
	id       string
	strategy string // by which the partitions were shared out
	members  []member
	commits  []commit
}

// member is one consumer of a group. It reads what it was assigned.
type member struct {
	client, host string
	topics       []string
	assigned     []share
}

// share is the partitions of one topic that a member reads.
type share struct {
	topic      string
	partitions []int32
}

// commit is up to where a group has read a partition.
type commit struct {
	topic     string
	partition int32
	offset    int64
}

// assign shares out the partitions of a topic among the members that subscribe
// to it, a range for each, and commits all of them a few records before their
// end.
func (g *group) assign(t *topic) {
	var readers []*member
	for i := range g.members {
		if slices.Contains(g.members[i].topics, t.name) {
			readers = append(readers, &g.members[i])
		}
	}
	for i := range t.parts {
		m := readers[i*len(readers)/len(t.parts)]
		at := slices.IndexFunc(m.assigned, func(s share) bool { return s.topic == t.name })
		if at < 0 {
			at, m.assigned = len(m.assigned), append(m.assigned, share{topic: t.name})
		}
		m.assigned[at].partitions = append(m.assigned[at].partitions, int32(i))
		g.commits = append(g.commits, commit{t.name, int32(i), t.parts[i].end - 3})
	}
}

// coordinator is the broker that keeps a group: the leader of one partition of
// the offsets topic, by the hash that Kafka takes
// (GroupMetadataManager.partitionFor).
func (p *plant) coordinator(groupID string) int32 {
	parts := p.topic(offsetsTopic).parts
	return parts[int(javaHash(groupID)&0x7fffffff)%len(parts)].leader
}

// javaHash is String.hashCode of ASCII.
func javaHash(s string) int32 {
	var h int32
	for i := range len(s) {
		h = 31*h + int32(s[i])
	}
	return h
}

// group is the one with this id, if the broker coordinates it.
func (p *plant) group(id string, node int32) *group {
	i := slices.IndexFunc(p.groups, func(g group) bool { return g.id == id })
	if i < 0 || p.coordinator(id) != node {
		return nil
	}
	return &p.groups[i]
}
