package finding

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lead is the beginning of a message, for where there is one line: as many of
// its sentences as fit into so many characters, else the first one, cut.
func Lead(message string, longest int) string {
	message = strings.Join(strings.Fields(message), " ")
	if utf8.RuneCountInString(message) <= longest {
		return message
	}
	lead := ""
	for at := range sentenceEnds(message) {
		if utf8.RuneCountInString(message[:at]) > longest {
			break
		}
		lead = message[:at]
	}
	if lead != "" {
		return lead
	}
	return string([]rune(message)[:max(0, longest-1)]) + "…"
}

// sentenceEnds are where sentences end, before their full stops: where a capital
// follows, so that no version, number or address is cut in two.
func sentenceEnds(message string) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for from := 0; ; {
			at := strings.Index(message[from:], ". ")
			if at < 0 {
				return
			}
			at += from
			from = at + len(". ")
			next, _ := utf8.DecodeRuneInString(message[from:])
			if unicode.IsUpper(next) && !yield(at) {
				return
			}
		}
	}
}
