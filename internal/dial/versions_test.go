package dial

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// Every request goes out in the newest version that the client knows, and the
// first one in a version that released brokers know.
func TestNewestVersions(t *testing.T) {
	v := newest()
	for _, key := range []int16{2, 3, 9, 15, 16, 32, 35, 46, 55, 60, 69, 74, 75, 77, 89} {
		if got, known := v.LookupMaxKeyVersion(key); !known || got != kmsg.RequestForKey(key).MaxVersion() {
			t.Errorf("%s: version %d, known %v", kmsg.NameForKey(key), got, known)
		}
	}
	if got, known := v.LookupMaxKeyVersion(18); !known || got != 4 {
		t.Errorf("ApiVersions: version %d, known %v", got, known)
	}
}

// A connection to a broker that knows version 4 takes one round trip before the
// request.
func TestAConnectionTakesOneRoundTrip(t *testing.T) {
	k := broker(map[int16]func(kmsg.Request) kmsg.Response{3: empty})
	k.answers[18] = func(req kmsg.Request) kmsg.Response {
		if req.GetVersion() > 4 {
			resp := &kmsg.ApiVersionsResponse{ErrorCode: 35}
			one := kmsg.NewApiVersionsResponseApiKey()
			one.ApiKey, one.MaxVersion = 18, 4
			resp.ApiKeys = append(resp.ApiKeys, one)
			return resp
		}
		return k.apiVersions(req)
	}
	b := open(t, properties(t, "", nil), listen(t, k.serve).address)
	if _, err := b.Request(t.Context(), kmsg.NewPtrMetadataRequest()); err != nil || len(k.seen()) != 2 {
		t.Errorf("requests %v, %v", k.seen(), err)
	}
}
