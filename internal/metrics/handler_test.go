package metrics

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/metrics/exposition"
)

const prometheusAccept = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,/;q=0.1"

func TestFormatIsNegotiated(t *testing.T) {
	for name, c := range map[string]struct {
		accept []string
		open   bool
	}{
		"nothing":                  {nil, false},
		"Prometheus":               {[]string{prometheusAccept}, true},
		"a browser":                {[]string{"text/html,application/xhtml+xml,*/*;q=0.8"}, false},
		"anything":                 {[]string{"*/*"}, false},
		"any text":                 {[]string{"text/*"}, false},
		"OpenMetrics":              {[]string{"application/openmetrics-text"}, true},
		"OpenMetrics of old":       {[]string{"application/openmetrics-text;version=0.0.1"}, false},
		"both alike":               {[]string{"application/openmetrics-text,text/plain"}, false},
		"text rather":              {[]string{"application/openmetrics-text;q=0.2", "text/plain;version=0.0.4;q=0.8"}, false},
		"OpenMetrics rather":       {[]string{"text/plain;q=0.1", "application/openmetrics-text;version=1.0.0;q=0.9"}, true},
		"a weight that is none":    {[]string{"application/openmetrics-text;q=x"}, false},
		"a weight above one":       {[]string{"application/openmetrics-text;q=7"}, false},
		"what cannot be parsed":    {[]string{"application/;;;,text/plain"}, false},
		"a text format of one day": {[]string{"text/plain;version=1.0.0,application/openmetrics-text;q=0.1"}, true},
	} {
		if got := prefersOpenMetrics(c.accept); got != c.open {
			t.Errorf("%s: OpenMetrics %v", name, got)
		}
	}
}

func TestGzipIsNegotiated(t *testing.T) {
	for accept, want := range map[string]bool{
		"": false, "gzip": true, "GZIP": true, "deflate, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.000": false, "*": true, "*;q=0": false,
		"*, gzip;q=0": false, "identity": false, "x-gzip": true, "br": false,
	} {
		if got := takesGzip([]string{accept}); got != want {
			t.Errorf("%q: %v", accept, got)
		}
	}
}

// TestFormats: all four ways to ask give the same series.
func TestFormats(t *testing.T) {
	plain := get(t, troubled(), everything())
	want, err := parse(plain.Body.String(), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, accept := range []string{"text/plain", prometheusAccept} {
		for _, encoding := range []string{"identity", "gzip"} {
			w := get(t, troubled(), everything(), "Accept", accept, "Accept-Encoding", encoding)
			body := w.Body.Bytes()
			if w.Header().Get("Content-Length") != strconv.Itoa(len(body)) {
				t.Errorf("%s: length %s of %d", accept, w.Header().Get("Content-Length"), len(body))
			}
			if encoding == "gzip" {
				if w.Header().Get("Content-Encoding") != "gzip" {
					t.Fatal("not compressed")
				}
				body = unzip(t, body)
			}
			open := accept == prometheusAccept
			if got := w.Header().Get("Content-Type"); got != map[bool]string{false: exposition.TextFormat, true: exposition.OpenFormat}[open] {
				t.Errorf("%s gives %s", accept, got)
			}
			got, err := parse(string(body), open)
			if err != nil {
				t.Fatalf("%s, %s: %v", accept, encoding, err)
			}
			sameSeries(t, got, want)
		}
	}
}

// unzip wants one gzip stream and nothing behind it: not every client reads a
// second one.
func unzip(t *testing.T, body []byte) []byte {
	t.Helper()
	in := bytes.NewReader(body)
	z, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	z.Multistream(false)
	out, err := io.ReadAll(z)
	if err != nil || in.Len() != 0 {
		t.Fatalf("%v, %d bytes left", err, in.Len())
	}
	return out
}

func sameSeries(t *testing.T, got, want read) {
	t.Helper()
	if len(got.series) != len(want.series) {
		t.Errorf("%d series, want %d", len(got.series), len(want.series))
	}
	for s, v := range want.series {
		g, there := got.series[s]
		if live := strings.HasPrefix(s, "process_") || strings.HasPrefix(s, "go_"); !there || !live && g != v {
			t.Errorf("%s is %v, %v; want %v", s, g, there, v)
		}
	}
}

func TestOnlyQuestionsAreAnswered(t *testing.T) {
	h := &board.Holder{}
	healthz, readyz := Health(h, clock(at))
	for name, handler := range map[string]http.Handler{"metrics": Handler(h, Options{Now: clock(at)}), "healthz": healthz, "readyz": readyz} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
}

// TestHead has no body on the wire, and says how long it would be.
func TestHead(t *testing.T) {
	h := &board.Holder{}
	h.Set(healthy())
	s := httptest.NewServer(Handler(h, Options{Now: clock(at)}))
	defer s.Close()
	res, err := http.Head(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); len(body) != 0 || res.ContentLength < 1000 || res.StatusCode != http.StatusOK {
		t.Errorf("%d: %d bytes of %d", res.StatusCode, len(body), res.ContentLength)
	}
}

// gone is a scraper that has hung up.
type gone struct{ http.ResponseWriter }

func (gone) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestAScraperThatHasGone(t *testing.T) {
	h := &board.Holder{}
	h.Set(healthy())
	handler := Handler(h, Options{Now: clock(at)})
	handler.ServeHTTP(gone{httptest.NewRecorder()}, httptest.NewRequest(http.MethodGet, "/", nil))
	if w := ask(t, handler); w.Code != http.StatusOK || w.Body.Len() < 1000 {
		t.Error("the next one gets nothing")
	}
}

// TestAPageIsMadeOnce for a board, and again when a cluster falls silent.
func TestAPageIsMadeOnce(t *testing.T) {
	var k pages
	o := Options{MostPartitions: 1}
	b := healthy()
	first := k.of(b, at, &o)
	plain, packed := first.plain[0](), first.packed[1]()
	if k.of(b, at.Add(time.Second), &o) != first || first.plain[0]() != plain || first.packed[1]() != packed {
		t.Error("the same board is written twice")
	}
	hung := k.of(b, at.Add(time.Hour), &o)
	if hung == first || k.of(b, at.Add(2*time.Hour), &o) != hung {
		t.Error("a watch that hangs must change the page once")
	}
	if k.of(healthy(), at, &o) == first {
		t.Error("a new board gives the old page")
	}
}

// TestManyScrapers while boards change: each page is whole, and of one board.
func TestManyScrapers(t *testing.T) {
	h := &board.Holder{}
	publish := func(n int64) {
		b := healthy()
		b.Clusters[0].Look.Number, b.Clusters[0].Scope.Cluster.Quorum.Epoch = n, int32(n)
		h.Set(b)
	}
	publish(0)
	handler := Handler(h, Options{Now: clock(at), Compat: []string{KafkaExporter}})
	var scrapers sync.WaitGroup
	for i := range 8 {
		scrapers.Go(func() {
			for range 30 {
				header := []string{"Accept", []string{"text/plain", prometheusAccept}[i%2]}
				w := ask(t, handler, header...)
				p, err := parse(w.Body.String(), i%2 == 1)
				if err != nil {
					t.Error(err)
					return
				}
				if n, epoch := p.series[`breakwater_looks_total{cluster="plant"}`], p.series[`breakwater_quorum_epoch{cluster="plant"}`]; n != epoch {
					t.Errorf("a page of look %v and look %v", n, epoch)
				}
			}
		})
	}
	for n := range int64(100) {
		publish(n)
	}
	scrapers.Wait()
}

// TestAgesAreOfTheScrape, although the page is of the look.
func TestAgesAreOfTheScrape(t *testing.T) {
	h := &board.Holder{}
	h.Set(healthy())
	now := at
	handler := Handler(h, Options{Now: func() time.Time { return now }})
	for _, after := range []time.Duration{0, 3 * time.Second, -time.Minute} {
		now = at.Add(after)
		p, err := parse(ask(t, handler).Body.String(), false)
		if err != nil {
			t.Fatal(err)
		}
		p.want(t, `breakwater_fact_age_seconds{cluster="plant",fact="quorum"}`, max(0, (after+time.Second).Seconds()))
	}
}

// TestBuild is what was given, else what the board says.
func TestBuild(t *testing.T) {
	for build, want := range map[string]string{"": "1.2.3", "2.0": "2.0"} {
		if page := get(t, healthy(), Options{Build: build}).Body.String(); !strings.Contains(page, `breakwater_build_info{version="`+want+`"`) {
			t.Errorf("%q: %s", build, page[:200])
		}
	}
}
