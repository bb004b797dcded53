package client

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// HeartbeatTooSlow finds consumers that a lost heartbeat or two throw out of
// their group. With group.protocol=consumer brokers set both times.
var HeartbeatTooSlow = &rule.Rule{
	Name: "client/heartbeat-too-slow", Severity: finding.Error, On: model.KindClient,
	Needs: clientConfig,
	Keys:  []model.Key{key.ConsumerHeartbeatIntervalMs, key.ConsumerSessionTimeoutMs, key.ConsumerGroupProtocol},
	Doc:   doc("heartbeat-too-slow"),
	Check: func(p *rule.Pass) {
		if !isConsumer(p) || !isClassic(p) {
			return
		}
		heartbeat, known := p.Millis(key.ConsumerHeartbeatIntervalMs)
		session, also := p.Millis(key.ConsumerSessionTimeoutMs)
		switch {
		case !known || !also:
		case heartbeat.N >= session.N:
			p.Report("heartbeat.interval.ms is %s, and session.timeout.ms is only %s: "+
				"a consumer with a group.id throws IllegalArgumentException when it is made, and reads nothing", heartbeat, session).
				At(heartbeat, session).
				Fix("%s", liveness(heartbeat, session))
		case heartbeat.N > session.N/3:
			p.Report("heartbeat.interval.ms is %s, more than a third of session.timeout.ms (%s): "+
				"one or two lost heartbeats throw a healthy consumer out of its group, and the group rebalances", heartbeat, session).
				As(finding.Warning).At(heartbeat, session).
				Fix("%s", liveness(heartbeat, session))
		}
	},
}

// liveness is two times that go together: the written one of the two, or the
// session, is kept.
func liveness(heartbeat, session rule.Millis) string {
	if heartbeat.N < session.N && session.Is() || heartbeat.Is() {
		return fmt.Sprintf("set heartbeat.interval.ms=%d (Kafka's defaults are 3000 and, for session.timeout.ms, 45000)", max(1, session.N/3))
	}
	return fmt.Sprintf("set session.timeout.ms=%d or more (Kafka's default is 45000)", 3*heartbeat.N)
}
