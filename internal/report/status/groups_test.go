package status

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// groupOf is a group with so many records behind, of 5 s ago.
func groupOf(id string, records int64) api.Group {
	age, within := int64(5000), int64(0)
	g := api.Group{Cluster: "plant", ID: id, Records: api.Known(records), Kafka: api.Known(records), KafkaTool: "kafka-consumer-groups", CatchUp: api.CatchUp{Why: "young"}}
	if records == 0 {
		age = 0
	}
	g.Age = api.Age{Ms: &age, Within: &within, How: "record"}
	return g
}

func TestGroups(t *testing.T) {
	soon := int64(3000)
	with := func(g api.Group, change func(*api.Group)) api.Group { change(&g); return g }
	differs := func(g *api.Group) { g.Kafka, g.KafkaWhy = api.Known(8), "it counts 1 offset without a record" }
	const heading = "\nGroups that are the furthest behind\n"
	for _, c := range []struct {
		name  string
		group api.Group
		want  string
	}{
		{"all is read", groupOf("a", 0), ""},
		{"all is read, and Kafka counts a marker", with(groupOf("a", 0), differs), heading + "  a: nothing is unread\n    kafka-consumer-groups tells 8: it counts 1 offset without a record\n"},
		{"behind", groupOf("a", 1200), heading + "  a: 1,200 records are unread, the oldest of 5 s ago\n"},
		{"one", groupOf("a", 1), heading + "  a: 1 record is unread, of 5 s ago\n"},
		{"with a deleted record", with(groupOf("a", 7), differs), heading + "  a: 7 records are unread, the oldest of 5 s ago\n    kafka-consumer-groups tells 8: it counts 1 offset without a record\n"},
		{"it may be markers", with(groupOf("a", 7), func(g *api.Group) { g.AtMost = true }), heading + "  a: at most 7 records are unread, the oldest of 5 s ago\n"},
		{"soon done", with(groupOf("a", 7), func(g *api.Group) { g.CatchUp = api.CatchUp{Ms: &soon} }), heading + "  a: 7 records are unread, the oldest of 5 s ago; it catches up in 3 s\n"},
		{"never done", with(groupOf("a", 7), func(g *api.Group) { g.CatchUp = api.CatchUp{Never: true} }), heading + "  a: 7 records are unread, the oldest of 5 s ago; at this rate it never catches up\n"},
		{"known in part", with(groupOf("a", 0), func(g *api.Group) { g.Records, g.Age = api.Amount{AtLeast: &soon, Why: "w"}, api.Age{Why: "w"} }),
			heading + "  a: at least 3,000 records are unread, the oldest of a time that is not known\n"},
		{"not known", with(groupOf("a", 0), func(g *api.Group) { g.Records, g.Age = api.Unknown("w"), api.Age{Why: "w"} }), ""},
		{"of another cluster", with(groupOf("a", 1), func(g *api.Group) { g.Cluster = "other" }), heading + "  a in other: 1 record is unread, of 5 s ago\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Status{Clusters: []api.Cluster{{Name: "plant"}}, Groups: api.First([]api.Group{c.group}, 1)}
			_, got, _ := strings.Cut(written(t, s, 100, false), "looked at never\n")
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestManyGroups: what is not listed is counted.
func TestManyGroups(t *testing.T) {
	var all []api.Group
	for i := range shownGroups + 5 {
		all = append(all, groupOf(fmt.Sprintf("g%02d", i), int64(100-i)))
	}
	all = append(all, groupOf("idle", 0))
	got := written(t, Status{Groups: api.First(all, len(all))}, 100, false)
	if strings.Count(got, "are unread") != shownGroups || !strings.Contains(got, "and 5 more: /api/v1/groups") || strings.Contains(got, "idle") {
		t.Errorf("got\n%s", got)
	}
}
