package cluster

import (
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
)

// fake is a cluster that a test describes: kfake listens and speaks the
// protocol, and the test says what is answered.
type fake struct {
	*kfake.Cluster
	t       *testing.T
	id      string
	version string // of Kafka, as kversion writes it
	brokers []fakeBroker
	topics  []fakeTopic
	groups  []fakeGroup
	rights  fakeRights

	unreadable bool  // records may not be read
	attributes int16 // of the batches that are fetched

	mu    sync.Mutex
	asked map[int16]int
	// edit may change an answer, or return another one; nil leaves the client
	// without an answer. It is called by one goroutine at a time.
	edit func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response
	// cut tells whether the connection is closed instead of an answer.
	cut func(node int32, req kmsg.Request) bool
}

type fakeBroker struct {
	id      int32
	address string
	fenced  bool // in DescribeCluster alone
	down    bool // nobody lists it
}

type fakeTopic struct {
	name  string
	anew  byte // how often it was made anew
	parts []fakePart
}

type fakePart struct {
	leader, epoch int32
	replicas, isr []int32
	start, end    int64
}

type fakeGroup struct {
	id, kind    string
	coordinator int32
	topic       string
	committed   int64
	gone        bool // it has no members
}

type fakeRights struct {
	operations     int32
	topics, groups bool // of any name
}

// everything is all that a principal may do to a cluster (AclOperation bits).
const everything = 8096

// begin starts a cluster of n brokers with two topics and a group of each kind.
func begin(t *testing.T, n int) *fake {
	t.Helper()
	f := &fake{t: t, id: "plant", version: "v4.3", asked: map[int16]int{}, rights: fakeRights{everything, true, true}}
	c, err := kfake.NewCluster(kfake.NumBrokers(n), kfake.ClusterID(f.id))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	f.Cluster = c
	for i, address := range c.ListenAddrs() {
		f.brokers = append(f.brokers, fakeBroker{id: int32(i), address: address})
	}
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	for _, name := range []string{"orders", "payments"} {
		topic := fakeTopic{name: name}
		for p := range n {
			topic.parts = append(topic.parts, fakePart{leader: int32(p), epoch: 5, replicas: all, isr: all, start: 10, end: 100})
		}
		f.topics = append(f.topics, topic)
	}
	for i, kind := range []string{"classic", "consumer", "share", "streams"} {
		f.groups = append(f.groups, fakeGroup{id: kind + "-group", kind: kind, coordinator: int32(i % n), topic: "orders", committed: 50})
	}
	c.ControlKey(-1, func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		return f.serve(c.CurrentNode(), req)
	})
	return f
}

func (f *fake) serve(node int32, req kmsg.Request) (kmsg.Response, error, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked[req.Key()]++
	_, login := req.(*kmsg.SASLHandshakeRequest) // a listener without hangs up
	if login || f.cut != nil && f.cut(node, req) {
		return nil, errors.New("closed"), true
	}
	resp := f.answer(node, req)
	if resp != nil && f.edit != nil {
		resp = f.edit(node, req, resp)
	}
	return resp, nil, true // no answer at all: the client waits
}

// locked changes the cluster while it is looked at.
func (f *fake) locked(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fake) count(key int16) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked[key]
}

func (f *fake) bootstrap() string { return strings.Join(f.ListenAddrs(), ",") }

// lists makes the brokers advertise another one, which kfake knows nothing of.
func (f *fake) lists(id int32, address string) {
	f.brokers = append(f.brokers, fakeBroker{id: id, address: address})
}

// listen opens a port of this machine that a function serves.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() { defer conn.Close(); serve(conn) })
		}
	})
	t.Cleanup(func() { l.Close(); open.Wait() })
	return l.Addr().String()
}

// hung accepts connections and never answers: a stopped process. A connection
// ends when the client ends it.
func hung(t *testing.T) string {
	return listen(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })
}

// refusing is the address of a port where nobody listens: a connection goes
// out from it, so that nobody else takes it.
func refusing(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	to := hung(t)
	l.Close()
	conn, err := (&net.Dialer{LocalAddr: l.Addr()}).Dial("tcp", to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return l.Addr().String()
}

// quick is the limit of most tests.
const quick = 800 * time.Millisecond

// options look at addresses with a short limit and a clock that stands still.
func options(t *testing.T, bootstrap string) Options {
	t.Helper()
	at, err := target.New(bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	at.Timeout = quick
	return Options{Target: at, Between: time.Millisecond, Now: func() time.Time { return time.Unix(1_800_000_000, 0) }}
}

// seen is what one look found, by names.
type seen struct {
	*model.Snapshot
	took time.Duration
}

func scan(t *testing.T, o Options) seen {
	t.Helper()
	b := model.NewBuilder(time.Unix(1_800_000_000, 0))
	started := time.Now()
	if err := New(o).Collect(t.Context(), saved.Facts, b); err != nil {
		t.Fatal(err)
	}
	now, _ := b.Snapshots()
	return seen{now, time.Since(started)}
}

func look3(t *testing.T, f *fake) seen { t.Helper(); return scan(t, options(t, f.bootstrap())) }

func (s seen) broker(t *testing.T, id int32) *model.Broker {
	t.Helper()
	for _, b := range s.Brokers {
		if b.Seen.ID == id {
			return b
		}
	}
	t.Fatalf("there is no broker %d among %d", id, len(s.Brokers))
	return nil
}

func (s seen) topic(name string) *model.Topic {
	for _, t := range s.Topics {
		if t.Name == name {
			return t
		}
	}
	return nil
}

func (s seen) group(t *testing.T, id string) *model.Group {
	t.Helper()
	for _, g := range s.Clusters[0].Groups {
		if g.ID == id {
			return g
		}
	}
	t.Fatalf("there is no group %s", id)
	return nil
}

// gaps are FACT SUBJECT REASON of each gap.
func (s seen) gaps() []string {
	var out []string
	for _, g := range s.Gaps {
		out = append(out, g.Fact.String()+" "+g.Scope.String()+" "+g.Why.String())
	}
	return out
}

// details is all that the gaps say.
func (s seen) details() string {
	var out []string
	for _, g := range s.Gaps {
		out = append(out, g.Detail)
	}
	return strings.Join(out, "\n")
}

// known counts what was found out.
func (s seen) known() map[string]int {
	out := map[string]int{"brokers": len(s.Brokers), "topics": len(s.Topics)}
	count := func(what string, has bool) {
		if has {
			out[what]++
		}
	}
	for _, b := range s.Brokers {
		count("answered", b.Seen.Answer == model.Answered)
		count("broker config", b.Seen.ConfigKnown && b.Config.Get("num.io.threads").Usable())
		count("log dirs", b.Seen.LogDirsKnown && len(b.Seen.LogDirs) == 1)
		count("version", b.Version.Raw() == "4.3")
	}
	for _, t := range s.Topics {
		count("topic config", t.Config.Get("retention.ms").Usable())
		for _, p := range t.Layout.Partitions {
			count("starts", p.Offsets.StartKnown)
			count("ends", p.Offsets.EndKnown)
		}
	}
	for _, c := range s.Clusters {
		count("quorum", c.Quorum != nil && c.Quorum.Silent == nil)
		out["groups"] = len(c.Groups)
		for _, g := range c.Groups {
			count("members", g.MembersKnown && len(g.Members) == 1)
			count("commits", g.CommitsKnown)
		}
	}
	return out
}

func portOf(address string) (string, int32) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		panic(err)
	}
	n, _ := strconv.Atoi(port)
	return host, int32(n)
}
