package gitignore

import "strings"

// matchSet matches "[…]" with one byte. A set that is not closed, or that has
// a class which does not exist, matches nothing.
func matchSet(pattern string, c byte) (size int, ok bool) {
	s := set{rest: pattern[1:], c: c}
	negated := strings.HasPrefix(s.rest, "!") || strings.HasPrefix(s.rest, "^")
	if negated {
		s.rest = s.rest[1:]
	}
	for first := true; first || !strings.HasPrefix(s.rest, "]"); first = false {
		if s.rest == "" || !s.item() {
			return 0, false
		}
	}
	return len(pattern) - len(s.rest) + 1, s.found != negated
}

// set is a set that is being read.
type set struct {
	rest  string // what has not been read
	c     byte   // the byte that is looked for
	prev  byte   // what a "-" would start from; 0 if it is none
	found bool
}

// item reads one character, range or class; it is false for a malformed one.
func (s *set) item() bool {
	switch {
	case strings.HasPrefix(s.rest, "[:"):
		if end := strings.IndexByte(s.rest[2:], ']'); end > 0 && s.rest[1+end] == ':' {
			return s.class(s.rest[2:1+end], s.rest[3+end:])
		}
	case s.prev != 0 && len(s.rest) > 1 && s.rest[0] == '-' && s.rest[1] != ']':
		s.rest = s.rest[1:]
		from := s.prev
		to, ok := s.char()
		s.found = s.found || from <= s.c && s.c <= to
		s.prev = 0
		return ok
	}
	char, ok := s.char()
	s.found = s.found || s.c == char
	s.prev = char
	return ok
}

// char reads a character, which may stand behind a backslash.
func (s *set) char() (byte, bool) {
	s.rest = strings.TrimPrefix(s.rest, `\`)
	if s.rest == "" {
		return 0, false
	}
	char := s.rest[0]
	s.rest = s.rest[1:]
	return char, true
}

// class reads "[:name:]".
func (s *set) class(name, rest string) bool {
	has, known := classes[name]
	s.found = s.found || known && has(s.c)
	s.prev, s.rest = 0, rest
	return known
}

var classes = map[string]func(c byte) bool{
	"alnum":  func(c byte) bool { return isAlpha(c) || isDigit(c) },
	"alpha":  isAlpha,
	"blank":  func(c byte) bool { return c == ' ' || c == '\t' },
	"cntrl":  func(c byte) bool { return c < ' ' || c == 0x7f },
	"digit":  isDigit,
	"graph":  isGraph,
	"lower":  func(c byte) bool { return c >= 'a' && c <= 'z' },
	"print":  func(c byte) bool { return c >= ' ' && c < 0x7f },
	"punct":  func(c byte) bool { return isGraph(c) && !isAlpha(c) && !isDigit(c) },
	"space":  func(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' },
	"upper":  func(c byte) bool { return c >= 'A' && c <= 'Z' },
	"xdigit": func(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' },
}

func isAlpha(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isGraph(c byte) bool { return c > ' ' && c < 0x7f }
