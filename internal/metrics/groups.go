package metrics

import (
	"math"
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

const (
	noLag  = "where a part of it is not known, and where the group has no commit"
	noRate = "where a part of it is not known, and while the watch has not seen enough of it"
)

var (
	groupLabels = []string{"cluster", "group"}

	lagRecords = sum("breakwater_group_lag_records", groupLabels, "Records that are there and that the group has not acknowledged, over all partitions with a commit.", noLag)
	lagSeconds = sum("breakwater_group_lag_seconds", groupLabels, "How long ago the oldest record was written that the group has not read; 0: it has read everything.", noLag+" or the age is a lower bound")
	lagLost    = sum("breakwater_group_lost_records", groupLabels, "Records that were deleted before the group had acknowledged them, at the most.", noLag)

	lagPrecision = groupFamily("lag_precision_seconds", model.FactOffsets, "By how much the true breakwater_group_lag_seconds may be lower.", "where that is")
	lagComplete  = groupFamily("lag_complete", model.FactOffsets, "1: the offsets of all partitions with a commit are known. 0: the group's lag is not known as a whole.", "")
	committed    = groupFamily("partitions_committed", model.FactOffsets, "Partitions for which the group has a commit.", "where its commits are not known")
	uncommitted  = groupFamily("partitions_without_commit", model.FactOffsets, "Partitions of the group without a commit: they have no lag, which is not the same as none.", "where its commits are not known")
	unreadable   = groupFamily("partitions_unknown", model.FactOffsets, "Partitions with a commit whose lag is not known.", "where its commits are not known")
	members      = groupFamily("members", model.FactGroups, "Members of the group.", "where they were not told")
	catchUp      = groupFamily("catch_up_seconds", model.FactOffsets, "How long until nothing is unread at the rates of late; +Inf: at these rates it never will be.", noRate)
	readRate     = groupFamily("read_records_per_second", model.FactOffsets, "Records a second that the group has acknowledged of late.", noRate)
	writeRate    = groupFamily("written_records_per_second", model.FactOffsets, "Records a second that were written of late to what the group reads.", noRate)
	groupState   = &family{name: "breakwater_group_state", kind: gauge, labels: []string{"cluster", "group", "state"}, rests: model.FactGroups,
		help: "1 for the state that the group is in, 0 for the others.", absent: "where its state was not told, or is none that Kafka 4.3 has"}
)

// whole is a sum, and its lower bound for when a part of it is not known.
type whole struct{ all, atLeast *family }

func sum(name string, l []string, help, absent string) whole {
	return whole{
		all: &family{name: name, kind: gauge, labels: l, rests: model.FactOffsets, help: help, absent: absent},
		atLeast: &family{name: name + "_at_least", kind: gauge, labels: l, rests: model.FactOffsets,
			help: "What is known of " + name + " while the whole is not.", absent: "where the whole is known, and where what is known is 0"},
	}
}

// write writes the one or the other.
func (w whole) write(r rows, l labels, value float64, complete bool) {
	switch {
	case complete:
		r.add(w.all, l, value)
	case value > 0:
		r.add(w.atLeast, l, value)
	}
}

func groupFamily(name string, rests model.Fact, help, absent string) *family {
	return &family{name: "breakwater_group_" + name, kind: gauge, labels: groupLabels, rests: rests, help: help, absent: absent}
}

func groupSection() section {
	return section{"Groups", "", []*family{
		lagRecords.all, lagRecords.atLeast, lagSeconds.all, lagSeconds.atLeast, lagPrecision, lagLost.all, lagLost.atLeast, lagComplete,
		committed, uncommitted, unreadable, catchUp, readRate, writeRate, members, groupState,
	}}
}

// states are those that a group of any type can have, in Kafka's words.
var states = []string{"Assigning", "CompletingRebalance", "Dead", "Empty", "NotReady", "PreparingRebalance", "Reconciling", "Stable"}

func writeGroups(v *view) {
	if !v.whole(model.FactGroups) {
		v.unknown.add(model.FactGroups, model.Subject{Kind: model.KindCluster})
	}
	for i := range v.Lag {
		writeGroupLag(v, &v.Lag[i])
	}
	for _, g := range v.lagMissing() {
		v.unknown.add(model.FactOffsets, g.Subject())
	}
	if v.told(model.FactGroups) {
		for _, g := range v.Scope.Cluster.Groups {
			if v.groups[g.ID] == g {
				writeGroup(v, g)
			}
		}
	}
}

// writeGroup writes what a coordinator told of a group.
func writeGroup(v *view, g *model.Group) {
	l := v.at.With("group", g.ID)
	if slices.Contains(states, g.State) {
		for _, s := range states {
			v.rows.add(groupState, l.With("state", s), truth(s == g.State))
		}
	} else {
		v.unknown.add(model.FactGroups, g.Subject())
	}
	if g.MembersKnown {
		v.rows.add(members, l, float64(len(g.Members)))
	} else {
		v.unknown.add(model.FactGroups, g.Subject())
	}
}

// writeGroupLag writes what a group has not read.
func writeGroupLag(v *view, g *lag.Group) {
	l := v.at.With("group", g.ID)
	t := v.tally(g)
	v.rows.add(lagComplete, l, truth(t.complete))
	if !t.complete || !t.dated {
		v.unknown.add(model.FactOffsets, model.Subject{Kind: model.KindGroup, Name: g.ID})
	}
	if t.commitsKnown {
		v.rows.add(committed, l, float64(t.committed))
		v.rows.add(uncommitted, l, float64(len(g.Partitions)-t.committed))
		v.rows.add(unreadable, l, float64(t.unknown))
	}
	if t.committed == 0 {
		return
	}
	lagRecords.write(v.rows, l, float64(g.Records), t.complete)
	lagLost.write(v.rows, l, float64(g.Lost), t.complete)
	if t.complete && t.aged {
		lagSeconds.write(v.rows, l, seconds(g.Age), true)
		v.rows.add(lagPrecision, l, seconds(t.within))
	} else {
		lagSeconds.write(v.rows, l, seconds(t.surely), false)
	}
	if t.complete {
		writeRates(v.rows, l, g, t)
	}
}

func writeRates(r rows, l labels, g *lag.Group, t tally) {
	if t.rated {
		r.add(readRate, l, g.Read)
		r.add(writeRate, l, g.Written)
	}
	switch {
	case !g.CatchUpKnown:
	case g.CatchUp < 0:
		r.add(catchUp, l, math.Inf(1))
	default:
		r.add(catchUp, l, seconds(g.CatchUp))
	}
}

func idText(id int32) string { return strconv.Itoa(int(id)) }
