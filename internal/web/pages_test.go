package web

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

// allPages are every page of some boards.
func allPages(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{
		"nothing": ask(handler(nil), "/").Body.String(), "never looked": ask(handler(neverLooked()), "/").Body.String(),
		"healthy": ask(handler(webtest.Healthy()), "/").Body.String(), "trouble": ask(handler(webtest.Trouble()), "/").Body.String(),
		"hostile": ask(handler(webtest.Hostile()), "/").Body.String(), "big": ask(handler(webtest.Big()), "/").Body.String(),
		"incident": ask(handler(webtest.Trouble()), "/incidents/9f2c51d07ab3e846").Body.String(),
		"old":      ask(handler(webtest.Healthy()), "/incidents/9f2c51d07ab3e846").Body.String(),
	}
	evil := ask(handler(webtest.Hostile()), "/incidents/"+url.PathEscape(webtest.Evil))
	if evil.Code != http.StatusOK {
		t.Fatalf("the hostile incident: %d %s", evil.Code, evil.Body)
	}
	out["hostile incident"] = evil.Body.String()
	return out
}

// TestNothingOfTheClusterBecomesMarkup: names and messages are somebody
// else's.
func TestNothingOfTheClusterBecomesMarkup(t *testing.T) {
	tags, quotedText, links := regexp.MustCompile(`<[a-z!/][^>]*>`), regexp.MustCompile(`"[^"]*"`), regexp.MustCompile(`href="([^"]*)"`)
	for name, page := range allPages(t) {
		for _, tag := range tags.FindAllString(quotedText.ReplaceAllString(page, `""`), -1) {
			low := strings.ToLower(tag)
			if strings.HasPrefix(low, "<script") || strings.HasPrefix(low, "<img") || strings.Contains(low, "onerror") {
				t.Errorf("%s: %s", name, tag)
			}
		}
		for _, link := range links.FindAllStringSubmatch(page, -1) {
			if !strings.HasPrefix(link[1], "/") && !strings.HasPrefix(link[1], "#") {
				t.Errorf("%s: it links to %s", name, link[1])
			}
		}
		if strings.Contains(page, webtest.Evil[:10]) {
			t.Errorf("%s: an evil name stands as it is", name)
		}
		if n := strings.Count(page, "</style>"); n != 1 {
			t.Errorf("%s: %d styles end", name, n)
		}
	}
	if page := allPages(t)["hostile"]; !strings.Contains(page, "&lt;script&gt;") {
		t.Error("the hostile names are not shown at all")
	}
}

func TestJSONHoldsEvilNamesAsTheyAre(t *testing.T) {
	h := handler(webtest.Hostile())
	for target := range addresses {
		if w := ask(h, target); w.Header().Get("Content-Type") != "application/json" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be taken for HTML: %v", target, w.Header())
		}
	}
	if w := ask(h, "/api/v1/groups/"+url.PathEscape(webtest.Evil+"1")); w.Code != 200 {
		t.Errorf("the hostile group: %d %s", w.Code, w.Body)
	}
}

// TestTheStyleIsTheOneOfTheHeader: another one would not be used.
func TestTheStyleIsTheOneOfTheHeader(t *testing.T) {
	w := ask(handler(webtest.Trouble()), "/")
	_, rest, _ := strings.Cut(w.Body.String(), "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	if len(style) < 100 || !strings.Contains(w.Header().Get("Content-Security-Policy"), want) {
		t.Errorf("the policy %q has not %s", w.Header().Get("Content-Security-Policy"), want)
	}
	if strings.Contains(w.Body.String(), "style=") {
		t.Error("a style attribute is not allowed by the policy")
	}
}

// TestPagesCanBeReadByEverybody: headings in order, captions, scopes, one main
// part, a language, no colour without a word.
func TestPagesCanBeReadByEverybody(t *testing.T) {
	heading := regexp.MustCompile(`<h([1-6])`)
	for name, page := range allPages(t) {
		for _, want := range []string{`<html lang="en-GB">`, `<meta name="viewport"`, `<meta http-equiv="refresh" content="5">`, "<main>", "</main>", "<footer>"} {
			if strings.Count(page, want) != 1 {
				t.Errorf("%s: %s stands %d times", name, want, strings.Count(page, want))
			}
		}
		if n := strings.Count(page, "<h1>"); n != 1 {
			t.Errorf("%s: %d first headings", name, n)
		}
		last := 0
		for _, h := range heading.FindAllStringSubmatch(page, -1) {
			level, err := strconv.Atoi(h[1])
			if err != nil || level > last+1 {
				t.Errorf("%s: heading %d follows %d", name, level, last)
			}
			last = level
		}
		if tables := strings.Count(page, "<table>"); strings.Count(page, "<caption>") != tables || strings.Count(page, `role="region" aria-label=`) != tables {
			t.Errorf("%s: %d tables, and not as many captions and regions", name, tables)
		}
		if strings.Count(page, "<th ") != strings.Count(page, "<th scope=") {
			t.Errorf("%s: a heading of a table says not of what", name)
		}
		if marks := strings.Count(page, `class="mark"`); marks != strings.Count(page, `class="mark"><span aria-hidden="true">`)+strings.Count(page, `class="mark">?`) {
			t.Errorf("%s: a mark has no symbol", name)
		}
	}
}

// TestColoursHaveContrast computes what WCAG AA asks for (4.5:1) for each
// colour of a text on both grounds, light and dark.
func TestColoursHaveContrast(t *testing.T) {
	style := string(newPages().style)
	roots := regexp.MustCompile(`:root \{([^}]*)\}`).FindAllStringSubmatch(style, -1)
	if len(roots) != 2 {
		t.Fatalf("%d sets of colours, want a light and a dark one", len(roots))
	}
	for i, root := range roots {
		colour := map[string]string{}
		for _, c := range regexp.MustCompile(`--([a-z]+): #([0-9a-f]{6});`).FindAllStringSubmatch(root[1], -1) {
			colour[c[1]] = c[2]
		}
		for _, ink := range []string{"ink", "quiet", "link", "error", "warning", "unknown", "healthy"} {
			for _, ground := range []string{"ground", "panel"} {
				if got := contrast(t, colour[ink], colour[ground]); got < 4.5 {
					t.Errorf("set %d: %s on %s has a contrast of %.1f, want 4.5", i, ink, ground, got)
				}
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	part := func(shift uint) float64 {
		c := float64(n>>shift&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

func TestTheBigPageStaysSmall(t *testing.T) {
	page := allPages(t)["big"]
	if len(page) > 300_000 {
		t.Errorf("%d bytes", len(page))
	}
	for _, want := range []string{"100 more are in", "450 more are in", "50 of 500 groups"} {
		if !strings.Contains(page, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

func TestWorstGroupsComeFirst(t *testing.T) {
	ms := func(n int64) *int64 { return &n }
	group := func(id string, records api.Amount, age *int64) api.Group {
		return api.Group{ID: id, Records: records, Age: api.Age{Ms: age}}
	}
	atLeast := api.Amount{AtLeast: ms(5), Why: "x"}
	got := worstGroups([]api.Group{
		group("done", api.Known(0), ms(0)), group("unknown", api.Unknown("x"), nil), group("few", api.Known(3), ms(9000)), group("partly", atLeast, nil),
		group("many", api.Known(9), nil), group("old", api.Known(1), ms(60_000)),
	})
	var order []string
	for _, g := range got.Items {
		order = append(order, g.ID)
	}
	if want := "old few many partly unknown done"; strings.Join(order, " ") != want {
		t.Errorf("%s, want %s", order, want)
	}
}

func TestWords(t *testing.T) {
	n := func(v int64) *int64 { return &v }
	now := webtest.Now()
	for _, c := range []struct{ got, want string }{
		{api.Told{}.Ago(), "never"}, {api.ToldAt(now, now).Ago(), "just now"}, {api.ToldAt(now.Add(-90500*time.Millisecond), now).Ago(), "1 min 30 s ago"}, {api.ToldAt(now.Add(time.Hour), now).Ago(), "just now"},
		{bytesText(0), "0 B"}, {bytesText(1023), "1023 B"}, {bytesText(1536), "1.5 KiB"}, {bytesText(5 << 40), "5120.0 GiB"},
		{clock(nil), "not known"}, {iso(nil), ""}, {clock(&now), "2026-11-29 03:12:40 UTC"}, {iso(&now), "2026-11-29T03:12:40Z"},
		{text(api.Text{}), "not known"}, {lastedFor(nil), "not known"}, {lastedFor(n(65000)), "1 min 5 s"}, {ago(now, time.Time{}), "never"},
		{symbol(api.Settling), "…"}, {symbol("other"), "?"}, {severitySymbol("info"), "ℹ"}, {severitySymbol("error"), "✖"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// BenchmarkBigBoard answers from a board of 10,000 topics, 500 groups and
// 20,000 findings: each has to take less than 100 ms.
func BenchmarkBigBoard(b *testing.B) {
	h := handler(webtest.Big())
	for _, target := range []string{"/", "/api/v1/status", "/api/v1/incidents", "/api/v1/groups", "/api/v1/lag", "/api/v1/brokers", "/api/v1/groups/group-7"} {
		b.Run(target, func(b *testing.B) {
			for b.Loop() {
				if w := ask(h, target, "Accept-Encoding", "gzip"); w.Code != http.StatusOK {
					b.Fatal(fmt.Sprint(w.Code, w.Body))
				}
			}
			if took := b.Elapsed() / time.Duration(b.N); took > 100*time.Millisecond {
				b.Logf("%s takes %s, want 100ms", target, took)
			}
		})
	}
}
