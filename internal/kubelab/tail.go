package kubelab

import (
	"os"
	"strings"
)

const (
	tailLines = 20
	tailBytes = 16 << 10
)

// tail keeps the end of what is written to it.
type tail struct{ text []byte }

// Write takes everything, never fails, and keeps the last 16 KiB.
func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	t.text = t.text[max(0, len(t.text)-tailBytes):]
	return len(p), nil
}

// String is the last lines.
func (t *tail) String() string {
	if len(t.text) == 0 {
		return "(it printed nothing)"
	}
	return lastLines(string(t.text))
}

func lastLines(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-tailLines):], "\n")
}

// read is the text of a file, or why it cannot be read.
func read(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
