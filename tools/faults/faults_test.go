package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/test/outside"
)

// served is a watch that serves fixed pages.
func served(t *testing.T, pages map[string]string) *watched {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, there := pages[r.URL.Path]
		if !there {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, text)
	}))
	t.Cleanup(s.Close)
	return &watched{s.URL}
}

const scraped = `# HELP breakwater_broker_up Up.
breakwater_broker_up{cluster="a",broker="1"} 1
breakwater_broker_up{cluster="a",broker="2"} 0
breakwater_partitions_under_replicated_at_least{cluster="a"} 7
breakwater_group_lag_records{cluster="a",group="idle-01"} 60
breakwater_group_lag_records_at_least{cluster="a",group="idle-02"} 40
breakwater_group_lag_complete{cluster="a",group="idle-01"} 1
breakwater_group_lag_complete{cluster="a",group="idle-02"} 0
kafka_consumergroup_lag_sum{consumergroup="idle-01",topic="t"} 60
breakwater_watch_start_timestamp_seconds 1
`

const (
	told = `{"clusters":[{"verdict":{"state":"wrong","sentence":"broker 2 refuses"}}]}`
	each = `{"items":[{"name":"1","answer":"answered"},{"name":"2","answer":"refused"}]}`
)

func TestAScrapeIsRead(t *testing.T) {
	w := served(t, map[string]string{"/metrics": scraped, "/api/v1/status": told, "/api/v1/brokers": each})
	s, err := w.scrape()
	if err != nil {
		t.Fatal(err)
	}
	if s.underReplicated != nil || s.atLeast == nil || *s.atLeast != 7 || s.up["1"] != 1 || s.up["2"] != 0 || len(s.up) != 2 {
		t.Errorf("got %+v", s)
	}
	if s.lag["idle-01"] != 60 || len(s.lag) != 1 || s.lagAtLeast["idle-02"] != 40 || s.took <= 0 || s.known() != 1 || len(s.complete) != 2 || s.lagSum() != 100 || len(s.sums) != 1 {
		t.Errorf("got %+v", s)
	}
	if status, answer, err := w.json(); err != nil || status != "wrong: broker 2 refuses" || answer != "refused" {
		t.Errorf("status %q, victim %q, %v", status, answer, err)
	}
}

func TestAWatchThatDoesNotAnswerIsAnError(t *testing.T) {
	if _, err := served(t, nil).scrape(); err == nil {
		t.Error("no metrics, and no error")
	}
	for name, pages := range map[string]map[string]string{
		"no cluster": {"/api/v1/status": `{"clusters":[]}`, "/api/v1/brokers": each},
		"no JSON":    {"/api/v1/status": "<html>", "/api/v1/brokers": each},
		"no brokers": {"/api/v1/status": told},
	} {
		if _, _, err := served(t, pages).json(); err == nil {
			t.Errorf("%s, and no error", name)
		}
	}
	w := served(t, map[string]string{"/api/v1/status": told, "/api/v1/brokers": `{"items":[]}`})
	if _, answer, err := w.json(); err != nil || answer != "not listed" {
		t.Errorf("a victim that is not there: %q, %v", answer, err)
	}
}

const page = `{"alerts":[{"status":"firing","labels":{"severity":"error","rule":"cluster/broker-missing","subject":"broker/2"},"annotations":{"summary":"broker 2 refuses"}},
	{"status":"firing","labels":{"severity":"none"}}]}`

func TestAMoment(t *testing.T) {
	w := served(t, map[string]string{"/metrics": scraped, "/api/v1/status": told, "/api/v1/brokers": each})
	pager := &outside.Inbox{}
	broke := time.Now()
	pager.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", strings.NewReader(page)))
	s, err := w.scrape()
	if err != nil {
		t.Fatal(err)
	}
	var r report
	if err := r.moment(w, pager, broke, 5, s); err != nil {
		t.Fatal(err)
	}
	m := r.Moments[0]
	if m.Seconds != 5 || m.BrokerUp != "0" || m.UnderReplicated != "at least 7" || m.LagSum != 100 || m.LagKnown != 1 || m.Status != "wrong: broker 2 refuses" ||
		m.Answer != "refused" || !slices.Equal(m.Alerts, []string{"firing error cluster/broker-missing broker/2: broker 2 refuses"}) {
		t.Errorf("got %+v", m)
	}
}

// TestNothingIsBrokenThatWasNotWhole: else nothing could fall.
func TestNothingIsBrokenThatWasNotWhole(t *testing.T) {
	w := served(t, map[string]string{"/metrics": scraped})
	var r report
	err := r.observe(t.Context(), w, &outside.Inbox{}, func() error { t.Error("it was broken"); return nil })
	if err == nil || !strings.Contains(err.Error(), "the lag of 1 of 2 groups is known") {
		t.Errorf("got %v", err)
	}
}

// TestWhatMustNeverBeSaid: each of it makes the run fail.
func TestWhatMustNeverBeSaid(t *testing.T) {
	zero, some := 0.0, 5.0
	sum := func(n float64) map[string]float64 { return map[string]float64{`consumergroup="idle-01",topic="t"`: n} }
	before := &said{lag: map[string]float64{"idle-01": 60, "live": 60}, sums: sum(60)}
	for name, c := range map[string]struct {
		after float64
		said  said
		want  string
	}{
		"all is well":              {20, said{underReplicated: &some, up: map[string]float64{"2": 0}, lag: map[string]float64{"idle-01": 60}, sums: sum(60)}, ""},
		"not known yet":            {3, said{underReplicated: &zero, up: map[string]float64{"2": 1}}, ""},
		"a lag that is absent":     {20, said{lagAtLeast: map[string]float64{"idle-01": 40}}, ""},
		"a lag that really falls":  {20, said{lag: map[string]float64{"live": 2}}, ""},
		"a lag that falls":         {20, said{lag: map[string]float64{"idle-01": 59}}, "the lag of idle-01 fell"},
		"a sum that falls":         {20, said{sums: sum(20)}, "the lag of idle-01 fell"},
		"still up":                 {6, said{up: map[string]float64{"2": 1}}, "broker_up was 1 until +6.0 s"},
		"still replicated":         {6, said{underReplicated: &zero}, "under_replicated 0 until +6.0 s"},
		"down, and none lacks it":  {2, said{underReplicated: &zero, up: map[string]float64{"2": 0}}, "broker_up was 0 from +0.0 s on, and under_replicated 0 until +2.0 s"},
		"replicated again":         {60, said{underReplicated: &zero}, "under_replicated 0 until +60.0 s"},
		"slow":                     {20, said{took: 1100 * time.Millisecond}, "a scrape took 1100 ms"},
		"slow before it was known": {1, said{took: 1100 * time.Millisecond}, "a scrape took 1100 ms"},
	} {
		r := report{Fault: "kill -9", Alerts: []alert{{3, "firing"}}}
		r.take(c.after, before, &c.said)
		err := (&document{Faults: []report{r}}).broken()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	if err := (&document{Faults: []report{{Fault: "kill -9"}}}).broken(); err == nil || !strings.Contains(err.Error(), "no alert") {
		t.Errorf("no alert: got %v", err)
	}
}

func TestSizes(t *testing.T) {
	for _, s := range sizes() {
		if s.idle >= s.topics {
			t.Errorf("%s: %d idle groups need a topic each, beside the one that is written to; there are %d", s.name, s.idle, s.topics)
		}
	}
	if got := sizes()[1].String(); !strings.HasPrefix(got, "3 brokers, 300 topics × 3 partitions × 3 replicas") || !strings.Contains(got, "51 groups") {
		t.Errorf("got %s", got)
	}
}

func TestTheTableIsPrinted(t *testing.T) {
	r := report{Fault: "SIGSTOP", Cluster: "small", Leads: 4, Coordinates: 3, UpUntil: 3.5, Scrapes: 100, Moments: []moment{{Seconds: 5, BrokerUp: "0", UnderReplicated: "unknown", LagSum: 9, LagKnown: 3, Status: "wrong", Answer: "silent"}},
		Alerts: []alert{{4.2, "firing"}}}
	var out strings.Builder
	r.print(&out)
	for _, want := range []string{"SIGSTOP of the leader of 4 partitions and coordinator of 3 groups, small", "broker_up 1 until +3.5 s", "victim silent", "+5   broker_up 0", "under-replicated unknown", "alert at +4.2 s: firing"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}
