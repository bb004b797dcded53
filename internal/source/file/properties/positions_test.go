package properties

import (
	"strings"
	"testing"
)

func TestPositions(t *testing.T) {
	tests := map[string]struct {
		text             string
		key, value       position // of the last setting
		keyName, content string
	}{
		"plain":                    {"a=1", position{1, 1}, position{1, 3}, "a", "1"},
		"indented":                 {"\n  acks = all", position{2, 3}, position{2, 10}, "acks", "all"},
		"behind a comment":         {"# x\n! y\r\nacks:all", position{3, 1}, position{3, 6}, "acks", "all"},
		"no value":                 {"acks=", position{1, 1}, position{1, 6}, "acks", ""},
		"value on the next line":   {"log.dirs=\\\n    /a,/b", position{1, 1}, position{2, 5}, "log.dirs", "/a,/b"},
		"value two lines on":       {"log.dirs=\\\n\\\n /a", position{1, 1}, position{3, 2}, "log.dirs", "/a"},
		"value continued":          {"log.dirs=/a,\\\n  /b", position{1, 1}, position{1, 10}, "log.dirs", "/a,/b"},
		"key continued":            {"log.\\\n  dirs=/a", position{1, 1}, position{2, 8}, "log.dirs", "/a"},
		"separator continued":      {"acks\\\n = \\\r\n all", position{1, 1}, position{3, 2}, "acks", "all"},
		"key on the second line":   {"\\\n  acks=all", position{2, 3}, position{2, 8}, "acks", "all"},
		"after a continuation":     {"a=1\\\n2\nacks=all", position{3, 1}, position{3, 6}, "acks", "all"},
		"characters, not bytes":    {"ключ=äöü\nклюяч=x", position{2, 1}, position{2, 7}, "клюяч", "x"},
		"an escape is two columns": {`a\=b=c`, position{1, 1}, position{1, 6}, "a=b", "c"},
		"bytes that are not UTF-8": {"\xe4\xf6=\xfc", position{1, 1}, position{1, 4}, "äö", "ü"},
		"\\r alone ends no line":   {"a=1\rb=2", position{1, 5}, position{1, 7}, "b", "2"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			entries, err := parse([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			got := entries[len(entries)-1]
			if got.key != tt.keyName || got.value != tt.content {
				t.Errorf("read %q = %q, want %q = %q", got.key, got.value, tt.keyName, tt.content)
			}
			if got.keyAt != tt.key || got.valueAt != tt.value {
				t.Errorf("key at %v, value at %v; want %v and %v", got.keyAt, got.valueAt, tt.key, tt.value)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]struct {
		text    string
		at      position
		message string
	}{
		"escape in a value":     {"a=1\npath=C:\\users", position{2, 8}, `has \u without four`},
		"escape in a key":       {`\u12=1`, position{1, 1}, `has \u without four`},
		"escape on a next line": {"a=1\\\n  \\u00zz", position{2, 3}, `has \u without four`},
		"a flood of settings":   {strings.Repeat("a=1\n", most+1), position{most + 1, 1}, "more than 5000 settings"},
		"a flood of lines":      {"a=" + strings.Repeat("1\\\n", most+1), position{1, 1}, "more than 5000 lines"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := parse([]byte(tt.text))
			if err == nil || !strings.Contains(err.Message, tt.message) {
				t.Fatalf("error %v, want %q", err, tt.message)
			}
			if got := (position{err.Line, err.Column}); got != tt.at {
				t.Errorf("at %v, want %v", got, tt.at)
			}
		})
	}
}

func TestParseReadsUpToItsLimit(t *testing.T) {
	entries, err := parse([]byte(strings.Repeat("a=1\n", most)))
	if err != nil || len(entries) != most {
		t.Errorf("%d settings, error %v", len(entries), err)
	}
}

// The sum of all texts is read in linear time: a flood of comments, of empty
// continuations and of line ends costs no more than its bytes.
func TestFloodsEnd(t *testing.T) {
	for name, unit := range map[string]string{
		"comments": "#\r", "line ends": "\r\n", "continuations": "\\\n", "marks in a value": "a\\\n\\\n", "one line": "a",
	} {
		t.Run(name, func(t *testing.T) {
			text := []byte(strings.Repeat(unit, 1<<20))
			var l logical
			for s := (lines{text: text}); s.next(&l); {
				if len(l.pieces) > most {
					t.Fatalf("keeps %d pieces", len(l.pieces))
				}
			}
		})
	}
}
