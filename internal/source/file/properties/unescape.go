package properties

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape resolves the escapes of a key or a value: \t \n \r \f, \uXXXX, and
// any other character stands for itself. bad is where a malformed \u stands;
// -1 if there is none.
//
// Kafka reads the bytes of a file as ISO-8859-1. Here UTF-8 stays as its
// author sees it, for messages and carets; no key and no value that Kafka
// itself defines holds anything but ASCII. A byte that is no UTF-8 is the
// ISO-8859-1 character.
func unescape(raw []byte) (text string, bad int) {
	if bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw) {
		return string(raw), -1
	}
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); {
		switch {
		case raw[i] != '\\':
			r, size := utf8.DecodeRune(raw[i:])
			if r == utf8.RuneError && size == 1 {
				r = rune(raw[i])
			}
			b.WriteRune(r)
			i += size
		case i+1 == len(raw):
			return b.String(), -1
		case raw[i+1] == 'u':
			r, size := codePoint(raw[i:])
			if size == 0 {
				return "", i
			}
			b.WriteRune(r)
			i += size
		case raw[i+1] >= utf8.RuneSelf:
			i++ // a character of several bytes stands for itself
		default:
			b.WriteByte(single(raw[i+1]))
			i += 2
		}
	}
	return b.String(), -1
}

// single is what one escaped character stands for.
func single(c byte) byte {
	switch c {
	case 't':
		return '\t'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 'f':
		return '\f'
	}
	return c
}

// codePoint reads \uXXXX, and the second one of a surrogate pair; half a pair
// becomes U+FFFD. size is 0 if the digits are missing.
func codePoint(raw []byte) (r rune, size int) {
	r, ok := unit(raw)
	if !ok {
		return 0, 0
	}
	if utf16.IsSurrogate(r) {
		if low, ok := unit(raw[6:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, 12
			}
		}
	}
	return r, 6 // WriteRune turns half a pair into U+FFFD
}

// unit is one \uXXXX.
func unit(raw []byte) (r rune, ok bool) {
	if len(raw) < 6 || raw[0] != '\\' || raw[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(raw[2:6]), 16, 16)
	return rune(n), err == nil
}
