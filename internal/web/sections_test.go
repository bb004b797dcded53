package web

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/notify"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

// section is a part of the first page, as its text alone.
func section(t *testing.T, page, id string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, `<section id="`+id+`">`)
	if !found {
		t.Fatalf("no section %s", id)
	}
	text, _, _ := strings.Cut(rest, "</section>")
	return plain(text)
}

// plain is the text of a piece of HTML.
func plain(html string) string {
	var b strings.Builder
	inside := false
	for _, r := range html {
		switch {
		case r == '<':
			inside = true
			b.WriteByte(' ')
		case r == '>':
			inside = false
		case !inside:
			b.WriteRune(r)
		}
	}
	return strings.NewReplacer(" .", ".", " ,", ",", " :", ":").Replace(strings.Join(strings.Fields(b.String()), " "))
}

func TestWhatTheFirstPageSays(t *testing.T) {
	page := ask(handler(webtest.Trouble()), "/").Body.String()
	for id, wants := range map[string][]string{
		"incidents": {
			"✖ error, open cluster/broker-missing broker/2 broker 2 refuses connections", "since 2026-11-29 03:08:35 UTC, for 4 min 5 s. Told 2026-11-29 03:08:41 UTC.",
			"Taken by ines at 2026-11-29 03:11:40 UTC, until 2026-11-29 04:12:40 UTC: on it", "24 × error cluster/under-min-isr: partition/iot/0, partition/iot/1 …",
			"1 × warning group/partition-stuck: group/billing/iot/0 Fix", "Next: breakwater explain cluster/broker-missing", "It comes and goes, so it is kept open.",
			"Sent to nobody: maintenance by ines until 04:00: rolling restart", "▲ warning, settling group/lag-grows", "Not told to anybody yet.",
			"Over of late warning group/lag-grows group/billing in plant: over since 2026-11-29 01:12:40 UTC, after 1 h",
			"maintenance, active, of broker/* in plant", "silence, planned, of topic/scratch-* by topic/*, from",
		},
		"unknown": {
			"broker 2: refused: 10.0.0.2:9092 refuses connections", "log directories of broker/2",
			"Not known either, for a reason that makes no doubt: quorum: the platform does not show it",
			"the watch is young: it has not watched for as long as some rules look back, and they judge as soon as it has: group/data-lost", "not asked here: client config", "broker config 4 min ago", "log directories 50 s ago broker/2: unreachable",
		},
		"brokers":  {"1 10.0.0.1:9092, rack rack-1 plant answered 120 360 4.3 2 s ago", "2 10.0.0.2:9092, rack rack-2 plant refused 10.0.0.2:9092 refuses", "not known the broker has not told what it runs"},
		"groups":   {"2 of 2 groups", "billing plant Stable at least 125,000 the lag of 1 of 2 partitions is not known: its leader did not answer ListOffsets at least 4 min 7 s", "audit plant Empty 0 kafka-consumer-groups tells 1: it counts 1 offset without a record to read (markers of transactions, and what was aborted) nothing waits has caught up 2 s ago"},
		"delivery": {"alertmanager works 12 0 0 2026-11-29 02:12:40 UTC", "slack ✖ fails since 2026-11-29 03:07:40 UTC 503 Service Unavailable 0 7 2 never"},
		"cost":     {"plant 180 ms 5 s 18720 6 18.0 KiB 256.0 KiB 1080 series, 3.0 MiB"},
	} {
		got := section(t, page, id)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", id, want, got)
			}
		}
	}
}

// TestAPageOfNothingClaimsNothing: before the first look, and of a cluster
// that was not looked at yet.
func TestAPageOfNothingClaimsNothing(t *testing.T) {
	for name, b := range map[string]*board.Board{"no board": nil, "no look": neverLooked()} {
		page := ask(handler(b), "/").Body.String()
		for id, want := range map[string]string{
			"brokers": "Not known: no broker has been seen yet.", "groups": "No group with committed offsets is known.", "delivery": "No receiver is configured: nobody is told of incidents",
		} {
			if got := section(t, page, id); !strings.Contains(got, want) {
				t.Errorf("%s: %s says %q, want %q", name, id, got, want)
			}
		}
		for _, bad := range []string{"Healthy", "Everything that was asked for was told"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s: the page says %q", name, bad)
			}
		}
		if !strings.Contains(plain(page), "? Not known: no ") {
			t.Errorf("%s: the verdict is not that nothing is known", name)
		}
	}
}

func TestANewLookThatTellsNoCost(t *testing.T) {
	got := section(t, ask(handler(neverLooked()), "/").Body.String(), "cost")
	if !strings.Contains(got, "plant not known not known 0") {
		t.Errorf("got %q", got)
	}
}

func TestDeliveries(t *testing.T) {
	for want, d := range map[string]notify.Status{
		"pager never tried 0 0 0 never":                                        {},
		"pager works 3 0 0 2026-11-29 03:12:40 UTC":                            {Sent: 3, Delivered: webtest.Now()},
		"pager ✖ fails since 2026-11-29 03:12:40 UTC timeout 3 9 4 2026-11-29": {Sent: 3, Failed: 9, Pending: 4, Delivered: webtest.Now(), Since: webtest.Now(), Error: "timeout"},
		"pager ✖ fails since 2026-11-29 03:12:40 UTC no such host 0 1 1 never": {Failed: 1, Pending: 1, Since: webtest.Now(), Error: "no such host"},
	} {
		b := webtest.Healthy()
		d.Name = "pager"
		b.Delivery = []notify.Status{d}
		if got := section(t, ask(handler(b), "/").Body.String(), "delivery"); !strings.Contains(got, want) {
			t.Errorf("%q has no %q", got, want)
		}
	}
}

func TestADiskThatIsFullIsSaid(t *testing.T) {
	b := webtest.Healthy()
	b.Storage = "no space left on /data"
	if got := plain(ask(handler(b), "/").Body.String()); !strings.Contains(got, "▲ Nothing is kept on disk no space left on /data: what happens now is lost when the watch ends.") {
		t.Errorf("got %q", got)
	}
}

func TestAnIncidentOfWhichNothingIsSeen(t *testing.T) {
	b := webtest.Trouble()
	in := &b.Clusters[0].Incidents[0]
	in.Unknown, in.Cause.Evidence, in.Acked.Until, in.Acked.Reason = true, nil, time.Time{}, ""
	got := plain(ask(handler(b), "/incidents/"+in.ID).Body.String())
	for _, want := range []string{"? Not known whether it still holds: its cause was last seen 2026-11-29 03:12:38 UTC.", "It rests on no value.", "Taken by ines at 2026-11-29 03:11:40 UTC Follows"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}

func TestWindowsInTime(t *testing.T) {
	now := webtest.Now()
	for _, c := range []struct {
		start, end time.Time
		want       string
	}{
		{now.Add(-time.Hour), now.Add(time.Hour), "active"}, {now, now.Add(time.Hour), "active"}, {now.Add(-time.Hour), now, "ended"}, {now.Add(time.Second), now.Add(time.Hour), "planned"},
		{now.Add(-time.Hour), time.Time{}, "active"}, {time.Time{}, time.Time{}, "active"}, {now.Add(-2 * time.Hour), now.Add(-time.Hour), "ended"},
	} {
		if got := windowOf(&incident.Window{Start: c.start, End: c.end}, now).State; got != c.want {
			t.Errorf("from %s to %s is %s, want %s", c.start, c.end, got, c.want)
		}
	}
}

// TestHowLongAnIncidentLasted, whatever the clocks say.
func TestHowLongAnIncidentLasted(t *testing.T) {
	now := webtest.Now()
	for want, in := range map[string]incident.Incident{
		"not known":  {},
		"1 min":      {Start: now.Add(-time.Minute)},
		"30 s":       {Start: now.Add(-time.Minute), Resolved: now.Add(-30 * time.Second)},
		"0 ms":       {Start: now.Add(time.Minute)},
		"2 h 30 min": {Start: now.Add(-3 * time.Hour), Resolved: now.Add(-30 * time.Minute)},
	} {
		if got := lastedFor(lasted(&in, now)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestBoardsChangeWhileTheyAreRead: every answer is of one board.
func TestBoardsChangeWhileTheyAreRead(t *testing.T) {
	var holder board.Holder
	h := Handler(&holder, Options{Now: webtest.Now})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				body := ask(h, "/api/v1/status").Body.String()
				trouble, healthy := strings.Contains(body, `"state": "trouble"`), strings.Contains(body, `"state": "healthy"`)
				if four := strings.Contains(body, `"id": "9f2c51d07ab3e846"`); four != trouble || trouble && healthy {
					t.Errorf("an answer is of two boards:\n%s", body)
				}
			}
		})
	}
	for n := range 100 {
		if n%2 == 0 {
			holder.Set(webtest.Healthy())
		} else {
			holder.Set(webtest.Trouble())
		}
	}
	all.Wait()
}

// TestSeveralClusters: each has a verdict of its own.
func TestSeveralClusters(t *testing.T) {
	b := webtest.Healthy()
	for n, c := range []*board.Cluster{webtest.Trouble().Clusters[0], neverLooked().Clusters[0]} {
		c.Name = fmt.Sprint("other-", n)
		b.Clusters = append(b.Clusters, c)
	}
	page := plain(ask(handler(b), "/").Body.String())
	for _, want := range []string{"plant ✔ Healthy: nothing found", "other-0 ✖ In trouble: broker 2", "other-1 ? Not known: no look at this cluster has ended yet."} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
}
