package advisory

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestM42_ClientVersion(t *testing.T) {
	const head = "module a\n\ngo 1.26\n\n"
	const franz = "github.com/twmb/franz-go"
	for name, c := range map[string]struct {
		files rulestest.Files
		want  []string
	}{
		"records are lost under a circumstance": {rulestest.Files{"go.mod": head + "require " + franz + " v1.20.6\n"}, []string{
			"warning client-version file/go.mod go.mod:5:34 franz-go#1217 " + franz,
			"warning client-version file/go.mod go.mod:5:34 franz-go#1348 " + franz, "warning client-version file/go.mod go.mod:5:34 franz-go#1484 " + franz}},
		"a commit between releases": {rulestest.Files{"go.mod": head + "require " + franz + " v1.20.5-0.20260101000000-abcdefabcdef\n"}, []string{
			"warning client-version file/go.mod go.mod:5:34 franz-go#1217 " + franz,
			"warning client-version file/go.mod go.mod:5:34 franz-go#1348 " + franz, "warning client-version file/go.mod go.mod:5:34 franz-go#1484 " + franz}},
		"fixed":        {rulestest.Files{"go.mod": head + "require " + franz + " v1.22.3\n"}, nil},
		"no client":    {rulestest.Files{"go.mod": head + "require github.com/a/b v1.0.0\n", "server.properties": "broker.id=1\nlog.dirs=/d\n"}, nil},
		"a directory":  {rulestest.Files{"go.mod": head + "require " + franz + " v1.20.6\nreplace " + franz + " => ../f\n"}, []string{"skipped the version of " + franz + ": a directory replaces the module"}},
		"Python":       {rulestest.Files{"requirements.txt": "confluent-kafka==2.10.0\n"}, []string{"warning client-version file/requirements.txt requirements.txt:1:18 librdkafka#4844 confluent-kafka", "warning client-version file/requirements.txt requirements.txt:1:18 librdkafka#5088 confluent-kafka"}},
		"Python, open": {rulestest.Files{"requirements.txt": "confluent-kafka>=2.10.0\n", "server.properties": "broker.id=1\nlog.dirs=/d\n"}, nil},
		"npm": {rulestest.Files{"package-lock.json": `{"packages": {"node_modules/@confluentinc/kafka-javascript": {"version": "1.3.0"}, "node_modules/a/node_modules/@confluentinc/kafka-javascript": {"version": "1.3.0"}}}`},
			[]string{"warning client-version file/package-lock.json package-lock.json:1:74 librdkafka#5088 @confluentinc/kafka-javascript"}},
		"Gradle":              {rulestest.Files{"gradle.lockfile": "org.apache.kafka:kafka-clients:4.1.1=x\n"}, []string{"warning client-version file/gradle.lockfile gradle.lockfile:1:32 KAFKA-19012 org.apache.kafka:kafka-clients"}},
		"Confluent's own":     {rulestest.Files{"gradle.lockfile": "org.apache.kafka:kafka-clients:7.6.0-ccs=x\n"}, []string{"skipped the version of org.apache.kafka:kafka-clients: 7.6.0-ccs is Confluent's own number, which says nothing of Kafka's"}},
		"no number":           {rulestest.Files{"gradle.lockfile": "org.apache.kafka:kafka-clients:trunk=x\n"}, []string{"skipped the version of org.apache.kafka:kafka-clients: trunk is not a version that can be compared"}},
		"before the fix":      {rulestest.Files{"go.mod": head + "require " + franz + " v1.22.2-0.20260101000000-abcdefabcdef\n"}, []string{"warning client-version file/go.mod go.mod:5:34 franz-go#1484 " + franz}},
		"two of one release":  {rulestest.Files{"gradle.lockfile": "org.apache.kafka:kafka-clients:3.9.2=x\norg.apache.kafka:kafka-clients:3.9.2-SNAPSHOT=y\n"}, []string{"warning client-version file/gradle.lockfile gradle.lockfile:2:32 KAFKA-19012 org.apache.kafka:kafka-clients"}},
		"somebody's own":      {rulestest.Files{"gradle.lockfile": "org.apache.kafka:kafka-clients:3.9.0.redhat-00001=x\n"}, []string{"warning client-version file/gradle.lockfile gradle.lockfile:1:32 KAFKA-19012 org.apache.kafka:kafka-clients"}},
		"suppressed":          {rulestest.Files{"go.mod": head + "require github.com/IBM/sarama v1.43.2 // breakwater:ignore advisory/client-version reason=\"commits nothing\"\n"}, nil},
		"two packages of one": {rulestest.Files{"go.mod": head + "require (\n\tgithub.com/IBM/sarama v1.43.2\n\tgithub.com/Shopify/sarama v1.38.1\n)\n"}, []string{"warning client-version file/go.mod go.mod:6:24 sarama#2940 github.com/IBM/sarama", "warning client-version file/go.mod go.mod:7:28 sarama#2940 github.com/Shopify/sarama"}},
	} {
		t.Run(name, func(t *testing.T) { gives(t, c.files, c.want...) })
	}
}

func TestM42_ClientVersionThatComesBeforeTheFix(t *testing.T) {
	got := message(t, rulestest.Files{"gradle.lockfile": "org.apache.kafka:kafka-clients:3.9.2-rc1=x\n"})
	const want = "org.apache.kafka:kafka-clients 3.9.2-rc1 comes before the release of that number: possibly it has KAFKA-19012, fixed in 3.9.2, 4.0.2"
	if !strings.HasPrefix(got, want) || !strings.Contains(got, "raise org.apache.kafka:kafka-clients to 3.9.2 or later") {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestM42_ClientVersionSaysWhatToDo(t *testing.T) {
	got := message(t, rulestest.Files{"gradle.lockfile": "org.apache.kafka:kafka-clients:4.0.1=x\n"})
	for _, want := range []string{
		"org.apache.kafka:kafka-clients 4.0.1 has KAFKA-19012: a batch that expires", "without an error (CVE-2026-35554); raise org.apache.kafka:kafka-clients to 4.0.2 or later; see https://",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nlacks %s", got, want)
		}
	}
}
