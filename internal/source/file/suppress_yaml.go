package file

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// yamlSuppressions reads the comments of a YAML text. One behind a value
// covers its line; one on its own line covers the next value or object.
func yamlSuppressions(in format.Input) []model.Suppression {
	text := yamlText(slices.Collect(yamlx.Lines(in.Text)))
	ends := text.ends()
	var s suppressed
	top := true // nothing but comments so far in this document
	for i, line := range text {
		rest, marked := "", false
		if line.Comment >= 0 {
			rest, marked = afterMark(line.Text[line.Comment+1:])
		}
		at := in.At(line.Number, column(line.Text, max(line.Comment, 0)))
		switch {
		case line.IsBlank():
			if marked {
				s.add(rest, at)
			}
			continue
		case line.IsMarker():
			if !top {
				s.nothing()
			}
			top = true
			continue
		case marked:
			s.addOver(rest, at, lines{line.Number, line.Number})
		}
		s.cover(lines{line.Number, text[ends[i]].Number})
		top = false
	}
	s.nothing()
	return s.all
}

type yamlText []yamlx.Line

// ends is for each line the last line of what begins there: of the whole
// document where a Kubernetes object begins, else of what is indented below.
func (t yamlText) ends() []int {
	end, following := make([]int, len(t)), make([]int, len(t)+1)
	following[len(t)] = len(t)
	lastOfDocument := -1
	for i := len(t) - 1; i >= 0; i-- {
		following[i], end[i] = i, i
		switch {
		case t[i].IsBlank():
			following[i] = following[i+1]
			continue
		case t[i].IsMarker():
			lastOfDocument = -1
			continue
		}
		lastOfDocument = max(lastOfDocument, i)
		if isObjectKey(t[i]) && t.opens(i) {
			end[i] = lastOfDocument
			continue
		}
		for j := following[i+1]; j < len(t) && t.within(i, j); j = following[end[i]+1] {
			end[i] = end[j]
		}
	}
	return end
}

// within tells whether line j belongs to what begins on line i: as a part of
// a long value, by its indentation, as an item of the list that line i names,
// or as the bracket that line i opened.
func (t yamlText) within(i, j int) bool {
	switch {
	case t[j].Inside:
		return true
	case t[i].Inside || t[j].IsMarker():
		return false
	case t[j].Indent != t[i].Indent:
		return t[j].Indent > t[i].Indent
	case isItem(t[j]):
		return !isItem(t[i])
	}
	return strings.IndexByte("]}", t[j].Text[t[j].Indent]) >= 0
}

// opens tells whether line i, at the margin, is the first of its document
// that says anything.
func (t yamlText) opens(i int) bool {
	for i--; i >= 0 && t[i].IsBlank(); i-- {
	}
	return i < 0 || t[i].IsMarker()
}

func isItem(l yamlx.Line) bool {
	text := l.Text[l.Indent:]
	return text == "-" || strings.HasPrefix(text, "- ")
}

// isObjectKey tells whether the line is one with which a Kubernetes object
// begins.
func isObjectKey(l yamlx.Line) bool {
	return !l.Inside && slices.ContainsFunc([]string{"apiVersion:", "kind:", "metadata:"}, func(key string) bool {
		return strings.HasPrefix(l.Text, key)
	})
}
