package timeline

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestWrongLines: each error names the file, the line and what is wrong there.
func TestWrongLines(t *testing.T) {
	const group = plant + "group billing topics=orders members=a\n"
	for _, c := range []struct{ script, want string }{
		{"sing", `case.txt:1: "sing" is no verb of a timeline`},
		{"\n\nbrokers one", `case.txt:3: "one" is no id`},
		{"brokers -2", `"-2" is no id`},
		{"brokers 99999999999", "is no id"},
		{"brokers", "brokers wants 1 words or more"},
		{"brokers 1\nbrokers 1", "case.txt:2: there is a broker 1 already"},
		{"controllers x", `"x" is no id`},
		{`topic "a`, "case.txt:1: a quote is not closed"},
		{"at", "at wants a time and what happens then"},
		{"at 5s", "at wants a time and what happens then"},
		{"at soon dark", `"soon" is no length of time: want 5s, 10m, 2h or 7d`},
		{"at -5s dark", `"-5s" is no length of time`},
		{"dark now", `dark does not know what to do with "now"`},
		{"topic a", "case.txt:1: topics need brokers"},
		{plant + "topic orders", "there is a topic orders already"},
		{plant + "topic a partitions=0", "a topic has a partition and a replica at least"},
		{plant + "topic a replicas=0", "a topic has a partition and a replica at least"},
		{plant + "topic a partitions=many", `"many" is no whole number`},
		{plant + "topic a external", "NAME=VALUE is wanted"},
		{plant + "produce orders fast", `"fast" is none of 10/s, 500 and stop`},
		{plant + "produce orders -1/s", `"-1/s" is none of`},
		{plant + "produce invoices 10/s", "case.txt:3: there is no topic invoices"},
		{plant + "at 9s produce orders/2 10/s", "case.txt:3: orders has no partition 2"},
		{plant + "produce orders/x 10/s", "orders has no partition x"},
		{plant + "produce orders/-1 10/s", "orders has no partition -1"},
		{plant + "truncate orders/0 much", `"much" is no whole number`},
		{plant + "isr orders/0 a,b", `"a" is no id`},
		{plant + "stable orders/0 stand", `"stand" is neither stop nor follow`},
		{plant + "delete orders softly", `"softly" has no meaning here`},
		{plant + "delete invoices", "there is no topic invoices"},
		{plant + "moving invoices", "there is no topic invoices"},
		{plant + "kill 4", "there is no broker 4"},
		{plant + "kill b", `"b" is no id`},
		{plant + "broker 2 tired", `"tired" is nothing that a broker can be`},
		{plant + "broker x silent", `"x" is no id`},
		{plant + "broker 4 silent", "there is no broker 4"},
		{plant + "config topic orders retention", "NAME=VALUE is wanted"},
		{plant + "config topic invoices a=b", "there is no topic invoices"},
		{plant + "config broker 4 a=b", "there is no broker 4"},
		{plant + "config broker x a=b", `"x" is no id`},
		{plant + "config group g a=b", `config of a broker or a topic, not of "group"`},
		{plant + "disk 1 /a free=1", `"free=1" is none of total=, usable= and SIZE/s`},
		{plant + "disk 1 /a usable=some", `"some" is no size: want 4096 or 10GiB`},
		{plant + "disk 4 /a usable=1", "there is no broker 4"},
		{plant + "disk x /a usable=1", `"x" is no id`},
		{plant + "group g kind=x", `"kind=x" is none of type=`},
		{plant + "group g type=x", `"x" is no type of a group`},
		{plant + "group g coordinator=x", `"x" is no id`},
		{plant + "group g topics=invoices", "there is no topic invoices"},
		{group + "group billing", "there is a group billing already"},
		{group + "leave billing b", "billing has no member b"},
		{group + "join other b", "there is no group other"},
		{group + "generation billing x", `"x" is no id`},
		{group + "consume billing orders quickly", `"quickly" is none of 5/s, =300, stop and forget`},
		{group + "consume billing orders =x", `"x" is no whole number`},
		{group + "consume other orders", "there is no group other"},
		{group + "consume billing invoices", "there is no topic invoices"},
		{group + "unread billing orders at=1m", "billing has no commit on orders/0"},
		{group + "unread other orders at=1m", "there is no group other"},
		{group + "unread billing orders since=1m", `"since=1m" is none of at=`},
		{group + "unread billing orders at=x", `"x" is no length of time`},
		{group + "unread billing orders offset=x", `"x" is no whole number`},
		{group + "share billing orders/0 end=5", `"end=5" is none of start=N and lag=N`},
		{group + "share other orders/0 lag=5", "there is no group other"},
		{plant + "transaction orders/0 end=5", `"end=5" is none of start=`},
		{plant + "transaction orders/0 start=x", `"x" is no whole number`},
		{plant + "transaction orders/0 wrote=x", `"x" is no length of time`},
		{plant + "transaction invoices/0 start=5", "there is no topic invoices"},
		{plant + "quorum angry", `"angry" is none of leader=`},
		{plant + "quorum leader=x", `"x" is no id`},
		{plant + "voter 2 ahead 4", "behind RECORDS is wanted"},
		{plant + "voter 2 behind x", "behind RECORDS is wanted"},
		{plant + "voter 9 behind 4", "there is no broker 9"},
		{plant + "voter x behind 4", `"x" is no id`},
		{plant + "unknown everything cluster", `"everything" is no fact`},
		{plant + "unknown offsets world", `"world" is no subject`},
		{plant + "unknown offsets cluster lost", `"lost" is no reason of a gap`},
		{plant + "unknown offsets broker", `"broker" is no subject`},
		{"cycle", "cycle wants one length of time"},
		{"cycle 0s", "cycle must be longer than nothing"},
		{"until soon", `"soon" is no length of time`},
		{"rule", "rule wants more"},
		{"settings a/b", "settings wants a rule and NAME=VALUE"},
		{"settings a/b quick", `"quick" is not NAME=VALUE`},
		{"expect 5s", "expect wants a time and what is to be found"},
		{"expect x nothing", `"x" is no length of time`},
		{"expect 5s fatal broker/1", `"fatal" is no severity, and none of nothing`},
		{"expect 5s error", "error of what? A subject is missing"},
		{"expect 5s open", "open of what? A subject is missing"},
		{"expect 5s nothing more", `"more" has no meaning here`},
		{"expect 5s open broker/1 below=a/b", `"below=a/b" has no meaning here`},
		{"\nexpect 7s nothing", "case.txt:2: nothing is looked at after 7s: a cycle is 5s"},
		{"until 5s\nexpect 10s nothing", "it ends after 5s, and its last line is of 10s"},
	} {
		_, err := Parse("case.txt", c.script)
		if err == nil || !strings.HasPrefix(err.Error(), "case.txt:") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.script, err, c.want)
		}
	}
}

func TestExpects(t *testing.T) {
	s, err := Parse("case.txt", `
rule a/b c/d
expect 5s  nothing
expect 10s error partition/orders/1 "two words" one rule=c/d below=e/f  # why
expect 15s skipped "the past"
expect 20s open broker/1 rule=c/d
expect 20s clear broker/2
expect 1m  healthy
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []Expect{
		{At: 5 * time.Second, Line: 3, Kind: Nothing},
		{At: 10 * time.Second, Line: 4, Kind: Finding, Severity: finding.Error, Subject: "partition/orders/1", Rule: "c/d", Below: "e/f", Texts: []string{"two words", "one"}},
		{At: 15 * time.Second, Line: 5, Kind: Skipped, Texts: []string{"the past"}},
		{At: 20 * time.Second, Line: 6, Kind: Open, Subject: "broker/1", Rule: "c/d"},
		{At: 20 * time.Second, Line: 7, Kind: Clear, Subject: "broker/2"},
		{At: time.Minute, Line: 8, Kind: Healthy},
	}
	if !reflect.DeepEqual(s.Expects, want) {
		t.Errorf("expects\n%+v, want\n%+v", s.Expects, want)
	}
	if !reflect.DeepEqual(s.Rules, []string{"a/b", "c/d"}) {
		t.Errorf("rules %v", s.Rules)
	}
	if at := s.At(Start().Add(20 * time.Second)); len(at) != 2 || at[0].Line != 6 {
		t.Errorf("after 20 s: %+v", at)
	}
	if at := s.At(Start().Add(25 * time.Second)); len(at) != 0 {
		t.Errorf("after 25 s: %+v", at)
	}
}

func TestPolicy(t *testing.T) {
	for _, c := range []struct{ script, want string }{
		{"until 5s", ""},
		{"settings a/b settle=1m\nsettings c/* x=5 severity=info y=7", "rules:\n  a/b: {settle: 1m}\n  c/*: {severity: info, params: {x: 5, y: 7}}\n"},
		{"policy workloads:\npolicy   - {topics: [\"a*\"]} # kept", "workloads:\n  - {topics: [\"a*\"]} # kept\n"},
		{"settings a/b clear=2s\npolicy profile: strict", "profile: strict\nrules:\n  a/b: {clear: 2s}\n"},
	} {
		s, err := Parse("case.txt", c.script)
		if err != nil || s.Policy != c.want {
			t.Errorf("%q: %q, %v; want %q", c.script, s.Policy, err, c.want)
		}
	}
}

// TestCycles: when a file is looked at, and that the last line is.
func TestCycles(t *testing.T) {
	for _, c := range []struct {
		script string
		want   []time.Duration
	}{
		{"", []time.Duration{0}},
		{"at 4s dark", []time.Duration{0, 5 * time.Second}},
		{"at 10s dark", []time.Duration{0, 5 * time.Second, 10 * time.Second}},
		{"cycle 1m\nat 61s dark", []time.Duration{0, time.Minute, 2 * time.Minute}},
		{"cycle 12h\nuntil 1d", []time.Duration{0, 12 * time.Hour, 24 * time.Hour}},
		{"cycle 2s\nuntil 3s", []time.Duration{0, 2 * time.Second}},
	} {
		s, err := Parse("case.txt", c.script)
		if err != nil {
			t.Fatal(err)
		}
		var got []time.Duration
		if err := s.Play(func(at time.Time, b *model.Builder) {
			got = append(got, at.Sub(Start()))
			if now, _ := b.Snapshots(); !now.At.Equal(at) {
				t.Errorf("%q: a look at %s says that it is of %s", c.script, at, now.At)
			}
		}); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: looked at after %v, want %v", c.script, got, c.want)
		}
	}
}

// TestPlayedTwice: a file can be played again, and says the same.
func TestPlayedTwice(t *testing.T) {
	s, err := Parse("case.txt", plant+"group g topics=orders members=a\nproduce orders 3/s\nconsume g orders 2/s\nat 5s kill 1\nat 20s recreate orders\nuntil 30s")
	if err != nil {
		t.Fatal(err)
	}
	var runs [2]string
	for i := range runs {
		if err := s.Play(func(_ time.Time, b *model.Builder) {
			now, _ := b.Snapshots()
			runs[i] += render(now)
		}); err != nil {
			t.Fatal(err)
		}
	}
	if runs[0] != runs[1] {
		t.Errorf("first\n%s\nand then\n%s", runs[0], runs[1])
	}
}

// TestLinesInAnyOrder: what happens goes by the times, and of one time by the
// lines.
func TestLinesInAnyOrder(t *testing.T) {
	now := last(t, "brokers 1 2 3\nat 10s truncate a/0 5\ntopic a\nat 5s produce a 100\nat 10s truncate a/0 7\nuntil 15s")
	if end := now.Topics[0].Layout.Partitions[0].Offsets.End; end != 7 {
		t.Errorf("the log ends at %d, want 7", end)
	}
}

func TestSplit(t *testing.T) {
	for line, want := range map[string][]string{
		"":                     nil,
		"  # all of it":        nil,
		"a b\tc\r":             {"a", "b", "c"},
		`a "b c" d`:            {"a", "b c", "d"},
		`a x="b c"`:            {"a", "x=b c"},
		`a ""`:                 {"a", ""},
		`a "# no comment" # b`: {"a", "# no comment"},
		"a#b":                  {"a#b"},
	} {
		if got, err := split(line); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, %v; want %q", line, got, err, want)
		}
	}
}

// FuzzParse: whatever a file says, reading it ends, and an error names it.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"", plant, "brokers 1\ntopic a\nat 5s kill 1\nexpect 5s nothing", "settings a b=c", "at 1d dark", `"`, "cycle 1h\nuntil 2h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 300 || strings.Contains(text, "until") || strings.Contains(text, "cycle") || strings.ContainsAny(text, "hd") {
			return // files that are long, or go on for days, are only slow
		}
		if _, err := Parse("case.txt", text); err != nil && !strings.HasPrefix(err.Error(), "case.txt:") {
			t.Errorf("%q: %v", text, err)
		}
	})
}
