package yamlx

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestValueIsWhatKafkaGets(t *testing.T) {
	for text, want := range map[string]string{
		"10":                     "10",
		"'10'":                   "10",
		"\"10\"":                 "10",
		"-1":                     "-1",
		"0":                      "0",
		"9223372036854775807":    "9223372036854775807",
		"9223372036854775808":    "9223372036854775808",
		"99999999999999999999":   "99999999999999999999",
		"2.097152e+07":           "2.097152e+07",
		"0.5":                    "0.5",
		".5":                     ".5",
		"1_048_576":              "1048576",
		"0x100000":               "1048576",
		"0o10":                   "8",
		"010":                    "8",
		"-0x10":                  "-16",
		"0b11":                   "3",
		"'0x10'":                 "0x10",
		"'1_0'":                  "1_0",
		"true":                   "true",
		"True":                   "True",
		"yes":                    "true",
		"Off":                    "false",
		"'yes'":                  "yes",
		"compact, delete":        "compact, delete",
		"!!str 5":                "5",
		"!!int \"5\"":            "5",
		"2001-12-14":             "2001-12-14",
		"'a # b'":                "a # b",
		"a#b # c":                "a#b",
		"\"\\u00e9\"":            "é",
		"''":                     "",
		"'it''s'":                "it's",
		"|\n  two\n  lines":      "two\nlines\n",
		"1GB":                    "1GB",
		"org.example.Serializer": "org.example.Serializer",
	} {
		v := parseOne(t, "k: "+text+"\n").Get("k").Value()
		if !v.Usable() || v.Raw() != want {
			t.Errorf("%s gives %q (usable: %v), want %q", text, v.Raw(), v.Usable(), want)
		}
	}
}

func TestWordIsWhatStandsThere(t *testing.T) {
	for text, want := range map[string]string{"010": "010", "yes": "yes", "'1_0'": "1_0", "a": "a"} {
		if v := parseOne(t, "k: "+text).Get("k").Word(); v.Raw() != want {
			t.Errorf("%s gives %q, want %q", text, v.Raw(), want)
		}
	}
}

func TestValueThatIsNotKnown(t *testing.T) {
	for text, want := range map[string]string{
		"{a: 1}":        "a mapping stands where a value is expected",
		"[1]":           "a list stands where a value is expected",
		"${SIZE}":       "${SIZE} is filled in when it is deployed",
		"'${SIZE:-10}'": "${SIZE:-10} is filled in when it is deployed",
		"$(SIZE)":       "$(SIZE) is filled in when it is deployed",
		"'{{ .x }}'":    "{{ .x }} is filled in when it is deployed",
		"$SIZE":         "$SIZE is filled in when it is deployed",
		"'@SIZE@'":      "@SIZE@ is filled in when it is deployed",
		"'%%SIZE%%'":    "%%SIZE%% is filled in when it is deployed",
		"__SIZE__":      "__SIZE__ is filled in when it is deployed",
		"!vault abc":    "the tag !vault decides what it is",
		"!!binary YQ==": "the tag !!binary decides what it is",
	} {
		v := parseOne(t, "k: "+text).Get("k").Value()
		if !v.IsSet() || v.Usable() || v.Why() != want {
			t.Errorf("%s: set %v, usable %v, because %q, want %q", text, v.IsSet(), v.Usable(), v.Why(), want)
		}
		if got := v.Origin().String(); got != "a.yaml:1:4" {
			t.Errorf("%s stands at %s", text, got)
		}
	}
}

func TestNullIsNotSet(t *testing.T) {
	for _, text := range []string{"~", "null", "", "&a\nb: *a"} {
		n := parseOne(t, "k: "+text+"\n").Get("k")
		if n.Value().IsSet() || n.Word().IsSet() || n.Text() != "" {
			t.Errorf("%q is set", text)
		}
	}
}

func TestDeclareNotesWhatItSees(t *testing.T) {
	n := parseOne(t, "base: &b {a: 0, z: 5}\nit:\n  <<: *b\n  a: 1\n  b: ~\n  c: ${X}\n  a: 2\n  a: 3\n").Get("it")
	var doc model.Document
	var config model.Config
	n.Declare(&doc, &config, Node.Value)
	for key, want := range map[string]string{"a": "3", "b": "", "c": "${X}", "z": "5"} {
		if got := config.Get(key).Raw(); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if len(doc.Unresolved) != 1 || doc.Unresolved[0].Name != "c" {
		t.Errorf("unresolved: %v", doc.Unresolved)
	}
	if len(doc.Duplicates) != 2 {
		t.Fatalf("%d duplicates, want 2", len(doc.Duplicates))
	}
	d := doc.Duplicates[1]
	if d.Key != "a" || d.First.Value.Raw() != "2" || d.First.At.Line != 7 || d.Second.Value.Raw() != "3" || d.Second.At.Line != 8 {
		t.Errorf("the second duplicate is %+v", d)
	}
}

func TestNoteDuplicates(t *testing.T) {
	var doc model.Document
	parseOne(t, "a: 1\nb: {c: 1, c: 2}\na: {}\n").NoteDuplicates(&doc)
	if len(doc.Duplicates) != 1 || doc.Duplicates[0].Key != "a" || doc.Duplicates[0].Second.At.Line != 3 {
		t.Errorf("duplicates: %+v, want a alone", doc.Duplicates)
	}
}

func TestErrorsPointToTheirNode(t *testing.T) {
	n := parseOne(t, "a:\n  b: [1]\n  c: "+"x23456789012345678901234567890123456789012345"+"\n")
	for key, want := range map[string]string{
		"b": "a list", "c": `"x234567890123456789012345678901234567890…"`, "d": "nothing",
	} {
		if got := n.Get("a", key).Describe(); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	if got := n.Get("a").Describe(); got != "a mapping" {
		t.Errorf("a is %s", got)
	}
	if err := n.Get("a", "b").Errorf("is %s", "wrong"); err.Line != 2 || err.Column != 6 || err.Message != "is wrong" {
		t.Errorf("got %+v", err)
	}
	if err := (Node{}).Errorf("nowhere"); err.Line != 1 || err.Column != 1 {
		t.Errorf("an error about nothing is at %d:%d", err.Line, err.Column)
	}
}
