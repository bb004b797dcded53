package properties

// Setting is one key with its value, as java.util.Properties.load reads it:
// escapes resolved, white space at the end of the value kept. The place is
// that of the key, counted from 1; columns are characters.
type Setting struct {
	Key, Value   string
	Line, Column int
}

// Parse reads the settings of a text in their order, whatever it configures. A
// key that stands twice is there twice; in Java the last one counts. The error
// is a *format.SyntaxError.
func Parse(text []byte) ([]Setting, error) {
	entries, err := parse(text)
	if err != nil {
		return nil, err
	}
	out := make([]Setting, len(entries))
	for i, e := range entries {
		out[i] = Setting{e.key, e.value, e.keyAt.line, e.keyAt.column}
	}
	return out, nil
}
