package web

import (
	"compress/gzip"
	"context"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

func TestGzipIsForThoseWhoTakeIt(t *testing.T) {
	h := handler(webtest.Trouble())
	plain := ask(h, "/api/v1/status")
	for accept, want := range map[string]bool{
		"gzip": true, "GZIP": true, "br, gzip": true, "gzip;q=0.5": true, "deflate , gzip ; q=1": true, "gzip;q=": false,
		"": false, "br": false, "gzip;q=0": false, "gzip; q=0.000": false, "x-gzip": false, "gzip;q=x": false, "*": false,
	} {
		w := ask(h, "/api/v1/status", "Accept-Encoding", accept)
		if packed := w.Header().Get("Content-Encoding") == "gzip"; packed != want {
			t.Errorf("%q: packed is %v", accept, packed)
		}
		if w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: a cache may mix them up", accept)
		}
		if !want {
			continue
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(z); err != nil || string(body) != plain.Body.String() {
			t.Errorf("%q: unpacks as %.100q, %v", accept, body, err)
		}
	}
	if w := ask(h, "/nowhere", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Error("a sentence is packed")
	}
}

func TestATagIsOfOneBoard(t *testing.T) {
	var holder board.Holder
	now := webtest.Now()
	h := Handler(&holder, Options{Now: func() time.Time { return now }})
	tag := func(target string) string { return ask(h, target).Header().Get("ETag") }
	nothing := tag("/api/v1/status")
	holder.Set(webtest.Healthy())
	first := tag("/api/v1/status")
	if first == nothing || first == "" {
		t.Errorf("the first board has the tag of none: %q", first)
	}
	for given, want := range map[string]int{first: 304, `W/"x", ` + first: 304, "*": 304, nothing: 200, `W/"x"`: 200, "": 200} {
		w := ask(h, "/api/v1/status", "If-None-Match", given)
		if w.Code != want || want == 304 && (w.Body.Len() > 0 || w.Header().Get("ETag") != first) {
			t.Errorf("%q: %d with %d bytes", given, w.Code, w.Body.Len())
		}
	}
	if now = now.Add(time.Second); tag("/api/v1/status") != first {
		t.Error("a second later the same board has another tag")
	}
	if now = now.Add(time.Minute); tag("/api/v1/status") == first {
		t.Error("the last look has grown old, and whoever has the healthy answer is told to keep it")
	}
	now = webtest.Now()
	if holder.Set(webtest.Healthy()); tag("/api/v1/status") == first {
		t.Error("another board has the same tag")
	}
	if other := Handler(&holder, Options{Now: webtest.Now}); ask(other, "/api/v1/status").Header().Get("ETag") == tag("/api/v1/status") {
		t.Error("a watch that was started anew has the tags of the old one")
	}
}

func TestATagKnowsWhatIsNotOnTheBoard(t *testing.T) {
	var holder board.Holder
	holder.Set(webtest.Trouble())
	events, now := webtest.Events()[:2], webtest.Now()
	h := Handler(&holder, Options{Now: func() time.Time { return now }, Timeline: timelineOf(&events)})
	const one = "/api/v1/incidents/9f2c51d07ab3e846"
	before := ask(h, one).Header().Get("ETag")
	if events = webtest.Events(); ask(h, one).Header().Get("ETag") == before {
		t.Error("an event is new, and the tag is not")
	}
	before = ask(h, "/api/v1/windows").Header().Get("ETag")
	if now = now.Add(time.Hour); ask(h, "/api/v1/windows").Header().Get("ETag") == before {
		t.Error("a window has ended, and the tag is the same")
	}
}

func timelineOf(events *[]incident.Event) func(context.Context, string) ([]incident.Event, error) {
	return func(context.Context, string) ([]incident.Event, error) { return *events, nil }
}

func TestPagesAreNotKept(t *testing.T) {
	h := handler(webtest.Trouble())
	for target, want := range map[string]string{"/": "no-store", "/incidents/9f2c51d07ab3e846": "no-store", "/api/v1/status": "no-cache"} {
		w := ask(h, target)
		if got := w.Header().Get("Cache-Control"); got != want || (w.Header().Get("ETag") == "") != (want == "no-store") {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}

// TestWhatCannotBeWritten: JSON has no infinity.
func TestWhatCannotBeWritten(t *testing.T) {
	b := webtest.Healthy()
	b.Clusters[0].Lag[1].Partitions[0].Read = math.Inf(1)
	w := ask(handler(b), "/api/v1/lag")
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), `{"error": "`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestWhatGoesWrongInsideIsNotTold(t *testing.T) {
	w := httptest.NewRecorder()
	fail(w, httptest.NewRequest(http.MethodGet, "/", nil), io.ErrUnexpectedEOF)
	if w.Code != 500 || strings.Contains(w.Body.String(), "EOF") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestATemplateThatDoesNotExist(t *testing.T) {
	s := &server{pages: newPages()}
	w := httptest.NewRecorder()
	s.render(w, httptest.NewRequest(http.MethodGet, "/", nil), "nowhere.html", nil)
	if w.Code != 500 || !strings.HasPrefix(w.Body.String(), "{") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
