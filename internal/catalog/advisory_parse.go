package catalog

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// parseAdvisories reads the blocks of advisories.txt.
func parseAdvisories(text string) ([]Advisory, error) {
	var out []Advisory
	fields := map[string]string{}
	end := func(line int) error {
		if len(fields) == 0 {
			return nil
		}
		a, err := advisoryOf(fields)
		if err != nil {
			return fmt.Errorf("the entry that ends above line %d: %w", line, err)
		}
		out, fields = append(out, a), map[string]string{}
		return nil
	}
	n := 0
	for line := range strings.SplitSeq(text+"\n", "\n") {
		n++
		var err error
		switch line = strings.TrimSpace(line); {
		case line == "":
			err = end(n)
		case line[0] != '#':
			err = addField(fields, line)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return out, nil
}

var advisoryFields = []string{"id", "products", "affected", "fixed", "effect", "only", "what", "source", "read"}

func addField(fields map[string]string, line string) error {
	name, value, colon := strings.Cut(line, ": ")
	_, twice := fields[name]
	switch {
	case !colon || !slices.Contains(advisoryFields, name):
		return fmt.Errorf("%q is no field: want one of %s, a colon, a space and a value", line, strings.Join(advisoryFields, ", "))
	case twice:
		return fmt.Errorf("%s stands twice in one entry: an empty line parts entries", name)
	}
	fields[name] = strings.TrimSpace(value)
	return nil
}

var datePattern = regexp.MustCompile(`^20\d\d-[01]\d-[0-3]\d$`)

// advisoryOf makes an entry of its fields.
func advisoryOf(fields map[string]string) (Advisory, error) {
	for _, name := range advisoryFields {
		if fields[name] == "" && name != "only" {
			return Advisory{}, fmt.Errorf("%s: %s is missing", fields["id"], name)
		}
	}
	a := Advisory{
		ID: fields["id"], Products: strings.Split(fields["products"], ", "),
		What: fields["what"], Source: fields["source"], Read: fields["read"],
	}
	var errs [4]error
	a.Affected, errs[0] = parseSpans(fields["affected"])
	a.Fixed, errs[1] = parsePatches(fields["fixed"])
	a.Effect, errs[2] = parseEffect(fields["effect"])
	a.Only, errs[3] = parseCircumstance(fields["only"])
	if err := errors.Join(errs[:]...); err != nil {
		return Advisory{}, fmt.Errorf("%s: %w", a.ID, err)
	}
	if !datePattern.MatchString(a.Read) {
		return Advisory{}, fmt.Errorf("%s: read is %q: want a date as 2026-11-30", a.ID, a.Read)
	}
	return a, nil
}

func parseEffect(s string) (Effect, error) {
	if i := slices.Index(effectNames[:], s); i >= 0 {
		return Effect(i), nil
	}
	return 0, fmt.Errorf("effect is %q: want one of %s", s, strings.Join(effectNames[:], ", "))
}

func parseCircumstance(s string) (Circumstance, error) {
	key, word, ok := strings.Cut(s, "=")
	if s != "" && (!ok || key == "" || word == "") {
		return Circumstance{}, fmt.Errorf("only is %q: want KEY=WORD", s)
	}
	return Circumstance{key, word}, nil
}

func parsePatches(s string) ([]Patch, error) {
	var out []Patch
	for word := range strings.SplitSeq(s, ", ") {
		v, ok := ParsePatch(word)
		if !ok || v.Qualified() {
			return nil, fmt.Errorf("%q is not a version: want numbers with dots between them", word)
		}
		out = append(out, v)
	}
	if !slices.IsSortedFunc(out, Patch.Compare) {
		return nil, fmt.Errorf("the versions %s do not rise", s)
	}
	return out, nil
}
