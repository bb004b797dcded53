package quorum

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// measured is over how long a time it is seen whether a replica of the metadata
// log comes closer to its end, in ms.
const measured = 30_000

// pace is what the past says of a voter that lags: whether it comes closer, and
// when it is there.
func pace(p *rule.Pass, l lag) string {
	h, ok := p.Past(measured)
	if !ok {
		return ""
	}
	behind := h.Voter(l.voter.ID)
	newest, known := behind.Latest()
	perSecond, over, ok := behind.Rate(measured)
	switch {
	case !known || !ok || newest.N <= 0 || l.behind < 0:
		return ""
	case perSecond >= 0:
		return fmt.Sprintf(", and in the last %s it has come no closer", rule.Span(over))
	}
	return fmt.Sprintf(", and it is catching up: %s behind, at this pace there in %s",
		finding.Plural(newest.N, "record"), rule.Span(int64(float64(newest.N)/-perSecond*1000)))
}

// catchesUp tells a replica that comes closer to the end by itself.
func catchesUp(behind model.Track, span int64) bool {
	perSecond, _, ok := behind.Rate(span)
	return ok && perSecond < 0
}
