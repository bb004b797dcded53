package admit

// split hands over the fields of a JSON object one by one, as they are written: the name
// with its quotes, and the value. It looks at no value closer than to find its end, which
// is many times faster than decoding what nobody asks for. It is false for a text that is
// no object; of what is inside it believes everything.
func split(text []byte, field func(name, value []byte)) bool {
	at := skipSpace(text, 0)
	if at >= len(text) || text[at] != '{' {
		return false
	}
	for at = skipSpace(text, at+1); at < len(text) && text[at] == '"'; {
		nameEnds := endOf(text, at)
		colon := skipSpace(text, nameEnds)
		if colon >= len(text) || text[colon] != ':' {
			return false
		}
		value := skipSpace(text, colon+1)
		ends := endOf(text, value)
		if ends <= value {
			return false
		}
		field(text[at:nameEnds], text[value:ends])
		if at = skipSpace(text, ends); at < len(text) && text[at] == ',' {
			at = skipSpace(text, at+1)
		}
	}
	return at < len(text) && text[at] == '}'
}

func skipSpace(text []byte, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r') {
		at++
	}
	return at
}

// endOf is where the value ends that begins at a byte: behind its closing bracket or
// quote, or before what ends a number or a word. It is the end of the text where nothing
// closes it.
func endOf(text []byte, at int) int {
	for depth := 0; at < len(text); at++ {
		switch text[at] {
		case '"':
			if at = endOfText(text, at) - 1; depth == 0 {
				return at + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return at
			} else if depth == 0 {
				return at + 1
			}
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return at
			}
		}
	}
	return len(text)
}

// endOfText is where a text in quotes ends, behind its closing quote.
func endOfText(text []byte, at int) int {
	for at++; at < len(text); at++ {
		switch text[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return len(text)
}
