package target

// tokens cuts a JAAS text as Kafka does, which is as java.io.StreamTokenizer
// does with its default table: a number is no word, a slash begins a comment,
// a quoted text ends with its line. What Kafka refuses must be refused here,
// or a file would work in one and not in the other.
type tokens struct {
	text []rune
	off  int
	kind rune   // end, number, word, a quote, or the sign itself
	word string // of a word and of a quoted text
	said bool   // whether word counts: a quoted text may be empty
}

// Kinds of tokens beside signs, which stand for themselves.
const (
	end    rune = -1
	number rune = -2
	word   rune = -3
)

func (t *tokens) peek() rune {
	if t.off >= len(t.text) {
		return end
	}
	return t.text[t.off]
}

func (t *tokens) read() rune {
	c := t.peek()
	if c != end {
		t.off++
	}
	return c
}

// next reads one token.
func (t *tokens) next() {
	t.word, t.said = "", false
	for {
		for t.peek() != end && t.peek() <= ' ' {
			t.off++
		}
		if t.peek() != '/' {
			break
		}
		t.comment()
	}
	switch c := t.peek(); {
	case c == end:
		t.kind = end
	case isDigit(c):
		t.number()
	case isLetter(c):
		from := t.off
		for isLetter(t.peek()) || isDigit(t.peek()) {
			t.off++
		}
		t.kind, t.word, t.said = word, string(t.text[from:t.off]), true
	case c == '"' || c == '\'':
		t.quoted()
	default:
		t.kind = t.read()
	}
}

// isDigit tells what begins a number, the minus sign included.
func isDigit(c rune) bool { return c >= '0' && c <= '9' || c == '.' || c == '-' }

func isLetter(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$' || c >= 0xA0
}

// number passes a number. A minus sign without one behind it is a sign.
func (t *tokens) number() {
	if t.peek() == '-' {
		t.off++
		if c := t.peek(); c != '.' && (c < '0' || c > '9') {
			t.kind = '-'
			return
		}
	}
	dot := false
	for c := t.peek(); c >= '0' && c <= '9' || c == '.' && !dot; c = t.peek() {
		dot = dot || c == '.'
		t.off++
	}
	t.kind = number
}

// comment passes a comment. A single slash begins one, too, which goes to the
// end of the line. What stands behind the slash is passed even if it is that
// end: StreamTokenizer has read it already.
func (t *tokens) comment() {
	t.off++
	if t.read() != '*' {
		for c := t.peek(); c != end && c != '\n' && c != '\r'; c = t.peek() {
			t.off++
		}
		return
	}
	for before := rune(0); t.peek() != end; {
		c := t.read()
		if c == '/' && before == '*' {
			return
		}
		before = c
	}
}

// quoted reads a text in quotes of either kind, with the escapes of C.
func (t *tokens) quoted() {
	t.kind = t.read()
	var out []rune
	for {
		switch c := t.peek(); {
		case c == t.kind:
			t.off++
			t.word, t.said = string(out), true
			return
		case c == end || c == '\n' || c == '\r':
			t.word, t.said = string(out), true // StreamTokenizer lets it pass
			return
		case c == '\\':
			t.off++
			out = append(out, t.escape())
		default:
			out = append(out, t.read())
		}
	}
}

func (t *tokens) escape() rune {
	switch c := t.read(); c {
	case end:
		return 0xFFFF // (char) -1
	case 'a':
		return 7
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'v':
		return '\v'
	case '0', '1', '2', '3', '4', '5', '6', '7':
		return t.octal(c)
	default:
		return c
	}
}

// octal reads up to three digits, which make one byte at most.
func (t *tokens) octal(first rune) rune {
	most, value := 2, first-'0'
	if first <= '3' {
		most = 3
	}
	for n := 1; n < most && t.peek() >= '0' && t.peek() <= '7'; n++ {
		value = value<<3 + t.read() - '0'
	}
	return value
}
