package timeline

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func addGroup(words []string) (action, error) {
	g := group{id: words[0], kind: "consumer", state: "Stable", coordinator: -1}
	var members []string
	for _, word := range words[1:] {
		name, value, ok := cutOption(word, "type", "members", "topics", "coordinator", "state", "generation")
		if !ok {
			return nil, fmt.Errorf("%q is none of type=, members=, topics=, coordinator=, state= and generation=", word)
		}
		var err error
		switch name {
		case "type":
			if g.kind = value; !slices.Contains([]string{"classic", "consumer", "share", "streams"}, value) {
				err = fmt.Errorf("%q is no type of a group", value)
			}
		case "members":
			members = names(value)
		case "topics":
			g.topics = names(value)
		case "state":
			g.state = value
		case "coordinator":
			g.coordinator, err = id(value)
		case "generation":
			g.generation, err = id(value)
		}
		if err != nil {
			return nil, err
		}
	}
	return func(w *world) error { return w.addGroup(g, members) }, nil
}

func (w *world) addGroup(g group, members []string) error {
	if _, err := w.group(g.id); err == nil {
		return fmt.Errorf("there is a group %s already", g.id)
	}
	if g.coordinator < 0 && len(w.brokers) > 0 {
		g.coordinator = w.brokers[0].id
	}
	for _, name := range g.topics {
		if _, err := w.topic(name); err != nil {
			return err
		}
	}
	g.commits = map[model.TopicPartition]*commit{}
	g.shares = map[model.TopicPartition]model.Share{}
	for _, name := range members {
		g.join(w, name)
	}
	w.groups = append(w.groups, &g)
	return nil
}

// join lets a member in, by a new id as Kafka gives one each time.
func (g *group) join(w *world, name string) {
	w.joined++
	g.members = append(g.members, member{name, fmt.Sprintf("%s-%08d", name, w.joined)})
	g.generation++
}

func (g *group) leave(name string) error {
	i := slices.IndexFunc(g.members, func(m member) bool { return m.name == name })
	if i < 0 {
		return fmt.Errorf("%s has no member %s", g.id, name)
	}
	g.members = slices.Delete(g.members, i, i+1)
	g.generation++
	return nil
}

// onGroup changes something of a group. All members that members names are new
// ones.
func onGroup(verb, of, word string) (action, error) {
	generation := int32(0)
	if verb == "generation" {
		n, err := id(word)
		if err != nil {
			return nil, err
		}
		generation = n
	}
	return func(w *world) error {
		g, err := w.group(of)
		if err != nil {
			return err
		}
		switch verb {
		case "state":
			g.state = word
		case "generation":
			g.generation = generation
		case "members":
			g.members = nil
			fallthrough
		case "join":
			for _, name := range names(word) {
				g.join(w, name)
			}
		case "leave":
			for _, name := range names(word) {
				if err := g.leave(name); err != nil {
					return err
				}
			}
		}
		return nil
	}, nil
}

// between tells whether the members of a group have no partitions, because a
// classic group gives them out: DescribeGroups tells them of a stable one alone.
func (g *group) between() bool {
	return g.kind == "classic" && (g.state == "PreparingRebalance" || g.state == "CompletingRebalance")
}

// instance is a member as a source tells it: of n members it has every n-th
// partition.
func (g *group) instance(w *world, i int) model.Member {
	m := model.Member{ID: g.members[i].id, ClientID: g.members[i].name, Host: "/10.0.0." + strconv.Itoa(i+1), Subscribed: slices.Sorted(slices.Values(g.topics))}
	if g.kind == "classic" {
		m.Assignors = []string{"range", "cooperative-sticky"}
	}
	n := 0
	for _, name := range m.Subscribed {
		t, err := w.topic(name)
		if err != nil {
			continue
		}
		for p := range t.partitions {
			if n%len(g.members) == i && !g.between() {
				m.Assigned = append(m.Assigned, model.TopicPartition{Topic: name, Partition: int32(p)})
			}
			n++
		}
	}
	return m
}
