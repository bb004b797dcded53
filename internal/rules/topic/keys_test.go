package topic

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func on(target string) string { return "target: \"" + target + "\"\n" }

func TestUnknownKey(t *testing.T) {
	for _, test := range []struct {
		name, setting, target string
		message, fix          string
	}{
		{"a slip", "min.insync.replica: 2", "4.3", "did you mean min.insync.replicas?", "write min.insync.replicas: 2"},
		{"an invention", "topic.config.sync.ms: 5000", "4.3", "topic.config.sync.ms is not a setting of any Kafka", "remove the line"},
		{"the number of partitions", "num.partitions: 12", "4.3", "a property beside its settings", "the topic's partitions to 12"},
		{"the number of replicas", "replication.factor: 3", "4.3", "a property beside its settings", "the topic's replicas to 3"},
		{"the broker's name", "log.retention.ms: 1000", "4.3", "topics call it retention.ms", "write retention.ms: 1000"},
		{"the broker's name in hours", "log.retention.hours: 168", "4.3", "topics call it retention.ms", "write retention.ms: 604800000"},
		{"no limit in hours", "log.retention.hours: -1", "4.3", "topics call it retention.ms", "write retention.ms: -1"},
		{"the broker's largest batch", "message.max.bytes: 2097152", "4.3", "topics call it max.message.bytes", "write max.message.bytes: 2097152"},
		{"a broker's key", "num.io.threads: 8", "4.3", "a key of the broker", "move it to the configuration of the broker"},
		{"a producer's key", "max.request.size: 1000", "4.3", "a key of the producer", "move it to the configuration of the producer"},
		{"removed", "message.format.version: 3.0", "4.1", "was removed: Kafka 3.9 is the last line that has it, and this is for 4.1", "remove the line"},
		{"removed, with successors", "message.timestamp.difference.max.ms: 1000", "4.3", "Kafka 3.9 is the last line", "message.timestamp.before.max.ms and message.timestamp.after.max.ms"},
		{"of a newer line", "compression.gzip.level: 6", "3.7", "from Kafka 3.8 on, and this is for 3.7", "until the cluster runs Kafka 3.8"},
		{"nothing like it", "owner.team.name.and.so.on: x", "4.3", "is not a setting of topics in Kafka 4.3", "remove the line"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := one(t, UnknownKey, judged(on(test.target), test.setting))
			contains(t, f.Message, test.message, "error 40")
			contains(t, f.Fix, test.fix)
			if f.Severity != finding.Error || f.Origin.Line != 9 || f.Origin.Column != 7 {
				t.Errorf("%s at %s, want an error at the key", f.Severity, f.Origin)
			}
		})
	}
}

func TestKnownKeysAreQuiet(t *testing.T) {
	for name, fs := range map[string]files{
		"of the line":                     judged(on("3.9"), "message.format.version: 3.0"),
		"of the line, and of no other":    judged(on("4.3"), "compression.gzip.level: 6", "remote.log.copy.disable: true"),
		"of another product":              judged(on("4.3"), "confluent.tier.enable: true", "redpanda.remote.write: true"),
		"with a value that nobody knows":  judged(on("4.3"), `retention.ms: "${TIME}"`),
		"throttles, set by reassignments": judged(on("4.3"), `leader.replication.throttled.replicas: "*"`),
	} {
		t.Run(name, func(t *testing.T) { none(t, UnknownKey, fs) })
	}
}

func TestUnknownKeyWithoutAVersion(t *testing.T) {
	f := one(t, UnknownKey, judged("", "message.format.version: 3.0"))
	contains(t, f.Message, "holds from 4.0 on")
	if f.Severity != finding.Warning {
		t.Errorf("%s, want a warning: 3.9 has the key", f.Severity)
	}
	if f := one(t, UnknownKey, judged("", "min.insync.replica: 2")); f.Severity != finding.Error {
		t.Errorf("%s, want an error: no line has the key", f.Severity)
	}
}

func TestEveryUnknownKeyIsToldOnce(t *testing.T) {
	got := only(t, UnknownKey, judged(on("4.3"), "num.partitions: 12", "min.insync.replica: 2", "retention.ms: 1000"))
	var about []string
	for _, f := range got {
		about = append(about, f.Discriminator)
	}
	if want := []string{"num.partitions", "min.insync.replica"}; !slices.Equal(about, want) {
		t.Errorf("about %q, want %q", about, want)
	}
}

func TestValueInvalid(t *testing.T) {
	for _, test := range []struct {
		name, setting, target string
		message, fix          string
	}{
		{"a float", `max.message.bytes: "2.097152e+07"`, "4.3", "floating-point notation", "write max.message.bytes: 20971520"},
		{"a float with a point", `retention.ms: "604800000.0"`, "4.3", "floating-point notation", "write retention.ms: 604800000"},
		{"a fraction", `retention.ms: "0.5"`, "4.3", `retention.ms is "0.5"`, "set retention.ms to a long"},
		{"a size with a unit", "segment.bytes: 1GB", "4.3", "with a unit", "write segment.bytes: 1073741824"},
		{"a size with a unit and a space", `segment.bytes: "512 MiB"`, "4.3", "with a unit", "write segment.bytes: 536870912"},
		{"a time with a unit", "retention.ms: 7d", "4.3", "with a unit", "write retention.ms: 604800000"},
		{"a unit of another kind", "retention.ms: 7GB", "4.3", "takes a long", "set retention.ms to"},
		{"separators", `segment.bytes: "1,073,741,824"`, "4.3", "separators between its digits", "write segment.bytes: 1073741824"},
		{"more than an int holds", "segment.bytes: 4294967296", "4.3", "32-bit", "set segment.bytes to an int"},
		{"below the floor of 4.1", "segment.bytes: 524288", "4.1", "≥ 1048576", "set segment.bytes to"},
		{"zero", "min.insync.replicas: 0", "4.3", "≥ 1", "set min.insync.replicas to"},
		{"a producer's word", "compression.type: none", "4.3", "one of", "write compression.type: uncompressed"},
		{"in capitals", "cleanup.policy: Compact", "4.3", "entries of compact, delete", "write cleanup.policy: compact"},
		{"twice, from 4.2", `cleanup.policy: "compact,compact"`, "4.3", "none twice", "write cleanup.policy: compact"},
		{"yes", `preallocate: "yes"`, "4.3", "true or false", "write preallocate: true"},
		{"a word", `min.cleanable.dirty.ratio: "half"`, "4.3", "0 … 1", "set min.cleanable.dirty.ratio to"},
		{"empty", `retention.ms: ""`, "4.3", `retention.ms is ""`, "set retention.ms to"},
		{"a unit alone", `retention.ms: "d"`, "4.3", `retention.ms is "d"`, "set retention.ms to"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := one(t, ValueInvalid, judged(on(test.target), test.setting))
			contains(t, f.Message, test.message, "error 40")
			contains(t, f.Fix, test.fix)
			if f.Severity != finding.Error || f.Origin.Line != 9 {
				t.Errorf("%s at %s", f.Severity, f.Origin)
			}
		})
	}
}

func TestValidValuesAreQuiet(t *testing.T) {
	for name, fs := range map[string]files{
		"14 bytes on 4.0":        judged(on("4.0"), "segment.bytes: 14"),
		"twice, before 4.2":      judged(on("4.1"), `cleanup.policy: "compact,compact"`),
		"a switch in capitals":   judged(on("4.3"), `preallocate: "TRUE"`),
		"spaces":                 judged(on("4.3"), `retention.ms: " 1000 "`),
		"an unknown key":         judged(on("4.3"), "min.insync.replica: x"),
		"an integer in YAML":     judged(on("4.3"), "retention.ms: 604800000"),
		"a ratio":                judged(on("4.3"), "min.cleanable.dirty.ratio: 0.01"),
		"a list with a space":    judged(on("4.3"), `cleanup.policy: "compact, delete"`),
		"a level that is a word": judged(on("4.3"), "compression.gzip.level: -1"),
	} {
		t.Run(name, func(t *testing.T) { none(t, ValueInvalid, fs) })
	}
}

func TestValueInvalidSkipsWhatIsNotKnown(t *testing.T) {
	result := rulestest.Lint(t, []*rule.Rule{ValueInvalid}, orders(`retention.ms: "${TIME}"`))
	if len(result.Findings) > 0 || len(result.Skipped) != 1 || result.Skipped[0].Needs != "retention.ms" {
		t.Errorf("findings %+v, skips %+v", result.Findings, result.Skipped)
	}
}

func TestValueInvalidWithoutAVersion(t *testing.T) {
	f := one(t, ValueInvalid, judged("", "segment.bytes: 524288"))
	contains(t, f.Message, "holds from 4.1 on")
	if f.Severity != finding.Warning {
		t.Errorf("%s, want a warning: 4.0 takes it", f.Severity)
	}
}

func TestOutsideBaseline(t *testing.T) {
	ranges := func(config string) string {
		return "ranges:\n  - topics: [orders]\n    config: {" + config + "}\n"
	}
	for _, test := range []struct {
		name    string
		files   files
		message string
	}{
		{"inside", judged(ranges("retention.ms: {min: 1d, max: 30d}"), "retention.ms: 86400000"), ""},
		{"too low", judged(ranges("retention.ms: {min: 1d}"), "retention.ms: 3600000"), "retention.ms is 1 h, and the policy allows at least 1 d"},
		{"too high", judged(ranges("retention.ms: {max: 30d}"), "retention.ms: 2592000001"), "at most 30 d"},
		{"no limit is above every maximum", judged(ranges("retention.ms: {max: 30d}"), "retention.ms: -1"), "-1 (no limit)"},
		{"no limit is above every minimum", judged(ranges("retention.ms: {min: 30d}"), "retention.ms: -1"), ""},
		{"the default is inside", judged(ranges("retention.ms: {min: 1d, max: 30d}")), ""},
		{"the default is outside", judged(ranges("retention.ms: {max: 1d}")), "retention.ms is 7 d"},
		{"the broker's value is outside", and(judged(ranges("retention.ms: {max: 30d}")), "server.properties", brokerText("log.retention.hours=2400")), "log.retention.hours is 100 d"},
		{"a number without a unit", judged(ranges("min.insync.replicas: {min: 2}"), "min.insync.replicas: 1"), "min.insync.replicas is 1, and the policy allows at least 2"},
		{"local retention that follows", judged(ranges("local.retention.ms: {max: 1d}")), "retention.ms is 7 d"},
		{"the first range decides", judged("ranges:\n  - topics: [orders]\n    config: {retention.ms: {max: 30d}}\n  - topics: [\"*\"]\n    config: {retention.ms: {max: 1d}}\n"), ""},
		{"another topic's range", judged("ranges:\n  - topics: [invoices]\n    config: {retention.ms: {max: 1d}}\n"), ""},
		{"a key that the version does not have", judged(on("3.6") + ranges("compression.gzip.level: {min: 5}")), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.message == "" {
				none(t, OutsideBaseline, test.files)
				return
			}
			f := one(t, OutsideBaseline, test.files)
			contains(t, f.Message, test.message)
			if f.Origin.File == "policy.yaml" || f.Origin.File == "" {
				t.Errorf("points to %s, want what the author must change", f.Origin)
			}
		})
	}
}

func TestBaselineOfKafkasOwnTopics(t *testing.T) {
	own := files{"topics.yaml": cluster(topicText("__consumer_offsets", "cleanup.policy: compact", "segment.bytes: 104857600"))}
	ranges := func(pattern string) string {
		return "ranges:\n  - topics: [\"" + pattern + "\"]\n    config: {segment.bytes: {min: 512MiB}}\n"
	}
	none(t, OutsideBaseline, and(own, "policy.yaml", ranges("*")))
	one(t, OutsideBaseline, and(own, "policy.yaml", ranges("__*")))
}

func TestOutsideBaselineMatrix(t *testing.T) {
	ranges := "ranges:\n  - topics: [orders]\n    config: {retention.ms: {max: 1d}}\n"
	rulestest.Matrix(t, OutsideBaseline, rulestest.Ways{
		Declared: rulestest.Row{Files: judged(ranges, "retention.ms: 604800000"), Severity: finding.Error},
		Default:  rulestest.Row{Files: judged(ranges), Severity: finding.Error},
		Broker:   rulestest.Row{Files: and(judged(ranges), "server.properties", brokerText("log.retention.hours=48")), Severity: finding.Warning},
		Unknown:  judged(ranges, `retention.ms: "${TIME}"`),
	})
}

func TestOutsideBaselineOfWords(t *testing.T) {
	settings := &rule.Settings{Ranges: []rule.Range{{Topics: []string{"*"}, Config: []rule.Bound{
		{Key: "cleanup.policy", OneOf: []string{"delete", "compact,delete"}},
	}}}}
	for value, allowed := range map[string]bool{"delete": true, "compact,delete": true, "delete, compact": true, "compact": false, "": false} {
		got := rulestest.LintWith(t, []*rule.Rule{OutsideBaseline}, settings, orders(`cleanup.policy: "`+value+`"`))
		if allowed != (len(got.Findings) == 0) {
			t.Errorf("%q gives %+v", value, got.Findings)
		}
	}
}
