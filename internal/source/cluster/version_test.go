package cluster

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"
)

func TestLineOf(t *testing.T) {
	for guess, want := range map[string]string{
		"v4.3": "4.3", "v3.9": "3.9", "between v4.0 and v4.1": "4.0", "at least v4.3": "4.3", "v2.8": "2.8", "between v0.10.2 and v0.11.0": "", "at least v2.1": "",
		"unknown custom version": "", "unknown custom version at least v2.1": "", "not even v0.8.0": "", "": "",
	} {
		got, ok := lineOf(guess)
		if !ok {
			got = ""
		}
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v; want %q", guess, got, ok, want)
		}
	}
}

// TestTheLineOfEveryRelease is what its brokers say that they know.
func TestTheLineOfEveryRelease(t *testing.T) {
	for _, line := range []string{"3.6", "3.7", "3.8", "3.9", "4.0", "4.1", "4.2", "4.3"} {
		f := &fake{version: "v" + line}
		resp := kmsg.NewPtrApiVersionsResponse()
		f.versions(resp)
		if got, ok := lineOf(kversion.FromApiVersionsResponse(resp).VersionGuess()); !ok || got != line {
			t.Errorf("%s is taken for %q", line, got)
		}
	}
}

// TestBrokersOfSeveralVersions: each has its own, and one of no release has
// none.
func TestBrokersOfSeveralVersions(t *testing.T) {
	f := begin(t, 3)
	f.edit = func(node int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response {
		v, is := resp.(*kmsg.ApiVersionsResponse)
		switch {
		case !is:
		case node == 1:
			v.ApiKeys = nil
			(&fake{version: "v4.1"}).versions(v)
		case node == 2:
			for i := range v.ApiKeys {
				if v.ApiKeys[i].ApiKey == 1 {
					v.ApiKeys[i].MaxVersion = 4 // Fetch as of long ago, and all else as of now
				}
			}
		}
		return resp
	}
	s := look3(t, f)
	for id, want := range map[int32]string{0: "4.3", 1: "4.1", 2: ""} {
		v := s.broker(t, id).Version
		if v.Raw() != want || v.IsSet() && v.Origin().Address != "ApiVersions of "+f.brokers[id].address {
			t.Errorf("broker %d: %q from %s, want %q", id, v.Raw(), v.Origin(), want)
		}
	}
}
