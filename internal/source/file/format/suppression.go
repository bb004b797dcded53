package format

import (
	"fmt"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// SuppressionMark is what a suppressing comment begins with.
const SuppressionMark = "breakwater:ignore"

// Suppressions reads what stands after the mark in a comment, or in an
// annotation: RULE until=YYYY-MM-DD reason="why", several parted by ";". One
// that is not valid as written has a Problem. Which lines they cover is for
// the caller to say.
func Suppressions(text string, at model.Origin) []model.Suppression {
	clauses, closed := cut(text, ";")
	var out []model.Suppression
	for _, clause := range clauses {
		words, _ := cut(clause, " \t\r\n")
		if len(words) > 0 {
			out = append(out, suppression(words, at))
		}
	}
	if len(out) == 0 {
		return []model.Suppression{{At: at, Problem: "the suppression names no rule, so it does nothing"}}
	}
	if last := &out[len(out)-1]; !closed {
		last.Problem = "a quote in the suppression is not closed, so it does not count"
	}
	return out
}

func suppression(words []string, at model.Origin) model.Suppression {
	s := model.Suppression{Rule: words[0], At: at}
	for _, word := range words[1:] {
		if problem := attribute(&s, word); problem != "" && s.Problem == "" {
			s.Problem = problem
		}
	}
	switch {
	case !isRuleName(s.Rule):
		s.Problem = fmt.Sprintf("%q is not the name of a rule, as topic/min-isr-one is: the suppression does nothing", s.Rule)
	case s.Problem == "" && strings.TrimSpace(s.Reason) == "":
		s.Problem = fmt.Sprintf("the suppression of %s gives no reason, so it does not count", s.Rule)
	}
	return s
}

// attribute takes one NAME=VALUE, and returns what is wrong with it.
func attribute(s *model.Suppression, word string) string {
	name, value, _ := strings.Cut(word, "=")
	value = unquoted(value)
	switch {
	case name == "reason" && s.Reason == "":
		s.Reason = value
	case name == "until" && s.Until == "":
		s.Until = value
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return fmt.Sprintf("until=%s is not a date: want YYYY-MM-DD", value)
		}
	case name == "reason" || name == "until":
		return fmt.Sprintf("%s stands twice in the suppression of %s, so it does not count", name, s.Rule)
	default:
		return fmt.Sprintf("%q is not known in a suppression: it takes until=YYYY-MM-DD and reason=\"…\", and a reason of several words needs its quotes", word)
	}
	return ""
}

// isRuleName tells whether a word is FAMILY/NAME in small letters, digits and
// hyphens.
func isRuleName(word string) bool {
	family, name, found := strings.Cut(word, "/")
	return found && isSlug(family) && isSlug(name)
}

func isSlug(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// cut splits text at any of the separators that stand outside quotes; empty
// parts are left out. closed tells whether every quote was.
func cut(text, separators string) (parts []string, closed bool) {
	quote, start := byte(0), 0
	add := func(end int) {
		if part := text[start:end]; strings.TrimSpace(part) != "" {
			parts = append(parts, part)
		}
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0 && c == '\\':
			i++
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case opensQuote(text, i):
			quote = c
		case strings.IndexByte(separators, c) >= 0:
			add(i)
			start = i + 1
		}
	}
	add(len(text))
	return parts, quote == 0
}

// opensQuote tells whether a quote begins a value: the one in "don't" does
// not.
func opensQuote(text string, i int) bool {
	return (text[i] == '"' || text[i] == '\'') && i > 0 && text[i-1] == '='
}

// unquoted takes the quotes off, and the backslashes before what they escape.
func unquoted(value string) string {
	if len(value) < 2 || value[0] != '"' && value[0] != '\'' || value[len(value)-1] != value[0] {
		return value
	}
	var b strings.Builder
	for i := 1; i < len(value)-1; i++ {
		if value[i] == '\\' && i+1 < len(value)-1 {
			i++
		}
		b.WriteByte(value[i])
	}
	return b.String()
}
