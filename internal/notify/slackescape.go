package notify

import (
	"strings"
	"unicode/utf16"
)

// slackEscape writes a text so that Slack takes no part of it for a command,
// in at most so many characters (as JavaScript counts them), and cuts no
// escape in two.
func slackEscape(s string, longest int) string {
	var b strings.Builder
	used := 0
	for _, r := range strings.ToValidUTF8(s, "�") {
		piece, size := slackRune(r)
		if used+size >= longest {
			b.WriteRune('…')
			break
		}
		b.WriteString(piece)
		used += size
	}
	return b.String()
}

func slackRune(r rune) (piece string, size int) {
	switch r {
	case '&':
		return "&amp;", 5
	case '<':
		return "&lt;", 4
	case '>':
		return "&gt;", 4
	default:
		return string(r), utf16.RuneLen(r)
	}
}
