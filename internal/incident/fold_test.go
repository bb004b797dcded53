package incident

import (
	"slices"
	"testing"
	"time"
)

func TestFolding(t *testing.T) {
	for name, script := range map[string]string{
		"consequences are below their cause": `
			0s a@broker/2 b@topic/x<a@broker/2 b@topic/y<a@broker/2 => opened:a@broker/2 | open:a@broker/2+b*2`,
		"over several steps": `
			0s a@broker/2 b@topic/x<a@broker/2 c@topic/x<b@topic/x => opened:a@broker/2 | open:a@broker/2+b*1+c*1`,
		"whatever their order": `
			0s c@topic/x<b@topic/x b@topic/x<a@broker/2 a@broker/2 => opened:a@broker/2 | open:a@broker/2+b*1+c*1`,
		"what no cause explains stays outside": `
			0s a@broker/2 b@topic/x<a@broker/2 b@topic/y => opened:a@broker/2 opened:b@topic/y | open:a@broker/2+b*1 open:b@topic/y`,
		"a cause that was not found explains nothing": `
			0s b@topic/x<a@broker/2 => opened:b@topic/x | open:b@topic/x`,
		"causes in a circle explain nothing": `
			0s b@topic/x<c@topic/x c@topic/x<b@topic/x d@topic/x<b@topic/x => opened:b@topic/x opened:c@topic/x opened:d@topic/x`,
		"another rule among the effects is worse": `
			0s a@broker/2                                         => opened:a@broker/2
			5s a@broker/2 b@topic/x<a@broker/2                    => worse:a@broker/2 | open:a@broker/2+b*1
			6s a@broker/2 b@topic/x<a@broker/2 b@topic/y<a@broker/2 => | open:a@broker/2+b*2
			20s a@broker/2                                        => | open:a@broker/2
			30s a@broker/2                                        => | open:a@broker/2
			35s a@broker/2 b@topic/x<a@broker/2                   => | open:a@broker/2+b*1`,
		"the worst effects are first": `
			0s a@broker/2 b@topic/x<a@broker/2 b@topic/y<a@broker/2 c@topic/x=error<a@broker/2 d@topic/x=info<a@broker/2 => opened:a@broker/2 | open:a@broker/2+c*1+b*2+d*1`,
		"one in the middle is gone for a look": `
			0s  a@broker/2 b@topic/x<a@broker/2 c@topic/x<b@topic/x => opened:a@broker/2
			5s  a@broker/2 c@topic/x                                => | open:a@broker/2+c*1
			10s a@broker/2 b@topic/x<a@broker/2 c@topic/x<b@topic/x => | open:a@broker/2+b*1+c*1`,
		"what turns out to follow from another is folded": `
			0s b@topic/x                       => opened:b@topic/x
			5s b@topic/x<a@broker/2 a@broker/2 => folded:b@topic/x opened:a@broker/2 | open:a@broker/2+b*1`,
		"and takes with it what was below itself": `
			0s b@topic/x c@topic/x<b@topic/x d@topic/y<b@topic/x        => opened:b@topic/x | open:b@topic/x+c*1+d*1
			5s b@topic/x<a@broker/2 c@topic/x<b@topic/x a@broker/2      => folded:b@topic/x opened:a@broker/2 | open:a@broker/2+b*1+c*1
			10s b@topic/x<a@broker/2 d@topic/y<b@topic/x a@broker/2      => worse:a@broker/2 | open:a@broker/2+b*1+d*1`,
		"an effect that cannot be judged is still there": `
			0s   a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
			5s   a@broker/2 ?b                   => | open:a@broker/2+b*1
			100s a@broker/2 ?b                   => | open:a@broker/2+b*1
			105s a@broker/2                      => | open:a@broker/2`,
	} {
		t.Run(name, func(t *testing.T) { play(t, patient(0, 10*time.Second), script) })
	}
}

func TestWhatIsToldIsNotHiddenBelowWhatIsNot(t *testing.T) {
	o := Options{Patience: func(rule string) (time.Duration, time.Duration) {
		if rule == "a" {
			return 10 * time.Second, 10 * time.Second
		}
		return 0, 10 * time.Second
	}}
	for name, script := range map[string]string{
		"it is folded when the cause is told": `
			0s  b@topic/x                       => opened:b@topic/x
			5s  b@topic/x<a@broker/2 a@broker/2 => | open:b@topic/x settling:a@broker/2
			10s b@topic/x<a@broker/2 a@broker/2 => | open:b@topic/x settling:a@broker/2
			15s b@topic/x<a@broker/2 a@broker/2 => folded:b@topic/x opened:a@broker/2 | open:a@broker/2+b*1`,
		"what is no worse waits with its cause": `
			0s  b@topic/x<a@broker/2 a@broker/2 => | settling:a@broker/2+b*1
			10s b@topic/x<a@broker/2 a@broker/2 => opened:a@broker/2 | open:a@broker/2+b*1`,
		"what is worse does not": `
			0s  b@topic/x=error<a@broker/2 a@broker/2 => opened:b@topic/x | open:b@topic/x settling:a@broker/2
			5s  b@topic/x=error<a@broker/2 a@broker/2 => | open:b@topic/x settling:a@broker/2
			10s b@topic/x=error<a@broker/2 a@broker/2 => folded:b@topic/x opened:a@broker/2 | open:a@broker/2+b*1`,
		"a cause that goes before it was told leaves what it explained": `
			0s  b@topic/x<a@broker/2 a@broker/2 => | settling:a@broker/2+b*1
			5s  b@topic/x                       => opened:b@topic/x | open:b@topic/x
			10s                                 => | open:b@topic/x
			20s                                 => resolved:b@topic/x |`,
		"nor does one that is not judged hide it": `
			0s  b@topic/x<a@broker/2 a@broker/2 => | settling:a@broker/2+b*1
			5s  b@topic/x ?a                    => opened:b@topic/x | settling:a@broker/2? open:b@topic/x`,
	} {
		t.Run(name, func(t *testing.T) { play(t, o, script) })
	}
}

func TestRecovering(t *testing.T) {
	for name, script := range map[string]string{
		"the cause goes first": `
			0s  a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
			5s  b@topic/x                       => | open:a@broker/2+b*1
			15s b@topic/x                       => recovering:a@broker/2 | recovering:a@broker/2+b*1
			20s                                 => | recovering:a@broker/2
			30s                                 => resolved:a@broker/2 |`,
		"the cause comes back": `
			0s  a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
			5s  b@topic/x
			15s b@topic/x                       => recovering:a@broker/2
			20s a@broker/2 b@topic/x<a@broker/2 => returned:a@broker/2 | open:a@broker/2+b*1
			25s
			35s                                 => resolved:a@broker/2 |`,
		"a consequence outlives its cause": `
			0s     a@broker/2 b@topic/x<a@broker/2 c@topic/x<b@topic/x  => opened:a@broker/2
			5s     b@topic/x c@topic/x<b@topic/x
			15s    b@topic/x c@topic/x<b@topic/x => recovering:a@broker/2
			10m5s  b@topic/x c@topic/x<b@topic/x => | recovering:a@broker/2+b*1+c*1
			10m10s b@topic/x c@topic/x<b@topic/x => resolved:a@broker/2 opened:b@topic/x | open:b@topic/x+c*1`,
		"what cannot be judged is not over": `
			0s  a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
			5s  ?b
			15s ?b                              => recovering:a@broker/2 unknown:a@broker/2 | recovering:a@broker/2?+b*1
			3h  ?b                              => | recovering:a@broker/2?+b*1
			3h5s b@topic/x                      => resolved:a@broker/2 opened:b@topic/x | open:b@topic/x`,
		"a cause that is back explains less than before": `
			0s  a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
			5s  a@broker/2 b@topic/x            => opened:b@topic/x | open:a@broker/2 open:b@topic/x`,
		"a cause that cannot be seen keeps what follows": `
			0s  a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
			5s  b@topic/x ?a                    => unknown:a@broker/2 | open:a@broker/2?+b*1
			1h  b@topic/x ?a                    => | open:a@broker/2?+b*1`,
	} {
		t.Run(name, func(t *testing.T) { play(t, patient(0, 10*time.Second), script) })
	}
}

// TestWhatItsCauseDoesNotExplainAnyMoreSettlesAnew keeps one odd look from
// waking anybody.
func TestWhatItsCauseDoesNotExplainAnyMoreSettlesAnew(t *testing.T) {
	play(t, patient(10*time.Second, 10*time.Second), `
		0s  a@broker/2 b@topic/x<a@broker/2
		10s a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
		30s a@broker/2 b@topic/x            => | open:a@broker/2 settling:b@topic/x
		35s a@broker/2 b@topic/x<a@broker/2 => | open:a@broker/2+b*1
		40s a@broker/2 b@topic/x            => | open:a@broker/2 settling:b@topic/x
		50s a@broker/2 b@topic/x            => opened:b@topic/x | open:a@broker/2 open:b@topic/x`)
}

// TestWhatOutlivesItsCauseIsToldAtOnce though its rule would have more
// patience: it has been told below its cause.
func TestWhatOutlivesItsCauseIsToldAtOnce(t *testing.T) {
	play(t, Options{Outlive: time.Minute, Patience: func(rule string) (time.Duration, time.Duration) {
		if rule == "b" {
			return time.Hour, 0
		}
		return 0, 0
	}}, `
		0s  a@broker/2 b@topic/x<a@broker/2 => opened:a@broker/2
		5s  b@topic/x                       => recovering:a@broker/2
		65s b@topic/x                       => | recovering:a@broker/2+b*1
		66s b@topic/x                       => resolved:a@broker/2 opened:b@topic/x | open:b@topic/x`)
}

func TestAFoldedIncidentThatOutlivesItsCauseIsTheSameAgain(t *testing.T) {
	b := play(t, patient(0, 10*time.Second), `
		0s     b@topic/x                       => opened:b@topic/x
		5s     b@topic/x<a@broker/2 a@broker/2 => folded:b@topic/x opened:a@broker/2`)
	var folded Incident
	for _, i := range b.List("plant") {
		if i.State == Resolved {
			folded = i
		}
	}
	playOn(t, b, `
		10s    b@topic/x
		20s    b@topic/x => recovering:a@broker/2
		11m    b@topic/x => resolved:a@broker/2 opened:b@topic/x | open:b@topic/x`)
	again := b.List("plant")
	if again[0].ID != folded.ID || !again[0].Start.Equal(epoch) {
		t.Errorf("id %s start %s, want %s since %s", again[0].ID, again[0].Start, folded.ID, epoch)
	}
	if len(again) != 2 {
		t.Errorf("%d incidents are listed, want it and its cause", len(again))
	}
}

func TestEffectsNameTheFirstSubjects(t *testing.T) {
	b := play(t, patient(0, 0), `0s a@broker/2 b@topic/g<a@broker/2 b@topic/f<a@broker/2 b@topic/e<a@broker/2 b@topic/a<a@broker/2 b@topic/c<a@broker/2 b@topic/b<a@broker/2 b@topic/d=error<a@broker/2`)
	e := b.List("plant")[0].Effects[0]
	want := []string{"topic/a", "topic/b", "topic/c", "topic/d", "topic/e"}
	if !slices.Equal(e.Subjects, want) || e.Count != 7 || e.Severity.String() != "error" {
		t.Errorf("%+v", e)
	}
}
