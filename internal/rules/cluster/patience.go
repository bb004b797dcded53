package cluster

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// patience is how long the controllers wait for a broker that does not answer
// them, in ms.
type patience struct {
	session   int64 // broker.session.timeout.ms: so long the others take one that has crashed for one that lives
	heartbeat int64 // broker.heartbeat.interval.ms: so long ago it may have been heard when it crashed
}

// usual is Kafka's default (raft/…/ReplicationConfigs, 3.9 to 4.3).
var usual = patience{session: 9_000, heartbeat: 2_000}

// soonest is when the others can hear of a crash at the earliest, in ms after it: a
// session ends that long after the last heartbeat. What a broker is seen to have
// given up sooner than that after an answer of its own, it gave up itself. It is the
// last answer that counts: the first question that is not answered may come late,
// and is told when its time is over.
func (w patience) soonest() int64 { return w.session - w.heartbeat }

// patienceOf is the shortest session and the longest heartbeat that a broker of the
// scope is set to, the defaults where none tells.
func patienceOf(p *rule.Pass) patience {
	by, told := usual, false
	for _, b := range p.Scope().Brokers {
		session, ok := setTo(b, "broker.session.timeout.ms")
		if !ok {
			continue
		}
		if !told || session < by.session {
			by.session = session
		}
		if heartbeat, ok := setTo(b, "broker.heartbeat.interval.ms"); ok {
			by.heartbeat = max(by.heartbeat, heartbeat)
		}
		told = true
	}
	return by
}

// setTo is a number that a broker says it is set to.
func setTo(b *model.Broker, name string) (ms int64, ok bool) {
	for _, from := range []model.Config{b.Config, b.Default} {
		if n, whole := rule.Whole(from.Get(name)); whole {
			return n, true
		}
	}
	return 0, false
}
