package rule

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestNumbers(t *testing.T) {
	for _, test := range []struct {
		name, raw string
		want      int64
		ok        bool
		skip      string // in the reason; "" for no skip
	}{
		{"a number", "1048576", 1048576, true, ""},
		{"with spaces", " 1048576 ", 1048576, true, ""},
		{"no limit", "-1", -1, true, ""},
		{"not known", "?", 0, false, "filled in when it is deployed"},
		{"a float", "2.097152e+07", 0, false, "is not a whole number"},
		{"a unit", "1GB", 0, false, "is not a whole number"},
		{"too large", "99999999999999999999", 0, false, "of 64 bits"},
		{"empty", "", 0, false, "is not a whole number"},
	} {
		t.Run(test.name, func(t *testing.T) {
			out := probe(t, func(p *Pass) {
				got, ok := p.Bytes(segment)
				if ok != test.ok || got.N != test.want {
					t.Errorf("%d, %v, want %d, %v", got.N, ok, test.want, test.ok)
				}
				if ok && (got.Name != segment.Name || got.Default || !got.Is() || got.Value.Origin().Line != 10) {
					t.Errorf("the reading is %+v", got.Reading)
				}
			}, []model.Key{segment}, topicIn("a.yaml", "plant", "orders", segment.Name, test.raw))
			wantSkip(t, out, segment.Name, test.skip)
		})
	}
}

// wantSkip holds the skips of a run against one that is wanted, or none.
func wantSkip(t *testing.T, out Outcome, needs, reason string) {
	t.Helper()
	if reason == "" {
		if len(out.Skipped) > 0 {
			t.Errorf("skips %+v", out.Skipped)
		}
		return
	}
	if len(out.Skipped) != 1 {
		t.Fatalf("%d skips, want 1: %+v", len(out.Skipped), out.Skipped)
	}
	if s := out.Skipped[0]; s.Needs != needs || !strings.Contains(s.Reason, reason) || s.Rule != "test/rule" {
		t.Errorf("skip %+v, want %s because %q", s, needs, reason)
	}
}

func TestOneSkipForOneMissingThing(t *testing.T) {
	out := probe(t, func(p *Pass) {
		p.Bytes(segment)
		p.Bytes(segment)
		p.Int(segment)
	}, []model.Key{segment}, topicIn("a.yaml", "plant", "orders", segment.Name, "?"))
	wantSkip(t, out, segment.Name, "filled in")
}

func TestWhereAValueComesFrom(t *testing.T) {
	for _, test := range []struct {
		name    string
		things  []any
		want    int64
		written string // the key and text under which it was written
		origin  string
		def     bool
	}{
		{"the topic's own", []any{topicIn("a.yaml", "plant", "orders", "retention.ms", "1000"), brokerIn("b", "plant", "log.retention.ms", "2000")},
			1000, "retention.ms=1000", "a.yaml:10:3", false},
		{"the broker's, in hours", []any{topicIn("a.yaml", "plant", "orders"), brokerIn("b", "plant", "log.retention.hours", "2")},
			7200000, "log.retention.hours=2", "b:10:3", false},
		{"the broker's ms before its hours", []any{topicIn("a.yaml", "plant", "orders"), brokerIn("b", "plant", "log.retention.hours", "2", "log.retention.ms", "5")},
			5, "log.retention.ms=5", "b:11:3", false},
		{"Kafka's", []any{topicIn("a.yaml", "plant", "orders"), brokerIn("b", "plant")},
			604800000, "retention.ms=604800000", "default of Kafka 4.1.2", true},
		{"Kafka's, without a broker", []any{topicIn("a.yaml", "plant", "orders")},
			604800000, "retention.ms=604800000", "default of Kafka 4.1.2", true},
		{"not another cluster's", []any{topicIn("a.yaml", "plant", "orders"), brokerIn("b", "dev", "log.retention.ms", "2000")},
			604800000, "retention.ms=604800000", "default of Kafka 4.1.2", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			probe(t, func(p *Pass) {
				got, ok := p.Millis(keep)
				if !ok || got.N != test.want || got.Default != test.def {
					t.Errorf("%d, %v, default %v", got.N, ok, got.Default)
				}
				if written := got.Name + "=" + got.Written; written != test.written || got.Value.Origin().String() != test.origin {
					t.Errorf("written %s at %s", written, got.Value.Origin())
				}
			}, []model.Key{keep}, test.things...)
		})
	}
}

func TestBrokersThatDifferAreUnknown(t *testing.T) {
	out := probe(t, func(p *Pass) {
		if _, ok := p.Millis(keep); ok {
			t.Error("two answers are one")
		}
	}, []model.Key{keep}, topicIn("a.yaml", "plant", "orders"),
		brokerIn("b", "plant", "log.retention.ms", "1000"), brokerIn("c", "plant", "log.retention.ms", "2000"))
	wantSkip(t, out, "log.retention.ms", "the brokers of this scope differ")
}

func TestWords(t *testing.T) {
	topic := topicIn("a.yaml", "plant", "orders", cleanup.Name, " compact , delete,", unclean.Name, "TRUE")
	probe(t, func(p *Pass) {
		policy, ok := p.List(cleanup)
		if !ok || !slices.Equal(policy.Items, []string{"compact", "delete"}) || policy.String() != "compact, delete" {
			t.Errorf("list %v, %v", policy.Items, ok)
		}
		if !policy.Has("delete") || policy.Has("del") {
			t.Error("Has does not compare whole words")
		}
		if on, ok := p.Bool(unclean); !ok || !on.On {
			t.Errorf("switch %v, %v", on.On, ok)
		}
		if text, ok := p.Text(cleanup); !ok || text.S != "compact , delete," {
			t.Errorf("text %q, %v", text.S, ok)
		}
	}, []model.Key{cleanup, unclean}, topic)
}

func TestEmptyWords(t *testing.T) {
	probe(t, func(p *Pass) {
		if policy, ok := p.List(cleanup); !ok || len(policy.Items) != 0 {
			t.Errorf("list %v, %v", policy.Items, ok)
		}
		if text, _ := p.Text(cleanup); text.String() != `""` {
			t.Errorf("nothing is shown as %s", text)
		}
	}, []model.Key{cleanup}, topicIn("a.yaml", "plant", "orders", cleanup.Name, ""))
}

func TestASwitchThatIsNone(t *testing.T) {
	out := probe(t, func(p *Pass) {
		if _, ok := p.Bool(unclean); ok {
			t.Error("yes is taken for true")
		}
	}, []model.Key{unclean}, topicIn("a.yaml", "plant", "orders", unclean.Name, "yes"))
	wantSkip(t, out, unclean.Name, "is not true or false")
}

func TestDeclared(t *testing.T) {
	probe(t, func(p *Pass) {
		if _, ok := p.Declared(keep); ok {
			t.Error("a default is taken for a declaration")
		}
		if text, ok := p.Declared(segment); !ok || text.S != "1" {
			t.Errorf("%q, %v", text.S, ok)
		}
	}, []model.Key{keep, segment}, topicIn("a.yaml", "plant", "orders", segment.Name, "1"))
}

func TestAKeyThatTheVersionDoesNotHave(t *testing.T) {
	gone := model.Key{Layer: model.LayerTopic, Name: "message.format.version"}
	out := probe(t, func(p *Pass) {
		if _, ok := p.Text(gone); ok {
			t.Error("4.1 has no message.format.version")
		}
	}, []model.Key{gone}, topicIn("a.yaml", "plant", "orders"))
	wantSkip(t, out, "", "")
}

func TestLayout(t *testing.T) {
	at := model.AtFile("a.yaml", 6, 1)
	for _, test := range []struct {
		name                 string
		partitions, replicas model.Value
		wantParts, wantReps  int64 // 0: not returned
		skip                 string
	}{
		{"both", model.KnownValue("12", at), model.KnownValue("3", at), 12, 3, ""},
		{"neither", model.Value{}, model.Value{}, 0, 0, ""},
		{"the cluster's default", model.KnownValue("12", at), model.KnownValue("-1", at), 12, 0, ""},
		{"not known", model.KnownValue("12", at), model.UnknownValue("${N}", "${N} is filled in", at), 12, 0, "filled in"},
	} {
		t.Run(test.name, func(t *testing.T) {
			topic := topicIn("a.yaml", "plant", "orders")
			topic.Partitions, topic.Replicas = test.partitions, test.replicas
			out := probe(t, func(p *Pass) {
				if n, ok := p.Partitions(); ok != (test.wantParts > 0) || ok && n.N != test.wantParts {
					t.Errorf("partitions %d, %v", n.N, ok)
				}
				if n, ok := p.Replicas(); ok != (test.wantReps > 0) || ok && n.N != test.wantReps {
					t.Errorf("replicas %d, %v", n.N, ok)
				}
			}, nil, topic)
			wantSkip(t, out, "replicas", test.skip)
		})
	}
}

func TestClientsValues(t *testing.T) {
	load := &model.Workload{Topics: []string{"orders"}, Clients: []string{"*"}}
	other := producerIn("q.properties", request.Name, "2097152")
	other.Library = "sarama"
	bare := producerIn("r.properties")
	bare.Library = "sarama"
	probe(t, func(p *Pass) {
		want := map[string]int64{"p.properties": 1048576, "q.properties": 2097152, "r.properties": 0}
		for _, c := range p.ClientsOf(p.Topic()) {
			n, ok := p.OfClient(c).Bytes(request)
			if n.N != want[c.Name] || ok != (n.N > 0) {
				t.Errorf("%s: %d, %v", c.Name, n.N, ok)
			}
			if c.Name == "p.properties" && n.Value.Origin().String() != "default of the Java client 4.1.2" {
				t.Errorf("the default is from %s", n.Value.Origin())
			}
		}
	}, []model.Key{request}, load, topicIn("a.yaml", "plant", "orders"), producerIn("p.properties"), other, bare)
}

func TestSettingsListsWhatIsWritten(t *testing.T) {
	probe(t, func(p *Pass) {
		var got []string
		for _, r := range p.Settings() {
			got = append(got, r.Name+"="+r.Written)
		}
		if want := []string{"b=2", "a=3"}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q: of two the last counts", got, want)
		}
	}, nil, topicIn("a.yaml", "plant", "orders", "a", "1", "b", "2", "a", "3"))
}

func TestARuleMayReadOnlyWhatItDeclares(t *testing.T) {
	for name, check := range map[string]func(*Pass){
		"does not declare":      func(p *Pass) { p.Bytes(batch) },
		"that it does not":      func(p *Pass) { p.Param("most") },
		"has no such setting":   func(p *Pass) { p.Int(threads) },
		"reads a key that it d": func(p *Pass) { p.Text(keep) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if said, _ := recover().(string); !strings.Contains(said, name) {
					t.Errorf("panics with %q, want %q", said, name)
				}
			}()
			probe(t, check, []model.Key{segment, threads}, topicIn("a.yaml", "plant", "orders"))
		})
	}
}
