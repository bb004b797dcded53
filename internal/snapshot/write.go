package snapshot

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Write saves what was seen of running clusters. What was read from files is
// left out: the files themselves are the better copy.
func Write(w io.Writer, s *model.Snapshot) error {
	d := document{Schema: Schema, At: s.At.UTC().Format(time.RFC3339Nano), Clusters: []cluster{}}
	for _, c := range s.Clusters {
		d.Clusters = append(d.Clusters, clusterOf(c, s))
	}
	for i := range s.Gaps {
		if g := &s.Gaps[i]; g.Scope.Kind != model.KindFile {
			d.Gaps = append(d.Gaps, gapFrom(g))
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(d); err != nil {
		return fmt.Errorf("writing a snapshot: %w", err)
	}
	return nil
}

func gapFrom(g *model.Gap) gap {
	at := subj{Cluster: g.Scope.Cluster, Kind: g.Scope.Kind.String(), Name: g.Scope.Name, Part: g.Scope.Part, Partition: g.Scope.Partition}
	return gap{Fact: g.Fact.String(), Subject: at, Why: g.Why.String(), Detail: g.Detail, Expected: g.Expected}
}

func clusterOf(c *model.Cluster, s *model.Snapshot) cluster {
	out := cluster{ID: c.ID, Dark: c.Dark, Name: nameOf(c.Place), Quorum: quorumOf(c.Quorum), Moving: partitionsOf(c.Moving),
		MovesUnknown: !c.MovesKnown, OwnCertificates: certificatesOf(c.Own)}
	for _, b := range s.Brokers {
		if b.Seen != nil && b.Home.Scope == c.Home.Scope {
			out.Brokers = append(out.Brokers, brokerOf(b))
		}
	}
	for _, t := range s.Topics {
		if t.Layout != nil && t.Home.Scope == c.Home.Scope {
			out.Topics = append(out.Topics, topicOf(t))
		}
	}
	for _, t := range c.Transactions {
		out.Transactions = append(out.Transactions, transaction(t))
	}
	for _, a := range c.Acknowledged {
		out.Acknowledged = append(out.Acknowledged, acknowledged{a.Topic, a.Partition, acknowledgement(a.Highest), (*acknowledgement)(a.Twice)})
	}
	for _, g := range c.Groups {
		out.Groups = append(out.Groups, groupOf(g))
	}
	return out
}

// nameOf is the name that breakwater.yaml gives the cluster; "" for none.
func nameOf(p model.Place) string {
	for _, name := range p.Names {
		if called, ok := strings.CutPrefix(name, "cluster:"); ok {
			return called
		}
	}
	return ""
}

func brokerOf(b *model.Broker) broker {
	s := b.Seen
	out := broker{
		ID: s.ID, Address: s.Address, Rack: s.Rack, Slow: s.Slow, Detail: s.Detail, Unlisted: !s.Listed, Fenced: s.Fenced, Applied: s.Applied, KnownFrom: s.Known,
		Roles: rolesOf(b.Roles), Config: configOf(b.Config), Dynamic: configOf(b.Dynamic), Default: configOf(b.Default),
		NoLogDirs: !s.LogDirsKnown, Compacted: sizes(s.Compacted), LeadsHolds: &[2]int{s.Leads, s.Holds},
		Chain: certificatesOf(s.Certificates), Defaults: configOf(s.Defaults), DefaultsFor: s.DefaultsFor,
	}
	for _, f := range s.Features {
		out.Features = append(out.Features, feature(f))
	}
	if s.Answer != model.Answered {
		out.Answer = s.Answer.String()
	}
	if b.Version.IsSet() {
		v := valueOf("version", b.Version)
		out.Version = &v
	}
	if !s.ConfigKnown {
		out.NoConfig = whyOf(b.Config.Get(""))
	}
	for _, d := range s.LogDirs {
		out.LogDirs = append(out.LogDirs, logDir{d.Path, d.Error, d.Size, d.Replicas, told(d.Total), told(d.Usable)})
	}
	for _, v := range s.Views {
		j := view{After: v.After, Topics: v.Topics, Partitions: v.Partitions, Digest: v.Digest, Agrees: v.Agrees, Common: v.Common,
			Lacks: v.Lacks, Adds: v.Adds, Differs: v.Differs, Examples: v.Examples, Proven: v.Proven}
		if v.BehindSeen {
			j.Behind = &v.Behind
		}
		out.Views = append(out.Views, j)
	}
	return out
}

func rolesOf(r model.Roles) []string {
	var out []string
	if r.Has(model.RoleBroker) {
		out = append(out, "broker")
	}
	if r.Has(model.RoleController) {
		out = append(out, "controller")
	}
	return out
}

func quorumOf(q *model.Quorum) *quorum {
	if q == nil {
		return nil
	}
	out := &quorum{Leader: q.Leader, Epoch: q.Epoch, HighWatermark: q.HighWatermark, ToldBy: q.ToldBy,
		Voters: replicasOf(q.Voters), Observers: replicasOf(q.Observers)}
	if q.Silent != nil {
		out.Silent = &silence{q.Silent.Asked, q.Silent.Limit, q.Silent.Advanced}
	}
	return out
}

func replicasOf(all []model.QuorumReplica) []replica {
	var out []replica
	for _, r := range all {
		out = append(out, replica{r.ID, r.LogEnd, told(r.LastFetch), told(r.LastCaughtUp)})
	}
	return out
}

// told leaves a number out that is not known.
func told(n int64) *int64 {
	if n == -1 {
		return nil
	}
	return &n
}

func partitionsOf(all []model.TopicPartition) []topicPartition {
	var out []topicPartition
	for _, p := range all {
		out = append(out, topicPartition(p))
	}
	return out
}

func topicOf(t *model.Topic) topic {
	out := topic{Name: t.Name, ID: t.Layout.TopicID, Internal: t.Layout.Internal, ToldBy: t.Layout.ToldBy,
		Config: configOf(t.Config), Observed: configOf(t.Observed), Partitions: []partition{}}
	if rest := t.Observed.Get(""); rest.IsSet() && !rest.Usable() {
		why := valueOf("", rest)
		out.NoConfig = &why
	}
	for i := range t.Layout.Partitions {
		p := &t.Layout.Partitions[i]
		out.Partitions = append(out.Partitions, partition{p.Index, p.Leader, p.LeaderEpoch, p.Replicas, p.ISR, p.Offline, p.Eligible, p.LastKnown, offsetsOf(p.Offsets)})
	}
	return out
}

func offsetsOf(o model.Offsets) *offsets {
	if o == (model.Offsets{}) {
		return nil
	}
	out := &offsets{Why: o.Why}
	if o.StartKnown {
		out.Start = &o.Start
	}
	if o.EndKnown {
		out.End = &o.End
	}
	if o.StableKnown {
		out.Stable = &o.Stable
	}
	return out
}

func groupOf(g *model.Group) group {
	out := group{ID: g.ID, Type: g.Type, State: g.State, Protocol: g.Protocol, Coordinator: g.Coordinator, Epoch: g.Epoch}
	for _, at := range g.Shares {
		out.Shares = append(out.Shares, share{at.Topic, at.Partition, at.Start, at.Lag, (*unread)(at.Unread)})
	}
	if g.MembersKnown {
		out.Members = []member{}
		for _, m := range g.Members {
			out.Members = append(out.Members, member{m.ID, m.Instance, m.ClientID, m.Host, m.Subscribed, m.Assignors, partitionsOf(m.Assigned)})
		}
	}
	if g.CommitsKnown {
		out.Commits = []commit{}
		for _, c := range g.Commits {
			j := commit{Topic: c.Topic, Partition: c.Partition, Offset: c.Offset, Unread: (*unread)(c.Unread)}
			if c.Epoch >= 0 {
				j.Epoch = &c.Epoch
			}
			out.Commits = append(out.Commits, j)
		}
	}
	return out
}
