package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// lasting is a flag with a length of time as people write it: as Go does, with days
// before the rest, as 30m, 2d or 1d12h.
type lasting time.Duration

const day = 24 * time.Hour

// mostDays is how many days fit into a time.
const mostDays = 100_000

// Set reads it.
func (s *lasting) Set(text string) error {
	days, rest, has := strings.Cut(text, "d")
	if !has {
		days, rest = "0", text
	}
	n, err := strconv.ParseUint(strings.TrimPrefix(days, "-"), 10, 32)
	if err != nil || n > mostDays || strings.Contains(rest, "d") || has && strings.HasPrefix(rest, "-") {
		return fmt.Errorf("%q is no length of time: write it as 30m, 4h, 2d or 1d12h", text)
	}
	length := time.Duration(0)
	if rest != "" || !has {
		if length, err = time.ParseDuration(rest); err != nil {
			return fmt.Errorf("%q is no length of time: write it as 30m, 4h, 2d or 1d12h", text)
		}
	}
	length += time.Duration(n) * day
	if strings.HasPrefix(days, "-") {
		length = -length
	}
	*s = lasting(length)
	return nil
}

// Type is what the flag takes.
func (s *lasting) Type() string { return "duration" }

// String is "" for none, which has help say nothing of a default.
func (s *lasting) String() string {
	if s == nil || *s == 0 {
		return ""
	}
	length := time.Duration(*s)
	days := length / day
	if days == 0 {
		return short(length)
	}
	text := fmt.Sprintf("%dd", days)
	if rest := length % day; rest != 0 {
		text += short(rest.Abs())
	}
	return text
}

// short leaves out what is zero: 4h0m0s is 4h.
func short(length time.Duration) string {
	text := length.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
