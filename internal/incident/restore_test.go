package incident

import (
	"testing"
	"time"
)

func TestRestart(t *testing.T) {
	for name, script := range map[string]string{
		"it goes on without being told again": `
			0s  a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
			1s  restart
			60s a@broker/2 b@topic/x<a@broker/2 => | open:a@broker/2+b*1`,
		"it is over only after its patience": `
			0s  a@broker/2 => opened:a@broker/2
			1s  restart
			60s => | open:a@broker/2
			69s => | open:a@broker/2
			70s => resolved:a@broker/2 |`,
		"it cannot be seen": `
			0s  a@broker/2 => opened:a@broker/2
			1s  restart
			60s ?a => unknown:a@broker/2 | open:a@broker/2?
			70s ?a => | open:a@broker/2?`,
		"that it cannot be seen is not said again": `
			0s  a@broker/2 => opened:a@broker/2
			5s  ?a => unknown:a@broker/2
			6s  restart
			60s ?a => | open:a@broker/2?`,
		"it was held": `
			0s  hold w broker/2
			1s  a@broker/2 => held:a@broker/2
			2s  restart
			60s a@broker/2 => | open:a@broker/2!
			61s release w
			62s a@broker/2 => released:a@broker/2`,
		"it was settling": `
			0s  slow@broker/2 => | settling:slow@broker/2
			59s restart
			60s slow@broker/2  => | settling:slow@broker/2
			120s slow@broker/2 => opened:slow@broker/2`,
		"it was settling and is gone": `
			0s  slow@broker/2 => | settling:slow@broker/2
			59s restart
			60s => |`,
		"it was recovering": `
			0s  a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
			5s  b@topic/x
			15s b@topic/x => recovering:a@broker/2
			16s restart
			60s b@topic/x => | recovering:a@broker/2+b*1
			70s           => | recovering:a@broker/2
			80s           => resolved:a@broker/2 |`,
		"it was recovering, and outlives its cause": `
			0s  a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
			5s  b@topic/x
			15s b@topic/x => recovering:a@broker/2
			16s restart
			60s b@topic/x => | recovering:a@broker/2+b*1
			11m b@topic/x => resolved:a@broker/2 opened:b@topic/x`,
		"it was recovering, and another subject is not below it": `
			0s  a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
			5s  b@topic/x
			15s b@topic/x => recovering:a@broker/2
			16s restart
			60s b@topic/y => opened:b@topic/y`,
		"it was recovering, and the effects cannot be seen": `
			0s  a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
			5s  b@topic/x
			15s b@topic/x => recovering:a@broker/2
			16s restart
			60s ?b        => unknown:a@broker/2 | recovering:a@broker/2?+b*1
			9h  ?b        => | recovering:a@broker/2?+b*1
			10h           => | recovering:a@broker/2
			10h10s        => resolved:a@broker/2 |`,
		"a flood": `
			0s  f@topic/1 f@topic/2 f@topic/3 f@topic/4 => opened:f@cluster
			1s  restart
			60s f@topic/1 f@topic/2 => | open:f@cluster+f*2
			70s                     => | open:f@cluster
			80s                     => resolved:f@cluster |`,
		"a flood that is gone": `
			0s  f@topic/1 f@topic/2 f@topic/3 f@topic/4 => opened:f@cluster
			1s  restart
			60s => | open:f@cluster
			70s => resolved:f@cluster |`,
		"a flood that cannot be seen": `
			0s  f@topic/1 f@topic/2 f@topic/3 f@topic/4 => opened:f@cluster
			1s  restart
			60s ?f        => unknown:f@cluster | open:f@cluster?+f*4
			90s ?f        => | open:f@cluster?+f*4
			95s f@topic/1 => | open:f@cluster+f*1`,
		"a flood of which one is seen later than the others": `
			0s  slow@topic/1 slow@topic/2 slow@topic/3 slow@topic/4
			60s slow@topic/1 slow@topic/2 slow@topic/3 slow@topic/4 => opened:slow@cluster
			61s restart
			70s slow@topic/1              => | open:slow@cluster+slow*1
			75s slow@topic/1 slow@topic/2 => | open:slow@cluster+slow*2`,
		"what was below a cause is not explained by it any more": `
			0s  a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
			1s  restart
			60s a@broker/2 b@topic/x            => opened:b@topic/x | open:a@broker/2 open:b@topic/x`,
		"one of many that were not all named": `
			0s  a@broker/2 b@topic/1<a@broker/2 b@topic/2<a@broker/2 b@topic/3<a@broker/2 b@topic/4<a@broker/2 b@topic/5<a@broker/2 b@topic/6<a@broker/2 => opened:a@broker/2
			1s  restart
			60s b@topic/6 => | open:a@broker/2+b*1`,
		"it was flapping": `
			0s  a@broker/2 => opened:a@broker/2
			10s
			20s            => resolved:a@broker/2
			21s a@broker/2 => opened:a@broker/2
			31s
			41s            => resolved:a@broker/2
			42s a@broker/2 => opened:a@broker/2
			43s restart
			50s
			60s            => resolved:a@broker/2
			61s a@broker/2 => opened:a@broker/2 flapping:a@broker/2
			62s restart
			70s            => | open:a@broker/2~
			10m            => | open:a@broker/2~
			11m10s         => resolved:a@broker/2 |`,
	} {
		t.Run(name, func(t *testing.T) {
			play(t, Options{Flood: 3, Patience: func(rule string) (time.Duration, time.Duration) {
				if rule == "slow" {
					return time.Minute, 10 * time.Second
				}
				return 0, 10 * time.Second
			}}, script)
		})
	}
}

func TestRestoredIncidentsKeepTheirNames(t *testing.T) {
	b := play(t, patient(0, 0), `0s a@broker/2 a@topic/1`)
	before := b.List("plant")
	if _, err := b.Ack(before[1].ID, Note{By: "anna"}); err != nil { // it stays behind what nobody has taken
		t.Fatal(err)
	}
	playOn(t, b, `
		5s  restart
		10s a@broker/2 a@topic/1 =>`)
	after := b.List("plant")
	for i := range before {
		if after[i].ID != before[i].ID || !after[i].Start.Equal(before[i].Start) || !after[i].Opened.Equal(before[i].Opened) {
			t.Errorf("%+v, want %+v", after[i], before[i])
		}
	}
	if after[1].Acked == nil || after[1].Acked.By != "anna" {
		t.Errorf("who took it is lost: %v", after[1].Acked)
	}
}

func TestOfTwoOfOneFingerprintTheOlderGoesOn(t *testing.T) {
	f := named("a@broker/2")
	of := func(id string, start time.Time) Incident {
		return Incident{ID: id, Cluster: "plant", Fingerprint: f.Fingerprint(), Cause: f, State: Open, Start: start, Opened: start, Seen: start}
	}
	b := New(Options{})
	b.Restore([]Incident{of("new", epoch), of("old", epoch.Add(-time.Minute))})
	if got := b.List("plant"); len(got) != 2 || got[0].ID != "old" || got[0].State != Open || got[1].State != Resolved || !got[1].Resolved.Equal(epoch) {
		t.Errorf("%+v", got)
	}
}
