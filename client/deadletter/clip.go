package deadletter

import (
	"strings"
	"unicode/utf8"
)

const (
	mostText  = 256      // bytes of a text other than the error's
	mostError = 32 << 10 // bytes of the error's text, whatever the budget
)

// clip is the text in valid UTF-8 and at most that many bytes, cut between runes. Bytes
// that are no UTF-8 become U+FFFD.
func clip(s string, most int) string {
	if most <= 0 {
		return ""
	}
	if len(s) > most+utf8.UTFMax {
		s = s[:most+utf8.UTFMax] // what is far behind the cut is not looked at
	}
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	if len(s) <= most {
		return s
	}
	for !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
