package format

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Value is a literal as a model value, or an unknown one if it holds a
// placeholder that only the deployment fills in: ${VAR}, ${file:…}, $(VAR),
// {{ … }} or {name}.
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
	return braced(raw)
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
