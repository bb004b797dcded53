package snapshot

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestCertificatesByHand: only the end of a certificate must be there, and a
// time that is none is refused with the broker's name.
func TestCertificatesByHand(t *testing.T) {
	document := func(brokers, more string) string {
		return `{"schema": "breakwater.snapshot/v1", "clusters": [{"brokers": [` + brokers + `]` + more + `}]}`
	}
	b, _ := read(t, document(`{"id": 1, "certificates": [{"until": "2026-12-24T18:00:00Z"}]}`, ""))
	s := resolved(t, b)
	got := s.Brokers[0].Seen.Certificates
	if len(got) != 1 || got[0].Until != 1798135200000 || got[0].From != 0 || got[0].Anchor {
		t.Errorf("certificates %+v", got)
	}
	if !s.Clusters[0].MovesKnown {
		t.Error("who writes nothing of reassignments has seen that there is none")
	}
	for name, c := range map[string]struct{ text, says string }{
		"no end":            {document(`{"id": 1, "certificates": [{"subject": "CN=a"}]}`, ""), `broker 1: a certificate is valid from or until "": want RFC 3339`},
		"no time":           {document(`{"id": 2, "certificates": [{"until": "soon"}]}`, ""), `broker 2: a certificate is valid from or until "soon"`},
		"no beginning":      {document(`{"id": 2, "certificates": [{"from": "x", "until": "2026-12-24T18:00:00Z"}]}`, ""), `from or until "x"`},
		"one of the reader": {document(`{"id": 1}`, `, "ownCertificates": [{"until": "x"}]`), `s.json: a certificate is valid from or until "x"`},
	} {
		if _, err := Read("s.json", strings.NewReader(c.text), model.NewBuilder(taken)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}
