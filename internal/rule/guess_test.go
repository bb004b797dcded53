package rule

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// onClient runs a check on one producer, with no version declared.
func onClient(t *testing.T, keys []model.Key, check func(*Pass), pairs ...string) finding.Finding {
	t.Helper()
	r := &Rule{Name: "test/rule", Severity: finding.Error, On: model.KindClient, Keys: keys, Check: check}
	out := judge(t, r, &Settings{}, producerIn("p.properties", pairs...))
	if len(out.Findings) != 1 {
		t.Fatalf("%d findings, want 1", len(out.Findings))
	}
	return out.Findings[0]
}

// TestADefaultRestsOnTheVersion caps an error by a default that is new, and
// leaves one by a value that somebody wrote.
func TestADefaultRestsOnTheVersion(t *testing.T) {
	linger := model.Key{Layer: model.LayerProducer, Name: "linger.ms"}
	other := model.Key{Layer: model.LayerProducer, Name: "batch.size"}
	check := func(p *Pass) {
		n, ok := p.Millis(linger)
		p.Int(other) // a later reading does not take the guess back
		if ok && n.N == 5 {
			p.Report("lingers %s", n)
		}
	}
	keys := []model.Key{linger, other}
	byDefault := onClient(t, keys, check, other.Name, "1")
	if byDefault.Severity != finding.Warning || !strings.HasPrefix(byDefault.Message, "lingers 5 ms (a warning, because no Kafka version is declared and this holds from 4.0 on") {
		t.Errorf("%s: %s; want a warning, because 3.9 lingers for 0 ms", byDefault.Severity, byDefault.Message)
	}
	want := "default of the Java client " + catalog.Release(catalog.Newest()) + ", version not declared"
	if got := byDefault.Evidence[0].Origin.String(); got != want {
		t.Errorf("its origin is %q, want %q", got, want)
	}
	written := onClient(t, keys, check, linger.Name, "5", other.Name, "1")
	if written.Severity != finding.Error || written.Message != "lingers 5 ms" {
		t.Errorf("%s: %s; want an error, because it is written", written.Severity, written.Message)
	}
}

// TestAKeyThatIsNotThereRestsOnTheVersion caps an error because a key is not
// set: the newest line does not have it, and older ones have a default.
func TestAKeyThatIsNotThereRestsOnTheVersion(t *testing.T) {
	gone := model.Key{Layer: model.LayerTopic, Name: "message.format.version"}
	check := func(p *Pass) {
		if _, ok := p.Text(gone); !ok {
			p.Report("not set")
		}
	}
	if f := reported(t, &Settings{}, check, []model.Key{gone}, topicIn("a.yaml", "plant", "orders")); f.Severity != finding.Warning {
		t.Errorf("%s: %s; want a warning, because 3.9 has a default", f.Severity, f.Message)
	}
}

// TestAGapInTheLinesIsFound caps an error that holds before and after a line
// that has it not.
func TestAGapInTheLinesIsFound(t *testing.T) {
	check := func(p *Pass) {
		if p.Version() != (model.Version{Major: 4, Minor: 0}) {
			p.Report("always but in 4.0")
		}
	}
	f := reported(t, &Settings{}, check, nil, topicIn("a.yaml", "plant", "orders"))
	if f.Severity != finding.Warning || !strings.HasPrefix(f.Message, "always but in 4.0 (") || !strings.Contains(f.Message, "holds from 4.1 on") {
		t.Errorf("%s: %s; want a warning that holds from 4.1 on", f.Severity, f.Message)
	}
}

func TestLinesThatAreNoLongerJudgedDoNotCount(t *testing.T) {
	check := func(p *Pass) {
		if !p.Version().Before(oldestJudged) {
			p.Report("since 3.6")
		}
	}
	if f := reported(t, &Settings{}, check, nil, topicIn("a.yaml", "plant", "orders")); f.Severity != finding.Error || f.Message != "since 3.6" {
		t.Errorf("%s: %s; want an error as it is", f.Severity, f.Message)
	}
}

// TestABrokerReadsAClient holds that two things neither of which is a topic
// are joined by their homes alone.
func TestABrokerReadsAClient(t *testing.T) {
	client := producerIn("d/p.properties", request.Name, "1")
	r := &Rule{Name: "test/rule", Severity: finding.Error, On: model.KindBroker, Keys: []model.Key{request}, Check: func(p *Pass) {
		if n, ok := p.OfClient(client).Bytes(request); !ok || n.Value.Certainty() != model.Assumed {
			t.Errorf("%d, %v, %s; want a guess", n.N, ok, n.Value.Certainty())
		}
	}}
	load := &model.Workload{Topics: []string{"*"}, Clients: []string{"p.properties"}}
	if out := judge(t, r, nil, load, brokerIn("d/s.properties", "plant"), client); !out.Ran[r.Name] {
		t.Error("it did not run")
	}
}

func TestAScopeWithoutNodesIsNoCluster(t *testing.T) {
	r := &Rule{Name: "test/rule", On: model.KindCluster, Check: func(*Pass) {}}
	for name, test := range map[string]struct {
		thing any
		want  int
	}{
		"topics alone": {topicIn("a.yaml", "plant", "orders"), 0},
		"a broker":     {brokerIn("b", "plant"), 1},
		"a pool":       {poolIn("p.yaml", "plant", "a", "3", brokerRole), 1},
	} {
		if got := judge(t, r, nil, test.thing).Checked[model.KindCluster]; got != test.want {
			t.Errorf("%s: %d clusters are judged, want %d", name, got, test.want)
		}
	}
}
