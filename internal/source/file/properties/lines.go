package properties

// most is how many settings a file may hold, and over how many lines one of
// them may continue. Kafka knows some 400 keys; a text beyond that is not for
// Kafka, and must not cost memory.
const most = 5000

// position is a place in a text: lines end with \n, columns are characters,
// both are counted from 1.
type position struct{ line, column int }

// piece is a stretch of a logical line that stands in one line of the text.
type piece struct {
	at    int // where it starts in the logical line
	from  int // where it starts in the text
	line  int // its line of the text, which starts at start
	start int
}

// logical is a line as Java reads it: without leading white space, and joined
// with the lines that it continues on.
type logical struct {
	text   []byte
	pieces []piece
	long   bool // continues over too many lines; the rest is left out
}

// lines cuts a text into logical lines, as java.util.Properties.load does it.
type lines struct {
	text  []byte
	off   int
	line  int // lines passed
	start int // where the current one starts
}

// next is the next logical line that is no comment and not blank. The line is
// valid until the next call.
func (s *lines) next(l *logical) bool {
	for {
		l.text, l.pieces, l.long = nil, l.pieces[:0], false
		s.skipBlank()
		if s.off == len(s.text) {
			return false
		}
		if c := s.text[s.off]; c == '#' || c == '!' {
			s.off = s.lineEnd()
			continue
		}
		if s.join(l) {
			return true
		}
	}
}

// join reads a line and all that it continues on. It is false if nothing but
// continuation marks stood there: Java then takes what follows for a new
// line, which may be a comment.
func (s *lines) join(l *logical) bool {
	for {
		end := s.lineEnd()
		part := s.text[s.off:end]
		continued := endsInBackslash(part)
		if continued {
			part = part[:len(part)-1]
		}
		l.add(part, piece{from: s.off, line: s.line + 1, start: s.start})
		s.off = end
		if !continued || s.lastLine() {
			return true
		}
		s.skipLineEnd()
		s.skipSpace()
		if len(l.text) == 0 {
			return false
		}
		if s.off == len(s.text) || isLineEnd(s.text[s.off]) {
			return true
		}
	}
}

// lastLine tells whether the text ends with the line end at the offset, or
// has none. A continuation mark there continues on nothing.
func (s *lines) lastLine() bool { return s.off >= len(s.text)-1 }

// add appends a piece. A line of one piece shares the text's memory.
func (l *logical) add(part []byte, p piece) {
	if len(l.pieces) == most {
		l.long = true
		return
	}
	p.at = len(l.text)
	switch {
	case p.at == 0:
		l.text = part[:len(part):len(part)]
	default:
		l.text = append(l.text, part...)
	}
	if len(part) > 0 || len(l.pieces) == 0 {
		l.pieces = append(l.pieces, p)
	}
}

func endsInBackslash(part []byte) bool {
	n := 0
	for n < len(part) && part[len(part)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

func isLineEnd(c byte) bool { return c == '\n' || c == '\r' }

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\f' }

// lineEnd is where the line at the offset ends.
func (s *lines) lineEnd() int {
	for i := s.off; i < len(s.text); i++ {
		if isLineEnd(s.text[i]) {
			return i
		}
	}
	return len(s.text)
}

// skipSpace passes white space inside a line.
func (s *lines) skipSpace() {
	for s.off < len(s.text) && isSpace(s.text[s.off]) {
		s.off++
	}
}

// skipBlank passes white space and line ends.
func (s *lines) skipBlank() {
	for s.off < len(s.text) && (isSpace(s.text[s.off]) || isLineEnd(s.text[s.off])) {
		s.pass()
	}
}

// skipLineEnd passes one line end: \n, \r or \r\n.
func (s *lines) skipLineEnd() {
	first := s.text[s.off]
	s.pass()
	if first == '\r' && s.off < len(s.text) && s.text[s.off] == '\n' {
		s.pass()
	}
}

func (s *lines) pass() {
	if s.text[s.off] == '\n' {
		s.line, s.start = s.line+1, s.off+1
	}
	s.off++
}
