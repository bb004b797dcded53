package dial

import (
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"
)

func TestWhatAListenerKnows(t *testing.T) {
	nameless := func(req kmsg.Request) kmsg.Response { return req.ResponseKind() } // no keys: as an error
	for name, c := range map[string]struct {
		k    *kafka
		want []int16
	}{
		"broker":     {broker(nil), []int16{0, 2, 3, 17, 18, 32, 35, 36, 60}},
		"controller": {&kafka{keys: []int16{1, 18, 55}}, []int16{1, 18, 55}},
		"says none":  {broker(map[int16]func(kmsg.Request) kmsg.Response{18: nameless}), nil},
	} {
		b := open(t, properties(t, "", nil), listen(t, c.k.serve).address)
		var got []int16
		for key := range b.knows(t.Context()) {
			got = append(got, key)
		}
		if slices.Sort(got); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestWhatAListenerOffers(t *testing.T) {
	offers := func(names ...string) func(kmsg.Request) kmsg.Response {
		return func(req kmsg.Request) kmsg.Response {
			resp := req.ResponseKind().(*kmsg.SASLHandshakeResponse)
			resp.SupportedMechanisms = names
			return resp
		}
	}
	for name, c := range map[string]struct {
		answer func(kmsg.Request) kmsg.Response
		want   string
	}{
		"two":           {offers("SCRAM-SHA-512", "PLAIN"), "PLAIN, SCRAM-SHA-512"},
		"none":          {offers(), ""},
		"hostile":       {offers("\x1b[2J"), `\x1b[2J`},
		"does not tell": {nil, ""},
	} {
		b := open(t, properties(t, withLogin+login("PLAIN"), nil), listen(t, broker(map[int16]func(kmsg.Request) kmsg.Response{17: c.answer}).serve).address)
		if got := b.offered(t.Context()); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// The second question is asked without the login: the password is not sent to
// a listener that has just refused it.
func TestTheQuestionCarriesNoLogin(t *testing.T) {
	k := broker(map[int16]func(kmsg.Request) kmsg.Response{17: empty})
	b := open(t, properties(t, withLogin+login("PLAIN"), nil), listen(t, k.serve).address)
	b.offered(t.Context())
	b.knows(t.Context())
	if slices.Contains(k.seen(), 36) {
		t.Errorf("the requests were %v", k.seen())
	}
}

func TestWhatTheRequestsTell(t *testing.T) {
	to := properties(t, "", nil)
	all := map[int16]bool{0: true, 3: true, 55: true}
	for name, c := range map[string]struct {
		request int16
		knows   map[int16]bool
		want    string
	}{
		"controller":                {3, map[int16]bool{1: true, 55: true}, "b:1 is the listener of a controller, not of a broker: it does not know Metadata; give the address of a broker instead"},
		"controller, other request": {2, map[int16]bool{1: true, 55: true}, "b:1 is the listener of a controller, not of a broker: it does not know ListOffsets; give the address of a broker instead"},
		"old":                       {60, all, "b:1 does not know the request DescribeCluster: its Kafka is too old for it; upgrade the broker"},
		"knows it":                  {55, all, "b:1 closes the connection and does not answer DescribeQuorum: the broker stops or restarts, or something between hangs up; try again, and look at the broker's log"},
	} {
		if got := explainKnowing(attempt{target: to, address: "b:1", request: c.request}, c.knows); got.Detail != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got.Detail, c.want)
		}
	}
}
