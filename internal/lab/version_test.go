package lab

import (
	"slices"
	"strings"
	"testing"
)

func TestVersionsThatMayBeAskedFor(t *testing.T) {
	for asked, want := range map[string]string{
		"": DefaultVersion, "3.9": "3.9.2", "4.1": "4.1.2", "4.3": "4.3.1",
		"4.3.0": "4.3.0", "3.7.0": "3.7.0", "4.4.0-rc1": "4.4.0-rc1", "10.0.0": "10.0.0",
	} {
		if got, err := patchOf(asked); err != nil || got != want {
			t.Errorf("%q is %q, %v: want %q", asked, got, err, want)
		}
	}
	for asked, complaint := range map[string]string{
		"4.0": "full version", "latest": "3.9, 4.1, 4.3", "4.3.1/../..": "not a Kafka version",
		"3.6.2": "too old", "2.8.0": "too old", "4.3.1 ": "not a Kafka version", "-4.3.1": "not a Kafka version",
	} {
		if got, err := patchOf(asked); err == nil || !strings.Contains(err.Error(), complaint) {
			t.Errorf("%q is %q, %v: want a complaint with %q", asked, got, err, complaint)
		}
	}
}

func TestTheDefaultIsTheNewestLine(t *testing.T) {
	lines := Lines()
	if newest := patches[lines[len(lines)-1]]; newest != DefaultVersion {
		t.Errorf("the default is %s, the newest patch of the newest line %s", DefaultVersion, newest)
	}
}

func TestVersionsAreOrderedByNumber(t *testing.T) {
	versions := []string{"10.0.0", "3.9", "4.1", "3.10.0", "4.1.2", "3.9.2"}
	slices.SortFunc(versions, compareVersions)
	if got := strings.Join(versions, " "); got != "3.9 3.9.2 3.10.0 4.1 4.1.2 10.0.0" {
		t.Error(got)
	}
	if compareVersions("4.3.0-rc2", "4.3.0") != 0 {
		t.Error("a candidate has its release's keys")
	}
}
