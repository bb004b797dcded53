package catalog

import (
	"cmp"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// The validators here guard one or two keys each.

// isReplica is one "partition:broker" pair; Kafka lets an entry be empty.
func isReplica(entry string) bool {
	partition, broker, found := strings.Cut(entry, ":")
	return entry == "" || found && allDigits(partition) && allDigits(broker)
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func areThrottled(entries []string) bool {
	if strings.Join(entries, "") == "*" {
		return true
	}
	for _, e := range entries {
		if !isReplica(javaTrim(e)) {
			return false
		}
	}
	return true
}

// hostPort is Kafka's own pattern for an address, in both its forms: it grew
// strict and was taken back in a patch of 3.9.
var hostPort = sync.OnceValues(func() (strict, loose *regexp.Regexp) {
	return regexp.MustCompile(`^(?:[0-9a-zA-Z\-%._]*://)?\[?[0-9a-zA-Z\-%._:]*\]?:([0-9]+)$`),
		regexp.MustCompile(`^.*:([0-9]+)$`)
})

// areAddresses checks entries of host:port, and of id@host:port for voters.
func (v Validator) areAddresses(entries []string) bool {
	for _, e := range entries {
		if v.kind == kindVoters {
			// Java's split drops empty parts at the end.
			id, address, found := strings.Cut(strings.TrimRight(e, "@"), "@")
			if _, err := javaInt(id, 32); !found || err != nil || strings.Contains(address, "@") {
				return false
			}
			e = address
		}
		if !v.isAddress(e) {
			return false
		}
	}
	return true
}

func (v Validator) isAddress(s string) bool {
	pattern, loose := hostPort()
	if v.loose {
		pattern = loose
	}
	m := pattern.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	_, err := strconv.ParseUint(m[1], 10, 16)
	return err == nil
}

// duration is the pattern of java.time.Duration.parse. It must hold one
// number, and one after a T.
var duration = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^([-+]?)P(?:([-+]?[0-9]+)D)?(T(?:([-+]?[0-9]+)H)?(?:([-+]?[0-9]+)M)?(?:([-+]?[0-9]+)(?:[.,]([0-9]{0,9}))?S)?)?$`)
})

// isPastDuration tells whether a value is by_duration: with a duration that
// is not negative.
func isPastDuration(value string) bool {
	text, found := strings.CutPrefix(value, "by_duration:")
	m := duration().FindStringSubmatch(text)
	if !found || m == nil || strings.EqualFold(m[3], "T") || m[2]+m[3] == "" {
		return false
	}
	var seconds int64
	for _, part := range []struct {
		digits string
		unit   int64
	}{{m[2], 86400}, {m[4], 3600}, {m[5], 60}, {m[6], 1}} {
		n, err := strconv.ParseInt(cmp.Or(part.digits, "0"), 10, 64)
		if err != nil || math.Abs(float64(seconds)+float64(n)*float64(part.unit)) >= math.MaxInt64 {
			return false // Java's seconds are a long, too
		}
		seconds += n * part.unit
	}
	if seconds == 0 && strings.Trim(m[7], "0") == "" {
		return true
	}
	negative := seconds < 0 || seconds == 0 && strings.HasPrefix(m[6], "-")
	return negative == (m[1] == "-")
}

// releaseLine is the part of a version that Kafka looks up: two numbers, or
// three of the old 0.x releases.
func releaseLine(value string) string {
	parts := 2
	if strings.HasPrefix(value, "0.") {
		parts = 3
	}
	segments := strings.Split(value, ".")
	return strings.Join(segments[:min(parts, len(segments))], ".")
}
