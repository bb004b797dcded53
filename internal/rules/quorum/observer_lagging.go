package quorum

import (
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ObserverLagging finds brokers that fetch the cluster's metadata and do not
// keep up. Those that are catching up, as after a start, are none.
var ObserverLagging = &rule.Rule{
	Name: "quorum/observer-lagging", Severity: finding.Warning, On: model.KindBroker,
	Touches: []model.Kind{model.KindCluster},
	Needs:   quorum.With(model.FactConnections),
	Reads:   rule.ReadsHistory,
	Settle:  15 * rule.Second,
	Doc:     doc("observer-lagging"),
	Explains: []rule.Effect{
		{Rule: "cluster/config-propagation-slow", By: rule.SameBroker},
	},
	Params: []rule.Param{
		{Name: "behind", Default: 30_000, Unit: rule.Period, Doc: "How long ago a broker may have had all records of the metadata log."},
	},
	Check: func(p *rule.Pass) {
		q, seen := told(p), p.Seen()
		if q == nil || q.Leader < 0 || seen == nil || justElected(q) {
			return
		}
		o, behind, ok := observerBehind(q, seen.ID)
		if !ok || behind <= p.Param("behind") {
			return
		}
		h, ok := p.Past(p.Param("behind"))
		if !ok || catchesUp(h.Voter(seen.ID), p.Param("behind")) {
			return
		}
		id := strconv.Itoa(int(seen.ID))
		p.Report("broker %s last had all of the cluster's metadata %s ago and is %s behind: it does not know of what changed since, "+
			"sends clients to leaders that may be gone, and takes no part in what it is to lead or follow now",
			id, rule.Span(behind), finding.Plural(q.HighWatermark-o.LogEnd, "record")).
			Because(toldBy(q, "log end of observer "+id, strconv.FormatInt(o.LogEnd, 10)), toldBy(q, "high watermark", strconv.FormatInt(q.HighWatermark, 10))).
			Blames(seen.ID).
			Fix("read in the log of broker %s what it says of the metadata (MetadataLoader, metadata publishing fault, RaftManager), and look at its GC log and disk; "+
				"if it does not catch up, restart it: kafka-metadata-quorum.sh --bootstrap-server %s describe --replication", id, address(p))
	},
}

// observerBehind is an observer, and how long ago it had all records by the
// leader's own clock, in ms. One that the leader does not hear from at all is
// absent.
func observerBehind(q *model.Quorum, id int32) (o model.QuorumReplica, behind int64, ok bool) {
	at := slices.IndexFunc(q.Observers, func(o model.QuorumReplica) bool { return o.ID == id })
	if at < 0 {
		return o, 0, false
	}
	now := int64(-1)
	for _, r := range slices.Concat(q.Voters, q.Observers) {
		now = max(now, r.LastFetch, r.LastCaughtUp)
	}
	o = q.Observers[at]
	return o, now - o.LastCaughtUp, o.LastCaughtUp >= 0 && o.LogEnd >= 0
}
