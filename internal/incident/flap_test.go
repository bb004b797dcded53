package incident

import (
	"strings"
	"testing"
	"time"
)

func TestFlapping(t *testing.T) {
	const often = `
		0s  a@broker/2 => opened:a@broker/2
		10s            => resolved:a@broker/2
		20s a@broker/2 => opened:a@broker/2
		30s            => resolved:a@broker/2
		40s a@broker/2 => opened:a@broker/2
		50s            => resolved:a@broker/2
		60s a@broker/2 => opened:a@broker/2 flapping:a@broker/2 | open:a@broker/2~
	`
	for name, script := range map[string]string{
		"it stays open until it is quiet": `
			70s            => | open:a@broker/2~
			80s a@broker/2 => | open:a@broker/2~
			90s            => | open:a@broker/2~
			11m29s         => | open:a@broker/2~
			11m30s         => resolved:a@broker/2 |`,
		"it is there without a break": `
			10m59s a@broker/2 => | open:a@broker/2~
			11m a@broker/2    => | open:a@broker/2
			11m10s            => resolved:a@broker/2 |`,
		"it is not quiet while nobody can look": `
			70s => | open:a@broker/2~
			5h ?a => unknown:a@broker/2 | open:a@broker/2?~
			5h10s => | open:a@broker/2~`,
		"it comes again within the window": `
			11m            => | open:a@broker/2~
			22m            => resolved:a@broker/2 |
			23m a@broker/2 => opened:a@broker/2 flapping:a@broker/2 | open:a@broker/2~`,
		"it comes again later": `
			11m            => | open:a@broker/2~
			22m            => resolved:a@broker/2 |
			32m a@broker/2 => opened:a@broker/2 | open:a@broker/2`,
	} {
		t.Run(name, func(t *testing.T) { play(t, patient(0, 0), often+script) })
	}
}

func TestSlowComingAndGoingIsNotFlapping(t *testing.T) {
	play(t, patient(0, 0), `
		0m  a@broker/2 => opened:a@broker/2
		5m             => resolved:a@broker/2
		11m a@broker/2 => opened:a@broker/2
		15m            => resolved:a@broker/2
		22m a@broker/2 => opened:a@broker/2
		25m            => resolved:a@broker/2
		33m a@broker/2 => opened:a@broker/2 | open:a@broker/2`)
}

func TestOneThatFlapsMakesNoOtherFlap(t *testing.T) {
	play(t, Options{Flaps: 1}, `
		0s a@broker/2 => opened:a@broker/2
		1s            => resolved:a@broker/2
		2s a@broker/2 a@broker/3 => opened:a@broker/2 flapping:a@broker/2 opened:a@broker/3 | open:a@broker/2~ open:a@broker/3`)
}

// TestThePatienceBeforeAnIncidentIsNotQuiet where it is longer than what makes
// flapping quiet.
func TestThePatienceBeforeAnIncidentIsNotQuiet(t *testing.T) {
	o := patient(10*time.Second, 0)
	o.Flaps, o.FlapQuiet = 1, 5*time.Second
	play(t, o, `
		0s  a@broker/2
		10s a@broker/2 => opened:a@broker/2
		11s            => resolved:a@broker/2
		12s a@broker/2
		22s a@broker/2 => opened:a@broker/2 flapping:a@broker/2
		26s a@broker/2 => | open:a@broker/2~
		27s a@broker/2 => | open:a@broker/2`)
}

func TestTheTextOfFlapping(t *testing.T) {
	b := New(Options{Flaps: 1})
	at := func(after time.Duration, words string) []Event {
		return b.Update(cycle(t, epoch.Add(after), strings.Fields(words)))
	}
	at(0, "a@broker/2")
	at(time.Second, "")
	events := at(2*time.Second, "a@broker/2")
	at(3*time.Second, "")
	if got := at(14*time.Minute, ""); len(got) != 1 {
		t.Fatalf("%v when it is quiet", got)
	}
	again := at(15*time.Minute, "a@broker/2")
	if got, want := again[1].Text, "a on broker/2 has begun 3 times within 30 min: it stays open until nothing came or went for 10 min"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := events[1].Text, "a on broker/2 has begun 2 times within 30 min: it stays open until nothing came or went for 10 min"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWhatIsOverIsForgotten(t *testing.T) {
	b := play(t, patient(0, 0), `
		0s  a@broker/2
		1m  => resolved:a@broker/2
		61m`)
	if n := len(b.List("plant")); n != 1 {
		t.Errorf("%d incidents within the hour, want 1", n)
	}
	playOn(t, b, "61m1s")
	l := b.clusters["plant"]
	if len(l.over)+len(l.openings)+len(l.records)+len(l.conditions) != 0 {
		t.Errorf("%d over, %d openings, %d records and %d conditions are kept", len(l.over), len(l.openings), len(l.records), len(l.conditions))
	}
}
