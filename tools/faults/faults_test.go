package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
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
	return &watched{url: s.URL}
}

const scraped = `# HELP breakwater_broker_up Up.
breakwater_broker_up{cluster="a",broker="1"} 1
breakwater_broker_up{cluster="a",broker="2"} 0
breakwater_partitions_under_replicated_at_least{cluster="a"} 7
breakwater_group_lag_records{cluster="a",group="idle-01"} 60
breakwater_group_lag_records_at_least{cluster="a",group="idle-02"} 40
breakwater_watch_start_timestamp_seconds 1
`

const told = `{"clusters":[{"verdict":{"state":"wrong","sentence":"broker 2 refuses"}}]}`

func TestAScrapeIsRead(t *testing.T) {
	w := served(t, map[string]string{"/metrics": scraped, "/api/v1/status": told})
	s, err := w.scrape()
	if err != nil {
		t.Fatal(err)
	}
	if s.underReplicated != nil || s.atLeast == nil || *s.atLeast != 7 || s.up["1"] != 1 || s.up["2"] != 0 || len(s.up) != 2 {
		t.Errorf("got %+v", s)
	}
	if s.lag["idle-01"] != 60 || len(s.lag) != 1 || s.lagAtLeast["idle-02"] != 40 || s.took <= 0 {
		t.Errorf("got %+v", s)
	}
	if got, err := w.status(); err != nil || got != "wrong: broker 2 refuses" {
		t.Errorf("status %q, %v", got, err)
	}
}

func TestAWatchThatDoesNotAnswerIsAnError(t *testing.T) {
	w := served(t, map[string]string{"/api/v1/status": `{"clusters":[]}`})
	if _, err := w.scrape(); err == nil {
		t.Error("no metrics, and no error")
	}
	if _, err := w.status(); err == nil {
		t.Error("no cluster, and no error")
	}
	if _, err := served(t, map[string]string{"/api/v1/status": "<html>"}).status(); err == nil {
		t.Error("no JSON, and no error")
	}
}

func TestAMoment(t *testing.T) {
	w := served(t, map[string]string{"/metrics": scraped, "/api/v1/status": told})
	p, err := newPager()
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	broke := time.Now()
	page := `{"alerts":[{"status":"firing","labels":{"severity":"error","rule":"cluster/broker-missing","subject":"broker/2"},"annotations":{"summary":"broker 2 refuses"}},
		{"status":"firing","labels":{"severity":"none"}}]}`
	for range 2 { // the second one is the same
		resp, err := http.Post(p.url(), "application/json", strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	s, err := w.scrape()
	if err != nil {
		t.Fatal(err)
	}
	var r report
	if err := r.moment(w, p, broke, 5, s); err != nil {
		t.Fatal(err)
	}
	m := r.Moments[0]
	if m.Seconds != 5 || m.BrokerUp != "0" || m.UnderReplicated != "at least 7" || m.LagSum != 100 || m.LagKnown != 1 || m.Status != "wrong: broker 2 refuses" ||
		!slices.Equal(m.Alerts, []string{"firing error cluster/broker-missing broker/2: broker 2 refuses"}) {
		t.Errorf("got %+v", m)
	}
}

// TestWhatMustNeverBeSaid: each of it makes the run fail.
func TestWhatMustNeverBeSaid(t *testing.T) {
	zero, some := 0.0, 5.0
	before := &said{lag: map[string]float64{"idle-01": 60, "live": 60}}
	for name, c := range map[string]struct {
		after float64
		said  said
		want  string
	}{
		"all is well":             {20, said{underReplicated: &some, up: map[string]float64{"2": 0}, lag: map[string]float64{"idle-01": 60}}, ""},
		"not known yet":           {3, said{underReplicated: &zero, up: map[string]float64{"2": 1}}, ""},
		"a lag that is absent":    {20, said{lagAtLeast: map[string]float64{"idle-01": 40}}, ""},
		"a lag that really falls": {20, said{lag: map[string]float64{"live": 2}}, ""},
		"a lag that falls":        {20, said{lag: map[string]float64{"idle-01": 59}}, "the lag of idle-01 fell"},
		"still up":                {9, said{up: map[string]float64{"2": 1}}, "broker_up was 1 until +9.0 s"},
		"still replicated":        {9, said{underReplicated: &zero}, "under_replicated 0 until +9.0 s"},
		"slow":                    {20, said{took: 1100 * time.Millisecond}, "a scrape took 1100 ms"},
	} {
		r := report{Fault: "kill -9"}
		r.take(c.after, before, &c.said)
		err := (&document{Faults: []report{r}}).broken()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func TestTheTableIsPrinted(t *testing.T) {
	r := report{Fault: "SIGSTOP", UpUntil: 3.5, Scrapes: 100, Moments: []moment{{Seconds: 5, BrokerUp: "0", UnderReplicated: "unknown", LagSum: 9, LagKnown: 3, Status: "wrong"}},
		Alerts: []alert{{4.2, "firing"}}}
	var out strings.Builder
	r.print(&out)
	for _, want := range []string{"SIGSTOP of a leader and coordinator: broker_up 1 until +3.5 s", "+5   broker_up 0", "under-replicated unknown", "alert at +4.2 s: firing"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}
