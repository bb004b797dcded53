package cluster

import (
	"fmt"
	"io"
	"maps"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// alias is another address of a broker: what a load balancer, or a port that is
// forwarded, gives.
func alias(t *testing.T, to string) string {
	return listen(t, func(conn net.Conn) {
		other, err := net.Dial("tcp", to)
		if err != nil {
			return
		}
		defer other.Close()
		go func() { io.Copy(other, conn); other.Close() }()
		io.Copy(conn, other)
	})
}

// port is an address of this machine in a subject.
var port = regexp.MustCompile(`127\.0\.0\.1%3A\d+`)

// found is ID ANSWER of each broker, with what its metadata say of it.
func (s seen) found() []string {
	var out []string
	for _, b := range s.Brokers {
		text := fmt.Sprintf("%d %s", b.Seen.ID, b.Seen.Answer)
		if !b.Seen.Listed {
			text += " unlisted"
		}
		if b.Seen.Fenced {
			text += " fenced"
		}
		out = append(out, text)
	}
	return out
}

func TestWhoIsThere(t *testing.T) {
	for _, c := range []struct {
		name  string
		setup func(*testing.T, *fake) (bootstrap string)
		found []string
		gaps  []string
		says  string // in a gap, or as the detail of a broker
	}{
		{"one bootstrap address is enough", func(_ *testing.T, f *fake) string { return f.brokers[1].address },
			[]string{"0 answered", "1 answered", "2 answered"}, nil, ""},
		{"a bootstrap address that refuses", func(t *testing.T, f *fake) string { return refusing(t) + "," + f.brokers[0].address },
			[]string{"0 answered", "1 answered", "2 answered", "-1 refused unlisted"}, []string{"broker connections broker/ADDRESS unreachable"}, "nothing listens"},
		{"two bootstrap addresses that hang and refuse", func(t *testing.T, f *fake) string { return refusing(t) + "," + hung(t) + "," + f.brokers[0].address },
			[]string{"0 answered", "1 answered", "2 answered", "-1 refused unlisted", "-1 silent unlisted"},
			[]string{"broker connections broker/ADDRESS timed out", "broker connections broker/ADDRESS unreachable"}, "nothing listens"},
		{"another name of a broker that refuses", func(t *testing.T, f *fake) string {
			f.lists(7, refusing(t))
			return strings.Replace(f.brokers[3].address, "127.0.0.1", "localhost", 1) + "," + f.brokers[0].address
		}, []string{"0 answered", "1 answered", "2 answered", "7 refused"}, []string{"groups broker/7 unreachable"}, "nothing listens"},
		{"another address of a broker", func(t *testing.T, f *fake) string { return alias(t, f.brokers[2].address) },
			[]string{"0 answered", "1 answered", "2 answered"}, nil, ""},
		{"a broker that refuses", func(t *testing.T, f *fake) string { f.lists(7, refusing(t)); return f.bootstrap() },
			[]string{"0 answered", "1 answered", "2 answered", "7 refused"}, []string{"groups broker/7 unreachable"}, "nothing listens"},
		{"a broker that hangs", func(t *testing.T, f *fake) string { f.lists(7, hung(t)); return f.bootstrap() },
			[]string{"0 answered", "1 answered", "2 answered", "7 silent"}, []string{"groups broker/7 timed out"}, "answers nothing"},
		{"a fenced broker", func(t *testing.T, f *fake) string {
			f.lists(7, refusing(t))
			f.brokers[3].fenced = true
			return f.bootstrap()
		}, []string{"0 answered", "1 answered", "2 answered", "7 refused unlisted fenced"}, nil, "nothing listens"},
		{"a fenced broker that answers", func(_ *testing.T, f *fake) string { f.brokers[2].fenced = true; return f.brokers[0].address },
			[]string{"0 answered", "1 answered", "2 answered unlisted fenced"}, nil, ""},
		{"an old broker does not tell of fenced ones, a new one does", func(_ *testing.T, f *fake) string {
			f.brokers[2].fenced = true
			f.edit = func(node int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response {
				return capped(node == 0, resp, describeCluster, 1)
			}
			return f.brokers[0].address
		}, []string{"0 answered", "1 answered", "2 answered unlisted fenced"}, nil, ""},
		{"no broker tells of fenced ones: its replicas do", func(_ *testing.T, f *fake) string {
			f.brokers[2].fenced = true
			f.edit = func(_ int32, r kmsg.Request, resp kmsg.Response) kmsg.Response {
				if d, is := resp.(*kmsg.DescribeClusterResponse); is {
					d.Brokers = slices.DeleteFunc(d.Brokers, func(b kmsg.DescribeClusterResponseBroker) bool { return b.IsFenced })
				}
				return capped(true, resp, describeCluster, 1)
			}
			return f.brokers[0].address
		}, []string{"0 answered", "1 answered", "2 not asked unlisted"}, []string{"log directories broker/2 unreachable"}, "no broker tells its address"},
		{"… and the bootstrap address that is left over is its own", func(t *testing.T, f *fake) string {
			f.brokers[2].down = true
			return f.brokers[0].address + "," + refusing(t)
		}, []string{"0 answered", "1 answered", "2 refused unlisted"}, []string{"log directories broker/2 unreachable"}, "nothing listens"},
		{"a broker that runs, and that nobody lists", func(_ *testing.T, f *fake) string { f.brokers[2].down = true; return f.bootstrap() },
			[]string{"0 answered", "1 answered", "2 answered unlisted"}, nil, ""},
		{"two brokers with one address", func(_ *testing.T, f *fake) string { f.lists(7, f.brokers[1].address); return f.brokers[0].address },
			[]string{"0 answered", "1 answered", "2 answered", "7 unusable"}, []string{"groups broker/7 unreachable"}, "brokers 1 and 7 advertise the same address"},
		{"a broker that answers, and not where it says", func(t *testing.T, f *fake) string {
			at := f.brokers[1].address
			f.brokers[1].address = refusing(t)
			return f.brokers[0].address + "," + at
		}, []string{"0 answered", "1 unusable", "2 answered"}, nil, "which it advertises to clients"},
		{"an address that cannot be one", func(_ *testing.T, f *fake) string { f.lists(7, "127.0.0.1:0"); return f.bootstrap() },
			[]string{"0 answered", "1 answered", "2 answered", "7 unusable"}, []string{"groups broker/7 unreachable"}, "which is out of range"},
		{"a metadata error", func(_ *testing.T, f *fake) string {
			f.edit = func(node int32, r kmsg.Request, resp kmsg.Response) kmsg.Response {
				if m, is := resp.(*kmsg.MetadataResponse); is && node == 1 {
					m.ErrorCode = kerr.RebootstrapRequired.Code
				}
				return resp
			}
			return f.bootstrap()
		}, []string{"0 answered", "1 unusable", "2 answered"}, []string{"log directories broker/1 unreachable", "groups broker/1 unreachable"}, "REBOOTSTRAP_REQUIRED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := begin(t, 3)
			s := scan(t, options(t, c.setup(t, f)))
			found, gaps := s.found(), s.gaps()
			for i := range gaps {
				gaps[i] = port.ReplaceAllString(gaps[i], "ADDRESS")
			}
			for _, list := range [][]string{found, c.found, gaps, c.gaps} {
				slices.Sort(list) // else addresses are in the order of their ports
			}
			if !slices.Equal(found, c.found) || !slices.Equal(gaps, c.gaps) {
				t.Errorf("found %q, gaps %q\n want %q, gaps %q\n%s", found, gaps, c.found, c.gaps, s.details())
			}
			said := s.details()
			for _, b := range s.Brokers {
				said += "\n" + b.Seen.Detail
			}
			if !strings.Contains(said, c.says) {
				t.Errorf("nobody says %q:\n%s", c.says, said)
			}
			if len(s.Topics) != 2 {
				t.Errorf("%d topics", len(s.Topics))
			}
		})
	}
}

// capped takes away the newer versions of a request.
func capped(is bool, resp kmsg.Response, key, highest int16) kmsg.Response {
	if v, versions := resp.(*kmsg.ApiVersionsResponse); versions && is {
		for i := range v.ApiKeys {
			if v.ApiKeys[i].ApiKey == key {
				v.ApiKeys[i].MaxVersion = min(v.ApiKeys[i].MaxVersion, highest)
			}
		}
	}
	return resp
}

// TestOneBrokerBehindAForwardedPort: all that it has is seen, and that clients
// cannot use it is told.
func TestOneBrokerBehindAForwardedPort(t *testing.T) {
	f := begin(t, 1)
	at := f.brokers[0].address
	f.brokers[0].address = "kafka.invalid:29092"
	s := scan(t, options(t, at))
	want := maps.Clone(whole)
	for what, n := range want {
		if n == 3 {
			want[what] = 1
		}
	}
	delete(want, "answered")
	want["commits"] = 3
	if !maps.Equal(s.known(), want) || len(s.Gaps) > 0 {
		t.Errorf("known %v\n want %v\n%s", s.known(), want, s.details())
	}
	b := s.broker(t, 0)
	if b.Seen.Answer != model.Unusable || !strings.Contains(b.Seen.Detail, at) || !strings.Contains(b.Seen.Detail, "kafka.invalid:29092") {
		t.Errorf("%s: %s", b.Seen.Answer, b.Seen.Detail)
	}
}

// TestNoBrokerIsReachedWhereItSays, and who the bootstrap address is cannot be
// found out: what it tells is used, and all the rest is a gap.
func TestNoBrokerIsReachedWhereItSays(t *testing.T) {
	f := begin(t, 3)
	at := f.bootstrap()
	for i := range f.brokers {
		f.brokers[i].address = refusing(t)
	}
	f.fails(kmsg.NewPtrDescribeConfigsRequest(), denied, nil)
	s := scan(t, options(t, at))
	if got := s.known(); got["topics"] != 2 || got["quorum"] != 1 || got["groups"] != 4 || got["answered"] != 0 || got["brokers"] != 3 {
		t.Errorf("known %v", got)
	}
	for _, id := range []int32{0, 1, 2} {
		if b := s.broker(t, id); !b.Seen.Listed || b.Seen.Answer != model.Refused {
			t.Errorf("broker %d: %s, listed %v", id, b.Seen.Answer, b.Seen.Listed)
		}
	}
	for _, gap := range []string{"log directories broker/0 unreachable", "groups broker/2 unreachable", "topic config cluster denied"} {
		if !slices.Contains(s.gaps(), gap) {
			t.Errorf("no gap %q: %q", gap, s.gaps())
		}
	}
}

func TestABrokerThatListsNobody(t *testing.T) {
	f := begin(t, 1)
	f.brokers[0].down = true
	f.rights.operations = 0
	f.fails(kmsg.NewPtrDescribeConfigsRequest(), denied, nil)
	s := look3(t, f)
	if !slices.Contains(s.gaps(), "broker connections cluster unreachable") || !strings.Contains(s.details(), "lists no broker at all") {
		t.Errorf("gaps %q: %s", s.gaps(), s.details())
	}
}

// TestAClusterThatIsDark is one that breakwater.yaml names, and of which no
// broker answers.
func TestAClusterThatIsDark(t *testing.T) {
	o := options(t, refusing(t))
	o.Target.Name = "plant"
	s := scan(t, o)
	if len(s.Clusters) != 1 || !s.Clusters[0].Dark || !slices.Equal(s.Clusters[0].Place.Names, []string{"cluster:plant"}) || len(s.Brokers) > 0 {
		t.Errorf("%d brokers, clusters %+v", len(s.Brokers), s.Clusters)
	}
	if len(s.Gaps) != 1 || s.Gaps[0].Scope.Cluster != "plant" {
		t.Errorf("gaps %+v", s.Gaps)
	}
	o.Target.Bootstrap = append(o.Target.Bootstrap, begin(t, 1).brokers[0].address)
	if s := scan(t, o); s.Clusters[0].Dark {
		t.Error("a broker answers, and the cluster is dark")
	}
}

func TestNobodyAnswers(t *testing.T) {
	dead, silent := refusing(t), hung(t)
	s := scan(t, options(t, dead+","+silent))
	want := []string{"broker connections broker/" + strings.ReplaceAll(dead, ":", "%3A") + " unreachable", "broker connections broker/" + strings.ReplaceAll(silent, ":", "%3A") + " timed out"}
	slices.Sort(want)
	if got := slices.Sorted(slices.Values(s.gaps())); !slices.Equal(got, want) || len(s.Brokers)+len(s.Clusters)+len(s.Topics) > 0 {
		t.Errorf("gaps %q, want %q; %d brokers", got, want, len(s.Brokers))
	}
}

// TestTwoClustersInOneList: their brokers have the same ids. One is looked at,
// the other one is told.
func TestTwoClustersInOneList(t *testing.T) {
	one, other := begin(t, 2), begin(t, 3)
	other.id = "office"
	other.topics[0].name = "letters"
	for range 5 { // whoever answers first
		s := scan(t, options(t, one.brokers[0].address+","+other.bootstrap()))
		if s.Clusters[0].ID != "plant" || len(s.Brokers) != 2 || s.topic("letters") != nil || s.topic("orders") == nil {
			t.Fatalf("cluster %s, %d brokers", s.Clusters[0].ID, len(s.Brokers))
		}
		want := fmt.Sprintf("%s answers as cluster plant, which was looked at, and %s as cluster office, of which", one.brokers[0].address, strings.ReplaceAll(other.bootstrap(), ",", ", "))
		if got := s.gaps(); !slices.Equal(got, []string{"broker connections cluster unresolved"}) || !strings.Contains(s.details(), want) {
			t.Fatalf("gaps %q: %s\nwant %q", got, s.details(), want)
		}
		for _, b := range s.Brokers {
			if len(b.Seen.Views) > 0 {
				t.Error("the clusters are held against each other")
			}
		}
	}
}

// TestAnAddressThatLeadsToAnotherCluster is no broker of this one.
func TestAnAddressThatLeadsToAnotherCluster(t *testing.T) {
	one, other := begin(t, 2), begin(t, 2)
	other.id = "office"
	one.brokers[1].address = other.brokers[0].address
	s := scan(t, options(t, one.brokers[0].address))
	if want := []string{"0 answered", "1 unusable"}; !slices.Equal(s.found(), want) {
		t.Errorf("found %q, want %q", s.found(), want)
	}
	if b := s.broker(t, 1); !strings.Contains(b.Seen.Detail, "another cluster, office") {
		t.Errorf("it says %q", b.Seen.Detail)
	}
	if s.Clusters[0].ID != "plant" || len(s.Topics) != 2 {
		t.Errorf("cluster %s with %d topics", s.Clusters[0].ID, len(s.Topics))
	}
}

// TestOneAddressInManySpellings is asked once.
func TestOneAddressInManySpellings(t *testing.T) {
	o := options(t, "B1.example.com:9092,b1.EXAMPLE.com:9092,[2001:DB8::1]:9092")
	l := newLook(o, model.Facts{}, newPool(0))
	given := l.given()
	w := l.worldOf("plant")
	if n := w.learn(l, 1, "b1.Example.Com", 9092, nil); n != nil {
		t.Error("it would be asked again")
	}
	if n := w.learn(l, 2, "2001:db8::1", 9092, nil); n != nil {
		t.Error("the IPv6 address would be asked again")
	}
	if len(given) != 2 || given[0].seen.ID != 1 || given[1].seen.ID != 2 || given[1].address != "[2001:db8::1]:9092" {
		t.Errorf("%d addresses: %+v", len(given), given[0].seen)
	}
}
