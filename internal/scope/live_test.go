package scope

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// running adds what is seen of a running cluster: itself, a broker, a topic and
// a group.
func (w *world) running(name string, identities ...string) *world {
	place := model.Place{Names: identities}
	c := &model.Cluster{Place: place, ID: name, Groups: []*model.Group{{ID: "g", Place: place}}}
	b := &model.Broker{Name: "1", Place: place, Seen: &model.Sighting{ID: 1}}
	topic := &model.Topic{Name: "t", Place: place, Layout: &model.Layout{}}
	w.snapshot.Clusters, w.snapshot.Brokers, w.snapshot.Topics = append(w.snapshot.Clusters, c), append(w.snapshot.Brokers, b), append(w.snapshot.Topics, topic)
	for part, home := range map[string]*model.Home{"": &c.Home, " group": &c.Groups[0].Home, " broker": &b.Home, " topic": &topic.Home} {
		w.homes[name+part] = home
	}
	return w
}

func TestRunningClusters(t *testing.T) {
	whole := func(scopes map[string]string) map[string]string { // every part of a cluster is where the cluster is
		out := map[string]string{}
		for name, scope := range scopes {
			for _, part := range []string{"", " group", " broker", " topic"} {
				out[name+part] = scope
			}
		}
		return out
	}
	for _, c := range []struct {
		name  string
		named []Named
		world *world
		want  map[string]string
		files map[string]string
	}{
		{"by its id", nil, newWorld().running("a", "kafka:a").running("b", "kafka:b"), whole(map[string]string{"a": "a", "b": "b"}), nil},
		{"by the name that breakwater.yaml gives it", []Named{below("plant", "plant")}, newWorld().running("a", "cluster:plant").topic("declared", "plant/t.yaml"),
			whole(map[string]string{"a": "plant"}), map[string]string{"declared": "plant"}},
		{"by same_as", []Named{below("plant", "plant", "kafka:a")}, newWorld().running("a", "kafka:a").topic("declared", "plant/t.yaml"),
			whole(map[string]string{"a": "plant"}), map[string]string{"declared": "plant"}},
		{"a name is better than an id", nil, newWorld().running("a", "kafka:a", "cluster:plant"), whole(map[string]string{"a": "plant"}), nil},
		{"an id is better than an address", nil, newWorld().running("a", "bootstrap:b1:9092", "kafka:a"), whole(map[string]string{"a": "a"}), nil},
		{"files of the same name join it", nil, newWorld().running("a", "cluster:plant").topic("declared", "x/t.yaml cluster:plant"),
			whole(map[string]string{"a": "plant"}), map[string]string{"declared": "plant"}},
		{"a file without a name never does", nil, newWorld().running("a", "kafka:a").topic("declared", "t.yaml").broker("file", "s/server.properties"),
			whole(map[string]string{"a": "a"}), map[string]string{"declared": "." + assumed, "file": "s" + assumed}},
	} {
		t.Run(c.name, func(t *testing.T) {
			Resolve(c.named, &c.world.snapshot)
			for name, want := range c.want {
				if got := *c.world.homes[name]; got != (model.Home{Scope: want}) {
					t.Errorf("%s is in %+v, want %s", name, got, want)
				}
			}
			for name, want := range c.files {
				got := c.world.homes[name].Scope
				if c.world.homes[name].Certainty == model.Assumed {
					got += assumed
				}
				if got != want {
					t.Errorf("%s is in %s, want %s", name, got, want)
				}
			}
		})
	}
}

// TestAScopeKnowsItsCluster: and no other scope does.
func TestAScopeKnowsItsCluster(t *testing.T) {
	w := newWorld().running("a", "kafka:a").topic("declared", "t.yaml cluster:else")
	Resolve(nil, &w.snapshot)
	for _, s := range w.snapshot.Scopes {
		if (s.Cluster != nil) != (s.Name == "a") || s.Cluster != nil && s.Cluster.ID != "a" {
			t.Errorf("scope %s has the cluster %+v", s.Name, s.Cluster)
		}
		if s.Peers != 2 {
			t.Errorf("scope %s has %d peers", s.Name, s.Peers)
		}
	}
}
