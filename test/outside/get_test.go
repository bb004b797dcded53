package outside

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAPageIsRead(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/json":
			fmt.Fprint(w, `{"a": 1}`)
		case "/text":
			fmt.Fprint(w, "text")
		case "/later":
			http.Error(w, "not yet", http.StatusServiceUnavailable)
		default:
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	if text, took, err := Get(s.URL + "/text"); err != nil || string(text) != "text" || took <= 0 {
		t.Errorf("got %q after %s, %v", text, took, err)
	}
	var got struct{ A int }
	if err := Ask(s.URL+"/json", &got); err != nil || got.A != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
	for path, want := range map[string]string{"/text": "invalid character", "/gone": "/gone: not found", "/later": "503"} {
		if err := Ask(s.URL+path, &got); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	if _, _, err := Get(s.URL + "/gone"); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
	s.Close()
	if _, _, err := Get(s.URL + "/text"); err == nil {
		t.Error("nobody serves it, and it was read")
	}
}

func TestSeriesAreRead(t *testing.T) {
	const page = "# TYPE up gauge\nup{cluster=\"a\",broker=\"1\"} 1\nup{cluster=\"a\",broker=\"2\"} 0\nup_at_least{broker=\"3\"} 7\nbare 2.5\nodd{a=\"}\"} x\n"
	for metric, want := range map[string]map[string]float64{
		"up":          {`cluster="a",broker="1"`: 1, `cluster="a",broker="2"`: 0},
		"up_at_least": {`broker="3"`: 7},
		"bare":        {"": 2.5},
		"odd":         {},
		"gone":        {},
	} {
		if got := Series(page, metric); !maps.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", metric, got, want)
		}
	}
}

func TestALabelIsRead(t *testing.T) {
	for _, c := range []struct{ labels, name, want string }{
		{`cluster="a",group="b"`, "group", "b"},
		{`cluster="a",group="b"`, "cluster", "a"},
		{`my_group="a"`, "group", ""},
		{`group="a \"b\", c",x="y"`, "group", `a \"b\", c`},
		{``, "group", ""},
	} {
		if got := Label(c.labels, c.name); got != c.want {
			t.Errorf("%s of {%s} is %q, want %q", c.name, c.labels, got, c.want)
		}
	}
}
