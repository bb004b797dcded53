package model

// Document is one file that was looked at: what it was recognised as, and
// what it says besides its settings.
type Document struct {
	Path         string
	Format       string // "strimzi", "properties" …; "" for an ignored file
	Ignored      string // why the file was not read; "" if it was
	Refused      bool   // it claims to be of its format and cannot be parsed; a Gap says why
	Lines        Lines  // the text, for the source line and the caret under it
	Suppressions []Suppression
	Duplicates   []Duplicate
	Unresolved   []Setting // settings whose value is unknown
	Libraries    []Library // of a build file: the Kafka clients that it brings
}

// Lines is a document's text, cut into lines when first needed.
type Lines struct{ text []byte }

// LinesOf keeps the text; it is not copied.
func LinesOf(text []byte) Lines { return Lines{text} }

// At is line n, counted from 1, without its line end; "" if there is none.
func (l Lines) At(n int) string {
	line, start := 1, 0
	for i, c := range l.text {
		if c != '\n' {
			continue
		}
		if line == n {
			return trimCR(string(l.text[start:i]))
		}
		line, start = line+1, i+1
	}
	if line == n {
		return trimCR(string(l.text[start:]))
	}
	return ""
}

func trimCR(s string) string {
	if n := len(s); n > 0 && s[n-1] == '\r' {
		return s[:n-1]
	}
	return s
}

// Duplicate is one key that stands twice in one place; the last one counts.
type Duplicate struct {
	Key           string
	First, Second Setting
}

// Suppression is a breakwater:ignore comment or annotation.
type Suppression struct {
	Rule, Reason, Until string
	At                  Origin
	FirstLine, LastLine int    // the lines of the file that it covers
	Whole               bool   // an annotation: covers the object whose lines these are
	Problem             string // why it is not valid as written; "" if it is
}
