package incident

import (
	"strings"
	"testing"
	"time"
)

func TestFlood(t *testing.T) {
	for name, script := range map[string]string{
		"more than three are one": `
			0s  a@topic/1 a@topic/2 a@topic/3 a@topic/4 => opened:a@cluster | open:a@cluster+a*4`,
		"three are three": `
			0s  a@topic/1 a@topic/2 a@topic/3 => opened:a@topic/1 opened:a@topic/2 opened:a@topic/3`,
		"of two rules": `
			0s  a@topic/1 a@topic/2 b@topic/3 b@topic/4 => opened:a@topic/1 opened:a@topic/2 opened:b@topic/3 opened:b@topic/4`,
		"it shrinks and is over as they go": `
			0s  a@topic/1 a@topic/2 a@topic/3 a@topic/4 => opened:a@cluster
			10s a@topic/1                               => | open:a@cluster+a*1
			20s a@topic/1                               => | open:a@cluster+a*1
			30s                                         => | open:a@cluster
			39s                                         => | open:a@cluster
			40s                                         => resolved:a@cluster |`,
		"it grows while it is there": `
			0s  a@topic/1 a@topic/2 a@topic/3 a@topic/4 => opened:a@cluster
			10s a@topic/1 a@topic/5 a@topic/6           => worse:a@cluster | open:a@cluster+a*3`,
		"those that are told already stay": `
			0s  a@topic/0                                         => opened:a@topic/0
			10s a@topic/0 a@topic/1 a@topic/2 a@topic/3 a@topic/4 => opened:a@cluster`,
		"what follows from one of them is below all": `
			0s  a@topic/1 a@topic/2 a@topic/3 a@topic/4 b@group/g<a@topic/4 => opened:a@cluster | open:a@cluster+a*4+b*1
			5s  a@topic/1 a@topic/2 b@group/g<a@topic/2 b@group/h<a@topic/1 => | open:a@cluster+a*2+b*2
			6s  a@topic/1 a@topic/2 c@group/h<a@topic/1                     => worse:a@cluster`,
		"what follows counts as the worst of it": `
			0s  a@topic/1 a@topic/2 a@topic/3 a@topic/4 b@group/g<a@topic/3 b@group/h=error<a@topic/4 c@group/g<a@topic/4 => opened:a@cluster | open:a@cluster+b*2+a*4+c*1`,
		"and is by itself when nothing explains it": `
			0s  a@topic/1 a@topic/2 a@topic/3 a@topic/4 b@group/g<a@topic/4 => opened:a@cluster
			5s  a@topic/1 a@topic/2 a@topic/3 a@topic/4 b@group/g           => opened:b@group/g | open:a@cluster+a*4 open:b@group/g`,
		"one of them that follows from another cause leaves": `
			0s  a@topic/1 a@topic/2 a@topic/3 a@topic/4                       => opened:a@cluster
			5s  a@topic/1 a@topic/2 a@topic/3 a@topic/4<x@broker/2 x@broker/2 => opened:x@broker/2 | open:a@cluster+a*3 open:x@broker/2+a*1`,
		"its severity is that of the worst": `
			0s  a@topic/1 a@topic/2=info a@topic/3 a@topic/4 => opened:a@cluster
			5s  a@topic/1=error a@topic/2=info               => worse:a@cluster
			10s a@topic/2=info                               => milder:a@cluster | open:a@cluster+a*1`,
		"what cannot be judged is not over": `
			0s  a@topic/1 a@topic/2 a@topic/3 a@topic/4 => opened:a@cluster
			5s  ?a                                      => unknown:a@cluster | open:a@cluster?+a*4
			1h  ?a                                      => | open:a@cluster?+a*4
			2h  ?a@topic/1                              => | open:a@cluster+a*1
			2h10s ?a@topic/1                            => unknown:a@cluster | open:a@cluster?+a*1`,
		"held by one window, and not": `
			0s hold w topic/1*
			1s a@topic/11 a@topic/12 a@topic/13 a@topic/14 a@topic/1 a@topic/2 => held:a@cluster opened:a@topic/2 | open:a@topic/2 open:a@cluster!+a*5
			2s a@topic/11 a@topic/12                                           => | open:a@topic/2 open:a@cluster!+a*2
			3s release w
			4s a@topic/11 a@topic/12                                           => released:a@cluster`,
		"a window of all holds it": `
			0s a@topic/1 a@topic/2 a@topic/3 a@topic/4 => opened:a@cluster
			1s hold w *
			2s a@topic/1 a@topic/2 a@topic/3 a@topic/4 => held:a@cluster`,
		"what begins long after it is news of its own": `
			0s  a@topic/1 a@topic/2 a@topic/3 a@topic/4 => opened:a@cluster
			10m a@topic/1                               => | open:a@cluster+a*1
			20m a@topic/1 a@topic/9                     => opened:a@topic/9 | open:a@cluster+a*1 open:a@topic/9`,
		"a window of some does not": `
			0s a@topic/1 a@topic/2 a@topic/3 a@topic/4 => opened:a@cluster
			1s hold w topic/1
			2s a@topic/1 a@topic/2 a@topic/3 a@topic/4 => | open:a@cluster+a*4
			3s a@topic/1                               => held:a@cluster | open:a@cluster!+a*1
			4s a@topic/1 a@topic/2                     => released:a@cluster | open:a@cluster+a*2`,
		"those that outlive their cause may be one": `
			0s  x@broker/2 a@topic/1<x@broker/2 a@topic/2<x@broker/2 a@topic/3<x@broker/2 a@topic/4<x@broker/2 => opened:x@broker/2
			1m  a@topic/1 a@topic/2 a@topic/3 a@topic/4
			2m  a@topic/1 a@topic/2 a@topic/3 a@topic/4 => recovering:x@broker/2
			12m a@topic/1 a@topic/2 a@topic/3 a@topic/4 => resolved:x@broker/2 opened:a@cluster | open:a@cluster+a*4`,
	} {
		t.Run(name, func(t *testing.T) { play(t, patient(0, 10*time.Second), script) })
	}
}

func TestAFloodThatComesAndGoesFlaps(t *testing.T) {
	const all = " a@topic/1 a@topic/2 a@topic/3 a@topic/4 "
	o := patient(0, 0)
	o.Flaps = 1
	play(t, o, strings.ReplaceAll(`
		0s  ALL => opened:a@cluster
		5s      => resolved:a@cluster
		10s ALL => opened:a@cluster flapping:a@cluster | open:a@cluster~+a*4
		15s     => | open:a@cluster~
		20s a@topic/1 => worse:a@cluster | open:a@cluster~+a*1
		25s     => | open:a@cluster~
		10m24s  => | open:a@cluster~
		10m25s  => resolved:a@cluster |`, "ALL", all))
}

// TestAFloodThatGrowsIsQuietNoSooner though it is summed up twice in a look.
func TestAFloodThatGrowsIsQuietNoSooner(t *testing.T) {
	o := patient(0, 0)
	o.Flaps, o.FlapQuiet = 1, 20*time.Second
	play(t, o, `
		0s  a@topic/1 a@topic/2 a@topic/3 a@topic/4 => opened:a@cluster
		5s                                          => resolved:a@cluster
		10s a@topic/1 a@topic/2 a@topic/3 a@topic/4 => opened:a@cluster flapping:a@cluster
		20s a@topic/1 a@topic/5                     => worse:a@cluster | open:a@cluster~+a*2
		29s a@topic/1 a@topic/6                     => worse:a@cluster | open:a@cluster~+a*2
		30s a@topic/1                               => | open:a@cluster+a*1`)
}

func TestTheFindingOfAFlood(t *testing.T) {
	b := play(t, patient(0, 0), `0s a@topic/1 a@topic/2^-1h a@topic/3=error a@topic/4`)
	i := b.List("plant")[0]
	want := "4 findings of a hold at once, among them topic/1, topic/2, topic/3, topic/4; they are told as one, because what they have in common is the likely cause. The worst, topic/3: it is so"
	if i.Cause.Message != want {
		t.Errorf("%q, want %q", i.Cause.Message, want)
	}
	if i.Severity().String() != "error" || !i.Start.Equal(epoch.Add(-time.Hour)) || i.Cause.Subject.Cluster != "plant" {
		t.Errorf("%s since %s on %s", i.Severity(), i.Start, i.Cause.Subject.Qualified())
	}
	if f := i.Cause; f.Fingerprint() != i.Fingerprint {
		t.Errorf("fingerprint %s, want %s", i.Fingerprint, f.Fingerprint())
	}
}

// TestOfEquallyBadTheFirstIsNamed keeps the text the same from look to look.
func TestOfEquallyBadTheFirstIsNamed(t *testing.T) {
	b := play(t, patient(0, 0), `0s a@topic/4 a@topic/3 a@topic/2 a@topic/1 a@topic/9 a@topic/8`)
	if got := b.List("plant")[0].Cause.Message; !strings.Contains(got, "The worst, topic/1:") {
		t.Errorf("%q", got)
	}
}

// TestAFloodIsNotAFindingOnTheCluster keeps the rule's own finding on the
// cluster apart from many of it.
func TestAFloodIsNotAFindingOnTheCluster(t *testing.T) {
	play(t, patient(0, 0), `
		0s a@cluster => opened:a@cluster
		1s a@cluster a@topic/1 a@topic/2 a@topic/3 a@topic/4 => opened:a@cluster | open:a@cluster open:a@cluster+a*4`)
}
