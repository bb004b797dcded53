package file

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// Comments of build files begin with one of these.
var commentStarts = []string{"#", "//", "<!--"}

// buildSuppressions reads the comments of build files. One on a line of its own
// covers the next line, and one behind something covers that.
func buildSuppressions(in format.Input) []model.Suppression {
	var s suppressed
	for i, line := range strings.Split(string(in.Text), "\n") {
		before, comment, marked := buildComment(line)
		switch at := in.At(i+1, column(line, len(before))); {
		case marked && strings.TrimSpace(before) == "":
			s.add(comment, at)
		case marked:
			s.addOver(comment, at, lines{i + 1, i + 1})
			s.cover(lines{i + 1, i + 1})
		case strings.TrimSpace(line) != "" && !isComment(line):
			s.cover(lines{i + 1, i + 1})
		}
	}
	s.nothing()
	return s.all
}

// buildComment parts a line with the mark into what stands before the comment
// and what the comment says behind the mark.
func buildComment(line string) (before, comment string, marked bool) {
	i := strings.Index(line, format.SuppressionMark)
	if i < 0 {
		return "", "", false
	}
	lead := strings.TrimRight(line[:i], " \t")
	for _, start := range commentStarts {
		if before, is := strings.CutSuffix(lead, start); is {
			comment, marked = afterMark(strings.TrimSuffix(strings.TrimRight(line[i:], " \t\r"), "-->"))
			return before, comment, marked
		}
	}
	return "", "", false
}

func isComment(line string) bool {
	for _, start := range commentStarts {
		if strings.HasPrefix(strings.TrimSpace(line), start) {
			return true
		}
	}
	return false
}
