package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Outcomes, as a journal has them.
const (
	persisted    = "persisted"
	notPersisted = "not-persisted"
	inDoubt      = "in-doubt"
	rejected     = "rejected"
)

// life is what one producer has noted until it closed or was killed.
type life struct {
	number string
	closed bool
	given  []*record // in their order
	byID   map[string]*record
}

// record is one that was given, and what was told of it.
type record struct {
	life    *life
	id, key string
	number  int64 // among those of its key
	digest  string
	given   int64 // ms since 1970, as told
	told    string
	after   int64 // ms until it was told
	settled string
	at      place // where it was told to be
	why     string
}

// String names it as a person looks for it.
func (r *record) String() string {
	return fmt.Sprintf("life %s, record %s, key %s, number %d", r.life.number, r.id, r.key, r.number)
}

// outcome is the last that was told; "" is none.
func (r *record) outcome() string {
	if r.settled != "" {
		return r.settled
	}
	return r.told
}

// readJournal reads a life. What its lines contradict goes into the verdict; what no
// journal can hold is an error.
func readJournal(in io.Reader, v *verdict) (*life, error) {
	l := &life{byID: map[string]*record{}}
	lines := bufio.NewReader(in)
	for n := 1; ; n++ {
		text, err := lines.ReadString('\n')
		switch {
		case errors.Is(err, io.EOF) && l.number == "":
			return nil, errors.New("it does not begin with a life")
		case errors.Is(err, io.EOF) && l.closed && text != "":
			return nil, fmt.Errorf("line %d is behind the end", n)
		case errors.Is(err, io.EOF):
			return l, nil // what is cut was not noted
		case err == nil:
			err = l.takes(strings.TrimSuffix(text, "\n"), v)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
}

// takes one line in.
func (l *life) takes(text string, v *verdict) error {
	word, rest, _ := strings.Cut(text, " ")
	if l.closed || (l.number == "") != (word == "life") {
		return fmt.Errorf("%q has no place here", text)
	}
	var fields []string
	if rest, why, quoted := strings.Cut(rest, ` "`); quoted {
		fields = append(strings.Split(rest, " "), strings.TrimSuffix(why, `"`))
	} else {
		fields = strings.Split(rest, " ")
	}
	if want := map[string]int{"life": 2, "given": 5, "told": 6, "settled": 6, "end": 2}[word]; want != len(fields) {
		return fmt.Errorf("%q is no line of a journal", text)
	}
	switch word {
	case "life":
		l.number = fields[0]
	case "end":
		l.closed = true
	case "given":
		return l.gives(fields)
	default:
		return l.tells(word, fields, v)
	}
	return nil
}

func (l *life) gives(f []string) (err error) {
	r := &record{life: l, id: f[0], key: f[1], digest: f[3]}
	if l.byID[r.id] != nil {
		return fmt.Errorf("record %s is given twice", r.id)
	}
	if r.number, err = strconv.ParseInt(f[2], 10, 64); err != nil {
		return err
	}
	if r.given, err = strconv.ParseInt(f[4], 10, 64); err != nil {
		return err
	}
	l.given = append(l.given, r)
	l.byID[r.id] = r
	return nil
}

// tells takes in an outcome, which may contradict what was told before.
func (l *life) tells(word string, f []string, v *verdict) error {
	outcome, r := f[1], l.byID[f[0]]
	when, err := strconv.ParseInt(f[4], 10, 64)
	if err != nil {
		return err
	}
	at, err := parsePlace(f[2], f[3])
	if err != nil && outcome == persisted {
		return err
	}
	switch {
	case outcome != persisted && outcome != notPersisted && outcome != inDoubt && outcome != rejected:
		return fmt.Errorf("%q is no outcome", outcome)
	case r == nil:
		v.wrong(toldOfNone, "life %s, record %s: %s %s", l.number, f[0], word, outcome)
	case word == "told" && r.told != "":
		v.wrong(toldTwice, "%s: %s, then %s", r, r.told, outcome)
	case word == "told":
		r.told, r.after, r.at, r.why = outcome, when-r.given, at, f[5]
	case r.told != inDoubt || r.settled != "" || outcome == inDoubt || outcome == rejected:
		v.wrong(settledWrongly, "%s: told %q, settled %q, then settled as %s", r, r.told, r.settled, outcome)
	default:
		r.settled, r.at, r.why = outcome, at, f[5]
	}
	return nil
}
