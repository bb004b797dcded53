package group

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestAgeOf(t *testing.T) {
	for want, p := range map[string]lag.Partition{
		"2 h":                       {Age: 2 * hour, How: lag.ByRecord},
		"2 h (to within 1 min)":     {Age: 2 * hour, Within: minute, How: lag.ByHistory},
		"2 h or more":               {Age: 2 * hour, How: lag.AtLeast},
		"30 s":                      {Age: 30 * second, Within: 999, How: lag.ByTimestamp},
		"30 s (to within 1 s)":      {Age: 30 * second, Within: second, How: lag.ByTimestamp},
		"0 ms":                      {},
		"1 min 1 s (to within 5 s)": {Age: 61 * second, Within: 5 * second, How: lag.ByHistory},
	} {
		if got := ageOf(&p); got != want {
			t.Errorf("%+v: %q, want %q", p, got, want)
		}
	}
}

func TestCountdown(t *testing.T) {
	for want, one := range map[string]threat{
		"in 42 min":           {left: 42 * minute},
		"in 42 min or sooner": {left: 42 * minute, atMost: true},
		"the next time that Kafka looks for what it may delete": {atMost: true},
	} {
		if got := countdown(&one); got != want {
			t.Errorf("%+v: %q, want %q", one, got, want)
		}
	}
	if got := precision(&threat{within: 5 * minute}); !strings.HasSuffix(got, "younger by 5 min") {
		t.Errorf("%q", got)
	}
	if got := precision(&threat{within: 5 * second}); strings.Contains(got, "younger") {
		t.Errorf("%q", got)
	}
}

func TestCourse(t *testing.T) {
	h := func(read, written int64) past {
		return past{commits: map[int32][]model.Sample{0: every(60_000, 0, read*60)}, ends: map[int32][]model.Sample{0: every(60_000, 0, written*60)}}
	}
	all := []*lag.Partition{part(0, 600)}
	for want, h := range map[string]past{
		"How fast it reads is not known": {},
		"It reads nothing at present":    h(0, 5),
		"It does not catch up: 20 records a second are written, and it reads 5.0 records a second": h(5, 20),
		"It does not catch up: 20 records a second are written, and it reads 20 records":           h(20, 20),
		"It catches up in about 1 min, if it goes on reading 30 records a second":                  h(30, 20),
	} {
		if got := course(h, "billing", all, 600); !strings.HasPrefix(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestFaster(t *testing.T) {
	group := func(members int, known bool) *model.Group {
		return &model.Group{Members: make([]model.Member, members), MembersKnown: known}
	}
	for want, got := range map[string]string{
		"run more of them: there is 1 for 3 partitions":                 faster(group(1, true), 3),
		"run more of them: there are 2 for 3 partitions":                faster(group(2, true), 3),
		"more members alone do not help, because there are 3 for 3":     faster(group(3, true), 3),
		"more members alone do not help, because there is 1 for 1 part": faster(group(1, true), 1),
		"start the application: the group has no member":                faster(group(0, true), 3),
		"run more of them, up to one for each of 3 partitions":          faster(group(0, false), 3),
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
}

func TestSmallWords(t *testing.T) {
	for want, got := range map[string]string{
		"1 record is": are(1), "0 records are": are(0), "2 records are": are(2),
		"0.0 records a second": perSecond(0), "9.9 records a second": perSecond(9.94), "10 records a second": perSecond(10.4),
		"kafka-share-groups.sh --bootstrap-server HOST:PORT --describe --group g --members":    describe(&model.Group{ID: "g", Type: "share"}, "--members"),
		"kafka-consumer-groups.sh --bootstrap-server HOST:PORT --describe --group g --members": describe(&model.Group{ID: "g", Type: "classic"}, "--members"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
