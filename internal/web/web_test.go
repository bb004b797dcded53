package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
	"github.com/breakwaterhq/breakwater/schemas"
)

var update = flag.Bool("update", false, "write the golden files")

// handler shows a board at webtest.Now, with the events of its first incident.
func handler(b *board.Board) http.Handler { return handlerWith(b, Options{}) }

func handlerWith(b *board.Board, o Options) http.Handler {
	var h board.Holder
	if b != nil {
		h.Set(b)
	}
	if o.Now == nil {
		o.Now = webtest.Now
	}
	if o.Timeline == nil {
		o.Timeline = func(_ context.Context, id string) ([]incident.Event, error) {
			var out []incident.Event
			for _, e := range webtest.Events() {
				if e.Incident == id {
					out = append(out, e)
				}
			}
			return out, nil
		}
	}
	return Handler(&h, o)
}

func ask(h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Host = "localhost:9464"
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// addresses are those of all documents of a board, with the schema of
// each.
var addresses = map[string]string{
	"/api/v1/status": "status", "/api/v1/incidents": "incidents", "/api/v1/incidents/9f2c51d07ab3e846": "incident", "/api/v1/brokers": "brokers",
	"/api/v1/groups": "groups", "/api/v1/groups/billing": "group", "/api/v1/lag": "lag", "/api/v1/windows": "windows",
	"/api/v1": "index", "/api/v1/": "index",
}

func TestDocumentsAreAsTheGoldenFiles(t *testing.T) {
	h := handler(webtest.Trouble())
	for target, name := range addresses {
		golden(t, "testdata/"+name+".json", ask(h, target).Body.Bytes())
	}
	golden(t, "testdata/healthy.json", ask(handler(webtest.Healthy()), "/api/v1/status").Body.Bytes())
	golden(t, "testdata/nothing.json", ask(handler(nil), "/api/v1/status").Body.Bytes())
}

func TestPagesAreAsTheGoldenFiles(t *testing.T) {
	golden(t, "testdata/front.html", ask(handler(webtest.Trouble()), "/").Body.Bytes())
	golden(t, "testdata/healthy.html", ask(handler(webtest.Healthy()), "/").Body.Bytes())
	golden(t, "testdata/nothing.html", ask(handler(nil), "/").Body.Bytes())
	golden(t, "testdata/incident.html", ask(handler(webtest.Trouble()), "/incidents/9f2c51d07ab3e846").Body.Bytes())
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("differs from %s (%v): look at it, and run go test -update:\n%s", file, err, got)
	}
}

func schemaOf(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemas.API))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("api.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("api.json" + name)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func valid(t *testing.T, schema *jsonschema.Schema, body []byte) error {
	t.Helper()
	got, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return schema.Validate(got)
}

func TestDocumentsFollowTheSchema(t *testing.T) {
	whole := schemaOf(t, "")
	for name, b := range map[string]*board.Board{"none": nil, "healthy": webtest.Healthy(), "trouble": webtest.Trouble(), "hostile": webtest.Hostile(), "big": webtest.Big(), "never looked": neverLooked()} {
		h := handler(b)
		for target, document := range addresses {
			w := ask(h, target)
			if w.Code == http.StatusNotFound {
				document = "error"
			}
			if err := valid(t, schemaOf(t, "#/$defs/"+document), w.Body.Bytes()); err != nil {
				t.Errorf("%s of the %s board: %v", target, name, err)
			}
			if err := valid(t, whole, w.Body.Bytes()); err != nil {
				t.Errorf("%s of the %s board is none of the documents: %v", target, name, err)
			}
		}
	}
}

func neverLooked() *board.Board {
	return &board.Board{At: webtest.Now(), Started: webtest.Now(), Clusters: []*board.Cluster{{Name: "plant"}}}
}

func TestTheSchemaRefuses(t *testing.T) {
	good := ask(handler(webtest.Trouble()), "/api/v1/groups/billing").Body.String()
	for _, change := range [][2]string{
		{`"why": "its leader did not answer ListOffsets"`, `"why": ""`},
		{`"committed": {
          "value": null,
          "why": "the group has committed nothing here"`, `"committed": {
          "value": null`},
		{`"breakwater.group/v1"`, `"breakwater.group/v2"`},
		{`"total": 3`, `"total": -1`},
		{`"how": "history"`, `"how": "guess"`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Errorf("%s does not stand in\n%s", change[0], good)
		} else if valid(t, schemaOf(t, "#/$defs/group"), []byte(bad)) == nil {
			t.Errorf("%s is taken", change[1])
		}
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	h := handler(webtest.Trouble())
	schema := schemaOf(t, "#/$defs/error")
	for target, c := range map[string]struct {
		code int
		says string
	}{
		"/nowhere":                               {404, "begins with /api/v1"},
		"/api/v1/?x=1":                           {400, "nor is any other"},
		"/api/v1/topics":                         {404, `there is no document "/api/v1/topics": there are /api/v1/status, /api/v1/incidents, /api/v1/incidents/ID, /api/v1/brokers`},
		"/api/v1/status/":                        {404, "there is no document"},
		"/api/v1/groups/a/b":                     {404, "/api/v1 says what each of them tells"},
		"/api/v1x":                               {404, "there is no page"},
		"/api/v1/status?cluster=plant":           {400, `"cluster" is not known here: use limit`},
		"/api/v1/incidents?serverity=error":      {400, `"serverity" is not known here: use cluster, state, severity, limit`},
		"/api/v1/incidents?state=close":          {400, `state is "close": use settling, open, recovering, resolved`},
		"/api/v1/incidents?severity=bad":         {400, `severity is "bad": use info, warning, error`},
		"/api/v1/incidents?state=open&state=x":   {400, `"state" is given 2 times`},
		"/api/v1/incidents?cluster=plan":         {404, `no cluster "plan" is watched: there is plant`},
		"/api/v1/incidents?limit=0":              {400, `limit is "0": give a number from 1 to 100000`},
		"/api/v1/incidents?limit=-1":             {400, "limit"},
		"/api/v1/incidents?limit=100001":         {400, "limit"},
		"/api/v1/incidents?limit=many":           {400, "limit"},
		"/api/v1/incidents?%zz":                  {400, "cannot be read"},
		"/api/v1/incidents/nope":                 {404, `there is no incident "nope"`},
		"/api/v1/incidents/9f2c51d07ab3e846?x=1": {400, "nor is any other"},
		"/incidents/nope":                        {404, `there is no incident "nope"`},
		"/api/v1/groups/nope":                    {404, `there is no group "nope"`},
		"/api/v1/groups/billing?x=1":             {400, "use cluster, limit"},
		"/api/v1/lag?groups=billing":             {400, "use cluster, group, topic, limit"},
		"/api/v1/brokers?limit=x":                {400, "limit"},
		"/api/v1/windows?limit=x":                {400, "limit"},
		"/api/v1/windows?cluster=plant":          {400, "use limit"},
	} {
		w := ask(h, target)
		var got failure
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != c.code || !strings.Contains(got.Error, c.says) {
			t.Errorf("%s: %d %s, want %d with %q", target, w.Code, w.Body, c.code, c.says)
		}
		if err := valid(t, schema, w.Body.Bytes()); err != nil {
			t.Errorf("%s: %v", target, err)
		}
		if got := w.Header().Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: an error may be kept: %q", target, got)
		}
	}
}

func TestFilters(t *testing.T) {
	b := webtest.Trouble()
	other := webtest.Trouble().Clusters[0]
	other.Name = "harbour"
	for i := range other.Incidents {
		other.Incidents[i].Cluster, other.Incidents[i].ID = "harbour", "h"+other.Incidents[i].ID
	}
	b.Clusters = append(b.Clusters, other)
	h := handler(b)
	for target, want := range map[string]struct{ total, listed int }{
		"incidents":                                       {8, 8},
		"incidents?limit=3":                               {8, 3},
		"incidents?cluster=plant":                         {4, 4},
		"incidents?state=open":                            {4, 4},
		"incidents?state=settling,resolved":               {4, 4},
		"incidents?severity=error":                        {2, 2},
		"incidents?severity=error,warning&state=resolved": {2, 2},
		"incidents?severity=info":                         {0, 0},
		"brokers":                                         {6, 6},
		"brokers?cluster=harbour&limit=2":                 {3, 2},
		"groups":                                          {4, 4},
		"groups?cluster=plant":                            {2, 2},
		"lag":                                             {8, 8},
		"lag?group=billing&topic=iot":                     {6, 6},
		"lag?group=billing&cluster=plant&limit=1":         {3, 1},
		"lag?topic=nothing":                               {0, 0},
		"windows?limit=1":                                 {2, 1},
	} {
		var got struct {
			Total int
			Items []any
		}
		w := ask(h, "/api/v1/"+target)
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got.Items == nil || got.Total != want.total || len(got.Items) != want.listed {
			t.Errorf("%s: %d of %d (%v), want %d of %d", target, len(got.Items), got.Total, err, want.listed, want.total)
		}
	}
	if w := ask(h, "/api/v1/groups/billing"); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "plant and harbour") {
		t.Errorf("a group of two clusters: %s", w.Body)
	}
	if w := ask(h, "/api/v1/groups/billing?cluster=harbour"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"cluster": "harbour"`) {
		t.Errorf("with its cluster: %s", w.Body)
	}
}

// TestGroupsOfAnyName: an id may hold what an address divides by.
func TestGroupsOfAnyName(t *testing.T) {
	for _, id := range []string{"a/b", "a b", "a%2Fb", "..%", "a/../b", "größe", "<script>", `"`, "a?b#c", "a//b"} {
		b := webtest.Healthy()
		b.Clusters[0].Lag[0].ID = id
		if w := ask(handler(b), "/api/v1/groups/"+url.PathEscape(id)); w.Code != http.StatusOK {
			t.Errorf("%q: %d %s", id, w.Code, w.Body)
		}
	}
}

func TestATimelineThatCannotBeRead(t *testing.T) {
	broken := Options{Timeline: func(context.Context, string) ([]incident.Event, error) { return nil, errors.New("disk full") }}
	h := handlerWith(webtest.Trouble(), broken)
	w := ask(h, "/api/v1/incidents/9f2c51d07ab3e846")
	if body := w.Body.String(); w.Code != 200 || !strings.Contains(body, `"timeline": null`) || !strings.Contains(body, `"noTimeline": "the timeline cannot be read: disk full"`) {
		t.Errorf("%d %s", w.Code, body)
	}
	if err := valid(t, schemaOf(t, "#/$defs/incident"), w.Body.Bytes()); err != nil {
		t.Error(err)
	}
	if body := ask(h, "/incidents/9f2c51d07ab3e846").Body.String(); !strings.Contains(body, "Not known: the timeline cannot be read: disk full") {
		t.Errorf("the page says\n%s", body)
	}
	if w := ask(h, "/api/v1/incidents/gone"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "whether there was one is not known") {
		t.Errorf("one that may never have been: %d %s", w.Code, w.Body)
	}
}

// TestTheTimelineIsGivenATime: a disk that hangs must not hang the page.
func TestTheTimelineIsGivenATime(t *testing.T) {
	limited := false
	h := handlerWith(webtest.Trouble(), Options{Timeline: func(ctx context.Context, _ string) ([]incident.Event, error) {
		deadline, ok := ctx.Deadline()
		limited = ok && time.Until(deadline) <= timelineLimit
		return nil, nil
	}})
	if ask(h, "/incidents/9f2c51d07ab3e846"); !limited {
		t.Error("it may wait for ever")
	}
}

// TestAnIncidentThatIsOverForLong: a link in an old message still tells what
// became of it.
func TestAnIncidentThatIsOverForLong(t *testing.T) {
	h := handler(webtest.Healthy())
	w := ask(h, "/api/v1/incidents/9f2c51d07ab3e846")
	if body := w.Body.String(); w.Code != 200 || !strings.Contains(body, `"incident": null`) || !strings.Contains(body, "ines has taken it") {
		t.Errorf("%d %s", w.Code, body)
	}
	if body := ask(h, "/incidents/9f2c51d07ab3e846").Body.String(); !strings.Contains(body, "It is not known any more what it was") || !strings.Contains(body, "ines has taken it") {
		t.Errorf("the page says\n%s", body)
	}
}

func TestWithoutATimeline(t *testing.T) {
	var holder board.Holder
	holder.Set(webtest.Trouble())
	h := Handler(&holder, Options{Now: webtest.Now})
	if body := ask(h, "/api/v1/incidents/9f2c51d07ab3e846").Body.String(); !strings.Contains(body, "this watch keeps no timeline") {
		t.Errorf("got %s", body)
	}
}

// TestWithoutAClock: what was healthy once would be called so for ever.
func TestWithoutAClock(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a handler without a clock is made")
		}
	}()
	Handler(&board.Holder{}, Options{})
}
