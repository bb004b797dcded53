package model

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is a release line of Kafka: major and minor. The patch version is
// not part of it, because a setting's meaning does not change inside a line.
type Version struct{ Major, Minor int }

// ParseVersion reads "4.1", "4.1.2" or Strimzi's "4.1-IV1"; everything after
// the minor number is left out.
func ParseVersion(s string) (Version, error) {
	major, rest, found := strings.Cut(strings.TrimSpace(s), ".")
	if !found {
		return Version{}, fmt.Errorf("%q is not a Kafka version: want MAJOR.MINOR, as in 4.1", s)
	}
	minor := rest
	if end := strings.IndexAny(rest, ".-"); end >= 0 {
		minor = rest[:end]
	}
	maj, errMajor := strconv.ParseUint(major, 10, 16)
	low, errMinor := strconv.ParseUint(minor, 10, 16)
	if errMajor != nil || errMinor != nil || maj == 0 && low == 0 { // 0.0 would read as "no version given"
		return Version{}, fmt.Errorf("%q is not a Kafka version: want MAJOR.MINOR, as in 4.1", s)
	}
	return Version{int(maj), int(low)}, nil
}

// Before tells whether v is an older line than w.
func (v Version) Before(w Version) bool {
	return v.Major < w.Major || v.Major == w.Major && v.Minor < w.Minor
}

// IsZero tells whether no version was given.
func (v Version) IsZero() bool { return v == Version{} }

// String is MAJOR.MINOR, or the empty string for no version.
func (v Version) String() string {
	if v.IsZero() {
		return ""
	}
	return strconv.Itoa(v.Major) + "." + strconv.Itoa(v.Minor)
}
