package file

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/build"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/properties"
	"github.com/breakwaterhq/breakwater/internal/source/file/terraform"
)

// suppressions reads the breakwater:ignore comments of a text, in the comment
// syntax of the format that read it. A format without comments has none.
func suppressions(in format.Input, formatName string) []model.Suppression {
	if !bytes.Contains(in.Text, []byte(format.SuppressionMark)) {
		return nil
	}
	switch formatName {
	case manifests{}.Name():
		return yamlSuppressions(in)
	case terraform.HCL{}.Name():
		return hclSuppressions(in)
	case properties.Format{}.Name():
		return propertiesSuppressions(in)
	case build.Format{}.Name():
		return buildSuppressions(in)
	}
	return nil
}

// lines is a range of lines, both ends included.
type lines struct{ first, last int }

// afterMark is what stands behind the mark, if the comment begins with it. A
// comment that only mentions the mark suppresses nothing.
func afterMark(comment string) (string, bool) {
	rest, marked := strings.CutPrefix(strings.TrimLeft(comment, " \t"), format.SuppressionMark)
	return rest, marked && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

// suppressed gathers the suppressions of one text from its top to its end.
// Those on lines of their own wait for what follows them.
type suppressed struct {
	all     []model.Suppression
	waiting []int
}

// add reads a marked comment that waits for what follows.
func (s *suppressed) add(text string, at model.Origin) {
	for _, one := range format.Suppressions(text, at) {
		s.waiting = append(s.waiting, len(s.all))
		s.all = append(s.all, one)
	}
}

// addOver reads a marked comment that covers some lines.
func (s *suppressed) addOver(text string, at model.Origin, over lines) {
	before := s.waiting
	s.waiting = nil
	s.add(text, at)
	s.cover(over)
	s.waiting = before
}

// cover tells all that wait what they cover.
func (s *suppressed) cover(over lines) {
	for _, i := range s.waiting {
		s.all[i].FirstLine, s.all[i].LastLine = over.first, over.last
	}
	s.waiting = nil
}

// nothing tells all that wait that nothing follows them.
func (s *suppressed) nothing() {
	for _, i := range s.waiting {
		one := &s.all[i]
		one.FirstLine, one.LastLine = one.At.Line, one.At.Line
		if one.Problem == "" {
			one.Problem = "nothing follows this suppression of " + one.Rule + ", so it does nothing: put it right above what it is about"
		}
	}
	s.waiting = nil
}

// column is where byte i of a line stands, in characters from 1.
func column(line string, i int) int { return utf8.RuneCountInString(line[:i]) + 1 }
