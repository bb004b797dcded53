package properties

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func FuzzProperties(f *testing.F) {
	for _, text := range []string{
		"broker.id=1\nlisteners=PLAINTEXT://:9092", "bootstrap.servers: b1:9092\nacks all\n", "a=1\\\n  2", "a\\=\\u0041\\u00", "# c\r\n! d\r\\\n\\",
		"process.roles=broker,controller\nnode.id=${ID}", "log.dirs=\\\n/a,\\\n/b", "\xff=\x00", "security.protocol=SSL\nacks={{ x }}", "clusters=A\nA.bootstrap.servers=x",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		entries, syntax := parse(text)
		if syntax != nil {
			inside(t, text, position{syntax.Line, syntax.Column})
		}
		for _, e := range entries {
			inside(t, text, e.keyAt)
			inside(t, text, e.valueAt)
			again, err := parse([]byte(escape(e.key) + "=" + escape(e.value)))
			if err != nil || len(again) != 1 || again[0].key != e.key || again[0].value != e.value {
				t.Errorf("%q = %q is %+v when written and read again, error %v", e.key, e.value, again, err)
			}
		}
		reads(t, text)
	})
}

// reads fails where Read adds something and refuses the text, or neither.
func reads(t *testing.T, text []byte) {
	in := format.Input{Path: "server.properties", Text: text}
	doc, b := &model.Document{Path: in.Path}, &model.Builder{}
	err := Format{}.Read(in, doc, b)
	now, _ := b.Snapshots()
	if added := len(now.Brokers) + len(now.Clients); (added == 1) != (err == nil) {
		t.Errorf("Read adds %d, error %v", added, err)
	}
}

// inside fails for a position that no line of the text has. One past the end
// of a line is where an empty value stands.
func inside(t *testing.T, text []byte, p position) {
	t.Helper()
	lines := strings.Split(string(text), "\n")
	if p.line < 1 || p.line > len(lines) || p.column < 1 || p.column > utf8.RuneCountInString(lines[p.line-1])+1 {
		t.Errorf("%v is outside of %q", p, text)
	}
}

// escape writes a key or a value so that Java reads it back.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\f", `\f`, " ", `\ `, "=", `\=`, ":", `\:`, "#", `\#`, "!", `\!`).Replace(s)
}
