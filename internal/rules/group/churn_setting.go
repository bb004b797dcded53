package group

import (
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// setting is what most likely is to blame, and what to do: how long members stay
// between joining and leaving tells it, as far as nobody has changed the
// defaults.
func (c *churn) setting(members []model.Member) (why, fix string) {
	if slices.ContainsFunc(members, func(m model.Member) bool { return m.Instance != "" }) {
		return "It has static members (group.instance.id), which stay through a restart: if they are lost all the same, they send no heartbeats for session.timeout.ms, or two share one id",
			"look for pauses of the consumers (garbage collection, throttled CPU), and give each its own group.instance.id"
	}
	if len(c.lives) == 0 {
		return "Its members are the same ones, so something else makes them join again: metadata that changes, or a subscription that does",
			"look at the log of the consumers for the reason why they join again (its line says: Request joining group due to)"
	}
	life := median(slices.Clone(c.lives))
	left := fmt.Sprintf("Members leave about %s after they joined", rule.Span(life))
	if c.worst != "" && c.again > 1 {
		left = fmt.Sprintf("Client %s joined %d times, each time with a new id, and leaves about %s after it joined", c.worst, c.again, rule.Span(life))
	}
	switch {
	case life >= 270*second && life <= 400*second:
		return left + ", as with max.poll.interval.ms (5 min by default): handling what one poll brings takes longer",
			"lower max.poll.records, or raise max.poll.interval.ms above the longest time that the records of one poll take"
	case life >= 35*second && life <= 70*second:
		return left + ", as with session.timeout.ms (45 s by default): no heartbeat is sent for that long",
			"look for pauses of the consumers (garbage collection, throttled CPU, a frozen process); then raise session.timeout.ms"
	}
	return left + ": a crash and a new start each time, or handling what one poll brings takes longer than max.poll.interval.ms",
		"look at the log of the consumers for the reason why they leave (maximum poll interval exceeded, or a crash); then lower max.poll.records or raise max.poll.interval.ms, or repair the crash"
}
