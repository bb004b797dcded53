package metrics

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/board"
)

// read is a page as a strict scraper understands it.
type read struct {
	series map[string]float64 // by name and labels, as they stand there
	kinds  map[string]string  // the types of families
}

// get scrapes a board.
func get(t testing.TB, b *board.Board, o Options, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	h := &board.Holder{}
	h.Set(b)
	if o.Now == nil {
		o.Now = clock(at)
	}
	return ask(t, Handler(h, o), header...)
}

func ask(t testing.TB, h http.Handler, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// scrape reads all series of a board.
func scrape(t testing.TB, b *board.Board, o Options) read {
	t.Helper()
	w := get(t, b, o)
	if w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	p, err := parse(w.Body.String(), false)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// parse refuses whatever Prometheus may refuse: families that are torn apart,
// series that stand there twice, labels that are not escaped.
func parse(page string, open bool) (read, error) {
	p := read{map[string]float64{}, map[string]string{}}
	helped, family, suffix := "", "", ""
	if open {
		whole, ends := strings.CutSuffix(page, "# EOF\n")
		if !ends {
			return p, fmt.Errorf("does not end in # EOF")
		}
		page = whole
	}
	for line := range strings.Lines(page) {
		text, ended := strings.CutSuffix(line, "\n")
		words := strings.SplitN(text, " ", 4)
		switch {
		case !ended || !utf8.ValidString(text):
			return p, fmt.Errorf("%q is cut off, or no UTF-8", line)
		case strings.HasPrefix(text, "# HELP "):
			helped = words[2]
		case strings.HasPrefix(text, "# TYPE "):
			if family, suffix = words[2], ""; family != helped || p.kinds[family] != "" {
				return p, fmt.Errorf("%q: no help before it, or seen before", text)
			}
			p.kinds[family] = words[3]
			if open && words[3] == "counter" {
				suffix = "_total"
			}
		default:
			if err := p.sample(text, family+suffix); err != nil {
				return p, err
			}
		}
	}
	return p, nil
}

func (p *read) sample(text, family string) error {
	cut := strings.LastIndexByte(text, ' ')
	if cut < 0 {
		return fmt.Errorf("%q has no value", text)
	}
	value, err := strconv.ParseFloat(text[cut+1:], 64)
	if err != nil {
		return fmt.Errorf("%q: %w", text, err)
	}
	series := text[:cut]
	name, _, labelled := strings.Cut(series, "{")
	if name != family {
		return fmt.Errorf("%q stands below family %s", text, family)
	}
	if _, seen := p.series[series]; seen {
		return fmt.Errorf("%s stands there twice", series)
	}
	if labelled {
		if _, err := labelsOf(series); err != nil {
			return err
		}
	}
	p.series[series] = value
	return nil
}

// labelsOf are the labels of a series, unescaped.
func labelsOf(series string) (map[string]string, error) {
	_, rest, _ := strings.Cut(series, "{")
	out := map[string]string{}
	for rest != "}" {
		name, quoted, is := strings.Cut(rest, `="`)
		end := 0
		for end < len(quoted) && quoted[end] != '"' {
			if quoted[end] == '\\' {
				end++
			}
			end++
		}
		if !is || end >= len(quoted) || out[name] != "" {
			return nil, fmt.Errorf("%s: the labels are broken at %q", series, rest)
		}
		out[strings.TrimPrefix(name, ",")] = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n").Replace(quoted[:end])
		rest = quoted[end+1:]
	}
	return out, nil
}

// want holds single series against what they must be; a value below -1e9 wants
// the series to be absent.
const absent = -1e10

func (p read) want(t *testing.T, series string, value float64) {
	t.Helper()
	got, there := p.series[series]
	switch {
	case value == absent && there:
		t.Errorf("%s is %v: it must not be there", series, got)
	case value != absent && !there:
		t.Errorf("%s is not there, and must be %v", series, value)
	case value != absent && got != value:
		t.Errorf("%s is %v and must be %v", series, got, value)
	}
}

func TestParseRefuses(t *testing.T) {
	const head = "# HELP a x\n# TYPE a gauge\n"
	for name, page := range map[string]string{
		"twice": head + "a{b=\"c\"} 1\na{b=\"c\"} 2\n", "torn": head + "a 1\n" + head, "quote": head + "a{b=\"c\"\"} 1\n",
		"other": head + "b 1\n", "cut": head + "a 1", "value": head + "a x\n",
	} {
		if _, err := parse(page, false); err == nil {
			t.Errorf("%s: %q is taken", name, page)
		}
	}
	if got, err := labelsOf(`a{b="q\"\\\n",c="d"}`); err != nil || got["b"] != "q\"\\\n" || got["c"] != "d" {
		t.Error(got, err)
	}
}

func later(d time.Duration) Options { return Options{Now: clock(at.Add(d))} }
