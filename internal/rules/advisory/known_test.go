package advisory

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// carrier is a file that brings a product in a version, with what a fault's
// circumstance asks for.
func carrier(product string, v catalog.Patch, only catalog.Circumstance) rulestest.Files {
	switch product {
	case catalog.ProductKafka:
		if only.Key == "" {
			return rulestest.Files{"k.yaml": strimzi(v.String())}
		}
		return rulestest.Files{"k.yaml": strimzi(v.String(), only.Key+": '"+only.Word+"'")}
	case catalog.ProductStrimzi:
		return rulestest.Files{"op.yaml": operatorOf("strimzi/operator:" + v.String())}
	case "franz-go":
		return rulestest.Files{"go.mod": "module a\nrequire github.com/twmb/franz-go v" + v.String() + "\n"}
	case "sarama":
		return rulestest.Files{"go.mod": "module a\nrequire github.com/IBM/sarama v" + v.String() + "\n"}
	case "confluent-kafka-go":
		return rulestest.Files{"go.mod": "module a\nrequire github.com/confluentinc/confluent-kafka-go v1.0.0\nreplace github.com/confluentinc/confluent-kafka-go => github.com/confluentinc/confluent-kafka-go/v2 v2" +
			strings.TrimLeft(v.String(), "0123456789") + "\n"}
	case "confluent-kafka-python":
		return rulestest.Files{"requirements.txt": "confluent-kafka==" + v.String() + "\n"}
	case "confluent-kafka-javascript":
		return rulestest.Files{"package-lock.json": `{"packages": {"node_modules/@confluentinc/kafka-javascript": {"version": "` + v.String() + `"}}}`}
	}
	artifact := map[string]string{"kafka-clients": "kafka-clients", "kafka-streams": "kafka-streams", "kafka-connect": "connect-runtime"}[product]
	return rulestest.Files{"gradle.lockfile": "org.apache.kafka:" + artifact + ":" + v.String() + "=x\n"}
}

// TestM42_EveryAdvisoryIsTold brings each product in an affected version, by a
// file, and wants the fault with its number, its fix and its severity.
func TestM42_EveryAdvisoryIsTold(t *testing.T) {
	told := 0
	for _, a := range catalog.Advisories() {
		for _, product := range a.Products {
			v := a.Affected[len(a.Affected)-1].To
			if a.Affected[0].Below {
				v, _ = catalog.ParsePatch("0.45.0") // below all of them
			}
			if product == "confluent-kafka-go" && v.String()[0] != '2' {
				continue // a module of version 1 cannot stand in for one of version 2
			}
			t.Run(fmt.Sprintf("%s %s %s", product, v, a.ID), func(t *testing.T) {
				result := rulestest.Lint(t, Rules, carrier(product, v, a.Only))
				i := slices.IndexFunc(result.Findings, func(f finding.Finding) bool { return strings.HasPrefix(f.Discriminator, a.ID) })
				if i < 0 {
					t.Fatalf("not told: %+v", result.Findings)
				}
				f := result.Findings[i]
				want := finding.Warning
				if a.Effect == catalog.EffectLoss {
					want = finding.Error
				}
				if f.Severity != want || !strings.Contains(f.Message, a.ID+": "+a.What) || !strings.Contains(f.Fix, a.FixFor(v).String()) || !strings.Contains(f.Fix, "https://") {
					t.Errorf("%s: %s; %s", f.Severity, f.Message, f.Fix)
				}
				if f.Origin.Line == 0 || len(f.Evidence) != 1 {
					t.Errorf("at %s, because of %v", f.Origin, f.Evidence)
				}
			})
			told++
		}
	}
	if told < 40 {
		t.Errorf("only %d were tried", told)
	}
}

func TestGivenBy(t *testing.T) {
	var config model.Config
	set := func(name, value string) { config.Set(name, model.KnownValue(value, model.Origin{}), model.Origin{}) }
	set("sasl.enabled.mechanisms", "PLAIN,scram-sha-512")
	set("KAFKA_CFG_ZOOKEEPER_METADATA_MIGRATION_ENABLE", "true")
	config.Set("sasl.mechanism", model.UnknownValue("OAUTHBEARER", "filled in", model.Origin{}), model.Origin{})
	for only, want := range map[catalog.Circumstance]string{
		{Key: "sasl.enabled.mechanisms", Word: "SCRAM"}:            "given",
		{Key: "sasl.enabled.mechanisms", Word: "OAUTHBEARER"}:      "not given",
		{Key: "zookeeper.metadata.migration.enable", Word: "true"}: "given",
		{Key: "migration.enable", Word: "true"}:                    "given",
		{Key: "igration.enable", Word: "true"}:                     "not given",
		{Key: "sasl.mechanism", Word: "OAUTHBEARER"}:               "filled in",
		{Key: "another", Word: "true"}:                             "not given",
	} {
		if got := said(givenBy(config)(only)); got != want {
			t.Errorf("%+v: %s, want %s", only, got, want)
		}
	}
	config.Rest(model.UnknownValue("", "it stands elsewhere", model.Origin{}))
	if got := said(givenBy(config)(catalog.Circumstance{Key: "another", Word: "true"})); got != "it stands elsewhere" {
		t.Errorf("a setting that may stand elsewhere: %s", got)
	}
	if got := said(never(catalog.Circumstance{Key: "a", Word: "b"})); got != "not given" {
		t.Errorf("by nobody: %s", got)
	}
}

// said is an answer in a word, or why there is none.
func said(a answer) string {
	switch {
	case a.given:
		return "given"
	case a.open.IsSet():
		return a.open.Why()
	}
	return "not given"
}

func TestOneThatGivesIsEnough(t *testing.T) {
	given, open, none := answer{given: true}, answer{open: model.UnknownValue("", "why", model.Origin{})}, answer{}
	for _, c := range []struct {
		a, b answer
		want string
	}{
		{given, none, "given"}, {none, given, "given"}, {given, open, "given"}, {open, given, "given"},
		{open, none, "why"}, {none, open, "why"}, {none, none, "not given"},
	} {
		if got := said(c.a.or(c.b)); got != c.want {
			t.Errorf("%s or %s: %s, want %s", said(c.a), said(c.b), got, c.want)
		}
	}
}

// A loss makes builds fail, whichever entry is one.
func TestSeverityOfAnEffect(t *testing.T) {
	for effect, want := range map[catalog.Effect]finding.Severity{
		catalog.EffectLoss: finding.Error, catalog.EffectDelivery: finding.Warning, catalog.EffectOutage: finding.Warning, catalog.EffectSecurity: finding.Warning,
	} {
		if got := severity(catalog.Advisory{Effect: effect}); got != want {
			t.Errorf("%s: %s, want %s", effect, got, want)
		}
	}
}
