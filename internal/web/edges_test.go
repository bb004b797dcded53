package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

// TestWhatIsOverMakesNoDoubt, even if nobody saw it end.
func TestWhatIsOverMakesNoDoubt(t *testing.T) {
	for state, want := range map[incident.State]api.State{incident.Resolved: api.Healthy, incident.Settling: api.NotKnown, incident.Open: api.NotKnown, incident.Recovering: api.NotKnown} {
		b := webtest.Healthy()
		withIncident(warning(), state, func(in *incident.Incident) { in.Unknown = true })(b.Clusters[0])
		if s, _ := shown(t, b); s.Clusters[0].Verdict.State != want {
			t.Errorf("%s, and unknown: %s, want %s", state, s.Clusters[0].Verdict.State, want)
		}
	}
}

// TestThingsThatAreOnlyDeclared are no brokers that run: workloads and files may
// stand in the same scope.
func TestThingsThatAreOnlyDeclared(t *testing.T) {
	b := webtest.Healthy()
	c := b.Clusters[0]
	c.Scope.Brokers = append(c.Scope.Brokers, &model.Broker{Name: "from a file"})
	v := view{b, webtest.Now()}
	if got := v.brokersOf("", 10); got.Total != 3 {
		t.Errorf("%d brokers are listed", got.Total)
	}
	if s, page := shown(t, b); s.Clusters[0].Verdict.State != api.Healthy || strings.Contains(page, "from a file") {
		t.Errorf("it is %s", s.Clusters[0].Verdict.State)
	}
}

// TestWhyAFactIsMissing is told by the first of several reasons.
func TestWhyAFactIsMissing(t *testing.T) {
	b := webtest.Healthy()
	c := b.Clusters[0]
	first := model.Subject{Kind: model.KindBroker, Name: "2"}
	c.Result.Gaps = []model.Gap{
		{Fact: model.FactLogDirs, Scope: first, Why: model.Denied}, {Fact: model.FactLogDirs, Scope: c.Scope.Subject(), Why: model.TimedOut},
		{Fact: model.FactTopicConfig, Scope: c.Scope.Subject(), Why: model.Unsupported},
	}
	c.Ages[model.FactViews] = time.Time{}
	why := map[string]string{}
	for _, f := range (view{b, webtest.Now()}).factsOf(c) {
		if (f.At == nil) != (f.AgeMs == nil) || f.At == nil && f.Why == "" {
			t.Errorf("%+v is neither known nor unknown", f)
		}
		why[f.Name] = f.Why
	}
	for fact, want := range map[model.Fact]string{
		model.FactLogDirs: "broker/2: denied", model.FactTopicConfig: "cluster: unsupported", model.FactViews: "it was never told", model.FactOffsets: "",
	} {
		if got, there := why[fact.String()]; !there || got != want {
			t.Errorf("%s: %q, want %q", fact, got, want)
		}
	}
}

// TestTheSameIDInTwoClusters: each group is its own, however alike.
func TestTheSameIDInTwoClusters(t *testing.T) {
	b := webtest.Healthy()
	other := webtest.Healthy().Clusters[0]
	other.Name = "harbour"
	other.Lag[1].Records = 7
	b.Clusters = append(b.Clusters, other)
	h := handler(b)
	for cluster, want := range map[string]string{"plant": "125400", "harbour": "7"} {
		var got api.OneGroup
		w := ask(h, "/api/v1/groups/billing?cluster="+cluster)
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got.Group.Cluster != cluster || got.Partitions.Total != 3 || fmt.Sprint(*got.Group.Records.Value) != want {
			t.Errorf("%s: %v: %s", cluster, err, w.Body)
		}
	}
	if w := ask(h, "/api/v1/groups/billing?cluster=nowhere"); w.Code != http.StatusNotFound {
		t.Errorf("of a cluster that is not watched: %d", w.Code)
	}
	if w := ask(h, "/api/v1/groups/nobody?cluster=plant"); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "/api/v1/groups lists") {
		t.Errorf("a group that is not there: %d %s", w.Code, w.Body)
	}
}

// TestEachClusterIsJudgedAlone: no trouble of one is seen in another.
func TestEachClusterIsJudgedAlone(t *testing.T) {
	for _, one := range append(unhealthy(), harmless()...) {
		b := webtest.Healthy()
		sick := webtest.Healthy().Clusters[0]
		sick.Name = "sick"
		one.make(sick)
		b.Clusters = append(b.Clusters, sick)
		s, _ := shown(t, b)
		if well := s.Clusters[0].Verdict; well.State != api.Healthy || well.Wrong.Total+well.Unknown.Total > 0 {
			t.Errorf("%s, of another cluster: %s: %s", one.name, well.State, well.Sentence)
		}
		if state := s.Clusters[1].Verdict.State; state != one.state {
			t.Errorf("%s, beside a healthy cluster: %s, want %s", one.name, state, one.state)
		}
	}
}

// TestAnswersAreOfTheirTime: the same board, looked at later and later, is never
// healthier than before.
func TestAnswersAreOfTheirTime(t *testing.T) {
	order := map[api.State]int{api.Healthy: 0, api.Settling: 1, api.Warning: 2, api.NotKnown: 3, api.Trouble: 4}
	for name, b := range map[string]*board.Board{"healthy": webtest.Healthy(), "trouble": webtest.Trouble()} {
		worst := 0
		for _, later := range []time.Duration{0, time.Second, 12 * time.Second, 13 * time.Second, time.Minute, time.Hour, 48 * time.Hour} {
			v := view{b, webtest.Now().Add(later)}
			got := v.verdictOf(b.Clusters[0])
			if order[got.State] < worst {
				t.Errorf("%s, %s later: %s", name, later, got.State)
			}
			if worst = order[got.State]; later > 13*time.Second && got.State == api.Healthy {
				t.Errorf("%s, %s later: %s", name, later, got.Sentence)
			}
		}
	}
}

// TestEveryIncidentHasAPage, whatever its rule and its subject are called.
func TestEveryIncidentHasAPage(t *testing.T) {
	for _, name := range []string{"orders", "größe", "a/b", "<b>", `"`, "%2F", strings.Repeat("x", 249)} {
		for _, kind := range []model.Kind{model.KindTopic, model.KindGroup, model.KindBroker, model.KindPartition, model.KindCluster} {
			b := webtest.Healthy()
			f := finding.Finding{Rule: "a/b", Severity: finding.Warning, Subject: model.Subject{Cluster: "plant", Kind: kind, Name: name}, Message: "it is " + name}
			withIncident(f, incident.Open)(b.Clusters[0])
			h := handler(b)
			var list api.Incidents
			if err := json.Unmarshal(ask(h, "/api/v1/incidents").Body.Bytes(), &list); err != nil || len(list.Items) != 1 || list.Items[0].Subject != f.Subject.String() {
				t.Fatalf("%s %q: %v: %+v", kind, name, err, list)
			}
			w := ask(h, "/incidents/"+url.PathEscape(list.Items[0].ID))
			if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<b>") {
				t.Errorf("%s %q: %d", kind, name, w.Code)
			}
		}
	}
}

// TestAGroupWithoutAnything is listed, and nothing is said of it that nobody
// knows.
func TestAGroupWithoutAnything(t *testing.T) {
	b := webtest.Healthy()
	b.Clusters[0].Lag = append(b.Clusters[0].Lag, lag.Group{ID: "silent", Coordinator: -1})
	var got api.OneGroup
	if err := json.Unmarshal(ask(handler(b), "/api/v1/groups/silent").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	g := got.Group
	if g.Coordinator != nil || g.Members.Value != nil || g.Records.Value != nil || g.Lost.Value != nil || g.Age.Ms != nil || g.CatchUp.Ms != nil || g.CatchUp.Never || got.Partitions.Total != 0 {
		t.Errorf("%+v", got)
	}
	for name, why := range map[string]string{"members": g.Members.Why, "records": g.Records.Why, "lost": g.Lost.Why, "age": g.Age.Why, "catch-up": g.CatchUp.Why} {
		if why == "" {
			t.Errorf("nobody says why its %s is not known", name)
		}
	}
}
