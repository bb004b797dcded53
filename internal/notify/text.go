package notify

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clip cuts a text after so many characters, and shows that it did.
func clip(s string, longest int) string {
	s = strings.ToValidUTF8(s, "�")
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest-1]) + "…"
}

// oneLine is a text of at most so many characters without line breaks and
// control characters.
func oneLine(s string, longest int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	return clip(strings.Join(strings.Fields(s), " "), longest)
}

// isLink tells whether a browser can follow it: receivers refuse what is no
// address.
func isLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
