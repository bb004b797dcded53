package format

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// An address is an identity only if it means one machine everywhere.
func TestAddressesThatNameNoCluster(t *testing.T) {
	for list, want := range map[string][]string{
		"b1:9092,localhost:9092,b2:9092":  {"bootstrap:b1:9092", "bootstrap:b2:9092"},
		"LOCALHOST:9092":                  nil,
		"127.8.9.1:9092":                  nil,
		"[::1]:9092":                      nil,
		"0.0.0.0:9092":                    nil,
		"localhost.example.org:9092":      {"bootstrap:localhost.example.org:9092"},
		"[2001:DB8::1]:9092":              {"bootstrap:2001:db8::1:9092"},
		"a://b://c:1":                     nil,
		"SSL://B1:9093, PLAINTEXT://:1":   {"bootstrap:b1:9093"},
		"b1:9092,,b1:9092":                {"bootstrap:b1:9092", "bootstrap:b1:9092"},
		"{host}:9092":                     nil,
		"b1:{port}":                       nil,
		"b1:9092 b2:9092":                 nil,
		"$(POD).kafka:9092,b2.kafka:9092": {"bootstrap:b2.kafka:9092"},
	} {
		if got := Bootstrap(list); !slices.Equal(got, want) {
			t.Errorf("%q gives %q, want %q", list, got, want)
		}
	}
}

func TestWordsAreCutOutsideQuotes(t *testing.T) {
	for text, want := range map[string]struct {
		parts  []string
		closed bool
	}{
		"":                      {nil, true},
		" ; ;":                  {nil, true},
		"a;b":                   {[]string{"a", "b"}, true},
		`a="x;y";b`:             {[]string{`a="x;y"`, "b"}, true},
		`a='x;"y';b`:            {[]string{`a='x;"y'`, "b"}, true},
		`don't;b`:               {[]string{"don't", "b"}, true},
		`a="x\";y";b`:           {[]string{`a="x\";y"`, "b"}, true},
		`a="x;b`:                {[]string{`a="x;b`}, false},
		`a="x\`:                 {[]string{`a="x\`}, false},
		`"x;y"`:                 {[]string{`"x`, `y"`}, true}, // no value begins here
		`a="";b`:                {[]string{`a=""`, "b"}, true},
		`a="x\\";b`:             {[]string{`a="x\\"`, "b"}, true},
		`a='it is';b="it isn't`: {[]string{`a='it is'`, `b="it isn't`}, false},
	} {
		parts, closed := cut(text, ";")
		if !slices.Equal(parts, want.parts) || closed != want.closed {
			t.Errorf("%q is cut into %q, closed %v; want %q, %v", text, parts, closed, want.parts, want.closed)
		}
	}
}

func TestQuotesAreTakenOff(t *testing.T) {
	for value, want := range map[string]string{
		"a": "a", `"a"`: "a", `'a'`: "a", `"a'`: `"a'`, `"`: `"`, `""`: "", `"a\"b"`: `a"b`, `"a\\b"`: `a\b`, `'a\'b'`: "a'b", `"a\"`: `a\`, "": "", `a"b"`: `a"b"`,
	} {
		if got := unquoted(value); got != want {
			t.Errorf("%s becomes %s, want %s", value, got, want)
		}
	}
}

func TestNamesOfRules(t *testing.T) {
	for word, want := range map[string]bool{
		"topic/min-isr-one": true, "a/b": true, "acme2/x9": true, "a": false, "/a": false, "a/": false, "a/b/c": false, "A/b": false, "a/b_c": false, "a/*": false, "": false,
	} {
		if got := isRuleName(word); got != want {
			t.Errorf("%q: %v, want %v", word, got, want)
		}
	}
}

// The first thing that is wrong is told, and one that is not closed is the
// last of a comment.
func TestProblemsOfSuppressions(t *testing.T) {
	at := model.AtFile("f", 7, 3)
	for text, want := range map[string][]string{
		`a/b reason="x"; c/d`:                   {"", "the suppression of c/d gives no reason, so it does not count"},
		`a/b; c/d reason="x`:                    {"the suppression of a/b gives no reason, so it does not count", "a quote in the suppression is not closed, so it does not count"},
		`a/b until=x until=2027-01-31 reason=y`: {"until=x is not a date: want YYYY-MM-DD"},
		`a/b reason=x reason=y until=z`:         {"reason stands twice in the suppression of a/b, so it does not count"},
		`a/b until= reason=x`:                   {"until= is not a date: want YYYY-MM-DD"},
		`A reason=x until=y`:                    {`"A" is not the name of a rule, as topic/min-isr-one is: the suppression does nothing`},
		`a/b reason=`:                           {"the suppression of a/b gives no reason, so it does not count"},
		";":                                     {"the suppression names no rule, so it does nothing"},
	} {
		var got []string
		for _, s := range Suppressions(text, at) {
			got = append(got, s.Problem)
			if s.At != at || s.FirstLine != 0 || s.Whole {
				t.Errorf("%q: %+v; what it covers is for the caller to say", text, s)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got\n%s\nwant\n%s", text, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}
