package format

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Value is a literal as a model value, or an unknown one if it holds a
// placeholder that only the deployment fills in: ${VAR}, ${file:…}, $(VAR),
// {{ … }} or {name}; or if it is one as a whole: $VAR, %%NAME%%, @NAME@ or
// __NAME__.
func Value(raw string, at model.Origin) model.Value {
	if what := placeholder(raw); what != "" {
		return model.UnknownValue(raw, what+" is filled in when it is deployed", at)
	}
	return model.KnownValue(raw, at)
}

func placeholder(raw string) string {
	for _, mark := range [...][2]string{{"${", "}"}, {"$(", ")"}, {"{{", "}}"}} {
		_, rest, found := strings.Cut(raw, mark[0])
		if !found {
			continue
		}
		if name, _, closed := strings.Cut(rest, mark[1]); closed {
			return mark[0] + name + mark[1]
		}
	}
	if isWhole(raw) {
		return raw
	}
	return braced(raw)
}

// isWhole tells the placeholders of envsubst, sed, Ansible and Maven. Inside a
// longer text their marks are anybody's: $1 in a rule of principals, $ and @
// in a password, __ in a topic's name.
func isWhole(text string) bool {
	for _, mark := range [...]string{"%%", "@"} {
		if name, ok := between(text, mark, mark); ok {
			return isName(name, alphabet+".-abcdefghijklmnopqrstuvwxyz")
		}
	}
	for _, mark := range [...][2]string{{"__", "__"}, {"$", ""}} {
		if name, ok := between(text, mark[0], mark[1]); ok {
			return isName(name, alphabet)
		}
	}
	return false
}

func between(text, open, closing string) (string, bool) {
	text, opens := strings.CutPrefix(text, open)
	text, closes := strings.CutSuffix(text, closing)
	return text, opens && closes
}

// alphabet is what the name of an environment variable is made of. A topic's
// name may be in __small_letters__.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"

// isName tells a name of two or more of the letters, which begins with none
// of a number's.
func isName(name, letters string) bool {
	return len(name) > 1 && strings.IndexByte("0123456789-.", name[0]) < 0 &&
		strings.Trim(name, letters) == "" && strings.Trim(name, "_0123456789.-") != ""
}

// braced is the first {name} of a text, the field of Python's str.format: what
// has lower-case letters and underscores alone between the braces. Of a
// regular expression's {2} and of JSON that is not true.
func braced(text string) string {
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			return ""
		}
		text = text[open:]
		end := 1
		for end < len(text) && (text[end] == '_' || text[end] >= 'a' && text[end] <= 'z') {
			end++
		}
		if end > 1 && end < len(text) && text[end] == '}' {
			return text[:end+1]
		}
		text = text[end:]
	}
}

// IsField tells whether a text is nothing but one {name}.
func IsField(text string) bool { return text != "" && braced(text) == text }
