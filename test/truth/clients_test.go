package truth

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// clientCase is a client's settings, and what must follow: whether Kafka's
// own constructor throws on them, by release, and which rule says so.
type clientCase struct {
	name   string
	kind   string // producer or consumer
	config []string
	throws string // the releases that throw: "", "all", or "4.x"
	rule   string // the rule whose error stands for it; "" for none
}

var clientCases = []clientCase{
	{"stock producer", "producer", []string{"acks", "all"}, "", ""},
	{"incident B", "producer", []string{"max.in.flight.requests.per.connection", "5000", "enable.idempotence", "true", "retries", "3", "metadata.max.age.ms", "300000"}, "all", "client/in-flight-exceeds-five"},
	{"in-flight with idempotence by default", "producer", []string{"max.in.flight.requests.per.connection", "6"}, "4.x", "client/in-flight-exceeds-five"},
	{"idempotence with acks=1", "producer", []string{"enable.idempotence", "true", "acks", "1"}, "all", "client/idempotence-lost"},
	{"idempotence without retries", "producer", []string{"enable.idempotence", "true", "retries", "0"}, "all", "client/idempotence-lost"},
	{"transactions without idempotence", "producer", []string{"transactional.id", "t", "enable.idempotence", "false"}, "all", "client/idempotence-lost"},
	{"delivery time-out below linger and request time-out", "producer", []string{"delivery.timeout.ms", "1000", "request.timeout.ms", "30000"}, "", "client/delivery-timeout-short"},
	{"stock consumer", "consumer", []string{"group.id", "g"}, "", ""},
	{"classic keys with the consumer protocol", "consumer", []string{"group.id", "g", "group.protocol", "consumer", "session.timeout.ms", "30000"}, "4.x", "client/protocol-keys-conflict"},
}

// TestM24_WeSayErrorWhereKafkaThrows constructs Kafka's own client
// configurations and holds the exceptions against the rules' errors.
func TestM24_WeSayErrorWhereKafkaThrows(t *testing.T) {
	for _, release := range versions {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			var questions [][]string
			for _, c := range clientCases {
				questions = append(questions, append([]string{c.kind}, c.config...))
			}
			for i, answer := range ask(t, release, questions) {
				c := clientCases[i]
				throws := c.throws == "all" || c.throws == "4.x" && strings.HasPrefix(release, "4.")
				if got := strings.HasPrefix(answer, "refused"); got != throws {
					t.Errorf("%s: Kafka %s: %s; want throws=%v", c.name, release, answer, throws)
				}
				if throws {
					holdsError(t, c, release)
				}
			}
		})
	}
}

// holdsError checks that lint gives the rule's error for the same settings in
// a file, by the same version.
func holdsError(t *testing.T, c clientCase, release string) {
	t.Helper()
	var file strings.Builder
	file.WriteString("bootstrap.servers=b1.example:9092\n")
	for i := 0; i < len(c.config); i += 2 {
		file.WriteString(c.config[i] + "=" + c.config[i+1] + "\n")
	}
	line := release[:strings.LastIndexByte(release, '.')]
	result := rulestest.Lint(t, rules.All(), map[string]string{
		c.kind + ".properties": file.String(),
		"policy.yaml":          "target: \"" + line + "\"\n",
	})
	for _, f := range rulestest.Of(result, c.rule) {
		if f.Severity == finding.Error {
			return
		}
	}
	t.Errorf("%s on %s: Kafka throws, and %s gives no error; findings: %v", c.name, line, c.rule, result.Findings)
}
