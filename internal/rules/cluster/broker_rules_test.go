package cluster

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestTooFewBrokers(t *testing.T) {
	for _, c := range []struct {
		name    string
		brokers []string
		says    string // "" for nothing
		ids     string
	}{
		{"one", []string{broker(1)}, "1 broker: every record has one copy", "1"},
		{"two", []string{broker(1), broker(2)}, "2 brokers: a topic has 2 replicas at the most", "1,2"},
		{"three", []string{broker(1), broker(2), broker(3)}, "", ""},
		{"three, one dead", []string{broker(1), broker(2), broker(3, killed)}, "", ""},
		{"three, one fenced that holds replicas", []string{broker(1), broker(2), broker(3, dead, leads("0", "4"))}, "", ""},
		{"two, and one that was not heard", []string{broker(1), broker(2), broker(3, `"answer": "unheard", "unlisted": true`)}, "", ""},
		{"two, and one that was taken away", []string{broker(1), broker(2), broker(3, dead)}, "2 brokers", "1,2"},
		{"three, one known by its replicas", []string{broker(1), broker(2), broker(9, `"answer": "not asked"`, `"unlisted": true`, leads("0", "4"))}, "", ""},
		{"two, and an address", []string{broker(1), broker(2), `{"id": -1, "address": "b9:9092", "answer": "refused"}`}, "2 brokers", "1,2"},
		{"none", nil, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := plant{brokers: c.brokers}.run(t)
			if c.says == "" {
				if got := rulestest.Of(result, TooFewBrokers.Name); len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			f := one(t, result, TooFewBrokers)
			says(t, f.Message, c.says)
			if f.Severity != finding.Warning || f.Subject.Kind != model.KindCluster || evidenceOf(f, "brokers") != c.ids {
				t.Errorf("%s on %s, evidence %v", f.Severity, f.Subject, f.Evidence)
			}
		})
	}
}

func TestLogDirOffline(t *testing.T) {
	const good, bad = `{"path": "/d1"}`, `{"path": "/d2", "error": "KAFKA_STORAGE_ERROR"}`
	dirs := func(all ...string) string { return `"logDirs": [` + strings.Join(all, ",") + `]` }
	served, gone, leaderless := part(1, "1,2,3", "1,2,3"), part(1, "1,2,3", "1,2", "3"), part(-1, "3", "3", "3")
	for _, c := range []struct {
		name   string
		broker []string
		parts  []string
		says   []string // one for each finding
	}{
		{"all serve", []string{dirs(good)}, []string{served}, nil},
		{"none told", []string{dirs()}, []string{served}, nil},
		{"one of two", []string{dirs(good, bad)}, []string{served}, []string{"/d2 of broker 3 is offline (KAFKA_STORAGE_ERROR): the broker runs on without it, and the replicas in it are not served"}},
		{"with a replica", []string{dirs(good, bad)}, []string{served, gone}, []string{"and 1 replica on it is offline"}},
		{"with replicas", []string{dirs(good, bad)}, []string{gone, gone}, []string{"and 2 replicas on it are offline"}},
		{"with a partition that nobody leads", []string{dirs(good, bad)}, []string{gone, leaderless}, []string{"2 replicas on it are offline, and 1 of these partitions has no leader"}},
		{"two", []string{dirs(good, bad, `{"path": "/d3", "error": "KAFKA_STORAGE_ERROR"}`)}, nil, []string{"/d2 of broker 3 is offline", "/d3 of broker 3 is offline"}},
		{"it does not answer any more", []string{dirs(bad), killed}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := rulestest.Of(healthy().with(3, c.broker...).of(topic("orders", `"2"`, c.parts...)).run(t), LogDirOffline.Name)
			if len(got) != len(c.says) {
				t.Fatalf("%d findings, want %d", len(got), len(c.says))
			}
			for i, f := range got {
				says(t, f.Message, c.says[i])
				says(t, f.Fix, "broker 3", "restart the broker")
				if f.Severity != finding.Error || len(f.Evidence) != 1 || f.Subject.String() != "broker/3" {
					t.Errorf("%s on %s, evidence %v", f.Severity, f.Subject, f.Evidence)
				}
			}
			if len(got) == 2 && got[0].Fingerprint() == got[1].Fingerprint() {
				t.Error("two directories have one fingerprint")
			}
		})
	}
}

// TestLogDirsThatNobodyTold are no healthy ones.
func TestLogDirsThatNobodyTold(t *testing.T) {
	for broker, want := range map[string]int{`"noLogDirs": true`: 1, `"noLogDirs": true, ` + killed: 0} {
		result := healthy().with(3, broker).run(t)
		if got := rulestest.Skips(result, LogDirOffline.Name); len(got) != want || want == 1 && got[0].Needs != "log directories" {
			t.Errorf("%s: skips %+v, want %d", broker, got, want)
		}
	}
}

func TestLeadersSkewed(t *testing.T) {
	three := func(a, b, c string) plant {
		return plant{brokers: []string{broker(1, leads(a, "99")), broker(2, leads(b, "99")), broker(3, leads(c, "99"))}}
	}
	spread := topic("orders", `"2"`, part(1, "1,2,3", "1,2,3"), part(1, "2,3,1", "1,2,3"), part(2, "3,1,2", "1,2,3"))
	var onFirst []string
	for range 40 {
		onFirst = append(onFirst, part(1, "1,2,3", "1,2,3"))
	}
	for _, c := range []struct {
		name string
		p    plant
		says []string // nil for nothing
		fix  string
	}{
		{"even", three("34", "33", "33"), nil, ""},
		{"twice the share", three("40", "10", "10"), nil, ""},
		{"above twice the share", three("41", "10", "10").of(spread), []string{"broker 1 leads 41 of 61 partitions, and 3 brokers answer: its share would be 20", "41 partitions of 1 topic stop", "about 9 s"}, "--election-type PREFERRED --all-topic-partitions"},
		{"few partitions", three("29", "1", "1"), nil, ""},
		{"just enough", three("30", "1", "1"), []string{"30 of 32"}, "PREFERRED"},
		{"two brokers", plant{brokers: []string{broker(1, leads("60", "60")), broker(2, leads("0", "60"))}}, nil, ""},
		{"one broker", plant{brokers: []string{broker(1, leads("60", "60"))}}, nil, ""},
		{"two of three answer", three("60", "0", "0").with(3, dead), nil, ""},
		{"it does not answer itself", three("60", "2", "2").with(1, killed, leads("60", "99")), nil, ""},
		{"it does not answer itself, of four", plant{brokers: []string{broker(1, killed, leads("90", "93")), broker(2, leads("1", "93")), broker(3, leads("1", "93")), broker(4, leads("1", "93"))}}, nil, ""},
		{"preferred leaders are skewed, too", three("41", "10", "10").of(topic("orders", `"2"`, onFirst...), topic("more", `"2"`, part(1, "1,2,3", "1,2,3"))), []string{"41 partitions of 2 topics"}, "is the first replica of 41 partitions, so an election changes nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := c.p.run(t)
			if c.says == nil {
				if got := rulestest.Of(result, LeadersSkewed.Name); len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			f := one(t, result, LeadersSkewed)
			says(t, f.Message, c.says...)
			says(t, f.Fix, c.fix)
			if f.Severity != finding.Warning || f.Subject.String() != "broker/1" || evidenceOf(f, "brokers that answer") != "3" {
				t.Errorf("%s on %s, evidence %v", f.Severity, f.Subject, f.Evidence)
			}
		})
	}
}

// TestSkewByPolicy: both limits can be set.
func TestSkewByPolicy(t *testing.T) {
	p := plant{brokers: []string{broker(1, leads("20", "20")), broker(2, leads("10", "20")), broker(3, leads("9", "20"))}}
	for params, want := range map[string]int{"least: 20, percent: 150": 1, "least: 21, percent: 150": 0, "least: 20, percent: 154": 0} {
		files := p.files()
		files["policy.yaml"] = "rules:\n  cluster/leaders-skewed: {params: {" + params + "}}\n"
		if got := rulestest.Of(rulestest.Lint(t, []*rule.Rule{LeadersSkewed}, files), LeadersSkewed.Name); len(got) != want {
			t.Errorf("%s: %d findings, want %d", params, len(got), want)
		}
	}
}

func TestPreferredLeaderImbalance(t *testing.T) {
	for _, c := range []struct {
		name string
		p    plant
		says string // "" for nothing
	}{
		{"all led by the first", healthy().of(topic("a", "", part(1, "1,2", "1,2"))), ""},
		{"one is not", healthy().of(topic("a", "", part(1, "1,2", "1,2"), part(1, "2,1", "1,2"))), "1 of 2 partitions is not led by the first replica"},
		{"two are not", healthy().of(topic("a", "", part(2, "1,2", "1,2"), part(1, "2,1", "1,2"))), "2 of 2 partitions are not led"},
		{"the first is not in sync", healthy().of(topic("a", "", part(1, "2,1", "1"))), ""},
		{"the first does not answer", healthy().with(2, killed).of(topic("a", "", part(1, "2,1", "1,2"))), ""},
		{"nobody leads", healthy().of(topic("a", "", part(-1, "2,1", "2"))), ""},
		{"it is being moved", healthy().of(topic("a", "", part(1, "2,1", "1,2"))).and(`"moving": [{"topic": "a", "partition": 0}]`), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := rulestest.Of(c.p.run(t), PreferredLeaderImbalance.Name)
			switch {
			case c.says == "" && len(got) > 0:
				t.Errorf("it finds: %s", got[0].Message)
			case c.says == "":
			case len(got) != 1 || got[0].Severity != finding.Info || !strings.Contains(got[0].Message, c.says) || !strings.HasPrefix(evidenceOf(got[0], "led by another replica"), "a/"):
				t.Errorf("it finds %+v, want %q", got, c.says)
			}
		})
	}
	standard := rulestest.Lint(t, Rules, healthy().of(topic("a", `"1"`, part(1, "2,1", "1,2"))).files())
	if got := rulestest.Of(standard, PreferredLeaderImbalance.Name); len(got) > 0 {
		t.Error("profile standard has it")
	}
}

// TestAnEmptyDisk is no repair where nobody is left to fill it from, nor where
// a voter may have its metadata log there.
func TestAnEmptyDisk(t *testing.T) {
	served := part(1, "1,3", "1", "3")
	for _, c := range []struct {
		p          plant
		part       string
		want, nots string
	}{
		{healthy().ruled(), served, "Repair it, or put an empty disk in its place, which is filled from the leaders, then", "voter"},
		{healthy(), served, "or put an empty disk in its place, which is filled from the leaders, unless broker 3 is also a voter", "%!"},
		{healthy().combined(), served, "Repair the disk or copy it: broker 3 is also a voter of the metadata quorum", "put an empty disk"},
		{healthy().ruled(), part(-1, "3", "3", "3"), "with an empty one the records of 1 partition without a leader are lost", "put an empty disk"},
		{healthy().ruled(), part(3, "3,1", "3"), "1 partition has no other complete copy that is up, and if it lies in this directory, an empty broker would lead and lose all of its records", "put an empty disk"},
	} {
		f := one(t, c.p.with(3, `"logDirs": [{"path": "/d", "error": "KAFKA_STORAGE_ERROR"}]`).of(topic("orders", `"1"`, c.part)).run(t), LogDirOffline)
		says(t, f.Fix, c.want)
		if strings.Contains(f.Fix, c.nots) {
			t.Error(f.Fix)
		}
	}
}
