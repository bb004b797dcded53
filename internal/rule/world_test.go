package rule

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

var (
	segment = model.Key{Layer: model.LayerTopic, Name: "segment.bytes"}
	batch   = model.Key{Layer: model.LayerTopic, Name: "max.message.bytes"}
	keep    = model.Key{Layer: model.LayerTopic, Name: "retention.ms"}
	cleanup = model.Key{Layer: model.LayerTopic, Name: "cleanup.policy"}
	unclean = model.Key{Layer: model.LayerTopic, Name: "unclean.leader.election.enable"}
	threads = model.Key{Layer: model.LayerBroker, Name: "num.io.threads"}
	request = model.Key{Layer: model.LayerProducer, Name: "max.request.size"}
)

// settings makes a config of "key", "value" pairs, one a line from 10 on. The
// value "?" is not known.
func settings(file string, pairs ...string) model.Config {
	var c model.Config
	for i := 0; i+1 < len(pairs); i += 2 {
		at := model.AtFile(file, 10+i/2, 3)
		v := model.KnownValue(pairs[i+1], at)
		if pairs[i+1] == "?" {
			v = model.UnknownValue("${X}", "${X} is filled in when it is deployed", at)
		}
		c.Set(pairs[i], v, at)
	}
	return c
}

func topicIn(file, cluster, name string, pairs ...string) *model.Topic {
	t := &model.Topic{Name: name, Place: model.Place{File: file}, Config: settings(file, pairs...), At: model.AtFile(file, 5, 1)}
	if cluster != "" {
		t.Place.Names = []string{"cluster:" + cluster}
	}
	return t
}

func brokerIn(file, cluster string, pairs ...string) *model.Broker {
	b := &model.Broker{Name: "1", Roles: model.RoleBroker, Place: model.Place{File: file}, Config: settings(file, pairs...), At: model.AtFile(file, 1, 1)}
	if cluster != "" {
		b.Place.Names = []string{"cluster:" + cluster}
	}
	return b
}

func producerIn(file string, pairs ...string) *model.Client {
	return &model.Client{Name: file, Roles: model.RoleProducer, Library: "java", Place: model.Place{File: file}, Config: settings(file, pairs...), At: model.AtFile(file, 1, 1)}
}

// worldOf is a world of topics, brokers, node sets, clients, workloads and
// documents.
func worldOf(things ...any) *World {
	b := model.NewBuilder(time.Time{})
	for _, thing := range things {
		switch v := thing.(type) {
		case *model.Topic:
			b.Topic(v)
		case before:
			b.TopicBefore(v.Topic)
		case *model.Broker:
			b.Broker(v)
		case *model.NodeSet:
			b.NodeSet(v)
		case *model.Client:
			b.Client(v)
		case *model.Workload:
			b.Workload(v)
		case *model.Document:
			b.Document(v)
		}
	}
	now, was := b.Snapshots()
	scope.Resolve(nil, now, was)
	return NewWorld(now, was)
}

// before is a topic in the state before a change.
type before struct{ *model.Topic }

// ruleOn is a rule of kind topic that reads the given keys.
func ruleOn(check func(*Pass), keys ...model.Key) *Rule {
	return &Rule{Name: "test/rule", Severity: finding.Error, On: model.KindTopic, Keys: keys, Check: check}
}

// judge runs one rule strictly, with Kafka 4.1 declared unless the settings
// say otherwise.
func judge(t *testing.T, r *Rule, s *Settings, things ...any) Outcome {
	t.Helper()
	if s == nil {
		s = &Settings{Target: model.Version{Major: 4, Minor: 1}}
	}
	return Run([]*Rule{r}, worldOf(things...), s, Options{Strict: true})
}

// probe runs a check on one topic, for its side effects.
func probe(t *testing.T, check func(*Pass), keys []model.Key, things ...any) Outcome {
	t.Helper()
	ran := 0
	out := judge(t, ruleOn(func(p *Pass) { ran++; check(p) }, keys...), nil, things...)
	if ran == 0 {
		t.Fatal("the check did not run")
	}
	return out
}

func TestVersion(t *testing.T) {
	v := func(major, minor int) model.Version { return model.Version{Major: major, Minor: minor} }
	versioned := func(raw string) *model.Broker {
		b := brokerIn("kafka.yaml", "plant")
		b.Version = model.KnownValue(raw, model.Origin{})
		return b
	}
	unknown := brokerIn("kafka.yaml", "plant")
	unknown.Version = model.UnknownValue("${V}", "it is filled in", model.Origin{})
	for _, test := range []struct {
		name     string
		settings Settings
		brokers  []any
		want     model.Version
		declared bool
	}{
		{"nobody says", Settings{}, nil, catalog.Newest(), false},
		{"the policy", Settings{Target: v(3, 9)}, nil, v(3, 9), true},
		{"the files win over the policy", Settings{Target: v(3, 9)}, []any{versioned("4.1.2")}, v(4, 1), true},
		{"a flag wins over the files", Settings{Target: v(3, 9), Forced: true}, []any{versioned("4.1.2")}, v(3, 9), true},
		{"the oldest while it rolls", Settings{}, []any{versioned("4.1.0"), versioned("4.0.1")}, v(4, 0), true},
		{"what is not known says nothing", Settings{}, []any{unknown}, catalog.Newest(), false},
		{"what is no version says nothing", Settings{}, []any{versioned("latest")}, catalog.Newest(), false},
		{"newer than the catalogue", Settings{Target: v(99, 0)}, nil, catalog.Newest(), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got model.Version
			var declared bool
			r := ruleOn(func(p *Pass) { got, declared = p.version, p.declared })
			judge(t, r, &test.settings, append(test.brokers, topicIn("a.yaml", "plant", "orders"))...)
			if got != test.want || declared != test.declared {
				t.Errorf("%s, declared %v, want %s, %v", got, declared, test.want, test.declared)
			}
		})
	}
}

func TestWorkloadOfTheFirstThatMatches(t *testing.T) {
	first := &model.Workload{Topics: []string{"iot-*"}}
	second := &model.Workload{Topics: []string{"*"}}
	iot, orders := topicIn("a.yaml", "plant", "iot-a"), topicIn("a.yaml", "plant", "orders")
	usage := worldOf(first, second, iot, orders).usage
	if usage.load[iot] != first || usage.load[orders] != second {
		t.Errorf("iot-a has %v, orders has %v", usage.load[iot], usage.load[orders])
	}
	if got := worldOf(first, orders).usage.load[orders]; got != nil {
		t.Errorf("a topic that nobody describes has %v", got)
	}
}

func TestATopicWithoutAKnownNameIsASkipWhereThePolicyGoesByNames(t *testing.T) {
	unnamed := topicIn("a.tf", "plant", "kafka_topic.iot")
	unnamed.NameUnknown = "it is var.name: lint the plan"
	ask := func(p *Pass) {
		if p.Workload() != nil {
			t.Error("it has a workload")
		}
		p.Ranges()
	}
	for name, test := range map[string]struct {
		settings Settings
		things   []any
		skips    int
	}{
		"no policy":       {Settings{}, nil, 0},
		"ranges":          {Settings{Ranges: []Range{{Topics: []string{"*"}}}}, nil, 1},
		"workloads":       {Settings{}, []any{&model.Workload{Topics: []string{"*"}}}, 1},
		"both, told once": {Settings{Ranges: []Range{{}}}, []any{&model.Workload{Topics: []string{"*"}}}, 1},
	} {
		out := judge(t, ruleOn(ask), &test.settings, append(test.things, unnamed)...)
		if len(out.Skipped) != test.skips {
			t.Errorf("%s: skips %+v", name, out.Skipped)
		}
		for _, s := range out.Skipped {
			if s.Needs != "topic name" || s.Reason != unnamed.NameUnknown {
				t.Errorf("%s: %+v", name, s)
			}
		}
	}
}

func TestAVersionThatIsOnlyGuessedToBelongIsNotDeclared(t *testing.T) {
	broker := brokerIn("kafka.yaml", "plant")
	broker.Version = model.KnownValue("4.1.2", model.Origin{})
	known, guessed := topicIn("a.yaml", "plant", "known"), topicIn("b.yaml", "plant", "guessed")
	own := topicIn("kafka.yaml", "plant", "own")
	guessed.Home.Certainty, own.Home.Certainty = model.Assumed, model.Assumed
	declared := map[string]bool{}
	r := ruleOn(func(p *Pass) { declared[p.topic.Name] = p.declared })
	w := worldOf(broker, known, guessed, own)
	guessed.Home.Certainty, own.Home.Certainty = model.Assumed, model.Assumed // the scopes are resolved by now
	Run([]*Rule{r}, w, &Settings{}, Options{Strict: true})
	if !declared["known"] || declared["guessed"] || !declared["own"] {
		t.Errorf("declared: %v", declared)
	}
}

func TestARunEndsEarlyWithWhatItKnows(t *testing.T) {
	done := make(chan struct{})
	judged := 0
	r := ruleOn(func(p *Pass) {
		if judged++; judged == 2 {
			close(done)
		}
		p.Report("x")
	})
	things := []any{}
	for _, name := range []string{"a", "b", "c", "d"} {
		things = append(things, topicIn("a.yaml", "plant", name))
	}
	out := Run([]*Rule{r}, worldOf(things...), &Settings{}, Options{Strict: true, Done: done})
	if judged != 2 || len(out.Findings) != 2 {
		t.Errorf("judged %d, findings %d", judged, len(out.Findings))
	}
}

func clientIn(file, cluster string) *model.Client {
	return &model.Client{Name: file, Place: model.Place{File: file, Names: []string{"cluster:" + cluster}}, Library: "java"}
}

func TestAClientOfAnotherDeclaredClusterIsNotMeant(t *testing.T) {
	load := &model.Workload{Topics: []string{"*"}, Clients: []string{"*.properties"}}
	dev, prod := topicIn("dev.yaml", "dev", "iot"), topicIn("prod.yaml", "prod", "iot")
	client := clientIn("app.properties", "dev")
	elsewhere := clientIn("other.properties", "nowhere")
	w := worldOf(load, dev, prod, client, elsewhere)
	for _, s := range w.Now.Scopes {
		s.Declared = s.Name != "nowhere"
	}
	p := &Pass{world: w}
	if got := p.TopicsOf(client); len(got) != 1 || got[0] != dev {
		t.Errorf("dev's client uses %v", got)
	}
	if got := p.TopicsOf(elsewhere); len(got) != 2 {
		t.Errorf("a client of no declared cluster uses %v", got)
	}
	if got := p.ClientsOf(prod); len(got) != 1 || got[0] != elsewhere {
		t.Errorf("prod's topic is used by %v", got)
	}
}

func TestUses(t *testing.T) {
	for _, test := range []struct {
		pattern, file string
		want          bool
	}{
		{"producers/iot.properties", "producers/iot.properties", true},
		{"./producers/iot.properties", "producers/iot.properties", true},
		{"iot.properties", "producers/iot.properties", true},
		{"producers/*", "producers/iot.properties", true},
		{"ot.properties", "producers/iot.properties", false},
		{"producers/iot.properties", `producers\iot.properties`, true},
		{"consumers/*", "producers/iot.properties", false},
	} {
		load := &model.Workload{Clients: []string{test.pattern}}
		if got := names(load, &model.Client{Name: test.file}); got != test.want {
			t.Errorf("%s uses %s: %v, want %v", test.pattern, test.file, got, test.want)
		}
	}
}

func TestClientsAndTopicsOfEachOther(t *testing.T) {
	load := &model.Workload{Topics: []string{"orders"}, Clients: []string{"p.properties"}}
	other := topicIn("a.yaml", "plant", "invoices")
	probe(t, func(p *Pass) {
		clients := p.ClientsOf(p.Topic())
		if p.Topic() == other {
			if clients != nil || p.Workload() != nil {
				t.Errorf("invoices has clients %v", clients)
			}
			return
		}
		if len(clients) != 1 || clients[0].Name != "p.properties" {
			t.Fatalf("orders has clients %v", clients)
		}
		if topics := p.TopicsOf(clients[0]); len(topics) != 1 || topics[0].Name != "orders" {
			t.Errorf("the client has topics %v", topics)
		}
		if all := p.Workloads(); len(all) != 1 || p.WorkloadOf(p.Topic()) != all[0] {
			t.Errorf("workloads %v", all)
		}
	}, nil, load, producerIn("p.properties"), producerIn("q.properties"), topicIn("a.yaml", "plant", "orders"), other)
}
