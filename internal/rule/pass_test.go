package rule

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestNamesakes(t *testing.T) {
	things := []any{
		topicIn("a.yaml", "plant", "iot.temp"), topicIn("b.yaml", "plant", "iot_temp"), topicIn("c.yaml", "plant", "iot.temp"),
		topicIn("d.yaml", "plant", "iot-temp"), topicIn("e.yaml", "plant", "iot.temp.x"), topicIn("f.yaml", "plant", "IOT.temp"),
		topicIn("g.yaml", "dev", "iot.temp"),
	}
	want := map[string]string{
		"a.yaml": "a.yaml b.yaml c.yaml", "b.yaml": "a.yaml b.yaml c.yaml", "c.yaml": "a.yaml b.yaml c.yaml",
		"d.yaml": "d.yaml", "e.yaml": "e.yaml", "f.yaml": "f.yaml", "g.yaml": "g.yaml",
	}
	probe(t, func(p *Pass) {
		var files []string
		for _, n := range p.Namesakes() {
			files = append(files, n.Place.File)
		}
		if own := p.Topic().Place.File; strings.Join(files, " ") != want[own] {
			t.Errorf("%s has the namesakes %q, want %s", own, files, want[own])
		}
	}, nil, things...)
}

func TestASubjectIsTheThing(t *testing.T) {
	topic := topicIn("a.yaml", "plant", "orders")
	probe(t, func(p *Pass) {
		if p.Subject() != topic.Subject() || p.Subject().Qualified() != "plant:topic/orders" {
			t.Errorf("it is about %s", p.Subject().Qualified())
		}
	}, nil, topic)
}

func TestDefineIsOfTheVersionInForce(t *testing.T) {
	for _, v := range []model.Version{{Major: 3, Minor: 9}, {Major: 4, Minor: 1}} {
		r := ruleOn(func(p *Pass) {
			want, _ := catalog.Lookup(model.Key{Layer: model.LayerProducer, Name: "linger.ms"}, v)
			if d, ok := p.Define(model.Key{Layer: model.LayerProducer, Name: "linger.ms"}); !ok || d.Default != want.Default {
				t.Errorf("in %s it is %+v, %v", v, d, ok)
			}
			if _, ok := p.Define(model.Key{Layer: model.LayerTopic, Name: "linger.ms"}); ok {
				t.Error("topics have linger.ms")
			}
		})
		judge(t, r, &Settings{Target: v}, topicIn("a.yaml", "plant", "orders"))
	}
}

// TestADefinitionRestsOnTheVersion caps an error that only the newest line's
// catalogue gives.
func TestADefinitionRestsOnTheVersion(t *testing.T) {
	gone := model.Key{Layer: model.LayerTopic, Name: "message.format.version"}
	check := func(p *Pass) {
		if _, ok := p.Define(gone); !ok {
			p.Report("no topic has it")
		}
	}
	if f := reported(t, &Settings{}, check, nil, topicIn("a.yaml", "plant", "orders")); f.Severity != finding.Warning || !strings.Contains(f.Message, "holds from 4.0 on") {
		t.Errorf("%s: %s; want a warning, because 3.9 has it", f.Severity, f.Message)
	}
}

func TestRangesAreThePolicys(t *testing.T) {
	s := &Settings{Ranges: []Range{{Topics: []string{"iot-*"}}, {Topics: []string{"*"}}}}
	judge(t, ruleOn(func(p *Pass) {
		if got := p.Ranges(); len(got) != 2 || got[0].Topics[0] != "iot-*" {
			t.Errorf("%+v", got)
		}
	}), s, topicIn("a.yaml", "plant", "orders"))
}

// TestSettingsOfOtherThings reads a broker and another topic in a rule about a
// topic, and takes each value from the right one.
func TestSettingsOfOtherThings(t *testing.T) {
	other := topicIn("b.yaml", "plant", "other", segment.Name, "2")
	broker := brokerIn("s.properties", "plant", threads.Name, "16")
	bare := brokerIn("s2.properties", "plant")
	out := probe(t, func(p *Pass) {
		if p.Topic() == other {
			return
		}
		if n, ok := p.OfTopic(other).Bytes(segment); !ok || n.N != 2 || n.Value.Origin().File != "b.yaml" {
			t.Errorf("the other topic has %d at %s", n.N, n.Value.Origin())
		}
		if n, ok := p.Bytes(segment); !ok || n.N != 1 {
			t.Errorf("after that the topic's own is %d", n.N)
		}
		if n, ok := p.OfBroker(broker).Int(threads); !ok || n.N != 16 || n.Default {
			t.Errorf("the broker has %d, %v", n.N, ok)
		}
		if n, ok := p.OfBroker(bare).Int(threads); !ok || n.N != 8 || !n.Default {
			t.Errorf("a broker that says nothing has %d, %v, want Kafka's 8", n.N, ok)
		}
	}, []model.Key{segment, threads}, topicIn("a.yaml", "plant", "orders", segment.Name, "1"), other, broker, bare)
	wantSkip(t, out, "", "")
}

// TestAnotherThingsValueIsAsCertainAsItsHome reads a broker that only its
// directory joins to the topic.
func TestAnotherThingsValueIsAsCertainAsItsHome(t *testing.T) {
	for file, want := range map[string]model.Certainty{"d/s.properties": model.Assumed, "d/a.yaml": model.Known} {
		broker := brokerIn(file, "", threads.Name, "16")
		probe(t, func(p *Pass) {
			if n, _ := p.OfBroker(broker).Int(threads); n.Value.Certainty() != want {
				t.Errorf("from %s it is %s, want %s", file, n.Value.Certainty(), want)
			}
		}, []model.Key{threads}, topicIn("d/a.yaml", "plant", "orders"), broker)
	}
}

func TestUnknownWordsAreSkipped(t *testing.T) {
	for name, read := range map[string]func(*Pass) bool{
		"a list":   func(p *Pass) bool { _, ok := p.List(cleanup); return ok },
		"a word":   func(p *Pass) bool { _, ok := p.Text(cleanup); return ok },
		"a switch": func(p *Pass) bool { _, ok := p.Bool(cleanup); return ok },
		"declared": func(p *Pass) bool { _, ok := p.Declared(cleanup); return ok },
	} {
		out := probe(t, func(p *Pass) {
			if read(p) {
				t.Errorf("%s that is not known is read", name)
			}
		}, []model.Key{cleanup}, topicIn("a.yaml", "plant", "orders", cleanup.Name, "?"))
		wantSkip(t, out, cleanup.Name, "filled in")
		if at := out.Skipped[0].Origin.String(); at != "a.yaml:10:3" || out.Skipped[0].Subject.Name != "orders" {
			t.Errorf("%s: the skip is at %s, about %s", name, at, out.Skipped[0].Subject)
		}
	}
}

func TestSwitches(t *testing.T) {
	for raw, want := range map[string]bool{"true": true, " True ": true, "FALSE": false, "false": false} {
		probe(t, func(p *Pass) {
			if on, ok := p.Bool(unclean); !ok || on.On != want || on.Written != raw {
				t.Errorf("%q is %v, %v, written %q", raw, on.On, ok, on.Written)
			}
		}, []model.Key{unclean}, topicIn("a.yaml", "plant", "orders", unclean.Name, raw))
	}
}

// TestAClientHasNoSettingsOfTheServers keeps a rule from taking the server's
// default for the client's.
func TestAClientHasNoSettingsOfTheServers(t *testing.T) {
	for _, key := range []model.Key{segment, threads} {
		r := &Rule{Name: "test/rule", On: model.KindClient, Keys: []model.Key{key}, Check: func(p *Pass) {
			defer func() {
				if said, _ := recover().(string); !strings.Contains(said, "has no such setting") {
					t.Errorf("%s of a client: panics with %q", key, said)
				}
			}()
			n, ok := p.Int(key)
			t.Errorf("a client has %s = %d, %v, from %s", key, n.N, ok, n.Value.Origin())
		}}
		judge(t, r, nil, producerIn("p.properties"))
	}
}

func TestSettingsOfEveryKind(t *testing.T) {
	for kind, thing := range map[model.Kind]any{
		model.KindTopic: topicIn("f", "plant", "orders", "a", "1"), model.KindBroker: brokerIn("f", "plant", "a", "1"),
		model.KindClient: producerIn("f", "a", "1"), model.KindFile: &model.Document{Path: "f"},
	} {
		r := &Rule{Name: "test/rule", On: kind, Check: func(p *Pass) {
			got := p.Settings()
			if kind == model.KindFile {
				if len(got) != 0 {
					t.Errorf("a file has settings of its own: %+v", got)
				}
				return
			}
			if len(got) != 1 || got[0].Name != "a" || got[0].Written != "1" || !got[0].Is() {
				t.Errorf("%s: %+v", kind, got)
			}
		}}
		judge(t, r, nil, thing)
	}
}

func TestARuleOfAllKeysMayReadAny(t *testing.T) {
	r := &Rule{Name: "test/rule", On: model.KindTopic, AllKeys: true, Check: func(p *Pass) {
		if n, ok := p.Bytes(segment); !ok || n.N != 1 {
			t.Errorf("%d, %v", n.N, ok)
		}
	}}
	judge(t, r, nil, topicIn("a.yaml", "plant", "orders", segment.Name, "1"))
}

func TestWhereATopicThatGoesIsFound(t *testing.T) {
	was := topicIn("plan.json", "plant", "orders")
	r := &Rule{Name: "test/rule", Severity: finding.Error, On: model.KindTopic, Reads: ReadsBefore, Check: func(p *Pass) { p.Report("gone") }}
	out := judge(t, r, nil, before{was})
	if len(out.Findings) != 1 || out.Findings[0].Origin != was.At {
		t.Errorf("%+v, want one where the topic was", out.Findings)
	}
}

// TestAGuessedHomeIsNamedByItsDirectory keeps the fingerprint when the guess
// changes.
func TestAGuessedHomeIsNamedByItsDirectory(t *testing.T) {
	report := func(p *Pass) { p.Report("x") }
	if f := reported(t, nil, report, nil, topicIn("k8s/topics/a.yaml", "", "orders")); f.Place != "k8s/topics" {
		t.Errorf("its place is %q, want its directory", f.Place)
	}
	if f := reported(t, nil, report, nil, topicIn("k8s/topics/a.yaml", "plant", "orders")); f.Place != "" {
		t.Errorf("its place is %q, though its cluster is known", f.Place)
	}
}

func TestTheVersionOfAClusterOnZooKeeper(t *testing.T) {
	for _, test := range []struct {
		name   string
		broker *model.Broker
		want   string
	}{
		{"it names its ZooKeeper", brokerIn("s", "plant", "zookeeper.connect", "zk:2181"), "3.9"},
		{"it has roles, too", brokerIn("s", "plant", "zookeeper.connect", "zk:2181", "process.roles", "broker"), catalog.Newest().String()},
		{"it names none", brokerIn("s", "plant"), catalog.Newest().String()},
	} {
		test.broker.Roles = 0
		probeVersion(t, test.name, &Settings{}, test.want, test.want == "3.9", test.broker)
	}
	old := brokerIn("s", "plant", "zookeeper.connect", "zk:2181")
	old.Roles = 0
	probeVersion(t, "the policy wins", &Settings{Target: model.Version{Major: 3, Minor: 7}}, "3.7", true, old)
}

func probeVersion(t *testing.T, name string, s *Settings, want string, declared bool, things ...any) {
	t.Helper()
	r := ruleOn(func(p *Pass) {
		if p.version.String() != want || p.declared != declared {
			t.Errorf("%s: %s, declared %v; want %s, %v", name, p.version, p.declared, want, declared)
		}
	})
	if out := judge(t, r, s, append(things, topicIn("a.yaml", "plant", "orders"))...); !slices.Equal([]int{out.Checked[model.KindTopic]}, []int{1}) {
		t.Errorf("%s: checked %v", name, out.Checked)
	}
}

// TestEvidenceOfWhatNobodyWrote holds that a value which is not set, and has
// no default, says so in words.
func TestEvidenceOfWhatNobodyWrote(t *testing.T) {
	id := model.Key{Layer: model.LayerProducer, Name: "transactional.id"}
	r := &Rule{Name: "test/rule", Severity: finding.Warning, On: model.KindClient, Keys: []model.Key{id}, Check: func(p *Pass) {
		unset, ok := p.Text(id)
		if ok {
			t.Errorf("it is %q", unset.S)
		}
		p.Report("%s is not set", unset.Name).Because(unset)
	}}
	out := judge(t, r, &Settings{}, producerIn("p.properties"))
	if len(out.Findings) != 1 || len(out.Findings[0].Evidence) != 1 {
		t.Fatalf("%+v", out.Findings)
	}
	if at := out.Findings[0].Evidence[0].Origin.String(); strings.HasPrefix(at, ",") {
		t.Errorf("its origin is %q", at)
	}
}
