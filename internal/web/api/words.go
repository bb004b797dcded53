package api

import (
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Ago is how long ago it was told, in words; "never" if it was not.
func (t Told) Ago() string {
	switch {
	case t.AgeMs == nil:
		return "never"
	case *t.AgeMs < 1000:
		return "just now"
	}
	return rule.Span(*t.AgeMs/1000*1000) + " ago"
}

// Text is the number in words; what is not known never becomes one.
func (a Amount) Text() string {
	switch {
	case a.Value != nil:
		return grouped(*a.Value)
	case a.AtLeast != nil:
		return "at least " + grouped(*a.AtLeast)
	}
	return "not known"
}

// grouped is a number with a comma before every three digits.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// Text is the age in words, with its precision.
func (a Age) Text() string {
	switch {
	case a.Ms == nil:
		return "not known"
	case a.How == string(lag.AtLeast):
		return "at least " + rule.Span(*a.Ms)
	case *a.Ms == 0:
		return "nothing waits"
	case a.Within == nil:
		return "at most " + rule.Span(*a.Ms)
	case *a.Within == 0:
		return rule.Span(*a.Ms)
	}
	return rule.Span(max(0, *a.Ms-*a.Within)) + " to " + rule.Span(*a.Ms)
}

// Text is when it is done, in words.
func (c CatchUp) Text() string {
	switch {
	case c.Never:
		return "never at this rate"
	case c.Ms == nil:
		return "not known"
	case *c.Ms == 0:
		return "has caught up"
	}
	return "in " + rule.Span(*c.Ms)
}

// Behind is how many records the group has not read, in words.
func (g *Group) Behind() string {
	if g.AtMost && g.Records.Value != nil {
		return "at most " + g.Records.Text()
	}
	return g.Records.Text()
}

// KafkaSays is what Kafka's own tool tells of the group, with the reason, where
// that is another number; "" where it is the same.
func (g *Group) KafkaSays() string {
	if g.KafkaWhy == "" {
		return ""
	}
	return g.KafkaTool + " tells " + g.Kafka.Text() + ": " + g.KafkaWhy
}
