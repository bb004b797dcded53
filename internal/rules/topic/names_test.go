package topic

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestNameProblem(t *testing.T) {
	for name, want := range map[string]string{
		"orders":                 "",
		"Orders_v2.eu-west":      "",
		"__consumer_offsets":     "",
		strings.Repeat("a", 249): "",
		strings.Repeat("a", 250): "has 250 characters, more than 249",
		"":                       "is empty",
		".":                      "is that of a directory",
		"..":                     "is that of a directory",
		"...":                    "",
		"a b":                    `the character ' '`,
		"orders/eu":              `the character '/'`,
		"bestellungen-für-alle":  `the character 'ü'`,
		"a\x00":                  `the character '\x00'`,
	} {
		got := nameProblem(name)
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("nameProblem(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestNameInvalid(t *testing.T) {
	f := one(t, NameInvalid, files{"topics.yaml": cluster(topicText(`"orders/eu"`))})
	contains(t, f.Message, "orders/eu", "error 17")
	if f.Severity != finding.Error || f.Origin.Line != 5 {
		t.Errorf("%s at %s", f.Severity, f.Origin)
	}
	none(t, NameInvalid, files{"topics.yaml": cluster(topicText("orders.eu"))})
}

func TestNamesThatAreFilledInAreSkipped(t *testing.T) {
	result := rulestest.Lint(t, []*rule.Rule{NameInvalid}, files{"topics.yaml": cluster(topicText(`"${ENV}-orders"`))})
	if len(result.Findings) > 0 || len(result.Skipped) != 1 || result.Skipped[0].Needs != "topic name" {
		t.Errorf("findings %+v, skips %+v", result.Findings, result.Skipped)
	}
}

func TestNameCollides(t *testing.T) {
	dev := strings.ReplaceAll(cluster(topicText("orders_eu")), "plant", "dev")
	for _, test := range []struct {
		name  string
		files files
		want  finding.Severity
	}{
		{"both", files{"topics.yaml": cluster(topicText("orders.eu"), topicText("orders_eu"))}, finding.Error},
		{"in two files of one cluster", files{"a.yaml": cluster(topicText("orders.eu")), "b.yaml": cluster(topicText("orders_eu"))}, finding.Error},
		{"mixed", files{"topics.yaml": cluster(topicText("a.b_c"), topicText("a_b.c"))}, finding.Error},
		{"in two clusters", files{"a.yaml": cluster(topicText("orders.eu")), "b.yaml": dev}, finding.None},
		{"the same name", files{"topics.yaml": cluster(topicText("orders.eu"), topicText("orders.eu"))}, finding.None},
		{"a dash", files{"topics.yaml": cluster(topicText("orders-eu"), topicText("orders_eu"))}, finding.None},
		{"longer", files{"topics.yaml": cluster(topicText("orders.eu"), topicText("orders_eux"))}, finding.None},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == finding.None {
				none(t, NameCollides, test.files)
				return
			}
			f := one(t, NameCollides, test.files)
			contains(t, f.Message, "error 17")
			if f.Severity != test.want || len(f.Evidence) != 1 {
				t.Errorf("%s on %+v", f.Severity, f.Evidence)
			}
		})
	}
}

func TestNameCollidesByAGuessedJoinIsAWarning(t *testing.T) {
	bare := func(name string) string {
		return strings.Replace(cluster(topicText(name)), "cluster: plant\n", "", 1)
	}
	f := one(t, NameCollides, files{"a.yaml": bare("orders.eu"), "b.yaml": bare("orders_eu")})
	contains(t, f.Message, "declare a scope")
	if f.Severity != finding.Warning {
		t.Errorf("%s, want a warning: nobody says that the files belong to one cluster", f.Severity)
	}
}

func TestTwoOwners(t *testing.T) {
	short, long := cluster(topicText("orders", "retention.ms: 86400000")), cluster(topicText("orders", "retention.ms: 604800000"))
	for _, test := range []struct {
		name  string
		files files
		want  string
	}{
		{"two files that differ", files{"a.yaml": short, "b.yaml": long}, "retention.ms 604800000 and in a.yaml:9:21 with 86400000"},
		{"two files that agree", files{"a.yaml": short, "b.yaml": short}, ""},
		{"one file", files{"a.yaml": cluster(sized("orders", 12, 3), sized("orders", 6, 3))}, "partitions 6"},
		{"one file, settings beside a layout", files{"a.yaml": cluster("  - {name: orders, partitions: 3, replicas: 3}\n", "  - {name: orders, config: {retention.ms: 60000}}\n")},
			"declared twice in one file, here and in a.yaml:5:12"},
		{"one file, twice the same", files{"a.yaml": cluster(topicText("orders"), topicText("orders"))}, "declared twice in one file"},
		{"one file, another topic beside it", files{"a.yaml": cluster(topicText("orders"), topicText("invoices"))}, ""},
		{"one file of Kubernetes objects that agree", files{"a.yaml": strimziTopic("kafka", "3") + "---\n" + strimziTopic("kafka", "3")}, ""},
		{"replicas", files{"a.yaml": cluster(sized("orders", 12, 3)), "b.yaml": cluster(sized("orders", 12, 2))}, "replicas 2"},
		{"one says more", files{"a.yaml": cluster(topicText("orders")), "b.yaml": long}, ""},
		{"another topic", files{"a.yaml": short, "b.yaml": strings.ReplaceAll(long, "orders", "invoices")}, ""},
		{"another cluster", files{"a.yaml": short, "b.yaml": strings.ReplaceAll(long, "plant", "dev")}, ""},
		{"one value is not known", files{"a.yaml": short, "b.yaml": strings.ReplaceAll(long, "604800000", `"${TIME}"`)}, ""},
		{"a guessed join", files{"a.yaml": strings.Replace(short, "cluster: plant\n", "", 1), "b.yaml": strings.Replace(long, "cluster: plant\n", "", 1)}, ""},
		{"layers of a kustomization", files{"base/topic.yaml": strimziTopic("kafka", "3"), "prod/topic.yaml": strimziTopic("kafka", "2")}, ""},
		{"one directory of Kubernetes objects", files{"k/a.yaml": strimziTopic("kafka", "3"), "k/b.yaml": strimziTopic("kafka", "2")}, "replicas 2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == "" {
				none(t, TwoOwners, test.files)
				return
			}
			f := one(t, TwoOwners, test.files)
			contains(t, f.Message, test.want)
			if f.Severity != finding.Error || len(f.Evidence) != 2 {
				t.Errorf("%s on %+v", f.Severity, f.Evidence)
			}
		})
	}
}

func TestSameOwner(t *testing.T) {
	in := func(format, file string) *model.Topic {
		return &model.Topic{Format: format, Place: model.Place{File: file}}
	}
	for _, test := range []struct {
		a, b *model.Topic
		want bool
	}{
		{in("terraform", "main.tf"), in("terraform-plan", "plan.json"), true},
		{in("terraform", "a.tf"), in("terraform", "b.tf"), false},
		{in("terraform", "main.tf"), in("strimzi", "topic.yaml"), false},
		{in("strimzi", "base/t.yaml"), in("strimzi", "prod/t.yaml"), true},
		{in("strimzi", "k/a.yaml"), in("strimzi", "k/b.yaml"), false},
	} {
		if got := sameOwner(test.a, test.b); got != test.want {
			t.Errorf("sameOwner(%s, %s) = %v", test.a.Place.File, test.b.Place.File, got)
		}
	}
}

func TestWhatAClusterSaysOwnsNothing(t *testing.T) {
	for format, want := range map[string]bool{"kafka-topics": false, "kafka-configs": false, "breakwater": true, "terraform": true} {
		if got := owns(&model.Topic{Format: format}); got != want {
			t.Errorf("owns(%s) = %v", format, got)
		}
	}
}

func TestDiffersComparesNumbersByTheirValue(t *testing.T) {
	known := func(raw string) model.Value { return model.KnownValue(raw, model.Origin{}) }
	for _, test := range []struct {
		a, b model.Value
		want bool
	}{
		{known("10"), known("010"), false},
		{known("10"), known("11"), true},
		{known("compact"), known("delete"), true},
		{known("10"), known("ten"), true},
		{known("10"), model.Value{}, false},
		{known("10"), model.UnknownValue("${N}", "it is filled in", model.Origin{}), false},
	} {
		if got := differs(test.a, test.b); got != test.want {
			t.Errorf("differs(%q, %q) = %v", test.a.Raw(), test.b.Raw(), got)
		}
	}
}
