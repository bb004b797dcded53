package watch

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
)

func TestALineOfTheLog(t *testing.T) {
	const dead = "broker 3 refuses connections at 10.0.0.3:9092: no process listens there. The other brokers' metadata still call it alive: Kafka notices after broker.session.timeout.ms (9 s by default). Until then clients cannot use it"
	for name, c := range map[string]struct {
		kind incident.EventKind
		text string
		want string
	}{
		"opened": {incident.EventOpened, dead,
			"opened: error cluster/broker-missing broker/3: broker 3 refuses connections at 10.0.0.3:9092: no process listens there"},
		"what names it itself": {incident.EventResolved, "cluster/broker-missing on broker/3 is over after 12 s",
			"resolved: cluster/broker-missing on broker/3 is over after 12 s"},
		"two lines of a message": {incident.EventHeld, "held:\nnew disk", "held: held: new disk"},
	} {
		e := incident.Event{Kind: c.kind, Rule: "cluster/broker-missing", Subject: "broker/3", Severity: finding.Error, Text: c.text}
		if got := lineOf(&e); got != c.want {
			t.Errorf("%s: got  %s\nwant %s", name, got, c.want)
		}
	}
}

// TestALineOfTheLogIsShort: fifty subjects in one text still fit on a screen.
func TestALineOfTheLogIsShort(t *testing.T) {
	e := incident.Event{Kind: incident.EventWorse, Severity: finding.Error,
		Text: "50 findings of cluster/under-replicated follow from cluster/broker-missing on broker/3 now: " + strings.Repeat("partition/__consumer_offsets/0, ", 50)}
	got := lineOf(&e)
	if n := utf8.RuneCountInString(got); n > lineLimit+len("worse: ") || !strings.HasSuffix(got, "…") {
		t.Errorf("%d characters: %s", n, got)
	}
}
