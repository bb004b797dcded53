package cluster

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestABootstrapAddressThatDoesNotAnswer has no number, because nobody tells
// one. Where all brokers answer it is none of them.
func TestABootstrapAddressThatDoesNotAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		third    string
		severity finding.Severity
		says     string
		fix      string
	}{
		"all answer":                    {broker(3), finding.Warning, "It is of no broker of this cluster, and all of them answer elsewhere: it was left behind, or it is a typo", "correct b9:9092, or take it out of the bootstrap servers"},
		"one that was left behind":      {broker(3, dead), finding.Warning, "left behind, or it is a typo", "correct b9:9092"},
		"one does not answer":           {broker(3, killed), finding.Error, "No broker that answers lists it, so which broker it was is not known", "start the broker, or take b9:9092 out of the bootstrap servers"},
		"one has no address":            {broker(3, `"answer": "not asked"`, leads("0", "4")), finding.Error, "which broker it was is not known", "start the broker"},
		"one holds replicas, is fenced": {broker(3, dead, leads("0", "4")), finding.Error, "which broker it was is not known", "start the broker"},
		"one was not heard":             {broker(3, `"answer": "unheard"`), finding.Error, "which broker it was is not known", "start the broker"},
		"a listener of another kind":    {broker(3), finding.Warning, "or it is a typo, or it is another listener of one of them. A client", "correct b9:9092"},
		"nobody answers":                {"", finding.Error, "which broker it was is not known", "start the broker"},
	} {
		t.Run(name, func(t *testing.T) {
			p := healthy().of(topic("orders", `"1"`, part(1, "1,2", "1,2")))
			p.brokers[2] = c.third
			if c.third == "" {
				p.brokers = nil
			}
			answer, fact := "refused", "refuses connections: no process listens there. "
			if strings.Contains(name, "listener") {
				answer, fact = "unusable", "can be reached, but not used. "
			}
			p.brokers = append(p.brokers, `{"id": -1, "address": "b9:9092", "unlisted": true, "answer": "`+answer+`"}`)
			var f finding.Finding
			for _, of := range rulestest.Of(p.run(t), BrokerMissing.Name) {
				if strings.Contains(of.Message, "b9:9092") {
					f = of
				}
			}
			says(t, f.Message, "the bootstrap address b9:9092 "+fact, c.says)
			says(t, f.Fix, c.fix)
			if f.Severity != c.severity || len(f.Evidence) != 1 || strings.Contains(f.Message, "-1") {
				t.Errorf("%s, evidence %v: %s", f.Severity, f.Evidence, f.Message)
			}
		})
	}
}
