package topic

import (
	"math/bits"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// topicConfig is what rules need that read settings of topics alone.
var topicConfig = model.FactsOf(model.FactTopicConfig)

// isInternal tells Kafka's own topics: their settings are Kafka's business.
func isInternal(t *model.Topic) bool { return strings.HasPrefix(t.Name, "__") }

// join is how sure it is that something in another place belongs to the
// topic's cluster.
func join(p *rule.Pass, place model.Place, home model.Home) model.Certainty {
	own := p.Topic()
	if place.File == own.Place.File {
		return model.Known
	}
	return home.Certainty.Worse(own.Home.Certainty)
}

// named is another topic's name as a value that a finding rests on.
func named(p *rule.Pass, t *model.Topic) rule.Reading {
	v := model.KnownValue(t.Name, t.At).Joined(join(p, t.Place, t.Home))
	return rule.Reading{Name: "topic", Written: t.Name, Value: v}
}

// powerOfTwo is the smallest power of two that is not below n, as far as a
// number of 64 bits holds one.
func powerOfTwo(n int64) int64 {
	if n <= 1 {
		return 1
	}
	return 1 << min(bits.Len64(uint64(n-1)), 62)
}

// pointTo points to the first of the values that stands in the topic's own
// file, else to the first that somebody wrote, else to the topic: a policy
// that a finding rests on is not what the author must change.
func pointTo(p *rule.Pass, r *rule.Report, values ...rule.Reading) *rule.Report {
	var written []rule.Reading
	for _, v := range values {
		switch {
		case !v.Is():
		case v.Value.Origin().File == p.Topic().Place.File:
			return r.At(v)
		default:
			written = append(written, v)
		}
	}
	if len(written) > 0 {
		return r.At(written[0])
	}
	return r.AtOrigin(p.Topic().At)
}
