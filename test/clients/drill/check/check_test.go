package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// story is what happened, as text that a test can spoil.
type story struct {
	journals []string
	logs     [][]string // the lines of each
	dropped  string
	args     []string
}

// line is a record as Kafka's consumer prints it.
func line(partition, offset int, key, value string) string {
	return fmt.Sprintf(`{"partition":%d,"offset":%d,"timestamp":1,"key":%s,"value":%s,"headers":[]}`, partition, offset, base64(key), base64(value))
}

func base64(s string) string {
	text, err := json.Marshal([]byte(s))
	if err != nil {
		panic(err)
	}
	return string(text)
}

func digestOf(key, value string) string {
	return (&stored{Key: []byte(key), Value: []byte(value)}).digest()
}

// given is a line of a journal.
func given(id, key string, number int, value string, at int) string {
	return fmt.Sprintf("given %s %s %d %s %d\n", id, key, number, digestOf(key, value), at)
}

// good is two lives, of which the first was killed, with every outcome that there is.
func good() story {
	log := []string{
		line(0, 0, "a", "1"), line(0, 1, "a", "2"), line(0, 3, "a", "4"), // offset 2 is Kafka's own
		line(1, 0, "b", "1"), line(1, 1, "b", "in doubt, and there"),
		line(0, 4, "a", "5"),
	}
	return story{
		journals: []string{
			"life 1 1000\n" +
				given("1.0", "a", 0, "1", 1000) + given("1.1", "b", 0, "1", 1001) + `told 1.0 persisted 0 0 1010 ""` + "\n" +
				`told 1.1 persisted 1 0 1010 ""` + "\n" +
				given("1.2", "a", 1, "2", 1002) + given("1.3", "b", 1, "in doubt, and there", 1003) + given("1.4", "b", 2, "in doubt, and not there", 1003) +
				`told 1.3 in-doubt - - 1500 "the time is over"` + "\n" + given("1.5", "b", 3, "never told", 1600) + "told 1.2 persi",
			"life 2 2000\n" +
				given("2.0", "a", 0, "3", 2000) + given("2.1", "a", 1, "4", 2001) + given("2.2", "a", 2, "5", 2002) + given("2.3", "c", 0, "no", 2003) +
				`told 2.0 not-persisted - - 2010 "no room: \"budget\""` + "\n" +
				`told 2.1 in-doubt - - 2011 ""` + "\n" + `told 2.2 in-doubt - - 2012 ""` + "\n" + `told 2.3 rejected - - 2012 ""` + "\n" +
				`settled 2.1 persisted 0 3 2013 ""` + "\n" + `settled 2.2 persisted 0 -1 2014 ""` + "\n" +
				`end 3000 ""` + "\n",
		},
		logs:    [][]string{log[:5], log},
		dropped: "0 1\n1 7\n",
		args:    []string{"-within", "600ms"},
	}
}

// checked runs the whole program on a story.
func (s story) checked(t *testing.T) (v verdict, code int, complaints string) {
	t.Helper()
	dir, args := t.TempDir(), slices.Clone(s.args)
	file := func(flag, text string) {
		name := filepath.Join(dir, fmt.Sprint(len(args)))
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, flag, name)
	}
	for _, text := range s.journals {
		file("-journal", text)
	}
	for _, lines := range s.logs {
		file("-log", strings.Join(lines, "\n"))
	}
	file("-dropped", s.dropped)
	file("-named", "")
	var out, errs bytes.Buffer
	code = run(args, &out, &errs)
	if code != 2 {
		if err := json.Unmarshal(out.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
	}
	named, err := os.ReadFile(args[len(args)-1])
	if err != nil {
		t.Fatal(err)
	}
	return v, code, errs.String() + string(named)
}

func TestWhatIsTrue(t *testing.T) {
	v, code, named := good().checked(t)
	if code != 0 || !v.True || len(v.Wrong) > 0 {
		t.Fatalf("%d: %+v", code, v)
	}
	want := figures{
		Given: 10, InTheLog: 6, Keys: 2, Told: map[string]int{persisted: 2, notPersisted: 1, inDoubt: 3, rejected: 1}, Settled: map[string]int{persisted: 2},
		WithoutOffset: 1, SlowestMillis: 497, NamedInLog: 2, NamedNotInLog: 2, Dropped: 2, DroppedInLog: 1, OrderedPairs: 3, HeldAgainstLog: 6,
	}
	if got := fmt.Sprintf("%+v", v.Figures); got != fmt.Sprintf("%+v", want) {
		t.Errorf("got  %s\nwant %+v", got, want)
	}
	if got := fmt.Sprintf("%+v", v.Lives); got != "[{Life:1 Given:6 Killed:true Untold:3 InDoubt:1} {Life:2 Given:4 Killed:false Untold:0 InDoubt:0}]" {
		t.Error(got)
	}
	if want := "life 1, record 1.2, key a, number 1: in the log 1 times\n"; strings.Count(named, "\n") != 4 || !strings.Contains(named, want) {
		t.Errorf("named:\n%s", named)
	}
}

// TestEachLieIsFound spoils the story in one way each, so that each kind of what is wrong
// is found at least once.
func TestEachLieIsFound(t *testing.T) {
	last := func(s *story) *[]string { s.logs = s.logs[1:]; return &s.logs[0] }
	told := func(s *story, before, after string) {
		for i, text := range s.journals {
			s.journals[i] = strings.Replace(text, before, after, 1)
		}
	}
	found := map[string]bool{}
	for name, c := range map[string]struct {
		spoil func(*story)
		wrong string
	}{
		"an acknowledged record is missing": {func(s *story) { l := last(s); *l = (*l)[1:] }, missing},
		"it is settled and missing":         {func(s *story) { l := last(s); *l = append((*l)[:2], (*l)[3:]...) }, missing},
		"one without an offset is missing":  {func(s *story) { l := last(s); *l = (*l)[:5] }, missing},
		"it lies at another offset":         {func(s *story) { told(s, "persisted 0 0 ", "persisted 0 2 ") }, elsewhere},
		"it lies in another partition":      {func(s *story) { told(s, "persisted 0 0 ", "persisted 1 1 ") }, elsewhere},
		"something else lies there":         {func(s *story) { (*last(s))[0] = line(0, 0, "a", "!") }, elsewhere},
		"its key is another":                {func(s *story) { (*last(s))[0] = line(0, 0, "A", "1") }, elsewhere},
		"its value is null":                 {func(s *story) { l := last(s); (*l)[0] = strings.Replace((*l)[0], `"MQ=="`, "null", 1) }, elsewhere},
		"it has a header more": {func(s *story) {
			l := last(s)
			(*l)[0] = strings.Replace((*l)[0], "[]", `[{"key":"h","value":null}]`, 1)
		}, elsewhere},
		"not persisted, and there":            {func(s *story) { l := last(s); *l = append(*l, line(0, 2, "a", "3")) }, there},
		"not persisted, and there later":      {func(s *story) { s.logs = append(s.logs, append(slices.Clone(s.logs[1]), line(0, 9, "a", "3"))) }, there},
		"rejected, and there":                 {func(s *story) { l := last(s); *l = append(*l, line(2, 0, "c", "no")) }, there},
		"settled as not persisted, and there": {func(s *story) { told(s, "settled 2.1 persisted 0 3", "settled 2.1 not-persisted - -") }, there},
		"a duplicate":                         {func(s *story) { l := last(s); *l = append(*l, line(0, 9, "a", "1")) }, twice},
		"a duplicate that nobody was told of": {func(s *story) { l := last(s); *l = append(*l, line(1, 9, "b", "in doubt, and there")) }, twice},
		"two of a key changed places": {func(s *story) {
			l := last(s)
			(*l)[0], (*l)[1] = line(0, 1, "a", "1"), line(0, 0, "a", "2")
			told(s, "persisted 0 0 ", "persisted 0 1 ")
		}, disorder},
		"a key in two partitions":    {func(s *story) { (*last(s))[1] = line(2, 0, "a", "2") }, disorder},
		"given out of order":         {func(s *story) { told(s, "given 2.1 a 1", "given 2.1 a 7") }, disorder},
		"given by nobody":            {func(s *story) { l := last(s); *l = append(*l, line(5, 0, "x", "")) }, ofNobody},
		"the log has lost something": {func(s *story) { s.logs[0] = append(slices.Clone(s.logs[0]), line(1, 2, "b", "never told")) }, changed},
		"the log has another content": {func(s *story) {
			s.logs[0] = append(slices.Clone(s.logs[0][:4]), line(1, 1, "b", "in doubt, and not there"))
		}, changed},
		"never told":            {func(s *story) { told(s, "told 2.3 rejected - - 2012 \"\"\n", "") }, untold},
		"left in doubt":         {func(s *story) { told(s, "settled 2.1 persisted 0 3 2013 \"\"\n", "") }, left},
		"too late":              {func(s *story) { s.args = []string{"-within", "496ms"} }, late},
		"told twice":            {func(s *story) { told(s, "end 3000", "told 2.3 rejected - - 3000 \"\"\nend 3000") }, toldTwice},
		"told of one not given": {func(s *story) { told(s, "end 3000", "told 2.9 in-doubt - - 3000 \"\"\nend 3000") }, toldOfNone},
		"settled without doubt": {func(s *story) { told(s, "end 3000", "settled 2.3 not-persisted - - 3000 \"\"\nend 3000") }, settledWrongly},
		"settled before told": {func(s *story) {
			told(s, "told 2.1 in-doubt", "settled 2.1 not-persisted - - 1 \"\"\ntold 2.1 in-doubt")
		}, settledWrongly},
		"settled twice":       {func(s *story) { told(s, "end 3000", "settled 2.1 persisted 0 3 3000 \"\"\nend 3000") }, settledWrongly},
		"settled as in doubt": {func(s *story) { told(s, "settled 2.1 persisted 0 3", "settled 2.1 in-doubt - -") }, settledWrongly},
	} {
		found[c.wrong] = true
		t.Run(name, func(t *testing.T) {
			s := good()
			c.spoil(&s)
			v, code, complaints := s.checked(t)
			if code != 1 || v.True || v.Wrong[c.wrong] == nil || v.Wrong[c.wrong].Count == 0 || len(v.Wrong[c.wrong].Examples) == 0 {
				t.Errorf("%q is not found: %d, %v, %s", c.wrong, code, slices.Collect(maps.Keys(v.Wrong)), complaints)
			}
		})
	}
	for _, what := range []string{missing, elsewhere, there, twice, disorder, ofNobody, changed, untold, left, late, toldTwice, toldOfNone, settledWrongly} {
		if !found[what] {
			t.Errorf("nobody has tried to have %q found", what)
		}
	}
}

func TestAVerdictCountsAllAndTellsOfSome(t *testing.T) {
	s := good()
	for i := range 3 * examples {
		s.logs[1] = append(s.logs[1], line(7, i, "x", fmt.Sprint(i)))
	}
	v, _, _ := s.checked(t)
	if w := v.Wrong[ofNobody]; w == nil || w.Count != 3*examples || len(w.Examples) != examples {
		t.Errorf("%+v", w)
	}
}

func TestWhatIsNoJournalAndNoLog(t *testing.T) {
	good := good()
	journal := func(text string) story { return story{journals: []string{text}, logs: good.logs} }
	log := func(lines ...string) story { return story{journals: good.journals, logs: [][]string{lines}} }
	for text, s := range map[string]story{
		"it takes a -journal":          {logs: good.logs},
		"and a -log":                   {journals: good.journals},
		"no -within below 0":           {journals: good.journals, logs: good.logs, args: []string{"-within", "-1s"}},
		"does not begin with a life":   journal(""),
		"line 1:":                      journal("given 1 a 0 00 1\n"),
		`"life 2 1" has no place here`: journal("life 1 1\nlife 2 1\n"),
		`"end 2 \"\"" has no place`:    journal("life 1 1\nend 1 \"\"\nend 2 \"\"\n"),
		"line 3 is behind the end":     journal("life 1 1\nend 1 \"\"\ntol"),
		"is no line of a journal":      journal("life 1 1\ngave 1 1\n"),
		`"given 1" is no line`:         journal("life 1 1\ngiven 1\n"),
		"record 1 is given twice":      journal("life 1 1\ngiven 1 a 0 00 1\ngiven 1 a 1 01 1\n"),
		`parsing "x"`:                  journal("life 1 1\ngiven 1 a x 00 1\n"),
		`parsing "y"`:                  journal("life 1 1\ngiven 1 a 0 00 y\n"),
		`parsing "z"`:                  journal("life 1 1\ngiven 1 a 0 00 1\ntold 1 in-doubt - - z \"\"\n"),
		`parsing "-"`:                  journal("life 1 1\ngiven 1 a 0 00 1\ntold 1 persisted - 1 1 \"\"\n"),
		`parsing "o"`:                  journal("life 1 1\ngiven 1 a 0 00 1\ntold 1 persisted 1 o 1 \"\"\n"),
		`"gone" is no outcome`:         journal("life 1 1\ngiven 1 a 0 00 1\ntold 1 gone - - 1 \"\"\n"),
		"record 1 is none":             log("{"),
		"it takes partition":           log(`{"offset": 1}`),
		"has offset 0 twice":           log(line(1, 0, "a", ""), line(1, 0, "a", "")),
		`parsing ""`:                   {journals: good.journals, logs: good.logs, dropped: "\n"},
		"flag provided but not":        {journals: good.journals, logs: good.logs, args: []string{"-verbose"}},
	} {
		if v, code, complaints := s.checked(t); code != 2 || !strings.Contains(complaints, text) {
			t.Errorf("%q: %d, %q, %+v", text, code, complaints, v)
		}
	}
	var complaints bytes.Buffer
	if code := run([]string{"-journal", "nowhere", "-log", "nowhere"}, nil, &complaints); code != 2 || !strings.Contains(complaints.String(), "nowhere") {
		t.Errorf("a file that is not there: %d, %s", code, complaints.String())
	}
}

// TestTheCheckerSharesNoCode: it imports the standard library alone.
func TestTheCheckerSharesNoCode(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range file.Imports {
			if strings.Contains(i.Path.Value, ".") {
				t.Errorf("%s imports %s", name, i.Path.Value)
			}
		}
	}
}
