package rule

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// poolIn is a node pool that names its cluster. The number "?" is not known.
func poolIn(file, cluster, name, replicas string, roles model.Roles) *model.NodeSet {
	at := model.AtFile(file, 4, 13)
	n := &model.NodeSet{Name: name, Roles: roles, Place: model.Place{File: file}, Count: model.KnownValue(replicas, at), At: model.AtFile(file, 1, 1)}
	if replicas == "?" {
		n.Count = model.UnknownValue("${N}", "${N} is filled in when it is deployed", at)
	}
	if cluster != "" {
		n.Place.Names = []string{"cluster:" + cluster}
	}
	return n
}

// resourceIn is what all nodes of a cluster share, as Strimzi's Kafka resource.
func resourceIn(file, cluster string) *model.Broker {
	b := brokerIn(file, cluster)
	b.Name, b.Shared = cluster, true
	return b
}

// identified is a broker of a file of its own.
func identified(file, cluster, id string, pairs ...string) *model.Broker {
	return brokerIn(file, cluster, append([]string{"node.id", id}, pairs...)...)
}

const (
	brokerRole     = model.RoleBroker
	controllerRole = model.RoleController
)

func TestCensusInASentence(t *testing.T) {
	for want, c := range map[string]Census{
		"3 brokers":          {N: 3, Exact: true, noun: "broker"},
		"1 broker":           {N: 1, Exact: true, noun: "broker"},
		"0 brokers":          {N: 0, Exact: true, noun: "broker"},
		"at least 1 broker":  {N: 1, noun: "broker"},
		"at least 2 brokers": {N: 2, noun: "broker"},
		"3 voters":           {N: 3, Exact: true, noun: "voter"},
	} {
		if got := c.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestBrokersOfTheScope(t *testing.T) {
	for _, test := range []struct {
		name   string
		things []any
		want   string // "" for not known
		exact  bool
		skip   string
	}{
		{"nothing tells", nil, "", false, ""},
		{"a pool and its resource", []any{resourceIn("k.yaml", "plant"), poolIn("p.yaml", "plant", "a", "3", brokerRole)}, "3 brokers", true, ""},
		{"two pools", []any{resourceIn("k.yaml", "plant"), poolIn("p.yaml", "plant", "a", "3", brokerRole), poolIn("p.yaml", "plant", "b", "2", brokerRole|controllerRole)}, "5 brokers", true, ""},
		{"a pool alone", []any{poolIn("p.yaml", "plant", "a", "3", brokerRole)}, "at least 3 brokers", false, ""},
		{"a pool whose size is not known", []any{resourceIn("k.yaml", "plant"), poolIn("p.yaml", "plant", "a", "?", brokerRole)}, "", false, "filled in"},
		{"one of two is not known", []any{resourceIn("k.yaml", "plant"), poolIn("p.yaml", "plant", "a", "3", brokerRole), poolIn("p.yaml", "plant", "b", "?", brokerRole)}, "at least 3 brokers", false, "filled in"},
		{"controllers of a size that is not known", []any{resourceIn("k.yaml", "plant"), poolIn("p.yaml", "plant", "c", "?", controllerRole)}, "", false, ""},
		{"files", []any{identified("1.properties", "plant", "1"), identified("2.properties", "plant", "2")}, "at least 2 brokers", false, ""},
		{"another cluster's", []any{resourceIn("k.yaml", "dev"), poolIn("p.yaml", "dev", "a", "3", brokerRole)}, "", false, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			out := probe(t, func(p *Pass) {
				c, known := p.Brokers()
				if known != (test.want != "") || known && c.String() != test.want {
					t.Errorf("%s, known %v; want %q", c, known, test.want)
				}
				if exact, ok := p.ExactBrokers(); ok != test.exact || ok && exact.N != c.N {
					t.Errorf("exactly %s, %v; want %v", exact, ok, test.exact)
				}
			}, nil, append(test.things, topicIn("a.yaml", "plant", "orders"))...)
			wantSkip(t, out, "broker count", test.skip)
		})
	}
}

func TestVotersOfTheScope(t *testing.T) {
	const list = "controller.quorum.voters"
	for _, test := range []struct {
		name   string
		things []any
		want   string
		exact  bool
		skip   string
	}{
		{"nothing tells", nil, "", false, ""},
		{"pools", []any{resourceIn("k.yaml", "plant"), poolIn("p.yaml", "plant", "a", "3", brokerRole), poolIn("p.yaml", "plant", "c", "5", controllerRole)}, "5 voters", true, ""},
		{"a pool alone", []any{poolIn("p.yaml", "plant", "c", "3", controllerRole)}, "at least 3 voters", false, ""},
		{"a pool whose size is not known", []any{resourceIn("k.yaml", "plant"), poolIn("p.yaml", "plant", "c", "?", controllerRole)}, "", false, "filled in"},
		{"one of two is not known", []any{resourceIn("k.yaml", "plant"), poolIn("p.yaml", "plant", "c", "3", controllerRole), poolIn("p.yaml", "plant", "d", "?", controllerRole)}, "at least 3 voters", false, "filled in"},
		{"a size that is no number", []any{resourceIn("k.yaml", "plant"), poolIn("p.yaml", "plant", "c", "three", controllerRole)}, "", false, "\"three\" is not a number of nodes"},
		{"brokers of a size that is not known", []any{resourceIn("k.yaml", "plant"), poolIn("p.yaml", "plant", "a", "?", brokerRole)}, "", false, ""},
		{"a list", []any{identified("1.properties", "plant", "1", list, "1@a:9093,2@b:9093,3@c:9093")}, "3 voters", true, ""},
		{"lists that differ", []any{identified("1.properties", "plant", "1", list, "1@a:9093"), identified("2.properties", "plant", "2", list, "1@a:9093,2@b:9093")}, "", false, "differ in length"},
		{"a list that is not known", []any{identified("1.properties", "plant", "1", list, "?")}, "", false, "filled in"},
		{"a list and one that is not known", []any{identified("1.properties", "plant", "1", list, "1@a:9093"), identified("2.properties", "plant", "2", list, "?")}, "", false, "filled in"},
		{"an empty list", []any{identified("1.properties", "plant", "1", list, "")}, "", false, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			out := probe(t, func(p *Pass) {
				c, known := p.Voters()
				if known != (test.want != "") || known && c.String() != test.want {
					t.Errorf("%s, known %v; want %q", c, known, test.want)
				}
				if exact, ok := p.ExactVoters(); ok != test.exact || ok && exact.N != c.N {
					t.Errorf("exactly %s, %v; want %v", exact, ok, test.exact)
				}
			}, nil, append(test.things, topicIn("a.yaml", "plant", "orders"))...)
			wantSkip(t, out, "voter count", test.skip)
		})
	}
}

// TestACensusIsEvidence holds that each node that was counted can be looked
// up, at its own line.
func TestACensusIsEvidence(t *testing.T) {
	check := func(p *Pass) {
		c, _ := p.Brokers()
		p.Report("there are %s", c).At(c)
	}
	f := reported(t, nil, check, nil, resourceIn("k.yaml", "plant"), topicIn("a.yaml", "plant", "orders"),
		poolIn("p.yaml", "plant", "a", "3", brokerRole), poolIn("q.yaml", "plant", "b", "2", brokerRole), poolIn("p.yaml", "plant", "c", "3", controllerRole))
	if f.Message != "there are 5 brokers" || f.Origin.String() != "p.yaml:4:13" {
		t.Errorf("%q at %s", f.Message, f.Origin)
	}
	want := []finding.Evidence{
		{Name: "replicas of a", Value: "3", Origin: model.AtFile("p.yaml", 4, 13)},
		{Name: "replicas of b", Value: "2", Origin: model.AtFile("q.yaml", 4, 13)},
	}
	if len(f.Evidence) != 2 || f.Evidence[0] != want[0] || f.Evidence[1] != want[1] {
		t.Errorf("evidence %+v, want %+v", f.Evidence, want)
	}
}

// TestACensusIsAsCertainAsItsNodes caps what rests on files that only lie
// beside the topic's.
func TestACensusIsAsCertainAsItsNodes(t *testing.T) {
	check := func(p *Pass) {
		if c, known := p.Brokers(); known {
			p.Report("there are %s", c)
		}
	}
	for _, test := range []struct {
		name   string
		things []any
		want   finding.Severity
	}{
		{"both name their cluster", []any{topicIn("d/a.yaml", "plant", "orders"), poolIn("d/p.yaml", "plant", "a", "3", brokerRole)}, finding.Error},
		{"the pool does not", []any{topicIn("d/a.yaml", "plant", "orders"), poolIn("d/p.yaml", "", "a", "3", brokerRole)}, finding.Warning},
		{"the topic does not", []any{topicIn("d/a.yaml", "", "orders"), poolIn("d/p.yaml", "plant", "a", "3", brokerRole)}, finding.Warning},
		{"neither does", []any{topicIn("d/a.yaml", "", "orders"), poolIn("d/p.yaml", "", "a", "3", brokerRole)}, finding.Warning},
		{"neither does, in one file", []any{topicIn("d/a.yaml", "", "orders"), poolIn("d/a.yaml", "", "a", "3", brokerRole)}, finding.Error},
		{"one of two pools does not", []any{topicIn("d/a.yaml", "plant", "orders"), poolIn("d/p.yaml", "plant", "a", "3", brokerRole), poolIn("d/q.yaml", "", "b", "3", brokerRole)}, finding.Warning},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := reported(t, nil, check, nil, test.things...)
			if f.Severity != test.want {
				t.Errorf("%s, want %s: %s", f.Severity, test.want, f.Message)
			}
			if capped := strings.Contains(f.Message, "declare a scope"); capped != (test.want == finding.Warning) {
				t.Errorf("says %q", f.Message)
			}
		})
	}
}
