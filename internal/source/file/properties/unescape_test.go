package properties

import (
	"slices"
	"testing"
)

func TestUnescape(t *testing.T) {
	tests := map[string]struct {
		raw, want string
		bad       int
	}{
		"plain":                   {"abc", "abc", -1},
		"empty":                   {"", "", -1},
		"named":                   {`\t\n\r\f`, "\t\n\r\f", -1},
		"of itself":               {`\a\=\ \\`, `a= \`, -1},
		"of a longer character":   {`\ä\€`, "ä€", -1},
		"at the end":              {`a\`, "a", -1},
		"code point":              {`\u00e4\u20AC`, "ä€", -1},
		"pair":                    {`\uD83D\uDE00`, "😀", -1},
		"half a pair":             {`\uD83Dx`, "\ufffdx", -1},
		"half and another":        {`\uD83D\u0041`, "\ufffdA", -1},
		"UTF-8 stays":             {"ä😀", "ä😀", -1},
		"ISO-8859-1":              {"\xe4\xf6", "äö", -1},
		"ISO-8859-1 and escapes":  {"\xe4\\t", "ä\t", -1},
		"too short":               {`ab\u12`, "", 2},
		"no digits":               {`\uxyzw`, "", 0},
		"the second one is wrong": {`\u0041\u00`, "", 6},
		"upper-case U is a U":     {`\U0041`, "U0041", -1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got, bad := unescape([]byte(tt.raw)); got != tt.want || bad != tt.bad {
				t.Errorf("unescape(%q) = %q, %d; want %q, %d", tt.raw, got, bad, tt.want, tt.bad)
			}
		})
	}
}

func TestLines(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		"blank":                        {" \n\t\r\n\f", nil},
		"comments":                     {"# a\n!b\\\n c\n  #d", []string{"c"}},
		"joined":                       {"a\\\n  b\\\r\n\tc\nd", []string{"abc", "d"}},
		"even backslashes end":         {"a\\\\\nb", []string{`a\\`, "b"}},
		"a blank line ends":            {"a\\\n\nb", []string{"a", "b"}},
		"nothing, then a comment":      {"\\\n#a\nb", []string{"b"}},
		"something, then no comment":   {"a\\\n#b", []string{"a#b"}},
		"the text ends in a backslash": {"a\\", []string{"a"}},
		"spaces at the end stay":       {"a \nb\t", []string{"a ", "b\t"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			var l logical
			for s := (lines{text: []byte(tt.text)}); s.next(&l); {
				got = append(got, string(l.text))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("lines %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	tests := map[string][2]string{
		"a=b":      {"a", "b"},
		"a":        {"a", ""},
		"a = : b":  {"a", ": b"},
		`a\=b:c`:   {`a\=b`, "c"},
		`a\ b\\ c`: {`a\ b\\`, "c"},
		"=a":       {"", "a"},
		"":         {"", ""},
		`a\`:       {`a\`, ""},
	}
	for line, want := range tests {
		l := logical{text: []byte(line)}
		keyEnd, valueStart := l.split()
		if got := [2]string{line[:keyEnd], line[valueStart:]}; got != want {
			t.Errorf("split(%q) = %q, want %q", line, got, want)
		}
	}
}
