package rules_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
	"github.com/breakwaterhq/breakwater/internal/scope"
	"github.com/breakwaterhq/breakwater/internal/snapshot"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// plant is one cluster that can be shown in two ways: by files that declare it,
// and as it would be seen while it runs.
type plant struct {
	topics  []plantTopic
	nodes   int               // brokers
	pools   bool              // the files declare node pools, which give the exact number
	brokers map[string]string // settings of every broker
	rest    rulestest.Files   // policy and clients, which a running cluster does not replace
}

type plantTopic struct {
	name                 string
	partitions, replicas int
	config               map[string]string
}

// plantOf is what an example declares. A layout that it leaves out is made up,
// and so are three brokers: a running cluster has them all.
func plantOf(t *testing.T, examples []rule.Example) (p plant, whole bool) {
	t.Helper()
	files := rulestest.Files{}
	for _, e := range examples {
		files[e.File] = e.Text
	}
	whole = true
	p = plant{nodes: 3, brokers: map[string]string{}, rest: maps.Clone(files)}
	delete(files, "policy.yaml")
	b := model.NewBuilder(time.Time{})
	if err := file.Texts(files).Collect(context.Background(), model.Facts{}, b); err != nil {
		t.Fatal(err)
	}
	now, before := b.Snapshots()
	scope.Resolve([]scope.Named{{Name: "plant", Match: func(string) bool { return true }}}, now, before)
	if n, known := now.Scopes[0].BrokerCount(); known && n.Exact {
		p.nodes, p.pools = n.N, true
	}
	for _, n := range now.NodeSets {
		delete(p.rest, n.Place.File)
	}
	for _, n := range now.Brokers {
		delete(p.rest, n.Place.File)
		maps.Copy(p.brokers, textsOf(n.Config, &whole))
	}
	for _, topic := range now.Topics {
		delete(p.rest, topic.Place.File)
		p.topics = append(p.topics, plantTopic{topic.Name, numberOr(topic.Partitions, 12), numberOr(topic.Replicas, 3), textsOf(topic.Config, &whole)})
	}
	return p, whole
}

func numberOr(v model.Value, otherwise int) int {
	if n, ok := rule.Whole(v); ok && n > 0 {
		return int(n)
	}
	return otherwise
}

// textsOf are settings by name; a value that is only filled in later makes them
// less than whole.
func textsOf(c model.Config, whole *bool) map[string]string {
	out := map[string]string{}
	for _, s := range c.Settings() {
		*whole = *whole && s.Value.Usable()
		out[s.Name] = s.Value.Raw()
	}
	return out
}

// inherited is the plant with what all of its topics override alike moved to
// the brokers, as far as a broker's setting stands for the topic's.
func (p plant) inherited(v model.Version) plant {
	out := p
	out.topics, out.brokers = nil, maps.Clone(p.brokers)
	moved := map[string]bool{}
	for name, value := range p.topics[0].config {
		def, has := catalog.Lookup(model.Key{Layer: model.LayerTopic, Name: name}, v)
		alike := has && len(def.Synonyms) > 0 && def.Synonyms[0].Factor == 1
		for _, t := range p.topics {
			alike = alike && t.config[name] == value
		}
		if alike {
			out.brokers[def.Synonyms[0].Name], moved[name] = value, true
		}
	}
	for _, t := range p.topics {
		t.config = maps.Clone(t.config)
		maps.DeleteFunc(t.config, func(name, _ string) bool { return moved[name] })
		out.topics = append(out.topics, t)
	}
	return out
}

// files declares the plant: a topic file, and a file for each broker or its
// node pool.
func (p plant) files() rulestest.Files {
	out := maps.Clone(p.rest)
	var b strings.Builder
	b.WriteString("apiVersion: breakwater/v1\nkind: Topics\ncluster: plant\ntopics:\n")
	for _, t := range p.topics {
		fmt.Fprintf(&b, "  - {name: %s, partitions: %d, replicas: %d, config: %s}\n", text(t.name), t.partitions, t.replicas, text(t.config))
	}
	out["declared/topics.yaml"] = b.String()
	if p.pools {
		out["declared/kafka.yaml"] = fmt.Sprintf("apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: pool, labels: {strimzi.io/cluster: plant}}\n"+
			"spec: {replicas: %d, roles: [broker]}\n---\napiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: plant}\nspec: {kafka: {config: %s}}\n", p.nodes, text(p.brokers))
		return out
	}
	for id := 1; id <= p.nodes; id++ {
		var lines strings.Builder
		for name, value := range p.static(id) {
			fmt.Fprintf(&lines, "%s=%s\n", name, value)
		}
		out[fmt.Sprintf("declared/broker-%d/server.properties", id)] = lines.String()
	}
	return out
}

// static is what stands in a broker's server.properties.
func (p plant) static(id int) map[string]string {
	out := map[string]string{"node.id": strconv.Itoa(id), "process.roles": "broker"}
	maps.Copy(out, p.brokers)
	return out
}

// running is the plant as it is seen while it runs: every setting is told, with
// where it comes from.
func (p plant) running(v model.Version, dynamic bool) rulestest.Files {
	var brokers, topics []any
	for id := 1; id <= p.nodes; id++ {
		b := map[string]any{"id": id, "address": fmt.Sprintf("b%d:9092", id), "roles": []string{"broker"}, "default": defaults(model.LayerBroker, v, p.brokers)}
		if dynamic {
			b["dynamic"], b["config"] = p.brokers, plant{}.static(id)
		} else {
			b["config"] = p.static(id)
		}
		brokers = append(brokers, b)
	}
	for _, t := range p.topics {
		topics = append(topics, map[string]any{"name": t.name, "toldBy": 1, "config": t.config, "observed": p.observed(t, v), "partitions": partitions(t)})
	}
	out := maps.Clone(p.rest)
	out["snapshot.json"] = text(map[string]any{"schema": snapshot.Schema, "clusters": []any{map[string]any{"name": "plant", "brokers": brokers, "topics": topics}}})
	return out
}

func partitions(t plantTopic) []any {
	var replicas []int
	for id := 1; id <= t.replicas; id++ {
		replicas = append(replicas, id)
	}
	var out []any
	for i := range t.partitions {
		out = append(out, map[string]any{"id": i, "leader": 1, "replicas": replicas, "isr": replicas})
	}
	return out
}

// observed is what DescribeConfigs tells of a topic beside its overrides.
func (p plant) observed(t plantTopic, v model.Version) map[string]any {
	out := defaults(model.LayerTopic, v, t.config)
	for name := range out {
		def, _ := catalog.Lookup(model.Key{Layer: model.LayerTopic, Name: name}, v)
		for _, s := range def.Synonyms {
			if value, set := p.brokers[s.Name]; set && s.Factor == 1 {
				out[name] = map[string]any{"value": value, "by": "broker 1, static configuration"}
				break
			}
		}
	}
	return out
}

// defaults are the defaults of all keys that are not set, as Kafka tells them.
func defaults(l model.Layer, v model.Version, set map[string]string) map[string]any {
	out := map[string]any{}
	for _, name := range catalog.Names(l, v) {
		def, _ := catalog.Lookup(model.Key{Layer: l, Name: name}, v)
		if _, is := set[name]; !is && def.HasDefault && !def.NullDefault {
			out[name] = map[string]any{"value": def.Default, "default": "default of Kafka, as broker 1 says"}
		}
	}
	return out
}

// text is a value in JSON, which is YAML, too.
func text(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(out)
}
