package client

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestALimitThatNobodyShowed is told as Kafka's default, and as one of a
// version that nobody declared where that is so.
func TestALimitThatNobodyShowed(t *testing.T) {
	const says = "by Kafka's default, and no broker's file is there to say otherwise"
	for _, c := range []struct {
		name    string
		rule    *rule.Rule
		files   rulestest.Files
		says    bool
		guessed bool
	}{
		{"a transaction", TransactionTimeout, rulestest.Files{
			"producer.properties": address + "transactional.id=t\ntransaction.timeout.ms=3600000\n"}, true, true},
		{"a transaction, declared 4.1", TransactionTimeout, rulestest.Files{"policy.yaml": "target: \"4.1\"\n",
			"producer.properties": address + "transactional.id=t\ntransaction.timeout.ms=3600000\n"}, true, false},
		{"a transaction, with a broker's file", TransactionTimeout, rulestest.Files{"server.properties": server(""),
			"producer.properties": address + "transactional.id=t\ntransaction.timeout.ms=3600000\n"}, false, true},
		{"a session", SessionOutOfBounds, rulestest.Files{"consumer.properties": address + group + "session.timeout.ms=5000\n"}, true, true},
		{"a session, with a broker's file", SessionOutOfBounds, rulestest.Files{"server.properties": server(""),
			"consumer.properties": address + group + "session.timeout.ms=5000\n"}, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := rulestest.Of(rulestest.Lint(t, []*rule.Rule{c.rule}, c.files), c.rule.Name)
			if len(found) != 1 {
				t.Fatalf("%d findings, want 1", len(found))
			}
			f := found[0]
			if strings.Contains(f.Message, says) != c.says {
				t.Errorf("%q says %q: want %v", f.Message, says, c.says)
			}
			guessed := false
			for _, e := range f.Evidence {
				guessed = guessed || strings.HasSuffix(e.Origin.String(), ", version not declared")
			}
			if guessed != c.guessed {
				t.Errorf("the evidence says that no version is declared: %v, want %v: %+v", guessed, c.guessed, f.Evidence)
			}
		})
	}
}
