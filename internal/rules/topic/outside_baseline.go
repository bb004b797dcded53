package topic

import (
	"slices"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// OutsideBaseline finds effective values outside the ranges of the policy. For
// each key the first range that names the topic and the key decides.
var OutsideBaseline = &rule.Rule{
	Name: "topic/outside-baseline", Severity: finding.Error, On: model.KindTopic,
	Touches: []model.Kind{model.KindBroker},
	Needs:   topicConfig,
	AllKeys: true,
	Doc:     doc("outside-baseline"),
	NoCEL:   "needs the ranges of a policy file",
	Check: func(p *rule.Pass) {
		decided := map[string]bool{}
		for _, r := range p.Ranges() {
			if !covers(r.Topics, p.Topic()) {
				continue
			}
			for _, bound := range r.Config {
				if !decided[bound.Key] {
					decided[bound.Key] = true
					checkBound(p, bound)
				}
			}
		}
	},
}

// covers tells whether a range is about a topic. Kafka's own topics are meant
// only by patterns that name them: "*" says what people's topics are for.
func covers(patterns []string, t *model.Topic) bool {
	for _, pattern := range patterns {
		if isInternal(t) && !strings.HasPrefix(pattern, "__") {
			continue
		}
		if rule.MatchesAny([]string{pattern}, t.Name) {
			return true
		}
	}
	return false
}

func checkBound(p *rule.Pass, b rule.Bound) {
	k := model.Key{Layer: model.LayerTopic, Name: b.Key}
	if b.OneOf != nil {
		checkWords(p, k, b)
	}
	if b.Min == nil && b.Max == nil {
		return
	}
	value, ok := numberOf(p, k)
	if !ok {
		return
	}
	switch {
	case b.Max != nil && (value.unlimited() || value.n > *b.Max):
		outside(p, value.reading, b, value.text, "at most", value.format(*b.Max), *b.Max)
	case b.Min != nil && !value.unlimited() && value.n < *b.Min:
		outside(p, value.reading, b, value.text, "at least", value.format(*b.Min), *b.Min)
	}
}

// outside reports a number and the bound that it breaks.
func outside(p *rule.Pass, r rule.Reading, b rule.Bound, is, side, bound string, n int64) {
	report(p, r, b, "%s is %s, and the policy allows %s %s", r.Name, is, side, bound).
		Fix("set %s: %d, or another value in the policy's range", b.Key, n)
}

// report makes a finding on a key of the policy. Where nobody wrote the value
// it points to the topic, never to the policy.
func report(p *rule.Pass, r rule.Reading, b rule.Bound, format string, args ...any) *rule.Report {
	f := p.Report(format, args...).Because(r).About(b.Key)
	if !b.At.IsZero() {
		f.Because(rule.Reading{Name: "policy range of " + b.Key, Written: rangeText(b), Value: model.KnownValue(rangeText(b), b.At)})
	}
	return pointTo(p, f, r)
}

// checkWords compares a word, or the set of words of a list.
func checkWords(p *rule.Pass, k model.Key, b rule.Bound) {
	value, ok := p.List(k)
	if !ok {
		return
	}
	for _, allowed := range b.OneOf {
		if sameWords(value.Items, strings.Split(allowed, ",")) {
			return
		}
	}
	report(p, value.Reading, b, "%s is %s, and the policy allows %s", value.Name, value, strings.Join(b.OneOf, " or ")).
		Fix("set %s: %s", b.Key, b.OneOf[0])
}

func sameWords(a, b []string) bool {
	clean := func(words []string) []string {
		out := make([]string, 0, len(words))
		for _, w := range words {
			out = append(out, strings.TrimSpace(w))
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(clean(a), clean(b))
}

// number is a value with the words that its unit needs.
type number struct {
	reading rule.Reading
	n       int64
	text    string
	format  func(int64) string
}

// numberOf reads a number in the unit that its key's name ends with.
// local.retention.* = -2 is the value of retention.*.
func numberOf(p *rule.Pass, k model.Key) (number, bool) {
	format := func(n int64) string { return strconv.FormatInt(n, 10) }
	switch {
	case strings.HasSuffix(k.Name, ".bytes"):
		format = rule.FormatBytes
	case strings.HasSuffix(k.Name, ".ms"):
		format = rule.FormatMillis
	}
	v, ok := p.Int(k)
	if rest, local := strings.CutPrefix(k.Name, "local."); ok && local && v.N == followsRetention {
		v, ok = p.Int(model.Key{Layer: k.Layer, Name: rest})
	}
	return number{v.Reading, v.N, format(v.N), format}, ok
}

// limitKeys are the keys in which a negative value is "no limit", above every
// maximum.
var limitKeys = []model.Key{key.LocalRetentionBytes, key.LocalRetentionMs, key.RetentionBytes, key.RetentionMs}

func (n number) unlimited() bool { return n.n < 0 && slices.Contains(limitKeys, n.reading.Key) }

// rangeText is a bound as it could stand in a policy.
func rangeText(b rule.Bound) string {
	var parts []string
	if b.Min != nil {
		parts = append(parts, "min "+strconv.FormatInt(*b.Min, 10))
	}
	if b.Max != nil {
		parts = append(parts, "max "+strconv.FormatInt(*b.Max, 10))
	}
	if b.OneOf != nil {
		parts = append(parts, "one of "+strings.Join(b.OneOf, ", "))
	}
	return strings.Join(parts, ", ")
}
