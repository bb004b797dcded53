package cluster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// runs is a broker of a release line, with further members.
func runs(id int, version string, more ...string) string {
	return broker(id, append([]string{fmt.Sprintf(`"version": %q`, version)}, more...)...)
}

// knows is up to which level a broker knows metadata.version, and which one it
// has heard is finalised.
func knows(finalised, supported int) string {
	return fmt.Sprintf(`"features": [{"name": "kraft.version", "supported": 1}, {"name": "metadata.version", "finalised": %d, "supported": %d}]`, finalised, supported)
}

func TestVersionMixed(t *testing.T) {
	for _, c := range []struct {
		name    string
		brokers []string
		says    []string // nil: nothing
		fix     []string
		skip    string
	}{
		{"one line", []string{runs(1, "4.1"), runs(2, "4.1")}, nil, nil, ""},
		{"patch releases of one line", []string{runs(1, "4.1.0"), runs(2, "4.1.2")}, nil, nil, ""},
		{"two", []string{runs(1, "4.3"), runs(2, "4.1"), runs(3, "4.1")}, []string{"4.1 on brokers 2 and 3, 4.3 on broker 1", "what the oldest, 4.1, knows"},
			[]string{"put Kafka 4.3 on brokers 2 and 3, one after the other", "put Kafka 4.1 back on broker 1"}, ""},
		{"by number, not by letter", []string{runs(1, "3.10"), runs(2, "3.9")}, []string{"3.9 on broker 2, 3.10 on broker 1"}, []string{"put Kafka 3.10 on broker 2"}, ""},
		{"three", []string{runs(1, "4.3"), runs(2, "4.1"), runs(3, "3.9")}, []string{"3.9 on broker 3, 4.1 on broker 2, 4.3 on broker 1"}, []string{"put Kafka 4.3 on brokers 2 and 3"}, ""},
		{"the older one does not answer", []string{runs(1, "4.3"), runs(2, "4.1", killed)}, nil, nil, ""},
		{"one is not known", []string{runs(1, "4.3"), broker(2)}, nil, nil, "the requests that broker 2 knows fit no release of Kafka"},
		{"two are not known", []string{runs(1, "4.3"), broker(2), runs(3, "x")}, nil, nil, "the requests that brokers 2 and 3 know fit no"},
		{"one is not known, and two differ", []string{runs(1, "4.3"), broker(2), runs(3, "4.1")}, []string{"4.1 on broker 3, 4.3 on broker 1"}, nil, ""},
		{"none is known", []string{broker(1), broker(2)}, nil, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := plant{brokers: c.brokers}.run(t)
			skips := rulestest.Skips(result, VersionMixed.Name)
			if c.skip == "" && len(skips) > 0 || c.skip != "" && (len(skips) != 1 || !strings.Contains(skips[0].Reason, c.skip)) {
				t.Errorf("skips %+v, want %q", skips, c.skip)
			}
			if c.says == nil {
				if got := rulestest.Of(result, VersionMixed.Name); len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			f := one(t, result, VersionMixed)
			says(t, f.Message, c.says...)
			says(t, f.Fix, c.fix...)
			if f.Severity != finding.Warning || f.Subject.Kind != model.KindCluster || evidenceOf(f, "Kafka of broker 1") == "" {
				t.Errorf("%s on %s, evidence %v", f.Severity, f.Subject, f.Evidence)
			}
		})
	}
}

func TestMetadataVersionBehind(t *testing.T) {
	for _, c := range []struct {
		name    string
		brokers []string
		says    []string // nil: nothing
		fix     []string
	}{
		{"at the top", []string{broker(1, knows(27, 27)), broker(2, knows(27, 27))}, nil, nil},
		{"behind, and it can be lowered again", []string{broker(1, knows(25, 29)), broker(2, knows(25, 29))}, []string{"finalised at 4.0-IV3 (level 25), and every broker that answers knows 4.2-IV1 (level 29)"},
			[]string{"upgrade --feature metadata.version=29", "It can be lowered again"}},
		{"behind, over a level that changed the records", []string{broker(1, knows(29, 30)), broker(2, knows(29, 30))}, []string{"4.2-IV1 (level 29)", "4.3-IV0 (level 30)"},
			[]string{"metadata.version=30", "There is no way back after that: 4.3-IV0 changed the records"}},
		{"behind, over several", []string{broker(1, knows(7, 25))}, []string{"3.3-IV3 (level 7)"}, []string{"no way back after that: 3.4-IV0 changed"}},
		{"a release that is newer than this", []string{broker(1, knows(31, 33))}, []string{"level 31", "level 33"}, []string{"metadata.version=33", "There may be no way back"}},
		{"one does not know more", []string{broker(1, knows(25, 29)), broker(2, knows(25, 25))}, nil, nil},
		{"all know something more", []string{broker(1, knows(25, 30)), broker(2, knows(25, 27))}, []string{"knows 4.1-IV1 (level 27)"}, []string{"metadata.version=27"}},
		{"one has not heard yet that it was raised", []string{broker(1, knows(29, 29)), broker(2, knows(27, 29))}, nil, nil},
		{"one does not tell", []string{broker(1, knows(25, 29)), broker(2)}, nil, nil},
		{"one does not know the feature", []string{broker(1, knows(25, 29)), broker(2, knows(25, 0))}, nil, nil},
		{"the old one does not answer", []string{broker(1, knows(25, 29)), broker(2, knows(25, 25), killed)}, []string{"every broker that answers"}, []string{"controllers run the same release"}},
		{"on ZooKeeper", []string{broker(1, knows(0, 21)), broker(2, knows(0, 21))}, nil, nil},
		{"nobody tells", []string{broker(1)}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := plant{brokers: c.brokers}.run(t)
			if c.says == nil {
				if got := rulestest.Of(result, MetadataVersionBehind.Name); len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			f := one(t, result, MetadataVersionBehind)
			says(t, f.Message, c.says...)
			says(t, f.Fix, c.fix...)
			if f.Severity != finding.Info || evidenceOf(f, "finalised metadata.version") == "" {
				t.Errorf("%s, evidence %v", f.Severity, f.Evidence)
			}
		})
	}
}

// TestLevelsHaveTheirNames: the number of a level is its place in the list.
func TestLevelsHaveTheirNames(t *testing.T) {
	for n, want := range map[int16]string{1: "3.0-IV1 (level 1)", 7: "3.3-IV3 (level 7)", 14: "3.6-IV2 (level 14)", 19: "3.7-IV4 (level 19)", 20: "3.8-IV0 (level 20)", 21: "3.9-IV0 (level 21)",
		25: "4.0-IV3 (level 25)", 27: "4.1-IV1 (level 27)", 29: "4.2-IV1 (level 29)", 30: "4.3-IV0 (level 30)", 31: "level 31", 0: "level 0", -1: "level -1"} {
		if got := levelName(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}
