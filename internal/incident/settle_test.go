package incident

import (
	"testing"
	"time"
)

func TestSettle(t *testing.T) {
	for name, script := range map[string]string{
		"it is told when it was there for ten seconds": `
			0s  a@broker/2 => | settling:a@broker/2
			5s  a@broker/2 => | settling:a@broker/2
			10s a@broker/2 => opened:a@broker/2 | open:a@broker/2
			15s a@broker/2 => | open:a@broker/2`,
		"a break begins anew": `
			0s  a@broker/2 => | settling:a@broker/2
			5s             => |
			10s a@broker/2 => | settling:a@broker/2
			15s a@broker/2 => | settling:a@broker/2
			20s a@broker/2 => opened:a@broker/2 | open:a@broker/2`,
		"a look that cannot judge neither breaks nor counts": `
			0s  a@broker/2 => | settling:a@broker/2
			5s  ?a         => | settling:a@broker/2?
			10s a@broker/2 => | settling:a@broker/2
			15s a@broker/2 => opened:a@broker/2 | open:a@broker/2`,
		"nothing is told in a look that cannot judge": `
			0s  a@broker/2 => | settling:a@broker/2
			60s ?a         => | settling:a@broker/2?
			65s ?a         => | settling:a@broker/2?
			70s            => |`,
		"what cannot be judged for an hour is forgotten": `
			0s    a@broker/2 => | settling:a@broker/2
			60m   ?a         => | settling:a@broker/2?
			60m1s ?a         => |
			60m2s a@broker/2 => | settling:a@broker/2`,
		"the rule's own knowledge of the past does not shorten it": `
			0s  a@broker/2^-10m => | settling:a@broker/2
			5s  a@broker/2^-10m => | settling:a@broker/2
			10s a@broker/2^-10m => opened:a@broker/2 | open:a@broker/2`,
		"two findings of one fingerprint are one, the worse": `
			0s  a@broker/2 a@broker/2=error a@broker/2 => | settling:a@broker/2
			10s a@broker/2=error a@broker/2            => opened:a@broker/2 | open:a@broker/2`,
		"a clock that goes back adds no time": `
			10s a@broker/2 => | settling:a@broker/2
			5s  a@broker/2 => | settling:a@broker/2
			15s a@broker/2 => | settling:a@broker/2
			20s a@broker/2 => opened:a@broker/2 | open:a@broker/2`,
	} {
		t.Run(name, func(t *testing.T) { play(t, patient(10*time.Second, 20*time.Second), script) })
	}
}

func TestWithoutPatienceItIsToldAtOnce(t *testing.T) {
	play(t, Options{}, `
		0s a@broker/2 => opened:a@broker/2 | open:a@broker/2
		1s            => resolved:a@broker/2 |`)
}

func TestClear(t *testing.T) {
	for name, script := range map[string]string{
		"it is over when it was gone for twenty seconds": `
			0s  a@broker/2 => opened:a@broker/2 | open:a@broker/2
			5s             => | open:a@broker/2
			24s            => | open:a@broker/2
			25s            => resolved:a@broker/2 |`,
		"back before that, nothing was": `
			0s  a@broker/2 => opened:a@broker/2
			5s             => | open:a@broker/2
			20s a@broker/2 => | open:a@broker/2
			25s            => | open:a@broker/2
			44s            => | open:a@broker/2
			45s            => resolved:a@broker/2 |`,
		"what cannot be seen is not over, however long": `
			0s  a@broker/2    => opened:a@broker/2
			5s  ?a            => unknown:a@broker/2 | open:a@broker/2?
			10s ?a            => | open:a@broker/2?
			9h  ?a@broker/2   => | open:a@broker/2?
			9h5s  ?a@broker/3 => | open:a@broker/2
			9h24s             => | open:a@broker/2
			9h25s             => resolved:a@broker/2 |`,
		"a look that cannot judge does not count towards the end": `
			0s  a@broker/2 => opened:a@broker/2
			5s             => | open:a@broker/2
			15s ?a         => unknown:a@broker/2 | open:a@broker/2?
			25s            => | open:a@broker/2
			30s            => | open:a@broker/2
			35s            => resolved:a@broker/2 |`,
		"that it cannot be seen is said once, however often the rule is judged": `
			0s  a@broker/2 => opened:a@broker/2
			5s  ?a         => unknown:a@broker/2 | open:a@broker/2?
			10s a@broker/2 => | open:a@broker/2
			15s ?a         => | open:a@broker/2?
			20s a@broker/2 => | open:a@broker/2
			11m ?a         => unknown:a@broker/2 | open:a@broker/2?`,
	} {
		t.Run(name, func(t *testing.T) { play(t, patient(0, 20*time.Second), script) })
	}
}

func TestSeverityChanges(t *testing.T) {
	b := play(t, patient(0, 0), `
		0s  a@broker/2       => opened:a@broker/2
		5s  a@broker/2=error => worse:a@broker/2 | open:a@broker/2
		10s a@broker/2=error => | open:a@broker/2
		15s a@broker/2=info  => milder:a@broker/2 | open:a@broker/2`)
	if i := b.List("plant")[0]; i.Severity().String() != "info" || !i.Start.Equal(epoch) || !i.Seen.Equal(epoch.Add(15*time.Second)) {
		t.Errorf("severity %s, start %s, seen %s", i.Severity(), i.Start, i.Seen)
	}
}

func TestWhatSettlesIsShownAsItIs(t *testing.T) {
	b := play(t, patient(time.Minute, 0), `
		0s  a@broker/2
		5s  a@broker/2=error => | settling:a@broker/2`)
	if i := b.List("plant")[0]; i.Severity().String() != "error" || !i.Seen.Equal(epoch.Add(5*time.Second)) {
		t.Errorf("severity %s, seen %s", i.Severity(), i.Seen)
	}
}

func TestStart(t *testing.T) {
	for name, c := range map[string]struct {
		finding string
		want    time.Duration
	}{
		"as the rule knows it":             {"a@broker/2^-10m", -10 * time.Minute},
		"when it was seen first":           {"a@broker/2", 0},
		"not in the future":                {"a@broker/2^10m", 0},
		"at the look, if the rule says so": {"a@broker/2^0s", 0},
	} {
		b := play(t, patient(10*time.Second, 0), "0s "+c.finding+"\n10s "+c.finding)
		i := b.List("plant")[0]
		if !i.Start.Equal(epoch.Add(c.want)) || !i.Opened.Equal(epoch.Add(10*time.Second)) {
			t.Errorf("%s: start %s, opened %s", name, i.Start, i.Opened)
		}
	}
}

func TestTheIDIsMadeOfClusterFingerprintAndStart(t *testing.T) {
	id := identify("plant", "f", epoch)
	if len(id) != 16 {
		t.Errorf("%q has %d characters", id, len(id))
	}
	for _, other := range []string{identify("dev", "f", epoch), identify("plant", "g", epoch), identify("plant", "f", epoch.Add(time.Millisecond))} {
		if other == id {
			t.Errorf("two incidents have the id %s", id)
		}
	}
	if identify("plant", "f", epoch.In(time.FixedZone("", 3600)).Add(time.Microsecond)) != id {
		t.Error("the zone or a fraction of a millisecond makes another id")
	}
}

// TestANewIncidentHasANewID even where the rule says that it holds since before
// it was found to be gone.
func TestANewIncidentHasANewID(t *testing.T) {
	b := play(t, patient(5*time.Second, 0), `
		0s  a@broker/2^-1h
		5s  a@broker/2^-1h => opened:a@broker/2
		10s                => resolved:a@broker/2 |
		15s a@broker/2^-1h
		20s a@broker/2^-1h => opened:a@broker/2 | open:a@broker/2`)
	all := b.List("plant")
	if len(all) != 2 || all[0].ID == all[1].ID || all[0].Fingerprint != all[1].Fingerprint {
		t.Errorf("%d incidents: %+v", len(all), all)
	}
	if want := epoch.Add(15 * time.Second); !all[0].Start.Equal(want) {
		t.Errorf("the second one starts at %s, want %s", all[0].Start, want)
	}
}
