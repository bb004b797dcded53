package quorum

import (
	"fmt"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// VoterLagging finds voters that the leader of the quorum does not hear from.
// Nobody else tells of a dedicated controller that is down: it is no broker,
// and clients do not know its address.
var VoterLagging = &rule.Rule{
	Name: "quorum/voter-lagging", Severity: finding.Error, On: model.KindCluster,
	Touches: []model.Kind{model.KindVoter, model.KindBroker},
	Needs:   quorum,
	Reads:   rule.ReadsHistoryIfAny,
	Settle:  rule.Minute, // a controller may be restarted
	Doc:     doc("voter-lagging"),
	Params: []rule.Param{
		{Name: "behind", Default: 10_000, Unit: rule.Period, Doc: "How long ago a voter may have had all records of the metadata log."},
	},
	Check: func(p *rule.Pass) {
		q := told(p)
		if q == nil || q.Leader < 0 || justElected(q) {
			return
		}
		s := standingOf(q, p.Param("behind"), func(id int32) bool {
			b := p.BrokerByID(id)
			return b != nil && b.Seen.Answer == model.Refused
		})
		if len(s.unknown) > 0 {
			p.Skip("lag of voters", "the quorum does not tell when "+voters(s.unknown)+" last had all records", model.Origin{})
		}
		for _, l := range s.lagging {
			reportVoter(p, q, s, l)
		}
	},
}

// lag is a voter that does not follow, and how that shows.
type lag struct {
	voter  model.QuorumReplica
	behind int64 // ms; -1: the leader has not heard from it at all
}

// ago is in whole seconds, minutes or hours.
func (l lag) ago() string {
	const second, minute, hour = 1000, 60_000, 3_600_000
	switch {
	case l.behind < 2*minute:
		return fmt.Sprintf("%d s ago", l.behind/second)
	case l.behind < 2*hour:
		return fmt.Sprintf("%d min ago", l.behind/minute)
	}
	return fmt.Sprintf("%d h ago", l.behind/hour)
}

// standing is how the voters of a quorum are.
type standing struct {
	caughtUp, unknown []int32 // the leader is among those that are caught up
	lagging           []lag
}

// standingOf holds the voters against the leader's own time stamp, which is the
// time of its answer by its own clock. A voter that the leader has heard from
// and that has not caught up since tells at least when it last fetched. One
// that is also a broker and has died a moment ago is nothing to count on, and is
// told as a broker.
func standingOf(q *model.Quorum, limit int64, died func(int32) bool) standing {
	now, end := int64(-1), int64(-1)
	for _, v := range q.Voters {
		if v.ID == q.Leader {
			now, end = v.LastCaughtUp, v.LogEnd
		}
	}
	var s standing
	for _, v := range q.Voters {
		seen := v.LastCaughtUp
		if seen < 0 {
			seen = v.LastFetch
		}
		switch {
		case v.ID == q.Leader:
			s.caughtUp = append(s.caughtUp, v.ID)
		case v.LogEnd < 0:
			s.lagging = append(s.lagging, lag{v, -1})
		case now >= 0 && seen >= 0 && now-seen > limit:
			s.lagging = append(s.lagging, lag{v, now - seen})
		case died(v.ID):
		case now >= 0 && v.LastCaughtUp >= 0, end >= 0 && v.LogEnd >= end:
			s.caughtUp = append(s.caughtUp, v.ID)
		default:
			s.unknown = append(s.unknown, v.ID)
		}
	}
	return s
}

func reportVoter(p *rule.Pass, q *model.Quorum, s standing, l lag) {
	id := strconv.Itoa(int(l.voter.ID))
	r := p.Report("voter %s of the metadata quorum does not follow: %s%s. %s", id, silence(q, l), pace(p, l), survives(q, s)).
		Of(model.Subject{Cluster: p.Subject().Cluster, Kind: model.KindVoter, Name: id}).
		Because(toldBy(q, "log end of voter "+id, strconv.FormatInt(l.voter.LogEnd, 10)),
			toldBy(q, "caught up", rule.ListOfIDs(s.caughtUp)),
			toldBy(q, "high watermark", strconv.FormatInt(q.HighWatermark, 10))).
		Blames(l.voter.ID).
		Fix("see whether the process of node %s runs, how its log ends, and whether it reaches the controller listener of node %d; start it, or restart it if it is stuck. "+
			"Restart no other voter before it follows: kafka-metadata-quorum.sh --bootstrap-server %s describe --replication",
			id, q.Leader, address(p))
	if l.behind >= 0 {
		r.Because(toldBy(q, "voter "+id+" had all records", l.ago()))
	}
	if spare(q, s) > 0 {
		r.As(finding.Warning)
	}
}

// silence is how it shows that a voter does not follow.
func silence(q *model.Quorum, l lag) string {
	leader := "controller " + strconv.Itoa(int(q.Leader))
	switch {
	case l.behind < 0:
		return leader + " has not heard from it since it leads"
	case l.voter.LastCaughtUp < 0:
		return leader + " last heard from it " + l.ago() + ", and it has not had all records since that one leads"
	}
	return "it last had all records " + l.ago() + " by the clock of " + leader
}

// spare is how many more voters may fail. One of which nothing is known counts
// as one that follows.
func spare(q *model.Quorum, s standing) int {
	return len(s.caughtUp) + len(s.unknown) - (len(q.Voters)/2 + 1)
}

// survives says which voters are caught up, and how many more may fail.
func survives(q *model.Quorum, s standing) string {
	of := fmt.Sprintf("Of its %d voters %s %s caught up", len(q.Voters), rule.IDs(s.caughtUp), verb(len(s.caughtUp), "is", "are"))
	const stop = "no partition leader is elected, no topic created and no setting changed"
	switch n := spare(q, s); {
	case n > 0:
		return fmt.Sprintf("%s: the quorum survives the failure of %d more", of, n)
	case n == 0:
		return of + ", which is just the majority: if one more fails, the quorum stops, and " + stop
	default:
		return of + ", which is no majority: the quorum stands still, and " + stop
	}
}

// voters is some voters in a sentence.
func voters(ids []int32) string {
	if len(ids) == 1 {
		return "voter " + rule.IDs(ids)
	}
	return "voters " + rule.IDs(ids)
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// address is a broker that commands can be sent to, as HOST:PORT.
func address(p *rule.Pass) string {
	for _, b := range p.RunningBrokers() {
		if b.Seen.Answer == model.Answered && b.Seen.Address != "" {
			return b.Seen.Address
		}
	}
	return "HOST:PORT"
}
