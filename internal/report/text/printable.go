package text

// Printable is a text with a dot for every character that would steer a
// terminal, begin a line, or change the direction of writing.
func Printable(s string) string { return printable(s) }
