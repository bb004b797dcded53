package web

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestWhatABrokerHasYetToCopy(t *testing.T) {
	for name, c := range map[string]struct {
		broker                  lag.Broker
		records, copied, inSync string // as a reader of the page sees it; "" where not known
		never                   bool
	}{
		"in a minute":     {lag.Broker{Records: 4200, Rate: 70, Rated: true, CatchUp: 60_000, CatchUpKnown: true}, "4200", "70", "60000", false},
		"never":           {lag.Broker{Records: 4200, Rate: -3, Rated: true, CatchUp: -1, CatchUpKnown: true}, "4200", "-3", "", true},
		"not rated yet":   {lag.Broker{Records: 4200}, "4200", "", "", false},
		"not all is told": {lag.Broker{Records: 9, Untold: 1}, "", "", "", false},
	} {
		c.broker.ID, c.broker.Partitions = 2, 3
		b := behindOf(&board.Cluster{Behind: []lag.Broker{{ID: 1}, c.broker}}, 2)
		if b == nil || b.Partitions != 3 || b.CatchUp.Never != c.never {
			t.Fatalf("%s: %+v", name, b)
		}
		for what, has := range map[string]struct {
			null bool
			why  string
			want string
		}{
			"records": {b.Records.Value == nil, b.Records.Why, c.records},
			"copied":  {b.Copied.Value == nil, b.Copied.Why, c.copied},
			"in sync": {b.CatchUp.Ms == nil && !c.never, b.CatchUp.Why, c.inSync},
		} {
			if null := has.want == "" && (what != "in sync" || !c.never); has.null != null || (has.why == "") == null {
				t.Errorf("%s: %s: null %v, why %q", name, what, has.null, has.why)
			}
		}
	}
	if b := behindOf(&board.Cluster{}, 2); b != nil {
		t.Errorf("a broker that is in sync: %+v", b)
	}
}

// TestTheIncidentOfABrokerThatIsBack says how far it is, until it is over.
func TestTheIncidentOfABrokerThatIsBack(t *testing.T) {
	c := &board.Cluster{Name: "plant", Behind: []lag.Broker{{ID: 2, Partitions: 3, Records: 5}}}
	v := view{Board: &board.Board{Clusters: []*board.Cluster{{Name: "harbour"}, c}}}
	in := incident.Incident{Cluster: "plant", State: incident.Recovering, Cause: finding.Finding{Rule: "cluster/broker-missing", Subject: model.Subject{Kind: model.KindBroker, Name: "2"}}}
	if b := v.incidentOf(&in).Behind; b == nil || b.Partitions != 3 {
		t.Errorf("recovering: %+v", b)
	}
	for name, change := range map[string]func(*incident.Incident){
		"over":               func(i *incident.Incident) { i.State = incident.Resolved },
		"of another cluster": func(i *incident.Incident) { i.Cluster = "harbour" },
		"of another broker":  func(i *incident.Incident) { i.Cause.Subject.Name = "3" },
		"of an address":      func(i *incident.Incident) { i.Cause.Subject.Name = "b2:9092" },
		"of a topic":         func(i *incident.Incident) { i.Cause.Subject = model.Subject{Kind: model.KindTopic, Name: "2"} },
	} {
		other := in
		change(&other)
		if b := v.incidentOf(&other).Behind; b != nil {
			t.Errorf("%s: %+v", name, b)
		}
	}
}
