package broker

import (
	"math"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// inUnits is one time in several units, the one that wins first.
type inUnits struct {
	what  string
	units []unit
}

type unit struct {
	key model.Key
	ms  int64
}

var times = []inUnits{
	{"records are kept for", []unit{{key.BrokerRetentionMs, 1}, {key.BrokerRetentionMinutes, 60_000}, {key.BrokerRetentionHours, 3_600_000}}},
	{"segments are rolled after", []unit{{key.BrokerRollMs, 1}, {key.BrokerRollHours, 3_600_000}}},
	{"rolling is spread over", []unit{{key.BrokerRollJitterMs, 1}, {key.BrokerRollJitterHours, 3_600_000}}},
}

// RetentionKeysConflict finds one time that is set twice, in two units, to two
// values. Kafka takes the finer unit and says nothing of the other.
var RetentionKeysConflict = &rule.Rule{
	Name: "broker/retention-keys-conflict", Severity: finding.Warning, On: model.KindBroker,
	Needs: brokerConfig,
	Keys: []model.Key{key.BrokerRetentionMs, key.BrokerRetentionMinutes, key.BrokerRetentionHours,
		key.BrokerRollMs, key.BrokerRollHours, key.BrokerRollJitterMs, key.BrokerRollJitterHours},
	Doc: doc("retention-keys-conflict"),
	Check: func(p *rule.Pass) {
		for _, t := range times {
			t.judge(p)
		}
	},
}

func (t inUnits) judge(p *rule.Pass) {
	var winner rule.Int
	var wins int64
	for _, u := range t.units {
		if !sets(p.Broker(), u.key) {
			continue
		}
		n, known := p.Int(u.key)
		switch {
		case !known && !winner.Is():
			return
		case !known:
		case !winner.Is():
			winner, wins = n, millis(n.N, u.ms)
		case millis(n.N, u.ms) != wins:
			p.Report("%s=%s and %s=%s do not say the same: "+
				"Kafka takes the finer unit, so %s %s, and %s does nothing",
				winner.Name, winner, n.Name, n, t.what, rule.FormatMillis(wins), n.Name).
				At(n).About(n.Name).
				Fix("keep one of them: remove %s if %s is right, else remove %s", n.Name, strings.TrimSuffix(rule.FormatMillis(wins), " (no limit)"), winner.Name)
		}
	}
}

// millis is a time in milliseconds; any negative one means "no limit".
func millis(n, unit int64) int64 {
	switch {
	case n < 0:
		return -1
	case n > math.MaxInt64/unit:
		return math.MaxInt64
	}
	return n * unit
}
