package lag

import (
	"strconv"
	"strings"
)

// Tool is Kafka's own command that tells the lag of groups of a type.
func Tool(groupType string) string {
	switch groupType {
	case "share", "streams":
		return "kafka-" + groupType + "-groups"
	}
	return "kafka-consumer-groups"
}

// byKafka fills in what that command tells as the lag. It counts offsets: from the
// commit to the log end (ConsumerGroupCommand, StreamsGroupCommand), whatever lies
// there; where a streams group has committed nothing, all of the log. Of a share
// group it repeats what the coordinator tells.
func (p *Partition) byKafka(groupType string, s stand) {
	switch {
	case groupType == "share":
		p.Kafka, p.KafkaTells = max(s.lag, 0), s.lag >= 0 && p.HasCommit
	case p.HasCommit:
		p.Kafka, p.KafkaTells = p.End-p.Committed, true
	case groupType == "streams":
		p.Kafka, p.KafkaTells = p.End-p.Start, true
	}
}

// Differs says why Kafka's own tool tells another number than Records; "" where it
// tells the same one, or none.
func (p *Partition) Differs() string { return p.differs().String() }

// Differs says so of the sums of a group.
func (g *Group) Differs() string {
	var all difference
	for i := range g.Partitions {
		d := g.Partitions[i].differs()
		all.uncommitted += d.uncommitted
		all.lost += d.lost
		all.empty += d.empty
		all.beyond += d.beyond
	}
	return all.String()
}

// difference is what makes the lag of Kafka's tool another one, in offsets.
type difference struct {
	uncommitted int64 // of partitions in which nothing was committed
	lost        int64 // that were deleted
	empty       int64 // that hold no record
	beyond      int64 // that the commit lies past the log end
}

func (p *Partition) differs() (d difference) {
	switch {
	case !p.KafkaTells || p.Known && p.Kafka == p.Records:
	case !p.HasCommit:
		d.uncommitted = p.Kafka
	case p.Kafka < 0:
		d.beyond = -p.Kafka
	default:
		d.lost = min(p.Lost, p.Kafka)
		d.empty = max(0, p.Kafka-p.Records-d.lost)
	}
	return d
}

// String says in a sentence, in numbers of offsets, what Kafka's own tools count
// otherwise; "" where they agree.
func (d difference) String() string {
	var out []string
	add := func(n int64, what string) {
		if n != 0 {
			out = append(out, offsets(n)+" "+what)
		}
	}
	add(d.lost, "whose records were deleted before they were read")
	add(d.empty, "without a record to read (markers of transactions, and what was aborted)")
	add(d.uncommitted, "of partitions in which the group has committed nothing")
	if len(out) > 0 {
		out = []string{"it counts " + strings.Join(out, ", ")}
	}
	if d.beyond > 0 {
		out = append(out, "it takes off "+offsets(d.beyond)+" by which the commit lies past the log end")
	}
	return strings.Join(out, "; ")
}

func offsets(n int64) string {
	if n == 1 {
		return "1 offset"
	}
	return strconv.FormatInt(n, 10) + " offsets"
}
