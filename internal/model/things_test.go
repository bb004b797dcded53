package model

import "testing"

func TestSubjectsOfThings(t *testing.T) {
	home := Home{Scope: "plant", Certainty: Assumed}
	place := Place{File: "f", Names: []string{"cluster:else"}}
	for want, got := range map[string]Subject{
		"plant:topic/iot": (&Topic{Name: "iot", Home: home, Place: place}).Subject(),
		"plant:broker/1":  (&Broker{Name: "1", Home: home, Place: place}).Subject(),
		"plant:client/p":  (&Client{Name: "p", Home: home, Place: place}).Subject(),
		"plant:cluster":   (&Scope{Name: "plant"}).Subject(),
		"topic/iot":       (&Topic{Name: "iot", Place: place}).Subject(),
	} {
		if got.Qualified() != want {
			t.Errorf("%q, want %q: the home that it was given decides, and nothing else", got.Qualified(), want)
		}
	}
}

// TestOneTopicInTwoFilesIsOneSubject is what a baseline and --since rest on: a
// file that is moved is not a new topic.
func TestOneTopicInTwoFilesIsOneSubject(t *testing.T) {
	a := Topic{Name: "iot", Home: Home{Scope: "plant"}, Place: Place{File: "a.yaml"}, Format: "breakwater", At: AtFile("a.yaml", 1, 1)}
	b := Topic{Name: "iot", Home: Home{Scope: "plant", Certainty: Assumed}, Place: Place{File: "b.yaml"}, Format: "strimzi", At: AtFile("b.yaml", 9, 9)}
	if a.Subject() != b.Subject() {
		t.Errorf("%+v and %+v", a.Subject(), b.Subject())
	}
	b.Home.Scope = "dev"
	if a.Subject() == b.Subject() {
		t.Errorf("topics of two clusters are %+v", a.Subject())
	}
}

func TestRoles(t *testing.T) {
	const both = RoleBroker | RoleController
	for _, c := range []struct {
		name    string
		has, of Roles
		want    bool
	}{
		{"a broker is a broker", RoleBroker, RoleBroker, true},
		{"a broker is no controller", RoleBroker, RoleController, false},
		{"a combined node is a controller", both, RoleController, true},
		{"a broker is not both", RoleBroker, both, false},
		{"a combined node is both", both, both, true},
		{"a node of ZooKeeper has no role", 0, RoleBroker, false},
		{"no role is asked for", 0, 0, true},
	} {
		if got := c.has.Has(c.of); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestClientRoles(t *testing.T) {
	all := []ClientRoles{RoleProducer, RoleConsumer, RoleAdmin}
	for _, r := range all {
		for _, o := range all {
			if r.Has(o) != (r == o) {
				t.Errorf("role %d has role %d: %v", r, o, r.Has(o))
			}
		}
	}
	if bridge := RoleProducer | RoleConsumer; !bridge.Has(RoleConsumer) || !bridge.Has(bridge) || bridge.Has(RoleConsumer|RoleAdmin) {
		t.Error("a file that serves two clients does not have exactly their roles")
	}
}
