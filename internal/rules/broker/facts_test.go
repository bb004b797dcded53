package broker

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// A broker that still runs on ZooKeeper has no roles, and stores topics.
func TestWhoHostsTopics(t *testing.T) {
	for roles, want := range map[model.Roles]bool{
		0: true, model.RoleBroker: true, model.RoleBroker | model.RoleController: true, model.RoleController: false,
	} {
		if got := hostsTopics(&model.Broker{Roles: roles}); got != want {
			t.Errorf("roles %b: %v, want %v", roles, got, want)
		}
	}
}

// TestRulesHoldOnZooKeeper: what a KRaft broker is told, one on ZooKeeper is,
// too, and a controller alone is told nothing of topics.
func TestRulesHoldOnZooKeeper(t *testing.T) {
	for _, c := range []struct {
		rule  *rule.Rule
		lines string
	}{
		{RequestSmallerThanBatch, "message.max.bytes=209715200\n"},
		{ReplicaFetchBelowBatch, "message.max.bytes=20971520\n"},
		{AutoCreateTopics, "auto.create.topics.enable=true\n"},
		{FlushOverride, "log.flush.interval.ms=1000\n"},
		{RetentionKeysConflict, "log.retention.hours=168\nlog.retention.ms=1\n"},
	} {
		files := with(one(zoo+c.lines), "policy.yaml", target("3.9"))
		if got := rulestest.Of(rulestest.Lint(t, []*rule.Rule{c.rule}, files), c.rule.Name); len(got) != 1 || got[0].Subject.Name != "1" {
			t.Errorf("%s: %d findings on ZooKeeper, want one for broker 1", c.rule.Name, len(got))
		}
		if c.rule == FlushOverride || c.rule == RetentionKeysConflict {
			continue // a controller has logs, too
		}
		controller := one("process.roles=controller\nnode.id=1\ncontroller.quorum.bootstrap.servers=c:9093\n" + c.lines)
		if got := rulestest.Of(rulestest.Lint(t, []*rule.Rule{c.rule}, controller), c.rule.Name); len(got) > 0 {
			t.Errorf("%s: a controller is told %s", c.rule.Name, got[0].Message)
		}
	}
}

func TestSets(t *testing.T) {
	at := model.AtFile("f", 1, 1)
	for name, c := range map[string]struct {
		value model.Value
		want  bool
	}{
		"written":    {model.KnownValue("b1", at), true},
		"empty":      {model.KnownValue("", at), false},
		"blank":      {model.KnownValue(" \t", at), false},
		"filled in":  {model.UnknownValue("${X}", "filled in later", at), true},
		"hidden":     {model.UnknownValue("", "withheld", at), true},
		"not at all": {model.Value{}, false},
	} {
		b := &model.Broker{}
		if c.value.IsSet() {
			b.Config.Set(key.BrokerListeners.Name, c.value, at)
		}
		if got := sets(b, key.BrokerListeners); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// A line without a value is a line; what a source withholds is none.
func TestIsWritten(t *testing.T) {
	at := model.AtFile("f", 1, 1)
	for _, c := range []struct {
		value model.Value
		want  bool
	}{
		{model.KnownValue("1", at), true}, {model.KnownValue("", at), true},
		{model.UnknownValue("${X}", "filled in later", at), true}, {model.UnknownValue("", "withheld", at), false},
	} {
		if got := isWritten(model.Setting{Name: "a", Value: c.value, At: at}); got != c.want {
			t.Errorf("%q, usable %v: %v, want %v", c.value.Raw(), c.value.Usable(), got, c.want)
		}
	}
	tell(t, UnknownKey, []told{{"a key without a value", server("shoe.size=\n"), finding.Warning, []string{"shoe.size is not a setting"}, 7}})
	tell(t, RemovedKey, []told{{
		"a removed key without a value", with(server("zookeeper.session.timeout.ms=\n"), "policy.yaml", target("4.1")),
		finding.Error, []string{"zookeeper.session.timeout.ms was removed"}, 7,
	}})
}

func TestSecretsAreNotShown(t *testing.T) {
	at := model.AtFile("f", 1, 1)
	for name, hidden := range map[string]bool{
		"ssl.key.password": true, "sasl.jaas.config": true, "ssl.truststore.pasword": true, "num.io.threads": false, "log.dirs": false,
	} {
		r := reading(model.Setting{Name: name, Value: model.KnownValue("hunter2", at), At: at})
		if r.Name != name || (r.Written == "(hidden)") != hidden || !hidden && r.Written != "hunter2" {
			t.Errorf("%s is shown as %q", name, r.Written)
		}
	}
}

func TestOwnClasses(t *testing.T) {
	at := model.AtFile("f", 1, 1)
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"metric.reporters", "com.example.Reporter", true},
		{"metric.reporters", "", false},
		{"metric.reporters", "org.apache.kafka.common.metrics.JmxReporter", false},
		{"metric.reporters", "org.apache.kafka.common.metrics.JmxReporter, com.example.Reporter", true},
		{"kafka.metrics.reporters", "kafka.metrics.KafkaCSVMetricsReporter", false},
		{"authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer", false},
		{"authorizer.class.name", "kafka.security.authorizer.AclAuthorizer", false},
		{"authorizer.class.name", "kafkaesque.Authorizer", true},
		{"principal.builder.class", "com.example.Builder", true},
		{"security.providers", "com.example.Provider", true},
		{"group.consumer.assignors", "uniform,range", false},
		{"group.consumer.assignors", "com.example.Assignor", true},
		{"log.dirs", "/com.example", false},
		{"ssl.truststore.type", "com.example.Store", false},
	} {
		settings := []model.Setting{{Name: "num.io.threads", Value: model.KnownValue("8", at)}, {Name: c.name, Value: model.KnownValue(c.value, at)}}
		if got := hasOwnClasses(settings); got != c.want {
			t.Errorf("%s=%s: %v, want %v", c.name, c.value, got, c.want)
		}
	}
	hidden := []model.Setting{{Name: "authorizer.class.name", Value: model.UnknownValue("", "withheld", at)}}
	if !hasOwnClasses(hidden) {
		t.Error("a class that is not known may be anybody's")
	}
}

func TestIsLegal(t *testing.T) {
	for name, want := range map[string]bool{
		"listener.name.external.ssl.keystore.location": true, "config.providers": true, "config.providers.file.class": true,
		"super.users": true, "super.user": false, "confluent.license": true, "confluentlicense": false, "cruise.control.metrics.topic": true,
		"reserved.broker.max.id": true, "reserved.broker.max.ids": false, "s3.region": true, "s3": false, "listener.names": false, "": false,
	} {
		if got := isLegal(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// TestEachFindingHasItsOwnFingerprint: two lines of one file are two findings,
// and a baseline must tell them apart.
func TestEachFindingHasItsOwnFingerprint(t *testing.T) {
	for _, c := range []struct {
		rule  *rule.Rule
		lines string
		want  []string // discriminators
	}{
		{FlushOverride, "log.flush.interval.messages=1\nlog.flush.interval.ms=1000\nlog.flush.scheduler.interval.ms=500\n",
			[]string{"log.flush.interval.messages", "log.flush.interval.ms", "log.flush.scheduler.interval.ms"}},
		{RetentionKeysConflict, "log.retention.ms=1\nlog.retention.minutes=2\nlog.retention.hours=3\nlog.roll.ms=1\nlog.roll.hours=1\nlog.roll.jitter.ms=1\nlog.roll.jitter.hours=1\n",
			[]string{"log.retention.hours", "log.retention.minutes", "log.roll.hours", "log.roll.jitter.hours"}},
		{UnknownKey, "shoe.size=1\nhat.size=2\n", []string{"hat.size", "shoe.size"}},
		{ValueInvalid, "num.network.threads=0\nnum.io.threads=0\n", []string{"num.io.threads", "num.network.threads"}},
		{RemovedKey, "zookeeper.session.timeout.ms=1\ninter.broker.protocol.version=3.9\n", []string{"inter.broker.protocol.version", "zookeeper.session.timeout.ms"}},
	} {
		var got []string
		prints := map[string]bool{}
		for _, f := range rulestest.Of(rulestest.Lint(t, []*rule.Rule{c.rule}, with(server(c.lines), "policy.yaml", target("4.1"))), c.rule.Name) {
			got = append(got, f.Discriminator)
			prints[f.Fingerprint()] = true
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) || len(prints) != len(c.want) {
			t.Errorf("%s: finds %s with %d fingerprints, want %s", c.rule.Name, strings.Join(got, ", "), len(prints), strings.Join(c.want, ", "))
		}
	}
}

// TestSlipsAnywhereInALongName: where the slip is does not matter, nor how
// long the names are; what lies between two slips counts.
func TestSlipsAnywhereInALongName(t *testing.T) {
	const right = "log.retention.check.interval.ms"
	for name, want := range map[string]bool{
		"lag.retention.check.interval.ms":  true,
		"log.retention.check.interval.mz":  true,
		"log.retention.chekc.interval.ms":  true,
		"log.retention.check.interval.mss": true,
		"og.retention.check.interval.ms":   true,
		"log.retention.check.interval":     false,
		"lag.retention.check.interval.mz":  false, // two slips far from each other
		"log.cleaner.check.interval.ms":    false,
		"shoe.size":                        false,
	} {
		if got := isSlip(name, right); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
