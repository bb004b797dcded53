package lab

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// patches is the newest patch of each release line that the lab knows.
var patches = map[string]string{"3.9": "3.9.2", "4.1": "4.1.2", "4.3": "4.3.1"}

// DefaultVersion is the Kafka release that runs where none is asked for.
const DefaultVersion = "4.3.1"

var fullVersion = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+(-rc[0-9]+)?$`)

// Lines is the release lines that may be named without a patch, from the
// oldest to the newest.
func Lines() []string {
	var out []string
	for line := range patches {
		out = append(out, line)
	}
	slices.SortFunc(out, compareVersions)
	return out
}

// patchOf is the full version that was asked for: a release line stands for
// its newest patch, and nothing for DefaultVersion.
func patchOf(asked string) (string, error) {
	if asked == "" {
		return DefaultVersion, nil
	}
	if v, ok := patches[asked]; ok {
		return v, nil
	}
	if !fullVersion.MatchString(asked) {
		return "", fmt.Errorf("%q is not a Kafka version that the lab knows: use %s, or a full version such as %s",
			asked, strings.Join(Lines(), ", "), DefaultVersion)
	}
	if compareVersions(asked, "3.7.0") < 0 {
		return "", fmt.Errorf("kafka %s is too old for the lab, which starts 3.7.0 and newer", asked)
	}
	return asked, nil
}

// compareVersions orders dotted numbers; what follows a '-' does not count.
func compareVersions(a, b string) int {
	return slices.Compare(numbers(a), numbers(b))
}

func numbers(version string) []int {
	version, _, _ = strings.Cut(version, "-")
	var out []int
	for part := range strings.SplitSeq(version, ".") {
		n := 0
		for _, digit := range part {
			n = n*10 + int(digit-'0')
		}
		out = append(out, n)
	}
	return out
}
