package terraform_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/terraform"
)

const (
	small = `{"name":"t","partitions":3,"replication_factor":3,"config":{"segment.bytes":"1"}}`
	large = `{"name":"t","partitions":6,"replication_factor":3,"config":{"segment.bytes":"2"}}`
)

func TestPlanActions(t *testing.T) {
	both := `"before":` + small + `,"after":` + large
	for _, c := range []struct {
		name, actions, fields string
		now, before           string // partitions; "" where there is no topic
		recreated             bool
	}{
		{"create", `"create"`, `"before":null,"after":` + large, "6", "", false},
		{"update", `"update"`, both, "6", "3", false},
		{"no-op", `"no-op"`, `"before":` + small + `,"after":` + small, "3", "3", false},
		{"delete", `"delete"`, `"before":` + small + `,"after":null`, "", "3", false},
		{"replace", `"delete","create"`, both, "6", "3", true},
		{"replace, the other way round", `"create","delete"`, both, "6", "3", true},
		{"forget", `"forget"`, `"before":` + small + `,"after":null`, "", "", false},
		{"forget and create", `"create","forget"`, both, "6", "", false},
		{"read", `"read"`, both, "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, err := read(t, terraform.Plan{}, "plan.json", planOf(changed("kafka_topic", "t", c.actions, c.fields)))
			if c.now+c.before == "" {
				if !errors.Is(err, format.ErrNotKafka) {
					t.Errorf("the error is %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			check := func(state string, s *model.Snapshot, want string) {
				if want == "" {
					if len(s.Topics) > 0 {
						t.Errorf("there is a topic %s", state)
					}
				} else if got := topic(t, s, "t"); said(got.Partitions) != want || got.Format != "terraform-plan" {
					t.Errorf("%s partitions %s, want %s", said(got.Partitions), state, want)
				}
			}
			check("now", w.now, c.now)
			check("before", w.before, c.before)
			if c.now != "" && topic(t, w.now, "t").Recreated != c.recreated {
				t.Errorf("recreated: %v", !c.recreated)
			}
		})
	}
}

func TestARenamedTopicIsNotTheSameCreatedAnew(t *testing.T) {
	w := plan(t, changed("kafka_topic", "t", `"delete","create"`, `"before":`+small+`,"after":`+strings.Replace(large, `"t"`, `"u"`, 1)))
	if topic(t, w.now, "u").Recreated || topic(t, w.before, "t") == nil {
		t.Error("u is told to have lost its records, and it never had any")
	}
}

func TestWhatAPlanDoesNotKnow(t *testing.T) {
	w := plan(t, changed("kafka_topic", "t", `"create"`, `"before":null,
		"after":{"name":"t","partitions":null,"replication_factor":3,"config":{"segment.bytes":"1","retention.ms":null,"secret.key":"hunter2"}},
		"after_unknown":{"id":true,"partitions":true,"config":{"retention.ms":true,"max.message.bytes":true,"segment.bytes":false}},
		"after_sensitive":{"replication_factor":true,"config":{"secret.key":true}}`))
	got := topic(t, w.now, "t")
	for name, v := range map[string]model.Value{
		"?known after apply": got.Partitions, "?sensitive": got.Replicas, "1": got.Config.Get("segment.bytes"),
	} {
		if said(v) != name {
			t.Errorf("it is %s, want %s", said(v), name)
		}
	}
	for name, why := range map[string]string{"retention.ms": "known after apply", "max.message.bytes": "known after apply", "secret.key": "sensitive"} {
		v := got.Config.Get(name)
		if said(v) != "?"+why || v.Origin().Line == 0 || strings.Contains(v.Raw(), "hunter2") {
			t.Errorf("%s is %s (%q) at %s", name, said(v), v.Raw(), v.Origin())
		}
	}
	if len(w.doc.Unresolved) != 5 {
		t.Errorf("%d values are noted as unresolved, want 5", len(w.doc.Unresolved))
	}
}

func TestAConfigThatIsUnknownAsAWhole(t *testing.T) {
	for _, fields := range []string{
		`"after":{"name":"t"},"after_unknown":{"config":true}`,
		`"after":{"name":"t","config":null},"after_unknown":{"config":true}`,
		`"after":{"name":"t","config":{"segment.bytes":"1"}},"after_sensitive":{"config":true}`,
	} {
		got := topic(t, plan(t, changed("kafka_topic", "t", `"create"`, `"before":null,`+fields)).now, "t")
		if v := got.Config.Get("segment.bytes"); !v.IsSet() || v.Usable() {
			t.Errorf("%s: segment.bytes is %s: a default would be a guess", fields, said(v))
		}
	}
}

func TestUnknownBlockSettings(t *testing.T) {
	w := plan(t, changed("aiven_kafka_topic", "t", `"create"`, `"before":null,
		"after":{"topic_name":"t","config":[{"segment_bytes":"1"}]},"after_unknown":{"config":[{"retention_ms":true}],"id":true}`))
	c := topic(t, w.now, "t").Config
	if said(c.Get("segment.bytes")) != "1" || said(c.Get("retention.ms")) != "?known after apply" || c.Len() != 2 {
		t.Errorf("segment.bytes %s, retention.ms %s, %d in all", said(c.Get("segment.bytes")), said(c.Get("retention.ms")), c.Len())
	}
}

func TestATopicWithoutAKnownName(t *testing.T) {
	change := `{"address":"module.m[\"a.b\"].kafka_topic.t[0]","mode":"managed","type":"kafka_topic","name":"t","index":0,
		"change":{"actions":["create"],"before":null,"after":{"partitions":1},"after_unknown":{"name":true}}}`
	got := topic(t, plan(t, change).now, "module.m.a.b.kafka_topic.t.0")
	if got.At.Address != `module.m["a.b"].kafka_topic.t[0]` {
		t.Errorf("its address is %s", got.At.Address)
	}
	update := changed("kafka_topic", "t", `"update"`, `"before":`+small+`,"after":{"partitions":6},"after_unknown":{"name":true}`)
	topic(t, plan(t, update).now, "t")
}

func TestPlanScope(t *testing.T) {
	cluster := func(id string) string {
		return `{"topic_name":"t","partitions_count":1,"kafka_cluster":[{"id":"` + id + `"}]}`
	}
	for _, c := range []struct{ name, fields, now, before string }{
		{"a cluster", `"before":` + cluster("lkc-1") + `,"after":` + cluster("lkc-2"), "terraform:lkc-2", "terraform:lkc-1"},
		{"only known before", `"before":` + cluster("lkc-1") + `,"after":{"topic_name":"t"},"after_unknown":{"kafka_cluster":true}`, "terraform:lkc-1", "terraform:lkc-1"},
		{"only known after", `"before":{"topic_name":"t"},"after":` + cluster("lkc-1"), "terraform:lkc-1", "terraform:lkc-1"},
		{"never", `"before":{"topic_name":"t"},"after":{"topic_name":"t"}`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := plan(t, changed("confluent_kafka_topic", "t", `"update"`, c.fields))
			if got := strings.Join(topic(t, w.now, "t").Place.Names, " "); got != c.now {
				t.Errorf("it belongs to %q, want %q", got, c.now)
			}
			if got := strings.Join(topic(t, w.before, "t").Place.Names, " "); got != c.before {
				t.Errorf("it belonged to %q, want %q", got, c.before)
			}
		})
	}
}

func TestPlanScopeByAlias(t *testing.T) {
	text := `{"format_version":"1.0","resource_changes":[` +
		changed("kafka_topic", "a", `"create"`, `"before":null,"after":{"name":"a"}`) + "," +
		changed("kafka_topic", "b", `"create"`, `"before":null,"after":{"name":"b"}`) +
		`],"configuration":{"provider_config":{},"root_module":{"resources":[` +
		`{"address":"kafka_topic.a","type":"kafka_topic","provider_config_key":"kafka.plant"},{"address":"null.x"},` +
		`{"address":"kafka_topic.b","type":"kafka_topic","provider_config_key":"KEY"}]}}}`
	for _, c := range []struct{ key, a, b string }{
		{"kafka", "terraform:infra/p.json/kafka.plant", "terraform:infra/p.json/kafka"},
		{"kafka.office", "terraform:infra/p.json/kafka.plant", "terraform:infra/p.json/kafka.office"},
	} {
		w := must(t, terraform.Plan{}, "infra/p.json", strings.Replace(text, "KEY", c.key, 1))
		for name, want := range map[string]string{"a": c.a, "b": c.b} {
			if got := strings.Join(topic(t, w.now, name).Place.Names, " "); got != want {
				t.Errorf("%s: %s belongs to %q, want %q", c.key, name, got, want)
			}
		}
	}
	w := must(t, terraform.Plan{}, "p.json", strings.NewReplacer("KEY", "kafka", "kafka.plant", "kafka").Replace(text))
	if names := topic(t, w.now, "a").Place.Names; len(names) > 0 {
		t.Errorf("without an alias it belongs to %q", names)
	}
}

func TestLocalClusterNamesHoldForTheirDirectory(t *testing.T) {
	text := planOf(changed("conduktor_console_topic_v2", "t", `"create"`, `"before":null,"after":{"name":"t","cluster":"main"}`))
	got := topic(t, must(t, terraform.Plan{}, "prod/plan.json", text).now, "t").Place.Names
	if len(got) != 1 || got[0] != "terraform:prod/main" {
		t.Errorf("it belongs to %q: main is a name in every console", got)
	}
}

func TestPlanBrokers(t *testing.T) {
	w := plan(t,
		changed("aws_msk_configuration", "m", `"create"`, `"before":null,"after":{"name":"plant","kafka_versions":["3.9.x"],
			"server_properties":"# defaults\nmin.insync.replicas=2\n  log.retention.ms : 5\nauto.create.topics.enable false\n"}`),
		changed("confluent_kafka_cluster_config", "c", `"update"`, `"before":{},"after":{"kafka_cluster":[{"id":"lkc-1"}],"config":{"auto.create.topics.enable":"true"}}`),
		changed("aws_msk_configuration", "gone", `"delete"`, `"before":{"name":"x"},"after":null`))
	if len(w.now.Brokers) != 2 {
		t.Fatalf("%d brokers, want 2", len(w.now.Brokers))
	}
	msk, confluent := w.now.Brokers[0], w.now.Brokers[1]
	if s := settings(msk.Config); s != "auto.create.topics.enable=false log.retention.ms=5 min.insync.replicas=2" {
		t.Errorf("settings are %s", s)
	}
	if msk.Name != "plant" || said(msk.Version) != "3.9.x" || !msk.Shared || !msk.Managed || msk.Roles != model.RoleBroker {
		t.Errorf("%s of version %s, shared %v, managed %v", msk.Name, said(msk.Version), msk.Shared, msk.Managed)
	}
	if s := settings(confluent.Config); s != "auto.create.topics.enable=true" || confluent.Place.Names[0] != "terraform:lkc-1" || confluent.Version.IsSet() {
		t.Errorf("settings are %s at %v", s, confluent.Place.Names)
	}
}

func TestAPlatformsDefaultsAreNotKafkas(t *testing.T) {
	w := plan(t, changed("aws_msk_configuration", "m", `"create"`, `"before":null,"after":{"name":"plant","server_properties":"log.retention.ms=5"}`))
	config := w.now.Brokers[0].Config
	if got := said(config.Get("min.insync.replicas")); got != "?it is not set here, and the platform's default is not Kafka's" {
		t.Errorf("min.insync.replicas is %s, and MSK's default is 2", got)
	}
	if got := said(config.Get("log.retention.ms")); got != "5" || len(w.doc.Unresolved) > 0 {
		t.Errorf("log.retention.ms is %s, unresolved: %v", got, w.doc.Unresolved)
	}
}

func TestServerPropertiesThatOnlyJavaReads(t *testing.T) {
	w := plan(t, changed("aws_msk_configuration", "m", `"create"`, `"before":null,"after":{"name":"plant","kafka_versions":["3.6.0","3.9.x"],
		"server_properties":"a=b\\\n c\nmin.insync.replicas=2"}`))
	if v := w.now.Brokers[0].Config.Get("min.insync.replicas"); v.Usable() || !v.IsSet() {
		t.Errorf("min.insync.replicas is %s", said(v))
	}
	if w.now.Brokers[0].Version.IsSet() {
		t.Error("one of two versions was taken")
	}
}

func TestPlanDuplicates(t *testing.T) {
	w := plan(t, changed("kafka_topic", "t", `"create"`, `"before":null,"after":{"name":"t","config":{"segment.bytes":"1","segment.bytes":"2"}}`))
	if said(topic(t, w.now, "t").Config.Get("segment.bytes")) != "2" || len(w.doc.Duplicates) != 1 {
		t.Errorf("%d duplicates", len(w.doc.Duplicates))
	}
	d := w.doc.Duplicates[0]
	points(t, w.text, "segment.bytes", d.First.At)
	points(t, w.text, "2", d.Second.Value.Origin())
}

func TestPlanRefusals(t *testing.T) {
	for _, c := range []struct {
		name, text   string
		line, column int
		message      string
	}{
		{"an old format", `{"format_version":"0.2","resource_changes":[{"type":"kafka_topic"}]}`, 1, 19, `format_version "0.2"`},
		{"a new format", "{\"format_version\":\n \"2.0\",\"resource_changes\":[{\"type\":\"kafka_topic\"}]}", 2, 2, "only 1.x can be read"},
		{"an end too early", `{"format_version":"1.0","resource_changes":[{"type":"kafka_topic"`, 1, 66, "it ends where"},
		{"a comma too many", "{\"format_version\":\"1.0\",\n\"resource_changes\":[{\"type\":\"kafka_topic\",}]}", 2, 43, "'}' stands where"},
		{"two plans", planOf(changed("kafka_topic", "t", `"create"`, `"after":{}`)) + "\n{}", 3, 1, "behind the end"},
		{"no JSON value", `{"format_version":"1.0","resource_changes":[{"type":"kafka_topic","x":nil}]}`, 1, 71, `"nil" is not a value`},
		{"a string over two lines", "{\"format_version\":\"1.0\",\"x\":\"a\n\",\"resource_changes\":[{\"type\":\"kafka_topic\"}]}", 1, 29, "not closed on its line"},
		{"an escape", `{"format_version":"1.0","x":"\q","resource_changes":[{"type":"kafka_topic"}]}`, 1, 29, "escape"},
		{"too deep", `{"format_version":"1.0","x":` + strings.Repeat("[", 600) + `"kafka_topic"`, 1, 530, "500 levels"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, terraform.Plan{}, "plan.json", c.text)
			wantSyntaxError(t, err, c.line, c.column, c.message)
		})
	}
}

func TestPlansThatDoNotConcernKafka(t *testing.T) {
	for name, text := range map[string]string{
		"no changes":                     planOf(),
		"other resources":                planOf(changed("aws_instance", "x", `"create"`, `"after":{}`)),
		"a type in a text":               planOf(changed("null_resource", "kafka", `"create"`, `"after":{"t":"kafka_topic"}`)),
		"broken, without Kafka":          `{"format_version":"1.0","resource_changes":[`,
		"changes that are null":          `{"format_version":"1.0","resource_changes":null,"x":"kafka_topic"}`,
		"a data source":                  strings.Replace(planOf(changed("kafka_topic", "t", `"no-op"`, `"after":`+small)), "managed", "data", 1),
		"an old format, without a topic": `{"format_version":"0.1","resource_changes":[]}`,
	} {
		if _, err := read(t, terraform.Plan{}, "plan.json", text); !errors.Is(err, format.ErrNotKafka) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

func TestPlanClaims(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       bool
	}{
		{"a plan", planOf(), true},
		{"without changes", "\n {\"format_version\":\"1.0\",\"planned_values\":{}}", true},
		{"a state", `{"version":4,"terraform_version":"1.9.0","serial":3,"lineage":"x","resources":[]}`, false},
		{"a state, shown", `{"format_version":"1.0","values":{"root_module":{}}}`, false},
		{"a connector", `{"name":"x","config":{}}`, false},
		{"not JSON", `format_version resource_changes`, false},
		{"nothing", "", false},
	} {
		if got := (terraform.Plan{}).Claims(format.Input{Path: "x.json", Text: []byte(c.text)}); got != c.want {
			t.Errorf("%s: claimed %v", c.name, got)
		}
	}
}

func TestPlaces(t *testing.T) {
	w := plan(t, changed("kafka_topic", "t", `"create"`, "\"before\":null,\r\n\t\"after\":{\"name\" : \"\\u0074\",\n\"partitions\":123456789012345678901234567890,\"config\":{ \"a\":1.50, \"b\":true }}"))
	got := topic(t, w.now, "t")
	if said(got.Partitions) != "123456789012345678901234567890" || settings(got.Config) != "a=1.50 b=true" {
		t.Errorf("%s partitions, settings %s", said(got.Partitions), settings(got.Config))
	}
	points(t, w.text, `"\u0074"`, got.At)
	for _, s := range got.Config.Settings() {
		points(t, w.text, s.Value.Raw(), s.Value.Origin())
		points(t, w.text, s.Name, s.At)
	}
}
