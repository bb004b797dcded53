package rule

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Cluster is the running cluster that the subject belongs to; nil where only
// files were read.
func (p *Pass) Cluster() *model.Cluster {
	if p.scope == nil {
		return nil
	}
	return p.scope.Cluster
}

// Partition is the partition that is judged; Topic is its topic.
func (p *Pass) Partition() *model.Partition { return p.part }

// Group is the group that is judged.
func (p *Pass) Group() *model.Group { return p.group }

// Seen is how the broker that is judged was found on the running cluster; nil
// for one that is only declared.
func (p *Pass) Seen() *model.Sighting { return p.broker.Seen }

// RunningBrokers lists the brokers of the running cluster by their ids. Those
// that do not answer are among them; an address that was given and of which
// nobody knows the broker comes first, with the id -1.
func (p *Pass) RunningBrokers() []*model.Broker { return p.world.live[p.scope].list }

// BrokerByID is one broker of the running cluster; nil for an id that nobody
// has heard of.
func (p *Pass) BrokerByID(id int32) *model.Broker { return p.world.live[p.scope].brokers[id] }

// TopicByName is one topic of the running cluster; nil for one that it does
// not have or does not show.
func (p *Pass) TopicByName(name string) *model.Topic { return p.world.live[p.scope].topics[name] }

// Moving tells whether a partition is being reassigned, as far as anybody was
// asked.
func (p *Pass) Moving(topic string, partition int32) bool {
	return p.world.live[p.scope].moving[model.TopicPartition{Topic: topic, Partition: partition}]
}

// LogStart is where the log of a partition starts. That it could not be read
// is a skip; that the topic or the partition is not there any more is not.
func (p *Pass) LogStart(topic string, partition int32) (Int, bool) {
	t := p.TopicByName(topic)
	if t == nil {
		return Int{}, false
	}
	for i := range t.Layout.Partitions {
		part := &t.Layout.Partitions[i]
		switch {
		case part.Index != partition:
		case part.Offsets.StartKnown:
			r := Told("log start offset", strconv.FormatInt(part.Offsets.Start, 10), "broker "+brokerName(part.Leader))
			return Int{r, part.Offsets.Start}, true
		default:
			p.Skip("log start offset", fmt.Sprintf("%s/%d: %s", topic, partition, cmp.Or(part.Offsets.Why, "nobody asked for it")), model.Origin{})
			return Int{}, false
		}
	}
	return Int{}, false
}

// Told is something that the running cluster said, as a value that a finding
// rests on. By is who said it, as "metadata of broker 1".
func Told(name, value, by string) Reading {
	return Reading{Name: name, Written: value, Value: model.KnownValue(value, model.Origin{Address: by})}
}

// ToldByMetadata is something that the metadata of a topic say.
func (p *Pass) ToldByMetadata(name, value string) Reading {
	return Told(name, value, "metadata of broker "+brokerName(p.topic.Layout.ToldBy))
}

// IDs is a list of brokers in a sentence: "1", "1 and 3", "1, 3 and 4", "none".
func IDs(ids []int32) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = brokerName(id)
	}
	switch n := len(words); n {
	case 0:
		return "none"
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

// NamedBrokers is some brokers in a sentence: "broker 3", "brokers 2 and 3".
func NamedBrokers(ids ...int32) string {
	if len(ids) == 1 {
		return "broker " + IDs(ids)
	}
	return "brokers " + IDs(ids)
}

// ListOfIDs is a list of brokers as Kafka's tools print it: "1,3".
func ListOfIDs(ids []int32) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = brokerName(id)
	}
	return strings.Join(words, ",")
}

func brokerName(id int32) string { return strconv.Itoa(int(id)) }

// live is what rules look up of a running cluster.
type live struct {
	list    []*model.Broker
	brokers map[int32]*model.Broker
	topics  map[string]*model.Topic
	moving  map[model.TopicPartition]bool
}

// liveOf indexes every scope; one without a running cluster has empty indexes.
func liveOf(now *model.Snapshot) map[*model.Scope]*live {
	out := map[*model.Scope]*live{}
	for _, s := range now.Scopes {
		l := &live{}
		out[s] = l
		if s.Cluster == nil {
			continue
		}
		l.brokers, l.topics = map[int32]*model.Broker{}, make(map[string]*model.Topic, len(s.Topics))
		for _, b := range s.Brokers {
			if b.Seen == nil {
				continue
			}
			l.list = append(l.list, b)
			if b.Seen.ID >= 0 {
				l.brokers[b.Seen.ID] = b
			}
		}
		slices.SortFunc(l.list, func(a, b *model.Broker) int { return int(a.Seen.ID) - int(b.Seen.ID) })
		for _, t := range s.Topics {
			if t.Layout != nil {
				l.topics[t.Name] = t
			}
		}
		l.moving = make(map[model.TopicPartition]bool, len(s.Cluster.Moving))
		for _, m := range s.Cluster.Moving {
			l.moving[m] = true
		}
	}
	return out
}
