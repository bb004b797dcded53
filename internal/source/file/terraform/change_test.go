package terraform

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func TestActions(t *testing.T) {
	for _, c := range []struct {
		actions                     string
		survives, existed, replaces bool
	}{
		{"no-op", true, true, false},
		{"create", true, true, false},
		{"update", true, true, false},
		{"delete", false, true, false},
		{"delete create", true, true, true},
		{"create delete", true, true, true},
		{"forget", false, false, false},
		{"create forget", true, false, false},
		{"read", false, false, false},
		{"", true, true, false},
	} {
		a := actions(strings.Fields(c.actions))
		if a.survives() != c.survives || a.existed() != c.existed || a.replaces() != c.replaces {
			t.Errorf("%q: survives %v, existed %v, replaces %v", c.actions, a.survives(), a.existed(), a.replaces())
		}
	}
}

func TestWithoutIndex(t *testing.T) {
	for address, want := range map[string]string{
		"kafka_topic.t":             "kafka_topic.t",
		"kafka_topic.t[0]":          "kafka_topic.t",
		`kafka_topic.t["a[b]"]`:     "kafka_topic.t",
		"module.m[0].kafka_topic.t": "module.m[0].kafka_topic.t",
		"module.m.kafka_topic.t[1]": "module.m.kafka_topic.t[1]", // not in the root module's configuration
		"kafka_topic.t[":            "kafka_topic.t[",
		"":                          "",
	} {
		if got := withoutIndex(address); got != want {
			t.Errorf("%s is %s, want %s", address, got, want)
		}
	}
}

func TestPlacesOfEveryByte(t *testing.T) {
	text := "ab\n\nc\r\nd"
	p := newPlaces(format.Input{Path: "x", Text: []byte(text)})
	line, column := 1, 1
	for i := range len(text) + 1 {
		if gotLine, gotColumn := p.place(i); gotLine != line || gotColumn != column {
			t.Errorf("byte %d is at %d:%d, want %d:%d", i, gotLine, gotColumn, line, column)
		}
		column++
		if i < len(text) && text[i] == '\n' {
			line, column = line+1, 1
		}
	}
	if at := p.at(3); at.String() != "x:2:1" {
		t.Errorf("byte 3 is at %s", at)
	}
}
