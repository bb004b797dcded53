package file

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// propertiesSuppressions reads the comments of a Java properties text. They
// stand on lines of their own: behind a value a "#" is part of the value.
func propertiesSuppressions(in format.Input) []model.Suppression {
	var s suppressed
	text := strings.Split(string(in.Text), "\n")
	for i := 0; i < len(text); i++ {
		line := strings.TrimLeft(text[i], blanks)
		switch {
		case line == "":
		case line[0] == '#' || line[0] == '!':
			if rest, marked := afterMark(strings.TrimSuffix(line[1:], "\r")); marked {
				s.add(rest, in.At(i+1, column(text[i], len(text[i])-len(line))))
			}
		default:
			first := i
			for i+1 < len(text) && continues(strings.TrimSuffix(text[i], "\r")) {
				i++
			}
			s.cover(lines{first + 1, i + 1})
		}
	}
	s.nothing()
	return s.all
}

// blanks is what Java takes for space at the start of a line.
const blanks = " \t\f\r"

// continues tells whether a setting goes on with the next line: it ends in an
// odd number of backslashes.
func continues(line string) bool {
	return (len(line)-len(strings.TrimRight(line, `\`)))%2 == 1
}
