package format

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestSuppressions(t *testing.T) {
	for name, c := range map[string]struct{ text, rule, until, reason, problem string }{
		"whole":               {`topic/min-isr-one until=2027-01-31 reason="one broker, by design"`, "topic/min-isr-one", "2027-01-31", "one broker, by design", ""},
		"for ever":            {` topic/min-isr-one reason="why"`, "topic/min-isr-one", "", "why", ""},
		"any order":           {`topic/a reason="b" until=2027-01-31`, "topic/a", "2027-01-31", "b", ""},
		"single quotes":       {`topic/a reason='b "c" d'`, "topic/a", "", `b "c" d`, ""},
		"escaped quote":       {`topic/a reason="b \"c\" \\ d"`, "topic/a", "", `b "c" \ d`, ""},
		"one word":            {`topic/a reason=legacy`, "topic/a", "", "legacy", ""},
		"semicolon inside":    {`topic/a reason="b; c"`, "topic/a", "", "b; c", ""},
		"equals inside":       {`topic/a reason="b=c"`, "topic/a", "", "b=c", ""},
		"a rule of one's own": {`acme/owner-label reason="b"`, "acme/owner-label", "", "b", ""},
		"line breaks":         {"topic/a\n  until=2027-01-31\n\treason=\"b\"\r\n", "topic/a", "2027-01-31", "b", ""},
		"no reason":           {"topic/a", "topic/a", "", "", "the suppression of topic/a gives no reason, so it does not count"},
		"empty reason":        {`topic/a reason=" "`, "topic/a", "", " ", "the suppression of topic/a gives no reason, so it does not count"},
		"no rule":             {" ", "", "", "", "the suppression names no rule, so it does nothing"},
		"reason first":        {`reason="b"`, `reason="b"`, "", "", `"reason=\"b\"" is not the name of a rule, as topic/min-isr-one is: the suppression does nothing`},
		"a pattern":           {`topic/* reason="b"`, "topic/*", "", "b", `"topic/*" is not the name of a rule, as topic/min-isr-one is: the suppression does nothing`},
		"a family":            {`topic reason="b"`, "topic", "", "b", `"topic" is not the name of a rule, as topic/min-isr-one is: the suppression does nothing`},
		"capitals":            {`topic/Min reason="b"`, "topic/Min", "", "b", `"topic/Min" is not the name of a rule, as topic/min-isr-one is: the suppression does nothing`},
		"bad date":            {`topic/a until=31.01.2027 reason="b"`, "topic/a", "31.01.2027", "b", "until=31.01.2027 is not a date: want YYYY-MM-DD"},
		"impossible date":     {`topic/a until=2027-02-30 reason="b"`, "topic/a", "2027-02-30", "b", "until=2027-02-30 is not a date: want YYYY-MM-DD"},
		"reason not quoted":   {`topic/a reason=we know`, "topic/a", "", "we", `"know" is not known in a suppression: it takes until=YYYY-MM-DD and reason="…", and a reason of several words needs its quotes`},
		"unknown attribute":   {`topic/a because="b"`, "topic/a", "", "", `"because=\"b\"" is not known in a suppression: it takes until=YYYY-MM-DD and reason="…", and a reason of several words needs its quotes`},
		"twice":               {`topic/a reason=b reason=c`, "topic/a", "", "b", "reason stands twice in the suppression of topic/a, so it does not count"},
		"quote not closed":    {`topic/a reason="b`, "topic/a", "", `"b`, "a quote in the suppression is not closed, so it does not count"},
	} {
		t.Run(name, func(t *testing.T) {
			at := model.AtFile("f", 3, 4)
			got := Suppressions(c.text, at)
			if len(got) != 1 {
				t.Fatalf("%d suppressions, want 1", len(got))
			}
			if want := (model.Suppression{Rule: c.rule, Until: c.until, Reason: c.reason, Problem: c.problem, At: at}); got[0] != want {
				t.Errorf("got  %+v\nwant %+v", got[0], want)
			}
		})
	}
}

func TestSuppressionsOfSeveralRules(t *testing.T) {
	got := Suppressions(`topic/a reason="b; c"; topic/d until=2027-01-31 reason="e";; topic/f`, model.Origin{})
	var rules, problems []string
	for _, s := range got {
		rules = append(rules, s.Rule)
		if s.Problem != "" {
			problems = append(problems, s.Rule)
		}
	}
	if strings.Join(rules, " ") != "topic/a topic/d topic/f" || strings.Join(problems, " ") != "topic/f" {
		t.Errorf("rules %v, with problems %v", rules, problems)
	}
}

func FuzzSuppressions(f *testing.F) {
	for _, seed := range []string{`topic/a until=2027-01-31 reason="b"`, `a/b reason='c\`, ";;\"", `= = reason=`, "é/é reason=\"\\\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found := Suppressions(text, model.AtFile("f", 1, 1))
		if len(found) == 0 {
			t.Error("a marked comment gives nothing at all")
		}
		for _, s := range found {
			if s.Problem == "" && (!isRuleName(s.Rule) || strings.TrimSpace(s.Reason) == "") {
				t.Errorf("%+v is taken for valid", s)
			}
		}
	})
}
