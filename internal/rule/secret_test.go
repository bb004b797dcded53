package rule

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestASkipDoesNotQuoteASecret holds that a template's default, which may be
// the password itself, does not reach a report.
func TestASkipDoesNotQuoteASecret(t *testing.T) {
	at := model.AtFile("server.properties", 4, 1)
	for name, shown := range map[string]bool{"ssl.keystore.password": false, "sasl.jaas.config": false, "log.retention.ms": true} {
		broker := brokerIn("server.properties", "plant")
		broker.Config.Set(name, model.UnknownValue("${PW:-hunter2}", "${PW:-hunter2} is filled in when it is deployed", at), at)
		key := model.Key{Layer: model.LayerBroker, Name: name}
		r := &Rule{Name: "test/rule", On: model.KindBroker, Keys: []model.Key{key}, Check: func(p *Pass) { p.Text(key) }}
		out := judge(t, r, nil, broker)
		if len(out.Skipped) != 1 || out.Skipped[0].Needs != name || out.Skipped[0].Reason == "" {
			t.Fatalf("%s: skips %+v, want one with a reason", name, out.Skipped)
		}
		if got := strings.Contains(out.Skipped[0].Reason, "hunter2"); got != shown {
			t.Errorf("%s: what stands there is shown: %v; %s", name, got, out.Skipped[0].Reason)
		}
	}
}
