package format

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestValueKnowsPlaceholders(t *testing.T) {
	for raw, why := range map[string]string{
		"10":                     "",
		"":                       "",
		"${SIZE}":                "${SIZE} is filled in when it is deployed",
		"a-${SIZE:-10}-b":        "${SIZE:-10} is filled in when it is deployed",
		"${file:/etc/x:key}":     "${file:/etc/x:key} is filled in when it is deployed",
		"$(SIZE)":                "$(SIZE) is filled in when it is deployed",
		"{{ .Values.size }}":     "{{ .Values.size }} is filled in when it is deployed",
		"a{size}b":               "{size} is filled in when it is deployed",
		"{{size}":                "{size} is filled in when it is deployed",
		"RULE:^CN=(.{2})$/$1/":   "",
		`{"size": 1}`:            "",
		"{}{Size}{ size}{size":   "",
		"$SIZE":                  "$SIZE is filled in when it is deployed",
		"$_B2":                   "$_B2 is filled in when it is deployed",
		"%%SIZE%%":               "%%SIZE%% is filled in when it is deployed",
		"@LOG_DIR@":              "@LOG_DIR@ is filled in when it is deployed",
		"__NODE_ID__":            "__NODE_ID__ is filled in when it is deployed",
		"$S":                     "",
		"$1":                     "",
		"$10":                    "",
		"$size":                  "",
		"$SIZE$":                 "",
		"a$SIZE":                 "",
		"$SIZE-b":                "",
		"$SIZE,$SIZE":            "",
		"$ECRET!":                "",
		"%SIZE%":                 "",
		"%%SIZE":                 "",
		"%%%%":                   "",
		"@@":                     "",
		"@":                      "",
		"@A":                     "",
		"@kafka.log-dir@":        "@kafka.log-dir@ is filled in when it is deployed",
		"%%size%%":               "%%size%% is filled in when it is deployed",
		"@1.5@":                  "",
		"@a b@":                  "",
		"______":                 "",
		"$__":                    "",
		"user@HOST@x":            "",
		"__consumer_offsets":     "",
		"__transaction_state__":  "",
		"__":                     "",
		"____":                   "",
		"$":                      "",
		"${SIZE":                 "",
		"}{":                     "",
		"RULE:^(.*)$/$1/":        "",
		"RULE:[2:$1@$0](.*)s/x/": "",
	} {
		v := Value(raw, model.AtFile("f", 1, 2))
		if v.Raw() != raw || v.Why() != why || v.Usable() != (why == "") {
			t.Errorf("%q: %q, usable %v, because %q; want because %q", raw, v.Raw(), v.Usable(), v.Why(), why)
		}
	}
}

func TestIsField(t *testing.T) {
	for text, want := range map[string]bool{
		"{sasl_config}": true, "{sasl_config} ": false, "a{b}": false, "{a}{b}": false, "{}": false, "": false, "a": false,
	} {
		if got := IsField(text); got != want {
			t.Errorf("IsField(%q) = %v", text, got)
		}
	}
}

// A flood of braces is looked at once.
func TestManyBracesEnd(t *testing.T) {
	for _, unit := range []string{"{", "{a", "{a{", "}{"} {
		if v := Value(strings.Repeat(unit, 1<<20), model.AtFile("f", 1, 2)); !v.Usable() {
			t.Errorf("a flood of %q is a placeholder", unit)
		}
	}
}

func TestBootstrap(t *testing.T) {
	for list, want := range map[string]string{
		"b1:9092,B2:9092":                   "bootstrap:b1:9092 bootstrap:b2:9092",
		" b1:9092 , ":                       "bootstrap:b1:9092",
		"SASL_SSL://b1.example.org:9093":    "bootstrap:b1.example.org:9093",
		"localhost:9092,127.0.0.1:9092":     "",
		"0.0.0.0:9092,[::1]:9092,[::]:9092": "",
		"10.0.0.1:9092":                     "bootstrap:10.0.0.1:9092",
		"${HOST}:9092":                      "",
		"b1":                                "",
		"b1:":                               "",
		":9092":                             "",
		"":                                  "",
	} {
		if got := strings.Join(Bootstrap(list), " "); got != want {
			t.Errorf("%q gives %q, want %q", list, got, want)
		}
	}
}

func TestDeclareNotesDuplicatesAndUnknowns(t *testing.T) {
	var doc model.Document
	var config model.Config
	for i, raw := range []string{"1", "${X}", "3"} {
		at := model.AtFile("f", i+1, 1)
		Declare(&doc, &config, "key", Value(raw, at), at)
	}
	if got := config.Get("key").Raw(); got != "3" {
		t.Errorf("the value is %q, want the last", got)
	}
	if len(doc.Duplicates) != 2 || doc.Duplicates[0].First.Value.Raw() != "1" || doc.Duplicates[1].Second.At.Line != 3 {
		t.Errorf("duplicates: %+v", doc.Duplicates)
	}
	if len(doc.Unresolved) != 1 || doc.Unresolved[0].Value.Raw() != "${X}" {
		t.Errorf("unresolved: %+v", doc.Unresolved)
	}
}

func TestIsTemplate(t *testing.T) {
	for text, want := range map[string]bool{
		"a={{ x }}": true, "x\n{% if y %}": true, "<%= z %>": true, "# {{ x }}\na=1": false,
		"a={{ x": false, "": false, "a=${x}": false,
	} {
		if got := IsTemplate([]byte(text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestErrors(t *testing.T) {
	err := Errorf(3, 4, "is %d", 5)
	if err.Error() != "is 5" || err.Line != 3 || err.Column != 4 {
		t.Errorf("got %+v", err)
	}
	if got := (TemplateError{}).Error(); got != "a template: lint its rendered output" {
		t.Errorf("a template is %q", got)
	}
	if at := (Input{Path: "f"}).At(1, 2).String(); at != "f:1:2" {
		t.Errorf("a place is %s", at)
	}
}
