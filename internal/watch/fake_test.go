package watch

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/notify"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source/cluster"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
)

// looked is one look at a fake cluster.
type looked struct {
	at   time.Duration // since the beginning of the test
	want model.Facts
}

// fake is a cluster of three brokers with a topic and a group, and a looker at
// it that is as slow and as blind as a test wants.
type fake struct {
	name  string
	began time.Time

	mu      sync.Mutex
	took    time.Duration // of a look
	hangs   bool          // a look ends with its context alone
	fails   error         // of a look
	id      string        // Kafka's own; "": made of the name
	flips   bool          // the next probe sees a broker change
	down    []int32       // brokers that refuse
	dark    bool
	topics  []string
	groups  []string
	gaps    []model.Gap
	seldom  []model.Gap // of looks that ask for settings
	sets    func(b *model.Builder)
	probes  []time.Duration
	looks   []looked
	pending cluster.Cost
	closed  int
}

func newFake(name string) *fake {
	return &fake{name: name, began: time.Now(), topics: []string{"orders"}, groups: []string{"billing"}, pending: cluster.Cost{}}
}

// locked changes the cluster while it is watched.
func (f *fake) locked(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fake) Can(context.Context) (model.Facts, []model.Gap) { return saved.Facts, nil }

func (f *fake) Probe(ctx context.Context) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.probes = append(f.probes, time.Since(f.began))
	changed := f.flips || len(f.looks) == 0
	f.flips = false
	return changed && ctx.Err() == nil
}

func (f *fake) Collect(ctx context.Context, want model.Facts, b *model.Builder) error {
	f.mu.Lock()
	f.looks = append(f.looks, looked{time.Since(f.began), want})
	took, hangs, fails := f.took, f.hangs, f.fails
	f.pending["Metadata"] = cluster.Spent{Requests: 1, Sent: 10, Received: 100}
	f.mu.Unlock()
	if hangs {
		<-ctx.Done()
	}
	if took > 0 {
		wait(ctx, took)
	}
	if fails != nil || ctx.Err() != nil {
		return errOr(fails, ctx.Err())
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tell(want, b)
	return nil
}

func wait(ctx context.Context, d time.Duration) {
	over, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-over.Done()
}

func errOr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (f *fake) Spent() cluster.Cost {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := maps.Clone(f.pending)
	clear(f.pending)
	return out
}

func (f *fake) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed++
}

// tell adds what is seen of the cluster.
func (f *fake) tell(want model.Facts, b *model.Builder) {
	place := model.Place{Names: []string{"cluster:" + f.name}}
	c := &model.Cluster{Place: place, ID: cmp.Or(f.id, "id-of-"+f.name), Dark: f.dark}
	for id := int32(1); id <= 3; id++ {
		s := &model.Sighting{ID: id, Address: fmt.Sprintf("b%d:9092", id), Answer: model.Answered, Listed: true}
		if f.dark || slices.Contains(f.down, id) {
			s.Answer = model.Refused
		}
		b.Broker(&model.Broker{Name: fmt.Sprint(id), Place: place, Roles: model.RoleBroker, Version: model.KnownValue("4.3", model.Origin{}), Seen: s})
	}
	if !f.dark {
		for _, name := range f.topics {
			b.Topic(topicNamed(name, place))
		}
		for _, id := range f.groups {
			c.Groups = append(c.Groups, groupNamed(id, place))
		}
	}
	b.Cluster(c)
	for _, g := range f.gaps {
		b.Gap(g)
	}
	for _, g := range f.seldom {
		if want.Has(g.Fact) {
			b.Gap(g)
		}
	}
	if f.sets != nil {
		f.sets(b)
	}
}

func topicNamed(name string, place model.Place) *model.Topic {
	all := []int32{1, 2, 3}
	return &model.Topic{Name: name, Place: place, Layout: &model.Layout{ToldBy: 1, Partitions: []model.Partition{
		{Leader: 1, LeaderEpoch: 5, Replicas: all, ISR: all, Offsets: model.Offsets{End: 100, StartKnown: true, EndKnown: true}}}}}
}

func groupNamed(id string, place model.Place) *model.Group {
	return &model.Group{ID: id, Place: place, Type: "classic", State: "Stable", Coordinator: 1, MembersKnown: true, CommitsKnown: true,
		Members: []model.Member{{ID: "m1"}}, Commits: []model.Commit{{Topic: "orders", Offset: 90, Epoch: -1}}}
}

// laps are when the cluster was looked at.
func (f *fake) laps() []time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []time.Duration
	for _, l := range f.looks {
		out = append(out, l.at)
	}
	return out
}

// ruleset is rules of each kind, which find what the names of things say, and counts what they judge.
type ruleset struct {
	mu  sync.Mutex
	ran map[string]int
}

func newRules() *ruleset { return &ruleset{ran: map[string]int{}} }

// runs is how often a rule has judged anything, and forgets it.
func (r *ruleset) runs(name string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.ran[name]
	r.ran[name] = 0
	return n
}

func (r *ruleset) rule(name string, s finding.Severity, on model.Kind, needs model.Fact, check func(p *rule.Pass)) *rule.Rule {
	return &rule.Rule{Name: name, Severity: s, On: on, Needs: model.FactsOf(needs), Check: func(p *rule.Pass) {
		r.mu.Lock()
		r.ran[name]++
		r.mu.Unlock()
		check(p)
	}}
}

func (r *ruleset) all() []*rule.Rule {
	missing := r.rule("cluster/broker-missing", finding.Error, model.KindBroker, model.FactConnections, func(p *rule.Pass) {
		if p.Seen().Answer != model.Answered {
			p.Report("broker %d does not answer", p.Seen().ID)
		}
	})
	missing.Explains = []rule.Effect{{Rule: "group/behind", By: rule.SameCluster}}
	weak := r.rule("topic/min-isr-one", finding.Warning, model.KindTopic, model.FactTopicConfig, func(p *rule.Pass) {
		switch name := p.Topic().Name; {
		case strings.HasPrefix(name, "weak"):
			p.Report("%s has one in-sync replica too few", name)
		case strings.HasPrefix(name, "denied"):
			p.Skip("topic config", "nobody may read it", model.Origin{})
		}
	})
	weak.Explains = []rule.Effect{{Rule: "cluster/under-min-isr", By: rule.SameTopic}}
	return []*rule.Rule{
		missing, weak,
		r.rule("topic/lossy", finding.Error, model.KindTopic, model.FactTopicConfig, func(p *rule.Pass) {
			if strings.HasPrefix(p.Topic().Name, "lossy") {
				p.Report("%s loses records", p.Topic().Name)
			}
		}),
		r.rule("cluster/under-min-isr", finding.Error, model.KindTopic, model.FactMetadata, func(p *rule.Pass) {
			if strings.HasSuffix(p.Topic().Name, "-under") {
				p.Report("%s cannot be written", p.Topic().Name)
			}
		}),
		r.rule("group/behind", finding.Warning, model.KindGroup, model.FactOffsets, func(p *rule.Pass) {
			switch id := p.Group().ID; {
			case strings.HasPrefix(id, "slow"):
				p.Report("%s is behind", id)
			case strings.HasPrefix(id, "veiled"):
				p.Skip("offsets", "its coordinator is silent", model.Origin{})
			}
		}),
		r.rule("cluster/metadata-disagrees", finding.Warning, model.KindCluster, model.FactViews, func(*rule.Pass) {}),
	}
}

// teller notes what it is told.
type teller struct {
	mu     sync.Mutex
	last   []notify.Alert
	lists  int
	known  map[string]json.RawMessage
	broken error
}

func (t *teller) Update(alerts []notify.Alert) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = alerts
	t.lists++
}

func (t *teller) Status() []notify.Status { return []notify.Status{{Name: "pager", Sent: 7}} }

func (t *teller) locked(change func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change()
}

func (t *teller) Known() (map[string]json.RawMessage, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known, t.broken
}

func (t *teller) Restore(known map[string]json.RawMessage) error {
	t.known = known
	return t.broken
}

// firing are the subjects and rules of the alerts of the newest list, with
// "over" for those that are.
func (t *teller) firing() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []string
	for i := range t.last {
		a := &t.last[i]
		text := a.Labels[notify.LabelCluster] + " " + a.Labels[notify.LabelRule] + " " + a.Labels[notify.LabelSubject]
		if !a.Firing() {
			text += " over"
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}

// disk is a Keeper in memory.
type disk struct {
	mu        sync.Mutex
	incidents map[string][]incident.Incident
	events    []incident.Event
	histories map[string][]byte
	saves     []time.Time
	delivered []byte
	windows   []incident.Window
	acks      map[string]incident.Note
	why       string
}

func newDisk() *disk {
	return &disk{incidents: map[string][]incident.Incident{}, histories: map[string][]byte{}, acks: map[string]incident.Note{}}
}

func (d *disk) locked(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
}

func (d *disk) Incidents(cluster string) []incident.Incident {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.incidents[cluster])
}

func (d *disk) Keep(cluster string, all []incident.Incident, events []incident.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.incidents[cluster] = all
	d.events = append(d.events, events...)
}

func (d *disk) History(cluster string) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.histories[cluster]
}

func (d *disk) KeepHistory(cluster string, at time.Time, body []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.histories[cluster] = body
	d.saves = append(d.saves, at)
}

func (d *disk) KeepDelivered(known []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.delivered = known
}

func (d *disk) Windows() []incident.Window {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.windows)
}

func (d *disk) Acks() map[string]incident.Note {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.acks)
}

func (d *disk) Failing() (time.Time, string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return time.Time{}, d.why
}

// kinds are the kinds of the events so far, in their order, and forgets them.
func (d *disk) kinds() []incident.EventKind {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []incident.EventKind
	for _, e := range d.events {
		out = append(out, e.Kind)
	}
	d.events = nil
	return out
}

// bench is a watch that a test runs, inside of its own time.
type bench struct {
	t      *testing.T
	o      Options
	rules  *ruleset
	teller *teller
	disk   *disk
	watch  *Watch
	log    *journal
	stop   func() // ends the watch, and waits for it
}

// on makes a watch of some clusters that has not begun yet.
func on(t *testing.T, lookers ...Looker) *bench {
	t.Helper()
	w := &bench{t: t, rules: newRules(), teller: &teller{}, disk: newDisk(), log: &journal{}}
	w.o = Options{
		Version: "1.2.3", Known: w.rules.all(), Settings: Settings{Rules: &rule.Settings{}}, Holder: &board.Holder{},
		Teller: w.teller, Keeper: w.disk, Runbook: func(string) string { return "" }, Now: time.Now,
		Log: slog.New(slog.NewTextHandler(w.log, nil)),
	}
	for _, l := range lookers {
		name := "plant"
		if f, is := l.(*fake); is {
			name = f.name
		}
		w.o.Places = append(w.o.Places, Place{Name: name, Looker: l})
	}
	return w
}

// journal is the log of a watch, which many write.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// begin runs the watch until the test ends, or stop is called.
func (w *bench) begin() *bench {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	w.watch = New(w.o)
	var running sync.WaitGroup
	running.Go(func() { w.watch.Run(ctx) })
	w.stop = func() { cancel(); running.Wait() }
	w.t.Cleanup(w.stop)
	synctest.Wait()
	return w
}

// pass lets time pass, and everything happen that is due then.
func (w *bench) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// cluster is the newest of what the board shows of a cluster.
func (w *bench) cluster(name string) *board.Cluster {
	w.t.Helper()
	for _, c := range w.o.Holder.Get().Clusters {
		if c.Name == name {
			return c
		}
	}
	w.t.Fatalf("the board has no cluster %s", name)
	return nil
}

// found are rule and subject of everything that is found in a cluster now.
func (w *bench) found(name string) []string {
	w.t.Helper()
	var out []string
	for _, f := range w.cluster(name).Result.Findings {
		out = append(out, f.Rule+" "+f.Subject.Name)
	}
	return out
}

// incidents are state, rule and subject of the incidents of a cluster.
func (w *bench) incidents(name string) []string {
	w.t.Helper()
	var out []string
	for _, i := range w.cluster(name).Incidents {
		out = append(out, string(i.State)+" "+i.Cause.Rule+" "+i.Cause.Subject.Name)
	}
	slices.Sort(out)
	return out
}

// inTime runs a test on a virtual clock.
func inTime(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

func same[T comparable](t *testing.T, what string, got []T, want ...T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
