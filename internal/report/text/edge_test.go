package text

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
	"github.com/breakwaterhq/breakwater/internal/report/reporttest"
)

// one is a result with a single finding.
func one(f finding.Finding, texts map[string]string) *finding.Result {
	r := &finding.Result{Findings: []finding.Finding{f}, Checked: map[model.Kind]int{model.KindTopic: 1}, Texts: map[string]model.Lines{}}
	for file, text := range texts {
		r.Texts[file] = model.LinesOf([]byte(text))
	}
	return r
}

func iot() finding.Finding {
	return finding.Finding{
		Rule: "topic/x", Severity: finding.Error, Message: "it is wrong",
		Subject: model.Subject{Cluster: "plant", Kind: model.KindTopic, Name: "iot"},
	}
}

func brokers(n int) []finding.Evidence {
	var out []finding.Evidence
	for i := range n {
		out = append(out, finding.Evidence{Name: fmt.Sprintf("message.max.bytes of broker %d", i+1), Value: "1048588", Origin: model.AtFile("server.properties", i+1, 19)})
	}
	return out
}

// TestLongEvidenceIsCut: a cluster may have 150 brokers, and the fix must stay
// in sight.
func TestLongEvidenceIsCut(t *testing.T) {
	for n, more := range map[int]string{0: "", 1: "", 7: "", 8: "", 9: "and 1 more", 150: "and 142 more"} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			f := iot()
			f.Evidence, f.Fix = brokers(n), "raise it"
			got := written(t, Writer{}, one(f, nil))
			if shown := strings.Count(got, "1048588"); shown != min(n, 8) {
				t.Errorf("%d values are shown", shown)
			}
			if n > 0 && !strings.Contains(got, "    message.max.bytes of broker 1  1048588") {
				t.Errorf("the first is not shown:\n%s", got)
			}
			if want := "    " + more + ": --format json has them all\n  fix: raise it\n"; more != "" && !strings.Contains(got, want) {
				t.Errorf("lacks %q:\n%s", want, got)
			}
			if more == "" && strings.Contains(got, "more") {
				t.Errorf("nothing is left out, and it is said:\n%s", got)
			}
		})
	}
}

// TestWhatIsCutDoesNotWidenTheColumns: the columns are those of what is shown.
func TestWhatIsCutDoesNotWidenTheColumns(t *testing.T) {
	f := iot()
	f.Evidence = append(brokers(8), finding.Evidence{Name: strings.Repeat("n", 90), Value: strings.Repeat("9", 39)})
	if got := written(t, Writer{}, one(f, nil)); !strings.Contains(got, "broker 1  1048588  server.properties:1:19\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestEvidenceStandsInColumns(t *testing.T) {
	long := strings.Repeat("9", 60)
	for name, c := range map[string]struct {
		evidence []finding.Evidence
		want     string
	}{
		"none": {nil, "  it is wrong\n\n"},
		"two": {
			[]finding.Evidence{{Name: "a", Value: "1000", Origin: model.AtFile("f", 1, 2)}, {Name: "long.name", Value: "1", Origin: model.DefaultOf("Kafka 4.1.2")}},
			"    a          1000  f:1:2\n    long.name  1     default of Kafka 4.1.2\n",
		},
		"an empty value":    {[]finding.Evidence{{Name: "a", Origin: model.AtFile("f", 1, 2)}}, "    a    f:1:2\n"},
		"no place":          {[]finding.Evidence{{Name: "a", Value: "1"}}, "    a  1  \n"},
		"several lines":     {[]finding.Evidence{{Name: "a", Value: "x\ny\r\nz", Origin: model.AtFile("f", 1, 2)}}, "    a  x·y··z  f:1:2\n"},
		"wider characters":  {[]finding.Evidence{{Name: "größe", Value: "äöü", Origin: model.AtFile("f", 1, 2)}, {Name: "groesse", Value: "aou", Origin: model.AtFile("f", 2, 2)}}, "    größe    äöü  f:1:2\n    groesse  aou  f:2:2\n"},
		"a very long value": {[]finding.Evidence{{Name: "a", Value: long, Origin: model.AtFile("f", 1, 2)}, {Name: "b", Value: "1", Origin: model.AtFile("f", 2, 2)}}, "    a  " + long + "  f:1:2\n    b  1" + strings.Repeat(" ", 41) + "f:2:2\n"},
		"a plan's address":  {[]finding.Evidence{{Name: "a", Value: "1", Origin: model.Origin{Address: "kafka_topic.iot"}}}, "    a  1  kafka_topic.iot\n"},
		"a Windows path":    {[]finding.Evidence{{Name: "a", Value: "1", Origin: model.AtFile(`C:\kafka\server.properties`, 3, 7)}}, `    a  1  C:\kafka\server.properties:3:7` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			f := iot()
			f.Evidence = c.evidence
			if got := written(t, Writer{}, one(f, nil)); !strings.Contains(got, c.want) {
				t.Errorf("lacks\n%s\nin\n%s", c.want, got)
			}
		})
	}
}

// hostile is text that moves the cursor, sets the title of the window, and
// ends a line.
const hostile = "\x1b[2J\x1b]0;owned\x07\u009b31m\nfake: error"

// TestNothingReachesTheTerminal: whatever a file, its name, or its keys
// contain, the report has no control characters but its own line ends.
func TestNothingReachesTheTerminal(t *testing.T) {
	at := model.Origin{File: hostile, Line: 1, Column: 1, Address: hostile}
	subject := model.Subject{Cluster: hostile, Kind: model.KindTopic, Name: hostile}
	file := model.Subject{Kind: model.KindFile, Name: hostile}
	f := finding.Finding{
		Rule: "topic/x", Severity: finding.Error, Subject: subject, Origin: at, Message: "m " + hostile, Fix: "f " + hostile,
		Evidence: []finding.Evidence{{Name: hostile, Value: hostile, Origin: at}},
	}
	nowhere := f
	nowhere.Origin, nowhere.Subject = model.Origin{}, file
	r := one(f, map[string]string{hostile: "a \x1b[31m b"})
	r.Scopes = 2
	r.Findings = append(r.Findings, nowhere)
	r.Gaps = []model.Gap{{Scope: file, Detail: hostile, Why: model.Malformed}, {Scope: file, Detail: hostile, Why: model.Unreadable, Origin: at}}
	r.Skipped = []finding.Skip{{Rule: "topic/y", Subject: file, Needs: hostile, Reason: hostile, Origin: at}, {Rule: "topic/y", Subject: subject, Needs: hostile, Reason: hostile}}
	for _, ignored := range [][]finding.Ignored{{{File: hostile, Reason: "a template: x"}}, {{File: hostile, Reason: "a template: x"}, {File: "b", Reason: "a template: x"}}} {
		r.Ignored = ignored
		got := written(t, Writer{}, r)
		for i, c := range got {
			if c != '\n' && (c < 0x20 || c >= 0x7f && c < 0xa0) {
				t.Fatalf("control character %q after %q", c, got[max(0, i-40):i])
			}
		}
		if strings.Contains(got, "\nfake") {
			t.Errorf("a file has written a line of its own:\n%s", got)
		}
	}
}

func TestWhatIsPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "a\tb": "a\tb", "a\nb\rc": "a·b·c", "\x00\x1f\x7f": "···", "\u0080\u009f\u00a0": "··\u00a0",
		"größe 🙂 ≥ 値": "größe 🙂 ≥ 値", "": "", "\xff": "\ufffd", "a\u202eb\u2066c\u2028d\u200fe\u061cf": "a·b·c·d·e·f",
		"שלום עולם": "שלום עולם",
	} {
		if got := paint.Printable(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestALineThatMayHoldAPasswordIsNotShown: a report is pasted into tickets.
func TestALineThatMayHoldAPasswordIsNotShown(t *testing.T) {
	for line, shown := range map[string]bool{
		"ssl.keystore.password=hunter2":                        false,
		"config: {sasl.jaas.config: x, retention.ms: hunter2}": false,
		"SSL.KEY.PASSWORD=hunter2":                             false,
		"retention.ms=hunter2":                                 true,
	} {
		f := iot()
		f.Origin = model.AtFile("f", 1, 1)
		if got := written(t, Writer{}, one(f, map[string]string{"f": line})); strings.Contains(got, "hunter2") != shown {
			t.Errorf("%s: want it shown: %v\n%s", line, shown, got)
		}
	}
}

// TestFindingsWithoutALineToShow are told with all that is known.
func TestFindingsWithoutALineToShow(t *testing.T) {
	for name, c := range map[string]struct {
		at    model.Origin
		texts map[string]string
		want  string
	}{
		"no place":           {model.Origin{}, nil, "topic/iot: error topic/x\n  topic/iot\n  it is wrong\n"},
		"an address alone":   {model.Origin{Address: "kafka_topic.iot"}, nil, "kafka_topic.iot: error topic/x\n  topic/iot (kafka_topic.iot)\n  it is wrong\n"},
		"a file alone":       {model.Origin{File: "f"}, map[string]string{"f": "a"}, "f: error topic/x\n  topic/iot\n  it is wrong\n"},
		"no column":          {model.AtFile("f", 1, 0), map[string]string{"f": "a"}, "f:1: error topic/x\n  topic/iot\n  it is wrong\n"},
		"past the last line": {model.AtFile("f", 9, 1), map[string]string{"f": "a"}, "f:9:1: error topic/x\n  topic/iot\n  it is wrong\n"},
		"an empty line":      {model.AtFile("f", 1, 1), map[string]string{"f": "\na"}, "f:1:1: error topic/x\n  topic/iot\n  it is wrong\n"},
		"a text not kept":    {model.AtFile("g", 1, 1), map[string]string{"f": "a"}, "g:1:1: error topic/x\n  topic/iot\n  it is wrong\n"},
		"a default":          {model.DefaultOf("Kafka 4.1.2"), nil, "default of Kafka 4.1.2: error topic/x\n  topic/iot\n  it is wrong\n"},
		"with a line":        {model.AtFile("f", 1, 1), map[string]string{"f": "abc\r\n"}, "f:1:1: error topic/x\n  topic/iot\n    1 | abc\n      | ^^^\n  it is wrong\n"},
		"a large number":     {model.AtFile("f", 2, 1), map[string]string{"f": "\nabc"}, "    2 | abc\n      | ^^^\n"},
	} {
		t.Run(name, func(t *testing.T) {
			f := iot()
			f.Origin = c.at
			if got := written(t, Writer{}, one(f, c.texts)); !strings.Contains(got, c.want) {
				t.Errorf("lacks\n%s\nin\n%s", c.want, got)
			}
		})
	}
}

func TestAFindingWithoutAFixHasNone(t *testing.T) {
	f := iot()
	if got := written(t, Writer{}, one(f, nil)); strings.Contains(got, "fix:") {
		t.Errorf("got\n%s", got)
	}
	f.Fix = strings.Repeat("word ", 40)
	for line := range strings.Lines(written(t, Writer{}, one(f, nil))) {
		if strings.Contains(line, "word") && !strings.HasPrefix(line, "  fix: word") && !strings.HasPrefix(line, "       word") {
			t.Errorf("a line of the fix is not below its first: %q", line)
		}
	}
}

func TestSubjectsCarryTheirClusterOnlyWhereThereAreSeveral(t *testing.T) {
	r := reporttest.Result()
	if got := written(t, Writer{}, r); strings.Contains(got, "plant:") {
		t.Errorf("one cluster, and it is printed:\n%s", got)
	}
	r.Scopes = 2
	holdsAll(t, written(t, Writer{}, r), "  plant:topic/iot\n", "plant:topic/iot: info topic/hint", "not judged plant:topic/iot:", "plant:cluster: not checkable here")
}

func holdsAll(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("lacks %q in\n%s", w, text)
		}
	}
}

func TestTheWindowHoldsThePlace(t *testing.T) {
	for name, line := range map[string]string{"narrow": strings.Repeat("x", 1000), "wide": strings.Repeat("ä", 500), "wider": strings.Repeat("🙂", 250)} {
		for start := range line {
			got, at := window(line, start, 160)
			if !utf8.ValidString(got) || len(got) < 160 || len(got) > 160+6 {
				t.Fatalf("%s, %d: a window of %d bytes: %q", name, start, len(got), got)
			}
			if at < 0 || at > len(got) || !strings.HasPrefix(line[start:], got[at:]) {
				t.Fatalf("%s: byte %d is not at %d of the window", name, start, at)
			}
		}
	}
}

func TestWhereAColumnBegins(t *testing.T) {
	for _, c := range []struct {
		line   string
		column int
		want   int
	}{{"abc", 1, 0}, {"abc", 3, 2}, {"abc", 4, 3}, {"abc", 99, 3}, {"äbc", 2, 2}, {"🙂🙂c", 3, 8}, {"", 1, 0}} {
		if got := offset(c.line, c.column); got != c.want {
			t.Errorf("%q, column %d: byte %d, want %d", c.line, c.column, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":            {"", ""},
		"white space":      {" \n\t ", ""},
		"one word":         {"word", "word"},
		"lines are joined": {"a\nb  c", "a b c"},
		"exactly full":     {strings.Repeat("x", 49) + " " + strings.Repeat("y", 50), strings.Repeat("x", 49) + " " + strings.Repeat("y", 50)},
		"one too many":     {strings.Repeat("x", 50) + " " + strings.Repeat("y", 50), strings.Repeat("x", 50) + "\n  " + strings.Repeat("y", 50)},
		"a word too long":  {"a " + strings.Repeat("x", 300) + " b", "a\n  " + strings.Repeat("x", 300) + "\n  b"},
		"wide characters":  {strings.Repeat("ä", 49) + " " + strings.Repeat("ö", 50), strings.Repeat("ä", 49) + " " + strings.Repeat("ö", 50)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := wrap(c.text, "  "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheLastLineCountsEverything(t *testing.T) {
	file := model.Subject{Kind: model.KindFile, Name: "f"}
	topics := map[model.Kind]int{model.KindTopic: 1}
	find := func(levels ...finding.Severity) (out []finding.Finding) {
		for _, s := range levels {
			out = append(out, finding.Finding{Severity: s})
		}
		return out
	}
	for name, c := range map[string]struct {
		r    finding.Result
		want string
	}{
		"one of each":      {finding.Result{Findings: find(finding.Info, finding.Error, finding.Warning), Checked: topics}, "1 error, 1 warning, 1 hint; checked 1 topic."},
		"two of each":      {finding.Result{Findings: find(finding.Info, finding.Info, finding.Warning, finding.Warning, finding.Error, finding.Error), Checked: topics}, "2 errors, 2 warnings, 2 hints; checked 1 topic."},
		"hints alone":      {finding.Result{Findings: find(finding.Info), Checked: topics}, "1 hint; checked 1 topic."},
		"a file not read":  {finding.Result{Gaps: []model.Gap{{Scope: file}}, Checked: topics}, "No findings in what could be read; checked 1 topic; 1 file not read."},
		"part of a file":   {finding.Result{Gaps: []model.Gap{{Scope: file, Why: model.Unresolved}}, Checked: topics}, "No findings in what could be read; checked 1 topic."},
		"no file was read": {finding.Result{Gaps: []model.Gap{{Scope: file}, {Scope: file}}}, "No findings in what could be read; checked nothing; 2 files not read."},
		"announced":        {finding.Result{Gaps: []model.Gap{{Scope: file, Expected: true}}, Checked: topics}, "No findings; checked 1 topic."},
		"another gap":      {finding.Result{Gaps: []model.Gap{{Scope: model.Subject{Kind: model.KindCluster}}}, Checked: topics}, "No findings in what could be read; checked 1 topic."},
		"suppressed":       {finding.Result{Suppressed: 2, Checked: topics}, "No findings; checked 1 topic; 2 findings suppressed."},
		"one template":     {finding.Result{Ignored: []finding.Ignored{{File: "c/t.yaml", Reason: "a template: lint it"}}, Checked: topics}, "No findings; checked 1 topic; 1 file ignored (c/t.yaml is a template: lint it)."},
		"one ignored":      {finding.Result{Ignored: []finding.Ignored{{File: "x", Reason: "not ours"}}, Checked: topics}, "No findings; checked 1 topic; 1 file ignored."},
		"in this order": {
			finding.Result{
				Findings: find(finding.Error), Skipped: make([]finding.Skip, 2), Gaps: []model.Gap{{Scope: file}},
				Suppressed: 1, Ignored: make([]finding.Ignored, 3), Checked: topics,
			},
			"1 error; checked 1 topic; 2 checks not judged, because values are not known; 1 file not read; 1 finding suppressed; 3 files ignored.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.Split(strings.TrimSuffix(written(t, Writer{}, &c.r), "\n"), "\n")
			if last := got[len(got)-1]; last != c.want {
				t.Errorf("got  %s\nwant %s", last, c.want)
			}
		})
	}
}

// TestColoursTellWhatToLookAt: red is for what fails, and never for all is
// well.
func TestColoursTellWhatToLookAt(t *testing.T) {
	for name, c := range map[string]struct {
		r    finding.Result
		want string
	}{
		"all is well":      {finding.Result{Checked: map[model.Kind]int{model.KindTopic: 1}}, "\x1b[32mNo findings\x1b[0m;"},
		"nothing there":    {finding.Result{}, "\x1b[33mNo Kafka configuration here\x1b[0m;"},
		"one is not read":  {finding.Result{Gaps: []model.Gap{{Scope: model.Subject{Kind: model.KindFile}}}}, "\x1b[33mNo findings in what could be read\x1b[0m;"},
		"it is told red":   {finding.Result{Gaps: []model.Gap{{Scope: model.Subject{Kind: model.KindFile}}}}, "\x1b[1;31m1 file not read\x1b[0m"},
		"an error":         {finding.Result{Findings: []finding.Finding{{Severity: finding.Error}}}, "\x1b[1;31m1 error\x1b[0m;"},
		"a warning":        {finding.Result{Findings: []finding.Finding{{Severity: finding.Warning}}}, "\x1b[1;33m1 warning\x1b[0m;"},
		"a hint":           {finding.Result{Findings: []finding.Finding{{Severity: finding.Info}}}, "\x1b[1;36m1 hint\x1b[0m;"},
		"not judged":       {finding.Result{Skipped: []finding.Skip{{Rule: "a/b", Needs: "x", Reason: "y"}}}, "\x1b[33m1 check not judged, because values are not known\x1b[0m"},
		"announced: faint": {finding.Result{Gaps: []model.Gap{{Expected: true, Detail: "x"}}}, "\x1b[2mnot checkable here\x1b[0m"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := written(t, Writer{Colour: true}, &c.r); !strings.Contains(got, c.want) {
				t.Errorf("lacks %q:\n%q", c.want, got)
			}
		})
	}
}

func TestSkipsOfDifferentReasonsAreParted(t *testing.T) {
	topic := func(name string) model.Subject { return model.Subject{Kind: model.KindTopic, Name: name} }
	r := &finding.Result{Skipped: []finding.Skip{
		{Rule: "a/1", Subject: topic("x"), Needs: "k", Reason: "r1", Origin: model.AtFile("f", 1, 1)},
		{Rule: "a/2", Subject: topic("y"), Needs: "k", Reason: "r2"},
		{Rule: "a/3", Subject: topic("x"), Needs: "k", Reason: "r1", Origin: model.AtFile("f", 1, 1)},
		{Rule: "a/1", Subject: topic("z"), Needs: "other", Reason: "r1"},
	}}
	want := "not judged topic/x: k is not known: r1\n  at f:1:1\n  by a/1, a/3\n\n" +
		"not judged topic/y: k is not known: r2\n  by a/2\n\n" +
		"not judged topic/z: other is not known: r1\n  by a/1\n\n"
	if got := written(t, Writer{}, r); !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAWriterThatFailsIsTold(t *testing.T) {
	if err := (Writer{}).Write(failing{}, reporttest.Result(), nil); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

var errFull = errors.New("no space left")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestClip(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		longest int
		want    string
	}{
		"empty":           {"", 3, ""},
		"just so long":    {"abc", 3, "abc"},
		"too long":        {"abcd", 3, "ab…"},
		"wide characters": {"äöü", 3, "äöü"},
		"wide, too long":  {"äöüß", 3, "äö…"},
		"no unicode":      {"\xff\xff\xff\xff", 3, "\ufffd\ufffd…"},
	} {
		if got := clip(c.text, c.longest); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
