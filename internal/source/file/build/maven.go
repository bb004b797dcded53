package build

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// pom is what is read of a pom.xml: dependencies, wherever they stand, and the
// project's own properties.
type pom struct {
	in         format.Input
	lines      []string
	path       []string // the elements that are open
	properties map[string]model.Value
	profiled   map[string]bool        // the properties that a profile sets
	open       map[string]model.Value // of the dependency that is open
	all        []map[string]model.Value
}

// readPOM reads the dependencies of a Maven project whose version stands in the
// file itself. What a parent or a BOM gives is not there.
func readPOM(in format.Input, found finder) error {
	p := pom{in: in, lines: strings.Split(string(in.Text), "\n"), properties: map[string]model.Value{}, profiled: map[string]bool{}}
	d := xml.NewDecoder(bytes.NewReader(in.Text))
	d.CharsetReader = latin1
	for {
		line, column := d.InputPos()
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			p.tell(found)
			return nil
		case err != nil:
			line, column = d.InputPos()
			return format.Errorf(max(line, 1), max(column, 1), "is not a valid pom.xml: %s", reason(err))
		}
		p.take(token, line, column)
	}
}

// reason is an error of the XML without the line that it names itself.
func reason(err error) string {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Msg
	}
	return err.Error()
}

// latin1 reads a text that is declared to have another encoding than UTF-8. What
// is looked for has the same bytes in all of those that Maven's files use.
func latin1(_ string, r io.Reader) (io.Reader, error) {
	text, err := io.ReadAll(r)
	var out bytes.Buffer
	for _, b := range text {
		out.WriteRune(rune(b))
	}
	return &out, err
}

// take goes on by one token, which begins at a line and a byte of it.
func (p *pom) take(token xml.Token, line, column int) {
	switch t := token.(type) {
	case xml.StartElement:
		p.path = append(p.path, t.Name.Local)
		if t.Name.Local == "dependency" {
			p.open = map[string]model.Value{}
		}
	case xml.EndElement:
		p.path = p.path[:len(p.path)-1]
		if t.Name.Local == "dependency" && p.open != nil {
			p.all, p.open = append(p.all, p.open), nil
		}
	case xml.CharData:
		p.text(string(t), line, column)
	}
}

// text takes what stands in the element that is open.
func (p *pom) text(text string, line, column int) {
	word := strings.TrimSpace(text)
	if word == "" || len(p.path) < 2 {
		return
	}
	name, above := p.path[len(p.path)-1], p.path[len(p.path)-2]
	before := text[:strings.Index(text, word)]
	if last := strings.LastIndexByte(before, '\n'); last >= 0 {
		line, column, before = line+strings.Count(before, "\n"), 1, before[last+1:]
	}
	start := p.lines[min(line, len(p.lines))-1]
	start = start[:max(0, min(column-1, len(start)))]
	value := model.KnownValue(word, p.in.At(line, utf8.RuneCountInString(start+before)+1))
	switch parents := p.path[:len(p.path)-1]; {
	case above == "dependency" && p.open != nil:
		keep(p.open, name, value)
	case slices.Equal(parents, []string{"project", "properties"}):
		keep(p.properties, name, value)
	case slices.Equal(parents, []string{"project", "profiles", "profile", "properties"}):
		p.profiled[name] = true
	}
}

// keep puts a value under its name. One that a comment parts, or that stands
// there twice, is not known.
func keep(values map[string]model.Value, name string, v model.Value) {
	if first := values[name]; first.IsSet() {
		raw := first.Raw() + " " + v.Raw()
		v = model.UnknownValue(raw, raw+" stands in several parts", first.Origin())
	}
	values[name] = v
}

// tell gives the dependencies to the finder, once all properties are known.
func (p *pom) tell(found finder) {
	for _, d := range p.all {
		found.add(d["groupId"].Raw()+":"+d["artifactId"].Raw(), p.resolve(d["version"]))
	}
}

// resolve is a version with the property that it names put in. It then stands
// where the property does, because that is the line to change.
func (p *pom) resolve(v model.Value) model.Value {
	raw := v.Raw()
	switch {
	case !v.IsSet():
		return v
	case !v.Usable():
		return v
	case strings.HasPrefix(raw, "${") && strings.IndexByte(raw, '}') == len(raw)-1:
		return p.property(v)
	case strings.Contains(raw, "${"):
		return model.UnknownValue(raw, raw+" is put together when the program is built", v.Origin())
	case strings.ContainsAny(raw[:1], "[(") || raw == "LATEST" || raw == "RELEASE":
		return model.UnknownValue(raw, raw+" names no single version: Maven chooses one when the program is built", v.Origin())
	}
	return v
}

// property is the value of the property that a version names. Which one of the
// project and its profiles counts is decided when the program is built.
func (p *pom) property(v model.Value) model.Value {
	raw := v.Raw()
	name := raw[2 : len(raw)-1]
	to := p.properties[name]
	switch {
	case p.profiled[name]:
		return model.UnknownValue(raw, "a profile sets the property "+raw+", and which profiles hold is decided when the program is built", v.Origin())
	case !to.IsSet() || strings.Contains(to.Raw(), "${"):
		return model.UnknownValue(raw, "the property "+raw+" is not in this file", v.Origin())
	}
	return to
}
