package quorum

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// EpochChurn finds quorums that elect one leader after the other.
var EpochChurn = &rule.Rule{
	Name: "quorum/epoch-churn", Severity: finding.Warning, On: model.KindCluster,
	Touches: []model.Kind{model.KindVoter},
	Needs:   quorum,
	Reads:   rule.ReadsHistory,
	Clear:   10 * rule.Minute,
	Doc:     doc("epoch-churn"),
	Params: []rule.Param{
		{Name: "elections", Default: 4, Unit: rule.Count, Doc: "How many elections within the window are too many. One about the time when the node of the leader or of another voter went away or came back is not counted."},
		{Name: "window", Default: 15 * 60_000, Unit: rule.Period, Doc: "In how long a time."},
	},
	Check: func(p *rule.Pass) {
		q := told(p)
		if q == nil {
			return
		}
		h, ok := p.Past(0)
		if !ok {
			return
		}
		c := churnOf(h.Quorum(), p.Now()-p.Param("window"), func(leader int32, at int64) bool {
			return turned(h.Broker(leader), at) || slices.ContainsFunc(q.Voters, func(v model.QuorumReplica) bool { return turned(h.Broker(v.ID), at) })
		})
		if c.elections < p.Param("elections") {
			return
		}
		p.Report("the metadata quorum has held %s within %s (epoch %d to %d; it was led by %s): after each one, until the new controller is up to date, "+
			"no partition leader is elected, no topic created and no setting changed",
			finding.Plural(c.elections, "election"), rule.Span(p.Param("window")), c.from, c.to, rule.IDs(c.leaders)).
			Since(c.since).
			Because(toldBy(q, "epoch", strconv.Itoa(int(q.Epoch))), rule.Told("epoch before", strconv.Itoa(int(c.from)), "the watch")).
			Fix("%s", steady(p, c))
	},
}

// churn is what became of the quorum's leadership within a time. Epochs that
// were begun between two looks count, too: each is an election. That one is
// elected when the node of a voter goes away or comes back is as it should be.
type churn struct {
	elections int64
	from, to  int32
	leaders   []int32
	since     int64
}

func churnOf(past []model.QuorumMoment, after int64, expected func(leader int32, at int64) bool) churn {
	var c churn
	var newest model.QuorumMoment // by its epoch: one that has lost the others may answer late
	for i, now := range past {
		before := newest
		if i > 0 && now.Epoch <= before.Epoch {
			continue
		}
		newest = now
		if i == 0 || now.At < after {
			continue
		}
		if expected(before.Leader, now.At) {
			continue
		}
		if c.elections == 0 {
			c.from, c.since = before.Epoch, now.At
			c.lead(before.Leader)
		}
		c.elections += int64(now.Epoch - before.Epoch)
		c.to = now.Epoch
		c.lead(now.Leader)
	}
	return c
}

// around is how long before an election a node may have gone away or come back to
// be the reason for it, and how long after it that may have been seen, in ms.
const around = 30_000

// turned tells whether a node began or ceased to answer about a time. Controllers
// that are no brokers are not asked, so of them it is not known.
func turned(past []model.BrokerMoment, at int64) bool {
	for i, m := range past {
		near := m.At >= at-around && m.At <= at+around
		answers := m.Answer == model.Answered
		if near && (i == 0 && !answers || i > 0 && answers != (past[i-1].Answer == model.Answered)) {
			return true
		}
	}
	return false
}

func (c *churn) lead(id int32) {
	if id >= 0 && !slices.Contains(c.leaders, id) {
		c.leaders = append(c.leaders, id)
		slices.Sort(c.leaders)
	}
}

func steady(p *rule.Pass, c churn) string {
	return fmt.Sprintf("look at the controllers %s for what makes the others think that the leader is gone: pauses in the GC log, a slow disk below metadata.log.dir, "+
		"packets lost on the controller listener; a controller that restarts again and again shows in kafka-metadata-quorum.sh --bootstrap-server %s describe --replication. "+
		"If all are well and only far apart, raise controller.quorum.fetch.timeout.ms (2 s by default)", rule.IDs(c.leaders), address(p))
}
