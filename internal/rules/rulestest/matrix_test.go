package rulestest

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestWhatTheEvidenceOfAWayMustShow(t *testing.T) {
	own, other := model.AtFile("topics.yaml", 9, 3), model.AtFile("server.properties", 2, 1)
	def := model.DefaultOf("Kafka 4.1.2")
	of := func(origins ...model.Origin) finding.Finding {
		f := finding.Finding{Origin: own}
		for _, at := range origins {
			f.Evidence = append(f.Evidence, finding.Evidence{Origin: at})
		}
		return f
	}
	for _, test := range []struct {
		name                       string
		finding                    finding.Finding
		written, byDefault, broker bool
	}{
		{"two of its own", of(own, own), true, false, false},
		{"one value alone", of(own), false, false, false},
		{"a default", of(own, def), false, true, false},
		{"a broker's", of(own, other), true, false, true},
		{"none", of(), false, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := allWritten(test.finding); got != test.written {
				t.Errorf("all written: %v", got)
			}
			if got := hasDefault(test.finding); got != test.byDefault {
				t.Errorf("has a default: %v", got)
			}
			if got := fromTwoFiles(test.finding); got != test.broker {
				t.Errorf("from two files: %v", got)
			}
		})
	}
}
