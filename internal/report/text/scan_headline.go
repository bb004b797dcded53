package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
)

// longestHeadline is how many characters of a message stand in the verdict.
const longestHeadline = 160

// headline is the first sentence of a message, with what follows from the
// fact: the fact alone says little to who does not know Kafka by heart.
func headline(message string) string {
	sentence, _, _ := strings.Cut(message, ". ")
	return cutAtWord(paint.Printable(strings.TrimRight(sentence, ". ")), longestHeadline)
}

// cutAtWord cuts what is longer than so many characters after a whole word,
// and shows that it did.
func cutAtWord(s string, longest int) string {
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	cut := string([]rune(s)[:longest-1])
	if at := strings.LastIndexByte(cut, ' '); at > len(cut)/2 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " ,;:(") + "…"
}

// stop ends a sentence. One that was cut has ended.
func stop(s string) string {
	if strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}

// names tells whether a sentence says already what it is about.
func (p *scan) names(sentence string, b block, s model.Subject) bool {
	switch {
	case len(b.these) > 1 || p.result.Scopes > 1:
		return false
	case s.Kind == model.KindCluster:
		return true
	case s.Kind == model.KindBroker:
		return hasWord(sentence, "broker "+s.Name)
	case s.Kind == model.KindPartition:
		return hasWord(sentence, fmt.Sprintf("%s/%d", s.Name, s.Partition))
	}
	return len(s.Name) > 2 && hasWord(sentence, s.Name)
}

// hasWord tells whether a name stands in a sentence and is no part of a longer
// one.
func hasWord(sentence, name string) bool {
	for from := 0; ; {
		at := strings.Index(sentence[from:], name)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(sentence[:at])
		after, rest := sentence[at+len(name):], ""
		next, size := utf8.DecodeRuneInString(after)
		if rest = after[size:]; next == '.' && (rest == "" || rest[0] == ' ') {
			next = ' ' // the end of the sentence
		}
		if !inName(before) && !inName(next) {
			return true
		}
		from = at + 1
	}
}

func inName(c rune) bool {
	return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("._-/", c))
}
