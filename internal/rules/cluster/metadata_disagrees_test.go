package cluster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// look is one look, as JSON: what differs from a broker that is at the end of
// the log and lacks 75 topics.
func look(after int, changes ...string) string {
	v := fmt.Sprintf(`{"after": %d, "topics": 77, "partitions": 304, "digest": "9", "common": 2, "lacks": 75, "behind": 0, "examples": ["topic invoices is not known to it", "topic jobs is not known to it"]}`, after)
	for _, c := range changes {
		name, value, _ := strings.Cut(c, "=")
		switch name {
		case "agrees":
			v = fmt.Sprintf(`{"after": %d, "topics": 152, "partitions": 600, "digest": "7", "common": 3, "agrees": true, "behind": 1}`, after)
		case "proven":
			v = strings.Replace(v, `"behind"`, `"proven": true, "behind"`, 1)
		case "unseen":
			v = strings.Replace(v, `"behind": 0, `, "", 1)
		case "behind":
			v = strings.Replace(v, `"behind": 0`, `"behind": `+value, 1)
		case "common":
			v = strings.Replace(v, `"common": 2`, `"common": `+value, 1)
		case "differences":
			v = strings.Replace(v, `"lacks": 75`, value, 1)
		}
	}
	return v
}

func otherView(after int) string { return look(after, "proven") }

func looks(all ...string) string { return `"views": [` + strings.Join(all, ",") + `]` }

func TestMetadataDisagrees(t *testing.T) {
	for _, c := range []struct {
		name     string
		broker   []string
		severity finding.Severity // None: nothing
		skip     string           // a part of the reason
		says     []string
	}{
		{"nobody looked", nil, finding.None, "", nil},
		{"the same story", []string{looks(look(0, "agrees"))}, finding.None, "", nil},
		{"another, and it is no news", []string{looks(look(0), look(2000), look(4100, "proven"))}, finding.Error, "",
			[]string{"broker 3 tells another story", "2 brokers that agree", "does not know 75 topics", "topic invoices is not known to it", "no news that it has yet to hear", "part of its metadata is lost"}},
		{"proven, and behind by now", []string{looks(look(0), look(2000), look(4100, "proven", "behind=9"))}, finding.Error, "", nil},
		{"at the end, and not proven", []string{looks(look(0), look(2000))}, finding.Warning, "", []string{"still loading its metadata, or it has lost part"}},
		{"a few records behind is the end", []string{looks(look(0, "behind=3"), look(2000, "behind=3"))}, finding.Warning, "", nil},
		{"it has caught up", []string{looks(look(0), look(2000, "agrees"))}, finding.None, "", nil},
		{"it has caught up since it was proven", []string{looks(look(0, "proven"), look(2000, "agrees"))}, finding.None, "", nil},
		{"it is behind", []string{looks(look(0), look(2000, "behind=4"))}, finding.None, "yet to apply 4 records", nil},
		{"it was behind", []string{looks(look(0, "behind=1125"), look(2000))}, finding.Warning, "", nil},
		{"it has stopped to apply the log", []string{looks(look(0, "behind=0"), look(2000, "behind=4"), look(4000, "behind=8"))}, finding.None, "yet to apply 8 records", nil},
		{"its offset is not known", []string{looks(look(0, "unseen"), look(2000, "unseen"))}, finding.Warning, "", nil},
		{"one look", []string{looks(look(0))}, finding.Warning, "", nil},
		{"fenced", []string{looks(look(0), look(2000, "proven")), `"fenced": true`}, finding.None, "", nil},
		{"not listed", []string{looks(look(0), look(2000, "proven")), `"unlisted": true`}, finding.None, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := healthy().with(3, c.broker...).run(t)
			got := rulestest.Of(result, MetadataDisagrees.Name)
			skips := rulestest.Skips(result, MetadataDisagrees.Name)
			if (c.skip == "") != (len(skips) == 0) || c.skip != "" && !strings.Contains(skips[0].Reason, c.skip) {
				t.Errorf("skips %+v, want %q", skips, c.skip)
			}
			if c.severity == finding.None {
				if len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			f := one(t, result, MetadataDisagrees)
			if f.Severity != c.severity || f.Fix == "" || evidenceOf(f, "topics") != "77" || f.Subject.String() != "broker/3" {
				t.Errorf("%s on %s, fix %q, evidence %v", f.Severity, f.Subject, f.Fix, f.Evidence)
			}
			says(t, f.Message, c.says...)
		})
	}
}

func TestWhatIsDifferent(t *testing.T) {
	for counts, want := range map[string]string{
		`"lacks": 1`:               "it does not know 1 topic (",
		`"lacks": 2, "adds": 3`:    "it does not know 2 topics, knows 3 that the others do not (",
		`"adds": 1`:                "it knows 1 topic that the others do not (",
		`"differs": 1`:             "it tells 1 partition otherwise (",
		`"lacks": 4, "differs": 9`: "it does not know 4 topics and tells 9 partitions otherwise (",
		`"adds": 0`:                "it differs in what these looks did not count (",
	} {
		change := "differences=" + counts
		f := one(t, healthy().with(3, looks(look(0, change), look(2000, change, "proven"))).run(t), MetadataDisagrees)
		says(t, f.Message, want)
	}
}

// TestTwoBrokersThatDisagree: nobody has a majority, so nobody is called right.
func TestTwoBrokersThatDisagree(t *testing.T) {
	right := `"views": [{"after": 0, "topics": 152, "partitions": 600, "digest": "7", "agrees": true, "common": 1, "behind": 0}]`
	p := plant{brokers: []string{broker(1, right), broker(2, looks(look(0, "common=1"), look(2000, "common=1", "proven")))}}
	f := one(t, p.run(t), MetadataDisagrees)
	says(t, f.Message, "no two agree (broker 1: 152 topics, 600 partitions, broker 2: 77 topics, 304 partitions), so which one is right is not known")
	says(t, f.Fix, "before you know which story is right", "--bootstrap-server b2:9092")
	if f.Severity != finding.Error || strings.Contains(f.Fix, "aside") {
		t.Errorf("%s, fix %s", f.Severity, f.Fix)
	}
}

// TestHowTheBrokerIsTakenOut: a voter must not forget its vote while the quorum
// needs it.
func TestHowTheBrokerIsTakenOut(t *testing.T) {
	both := looks(look(0), look(2000, "proven"))
	for roles, want := range map[string]string{
		`"roles": ["broker"]`:               "stop broker 3, move its directory __cluster_metadata-0 aside and keep it, and start it",
		`"roles": ["broker", "controller"]`: "only while a majority of the other voters runs",
	} {
		f := one(t, healthy().with(3, both, roles).run(t), MetadataDisagrees)
		says(t, f.Fix, want, "restart no other", "-stray")
		if strings.Contains(roles, "controller") && strings.Contains(f.Fix, "aside") {
			t.Errorf("a voter forgets its vote: %s", f.Fix)
		}
	}
	f := one(t, healthy().with(3, both).combined().run(t), MetadataDisagrees)
	says(t, f.Fix, "never empty its metadata directory", "remove-controller")
	f = one(t, healthy().with(3, both).run(t), MetadataDisagrees)
	says(t, f.Fix, "Find out whether broker 3 is also a voter", "If it is none, stop broker 3")
}

// TestTheLastCopyIsNotTakenOut before another replica is in sync.
func TestTheLastCopyIsNotTakenOut(t *testing.T) {
	p := healthy().with(3, looks(look(0), look(2000, "proven")))
	f := one(t, p.of(topic("orders", `"1"`, part(3, "3,1", "3"))).run(t), MetadataDisagrees)
	says(t, f.Fix, "1 partition has no other complete copy that is up: bring another replica of it into sync")
	f = one(t, p.of(topic("orders", `"1"`, part(3, "3,1", "3,1"))).run(t), MetadataDisagrees)
	if strings.Contains(f.Fix, "complete copy that is up") {
		t.Error(f.Fix)
	}
}

// TestTheOneThatIsAheadIsNotAccused: most brokers may be busy applying what one
// has applied already. Then they tell the common story, and it is old.
func TestTheOneThatIsAheadIsNotAccused(t *testing.T) {
	old := func(behind string) string {
		return `"views": [{"after": 0, "topics": 152, "partitions": 600, "digest": "7", "agrees": true, "common": 2, "behind": 9}, ` +
			`{"after": 2000, "topics": 152, "partitions": 600, "digest": "7", "agrees": true, "common": 2, "behind": ` + behind + `}]`
	}
	ahead := looks(look(0, `differences="adds": 1900`), look(2000, `differences="adds": 1900`))
	for behind, want := range map[string]string{"15": "", "4": "", "3": "warning"} {
		result := plant{brokers: []string{broker(1, old("0")), broker(2, old(behind)), broker(3, ahead)}}.run(t)
		got := rulestest.Of(result, MetadataDisagrees.Name)
		skips := rulestest.Skips(result, MetadataDisagrees.Name)
		switch {
		case want == "" && (len(got) > 0 || len(skips) != 1 || !strings.Contains(skips[0].Reason, "whose common story")):
			t.Errorf("behind %s: it finds %v, skips %+v", behind, found(result), skips)
		case want != "" && (len(got) != 1 || got[0].Severity.String() != want):
			t.Errorf("behind %s: it finds %v, want one %s", behind, found(result), want)
		}
	}
}

// TestAnotherOneThatIsBehindHidesNothing: it tells no common story.
func TestAnotherOneThatIsBehindHidesNothing(t *testing.T) {
	p := healthy().with(2, looks(look(0, "behind=900"), look(2000, "behind=400"))).with(3, looks(look(0), look(2000, "proven")))
	if f := one(t, p.run(t), MetadataDisagrees); f.Subject.String() != "broker/3" || f.Severity != finding.Error {
		t.Errorf("%s on %s", f.Severity, f.Subject)
	}
}
