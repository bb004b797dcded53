package snapshot

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Read reads a saved snapshot into a builder, and tells when it was taken. An
// error is one sentence that names the file.
func Read(file string, r io.Reader, b *model.Builder) (time.Time, error) {
	d, at, err := decode(r)
	if err != nil {
		return at, fmt.Errorf("%s is not a snapshot of breakwater scan --save: %w", file, err)
	}
	called := map[string]bool{}
	for _, c := range d.Clusters {
		name := cmp.Or(c.Name, c.ID)
		if called[name] {
			return at, fmt.Errorf("%s: two clusters are called %q, and what belongs to which cannot be told", file, name)
		}
		called[name] = true
		if err := add(c, b); err != nil {
			return at, fmt.Errorf("%s: %w", file, err)
		}
	}
	for _, g := range d.Gaps {
		gap, err := gapOf(g)
		if err != nil {
			return at, fmt.Errorf("%s: %w", file, err)
		}
		if gap.Scope.Cluster == "" && len(d.Clusters) == 1 {
			gap.Scope.Cluster = cmp.Or(d.Clusters[0].Name, d.Clusters[0].ID)
		}
		b.Gap(gap)
	}
	return at, nil
}

func decode(r io.Reader) (d document, at time.Time, err error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return d, at, err
	}
	if err := readable(text); err != nil {
		return d, at, inWords(text, err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err = dec.Decode(&d); err != nil || d.At == "" {
		return d, at, inWords(text, err)
	}
	if at, err = time.Parse(time.RFC3339Nano, d.At); err != nil {
		return d, at, fmt.Errorf("its time is %q: want RFC 3339", d.At)
	}
	return d, at, nil
}

// readable tells a document of this version. It is asked before the fields are:
// those of another version are not known here.
func readable(text []byte) error {
	var head struct {
		Schema string `json:"schema"`
	}
	switch err := json.Unmarshal(text, &head); {
	case err != nil:
		return err
	case head.Schema != Schema:
		return fmt.Errorf("its schema is %q, and this version reads %s", head.Schema, Schema)
	}
	return nil
}

// add adds one cluster with all that belongs to it.
func add(c cluster, b *model.Builder) error {
	place := Place(c.Name, c.ID)
	out := &model.Cluster{Place: place, ID: c.ID, Dark: c.Dark, Quorum: c.Quorum.model(), MovesKnown: !c.MovesUnknown}
	var err error
	if out.Own, err = certificates(c.OwnCertificates); err != nil {
		return err
	}
	for _, p := range c.Moving {
		out.Moving = append(out.Moving, model.TopicPartition(p))
	}
	for _, t := range c.Transactions {
		out.Transactions = append(out.Transactions, model.Transaction(t))
	}
	for _, a := range c.Acknowledged {
		out.Acknowledged = append(out.Acknowledged, model.Acknowledged{TopicPartition: model.TopicPartition{Topic: a.Topic, Partition: a.Partition},
			Highest: model.Acknowledgement(a.Highest), Twice: (*model.Acknowledgement)(a.Twice)})
	}
	leads, holds := loads(c.Topics)
	for _, j := range c.Brokers {
		broker, err := j.model(place, leads[j.ID], holds[j.ID])
		if err != nil {
			return err
		}
		b.Broker(broker)
	}
	for _, t := range c.Topics {
		b.Topic(t.model(place))
	}
	for _, g := range c.Groups {
		out.Groups = append(out.Groups, g.model(place))
	}
	b.Cluster(out)
	return nil
}

// Place is where things of a running cluster belong: by the name that
// breakwater.yaml gives it, else by Kafka's own cluster id.
func Place(name, id string) model.Place {
	if name != "" {
		return model.Place{Names: []string{"cluster:" + name}}
	}
	return model.Place{Names: []string{"kafka:" + cmp.Or(id, "unnamed")}}
}

func loads(topics []topic) (leads, holds map[int32]int) {
	leads, holds = map[int32]int{}, map[int32]int{}
	for _, t := range topics {
		for _, p := range t.Partitions {
			leads[p.Leader]++
			for _, r := range p.Replicas {
				holds[r]++
			}
		}
	}
	return leads, holds
}

func (j broker) model(place model.Place, leads, holds int) (*model.Broker, error) {
	name := strconv.Itoa(int(j.ID))
	if j.ID < 0 {
		name = j.Address // an address that nobody answers at
	}
	by := "broker " + name
	s := &model.Sighting{ID: j.ID, Address: j.Address, Rack: j.Rack, Slow: j.Slow, Detail: j.Detail, Listed: !j.Unlisted, Fenced: j.Fenced, Applied: j.Applied, Known: j.KnownFrom,
		Leads: leads, Holds: holds, ConfigKnown: j.NoConfig == "", LogDirsKnown: !j.NoLogDirs, Compacted: model.Sizes(j.Compacted)}
	if j.LeadsHolds != nil {
		s.Leads, s.Holds = j.LeadsHolds[0], j.LeadsHolds[1]
	}
	var known bool
	if s.Answer, known = answerOf(j.Answer); !known {
		return nil, fmt.Errorf("broker %d: %q is not an answer", j.ID, j.Answer)
	}
	for _, d := range j.LogDirs {
		s.LogDirs = append(s.LogDirs, model.LogDir{Path: d.Path, Error: d.Error, Size: d.Size, Replicas: d.Replicas, Total: orElse(d.Total), Usable: orElse(d.Usable)})
	}
	for _, v := range j.Views {
		m := model.View{After: v.After, Topics: v.Topics, Partitions: v.Partitions, Digest: v.Digest, Agrees: v.Agrees, Common: v.Common,
			Lacks: v.Lacks, Adds: v.Adds, Differs: v.Differs, Examples: v.Examples, Proven: v.Proven}
		if v.Behind != nil {
			m.Behind, m.BehindSeen = *v.Behind, true
		}
		s.Views = append(s.Views, m)
	}
	for _, f := range j.Features {
		s.Features = append(s.Features, model.Feature(f))
	}
	s.Defaults, s.DefaultsFor = j.Defaults.model("dynamic default of the cluster"), j.DefaultsFor
	var err error
	if s.Certificates, err = certificates(j.Chain); err != nil {
		return nil, fmt.Errorf("broker %d: %w", j.ID, err)
	}
	out := &model.Broker{Name: name, Place: place, Format: Format, Seen: s,
		Config: j.Config.model(by + ", static"), Dynamic: j.Dynamic.model(by + ", dynamic"), Default: j.Default.model(by)}
	if j.NoConfig != "" {
		out.Config.Rest(model.UnknownValue("", j.NoConfig, model.Origin{Address: by}))
	}
	for _, role := range j.Roles {
		r, known := roles[role]
		if !known {
			return nil, fmt.Errorf("broker %d: %q is not a role", j.ID, role)
		}
		out.Roles |= r
	}
	if j.Version != nil {
		out.Version = j.Version.model()
	}
	return out, nil
}

var roles = map[string]model.Roles{"broker": model.RoleBroker, "controller": model.RoleController}

// Format is what things of a running cluster have as their format.
const Format = "running cluster"

// answerOf is an answer by its word; one that is left out was an answer.
func answerOf(word string) (model.Answer, bool) {
	if word == "" {
		return model.Answered, true
	}
	for a := model.NotAsked; a <= model.Unheard; a++ {
		if a.String() == word {
			return a, true
		}
	}
	return 0, false
}

func orElse(n *int64) int64 {
	if n == nil {
		return -1
	}
	return *n
}

func (j *quorum) model() *model.Quorum {
	if j == nil {
		return nil
	}
	out := &model.Quorum{Leader: j.Leader, Epoch: j.Epoch, HighWatermark: j.HighWatermark, ToldBy: j.ToldBy}
	for _, r := range j.Voters {
		out.Voters = append(out.Voters, model.QuorumReplica{ID: r.ID, LogEnd: r.LogEnd, LastFetch: orElse(r.LastFetch), LastCaughtUp: orElse(r.LastCaughtUp)})
	}
	for _, r := range j.Observers {
		out.Observers = append(out.Observers, model.QuorumReplica{ID: r.ID, LogEnd: r.LogEnd, LastFetch: orElse(r.LastFetch), LastCaughtUp: orElse(r.LastCaughtUp)})
	}
	if j.Silent != nil {
		out.Silent = &model.Silence{Asked: j.Silent.Asked, Limit: j.Silent.Limit, Advanced: j.Silent.Advanced}
	}
	return out
}

func (j topic) model(place model.Place) *model.Topic {
	by := "broker " + strconv.Itoa(int(j.ToldBy))
	layout := &model.Layout{TopicID: j.ID, Internal: j.Internal, ToldBy: j.ToldBy}
	for _, p := range j.Partitions {
		layout.Partitions = append(layout.Partitions, model.Partition{Index: p.ID, Leader: p.Leader, LeaderEpoch: p.Epoch,
			Replicas: p.Replicas, ISR: p.ISR, Offline: p.Offline, Eligible: p.Eligible, LastKnown: p.LastKnown, Offsets: p.Offsets.model()})
	}
	t := &model.Topic{Name: j.Name, Place: place, Format: Format, Layout: layout,
		Config: j.Config.model("override of topic " + j.Name), Observed: j.Observed.model(by)}
	if j.NoConfig != nil {
		why, said := cmp.Or(j.NoConfig.Unknown, j.NoConfig.Value), model.Origin{Address: cmp.Or(j.NoConfig.By, by)}
		t.Observed.Rest(model.UnknownValue("", why, said))
	}
	t.Partitions, t.Replicas = layout.Declared()
	return t
}

func (j *offsets) model() model.Offsets {
	if j == nil {
		return model.Offsets{}
	}
	out := model.Offsets{Why: j.Why}
	if j.Start != nil {
		out.Start, out.StartKnown = *j.Start, true
	}
	if j.End != nil {
		out.End, out.EndKnown = *j.End, true
	}
	if j.Stable != nil {
		out.Stable, out.StableKnown = *j.Stable, true
	}
	return out
}

func (j group) model(place model.Place) *model.Group {
	g := &model.Group{ID: j.ID, Place: place, Type: j.Type, State: j.State, Protocol: j.Protocol, Coordinator: j.Coordinator, Epoch: j.Epoch,
		MembersKnown: j.Members != nil, CommitsKnown: j.Commits != nil}
	for _, at := range j.Shares {
		g.Shares = append(g.Shares, model.Share{Topic: at.Topic, Partition: at.Partition, Start: at.Start, Lag: at.Lag, Unread: (*model.Unread)(at.Unread)})
	}
	for _, m := range j.Members {
		out := model.Member{ID: m.ID, Instance: m.Instance, ClientID: m.ClientID, Host: m.Host, Subscribed: m.Subscribed, Assignors: m.Assignors}
		for _, p := range m.Assigned {
			out.Assigned = append(out.Assigned, model.TopicPartition(p))
		}
		g.Members = append(g.Members, out)
	}
	for _, c := range j.Commits {
		out := model.Commit{Topic: c.Topic, Partition: c.Partition, Offset: c.Offset, Epoch: -1, Unread: (*model.Unread)(c.Unread)}
		if c.Epoch != nil {
			out.Epoch = *c.Epoch
		}
		g.Commits = append(g.Commits, out)
	}
	return g
}

func gapOf(j gap) (model.Gap, error) {
	fact, known := model.FactNamed(j.Fact)
	why, also := model.ReasonNamed(j.Why)
	kind, kindToo := model.KindNamed(j.Subject.Kind)
	if !known || !also || !kindToo {
		return model.Gap{}, fmt.Errorf("a gap has fact %q, reason %q and kind %q, and one of them is not known to this version", j.Fact, j.Why, j.Subject.Kind)
	}
	at := model.Subject{Cluster: j.Subject.Cluster, Kind: kind, Name: j.Subject.Name, Part: j.Subject.Part, Partition: j.Subject.Partition}
	return model.Gap{Fact: fact, Why: why, Detail: j.Detail, Scope: at, Expected: j.Expected}, nil
}
