package incident

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

func TestDefaults(t *testing.T) {
	want := Options{Flaps: 3, FlapWindow: 30 * time.Minute, FlapQuiet: 10 * time.Minute, Flood: 50, Outlive: 10 * time.Minute}
	got := Options{}.withDefaults()
	if settle, clearing := got.Patience("a"); settle != 0 || clearing != 0 {
		t.Errorf("patience %s and %s without being asked for", settle, clearing)
	}
	if got.Refuses("a") {
		t.Error("a rule that nobody named refuses clients")
	}
	got.Refuses = nil
	if got.Patience = nil; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	own := Options{Flaps: 1, FlapWindow: 2, FlapQuiet: 3, Flood: 4, Outlive: 5}
	got = own.withDefaults()
	got.Refuses = nil
	if got.Patience = nil; fmt.Sprint(got) != fmt.Sprint(own) {
		t.Errorf("%+v, want %+v", got, own)
	}
}

func TestClustersAreApart(t *testing.T) {
	b := New(Options{Flood: 1})
	look := func(cluster string, after time.Duration, findings ...finding.Finding) []string {
		return eventWords(b.Update(Cycle{Cluster: cluster, At: epoch.Add(after), Findings: findings}))
	}
	f := named("a@broker/2")
	look("plant", 0, f)
	if got := look("dev", time.Hour, f); len(got) != 1 || got[0] != "opened:a@broker/2" {
		t.Errorf("in the other cluster: %v", got)
	}
	if got := look("dev", 2*time.Hour); len(got) != 1 {
		t.Errorf("over in the other cluster: %v", got)
	}
	if got := stateWords(b.List("plant")); len(got) != 1 || got[0] != "open:a@broker/2" {
		t.Errorf("plant: %v", got)
	}
	if got := b.List("none"); got != nil {
		t.Errorf("of a cluster that was never looked at: %v", got)
	}
}

func TestTheOrderOfTheList(t *testing.T) {
	b := play(t, patient(0, 0), `
		0s a@topic/1=info a@topic/over=error
		1s a@topic/1=info a@topic/2=error a@topic/3=warning
		2s a@topic/1=info a@topic/2=error a@topic/3=warning a@topic/4=error^-1h`)
	var got []string
	for _, i := range b.List("plant") {
		got = append(got, i.Cause.Subject.Name)
	}
	if s := strings.Join(got, " "); s != "4 2 3 1 over" {
		t.Errorf("%s", s)
	}
}

// TestWhatIsHandedOutStaysAsItIs holds that a list is a copy.
func TestWhatIsHandedOutStaysAsItIs(t *testing.T) {
	b := play(t, patient(0, 0), `0s a@broker/2 b@topic/x<a@broker/2`)
	before := b.List("plant")
	playOn(t, b, `5s a@broker/2=error b@topic/y<a@broker/2 b@topic/a<a@broker/2`)
	if i := before[0]; i.Severity() != finding.Warning || i.Effects[0].Count != 1 || i.Effects[0].Subjects[0] != "topic/x" {
		t.Errorf("a later look changed a list: %+v", i)
	}
}

func TestTexts(t *testing.T) {
	b := New(patient(0, 10*time.Second))
	var texts []string
	for _, look := range []struct {
		after time.Duration
		words string
	}{
		{0, "b@topic/x"},
		{5 * time.Second, "a@broker/2 b@topic/x<a@broker/2"},
		{6 * time.Second, "a@broker/2=error b@topic/x<a@broker/2 c@topic/x<b@topic/x c@topic/y<b@topic/x"},
		{7 * time.Second, "?a b@topic/x"},
		{8 * time.Second, "b@topic/x"},
		{18 * time.Second, "b@topic/x"},
		{19 * time.Second, "a@broker/2=error"},
		{20 * time.Second, ""},
		{80 * time.Second, ""},
	} {
		for _, e := range b.Update(cycle(t, epoch.Add(look.after), strings.Fields(look.words))) {
			texts = append(texts, e.Text)
		}
	}
	want := []string{
		"it is so",
		"b on topic/x follows from a on broker/2, and is told below it",
		"it is so",
		"a on broker/2 was warning and is error now: it is so",
		"2 findings of c follow from a on broker/2 now: topic/x, topic/y",
		"a on broker/2 cannot be seen any more, last at 2026-11-29 03:00:06 UTC: it counts as not over until it is looked for and is not there",
		"a on broker/2 is gone; 1 finding of what followed from it still to go",
		"a on broker/2 is back before what followed from it was over: it is so",
		"a on broker/2 is over after 1 min 15 s",
	}
	for i := range max(len(want), len(texts)) {
		if i >= len(texts) || i >= len(want) || texts[i] != want[i] {
			t.Errorf("text %d: %q", i, texts[min(i, len(texts)-1)])
		}
	}
}

func TestTheTextsOfAWindow(t *testing.T) {
	b := New(Options{})
	b.Hold(Window{ID: "w", Kind: "silence", Subject: "*", Start: epoch, End: epoch.Add(time.Minute), Reason: "drill"})
	text := func(after time.Duration, words string) string {
		return b.Update(cycle(t, epoch.Add(after), strings.Fields(words)))[0].Text
	}
	for _, c := range []struct {
		after       time.Duration
		words, want string
	}{
		{0, "a@broker/2 b@broker/2", "a on broker/2 is told to nobody: silence of *, until 2026-11-29 03:01:00 UTC: drill"},
		{30 * time.Second, "b@broker/2", "a on broker/2 is over after 30 s; nobody was told of it: silence of *, until 2026-11-29 03:01:00 UTC: drill"},
		{time.Minute, "b@broker/2", "what held b on broker/2 is over, and it is still there, since 2026-11-29 03:00:00 UTC: it is so"},
	} {
		if got := text(c.after, c.words); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestFingerprintsAreForgotten(t *testing.T) {
	p := fingerprints{}
	for i := range 2000 {
		f := named(fmt.Sprintf("a@topic/%d", i))
		if got := p.of(&f); got != f.Fingerprint() || p.of(&f) != got {
			t.Fatalf("fingerprint %s of %s", got, f.Subject)
		}
	}
	if p.trim(500); len(p) != 2000 {
		t.Errorf("%d are left while a quarter is there, want all", len(p))
	}
	if p.trim(400); len(p) != 0 {
		t.Errorf("%d are kept of what is not there any more", len(p))
	}
}

// TestActsSideBySide is for the race detector: pages read and people act while
// looks come in.
func TestActsSideBySide(t *testing.T) {
	b := New(Options{})
	var all sync.WaitGroup
	each := func(do func(i int)) {
		all.Go(func() {
			for i := range 200 {
				do(i)
			}
		})
	}
	each(func(i int) {
		b.Update(cycle(t, epoch.Add(time.Duration(i)*time.Second), []string{"a@broker/2", "b@topic/x<a@broker/2"}[:1+i%2]))
	})
	each(func(int) {
		for _, i := range b.List("plant") {
			if _, err := b.Ack(i.ID, Note{By: "anna"}); err != nil {
				t.Error(err)
			}
		}
	})
	each(func(i int) {
		b.Hold(Window{ID: "w", Subject: "*", Start: epoch})
		b.Release("w", epoch.Add(time.Duration(i)*time.Second))
		b.Windows(epoch)
	})
	all.Wait()
	if got := len(b.List("plant")); got != 1 {
		t.Errorf("%d incidents, want 1", got)
	}
}
