package catalog

import (
	"cmp"
	"math"
	"strconv"
	"strings"
)

// Patch is a version with as much of its number as is known: 4.1.2, 0.10.2.0,
// or 4.1 for one of that line. The zero Patch is none.
type Patch struct {
	numbers   [maxNumbers]int32
	count     int8
	qualified bool
	early     bool // before the release of the number
}

const maxNumbers = 4

// ParsePatch reads the number that a version begins with, with or without a "v"
// before it. What follows it, as -rc1, -debian-12-r3 or .redhat-00001, makes the
// version a qualified one; Go's +incompatible does not. It is false for what is
// no version, as latest, and for a vendor's own number (see VendorOf).
func ParsePatch(s string) (Patch, bool) {
	if _, own := VendorOf(s); own {
		return Patch{}, false
	}
	s = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(s), "v"), "+incompatible")
	var p Patch
	for {
		digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
		n, err := strconv.ParseInt(s[:digits], 10, 32)
		if err != nil {
			return Patch{}, false
		}
		p.numbers[p.count], s = int32(n), s[digits:]
		p.count++
		if p.count == maxNumbers || len(s) < 2 || s[0] != '.' || s[1] < '0' || s[1] > '9' {
			break
		}
		s = s[1:]
	}
	p.qualified, p.early = s != "", early.MatchString(s)
	return p, p.count > 1 && (s == "" || strings.ContainsRune(".-+_", rune(s[0])))
}

// Exact tells whether the version is one release: it has three numbers or more,
// and nothing behind them says that somebody has changed it.
func (p Patch) Exact() bool { return p.count > 2 && !p.qualified }

// Qualified tells whether something stands behind the number.
func (p Patch) Qualified() bool { return p.qualified }

// IsZero tells whether there is no version.
func (p Patch) IsZero() bool { return p.count == 0 }

// String is the number, without what stood around it.
func (p Patch) String() string {
	var b strings.Builder
	for i, n := range p.numbers[:p.count] {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(strconv.Itoa(int(n)))
	}
	return b.String()
}

// Compare puts versions into their order. A number that is not given counts as 0.
func (p Patch) Compare(q Patch) int {
	for i, n := range p.numbers {
		if c := cmp.Compare(n, q.numbers[i]); c != 0 {
			return c
		}
	}
	return 0
}

// SameLine tells whether two versions share their first two numbers.
func (p Patch) SameLine(q Patch) bool {
	return p.numbers[0] == q.numbers[0] && p.numbers[1] == q.numbers[1]
}

// last is the highest version that the number may stand for: 4.1 may be any
// patch of 4.1, and 4.1.2 is itself.
func (p Patch) last() Patch {
	if p.count < 3 {
		for i := p.count; i < maxNumbers; i++ {
			p.numbers[i] = math.MaxInt32
		}
	}
	return p
}
