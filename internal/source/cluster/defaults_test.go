package cluster

import (
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// sharing adds dynamic defaults of the cluster to what brokers tell of
// themselves: of says what each tells, by names and values.
func (f *fake) sharing(of func(node int32) []string) {
	f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
		d, is := resp.(*kmsg.DescribeConfigsResponse)
		if !is || !ofType(kmsg.ConfigResourceTypeBroker)(req) || len(d.Resources) != 1 {
			return resp
		}
		told := of(node)
		for i := 0; i+1 < len(told); i += 2 {
			d.Resources[0].Configs = append(d.Resources[0].Configs, setting(told[i], told[i+1], shared))
		}
		return resp
	}
}

// toldBy is what a broker tells as the defaults of the cluster.
func toldBy(b *model.Broker) string {
	var out []string
	for _, s := range b.Seen.Defaults.Settings() {
		out = append(out, s.Name+"="+s.Value.Raw())
	}
	return strings.Join(out, " ")
}

// ticking are options whose clock goes on by a second each time that it is read.
func ticking(t *testing.T, f *fake) Options {
	o := options(t, f.bootstrap())
	o.Now = clock(time.Second)
	return o
}

// clock goes on by a step each time that it is read. Several goroutines may.
func clock(step time.Duration) func() time.Time {
	now := make(chan time.Time, 1)
	now <- time.Unix(1_800_000_000, 0)
	return func() time.Time {
		at := (<-now).Add(step)
		now <- at
		return at
	}
}

func brokerSettingsAsked(f *fake) int { return f.count(kmsg.NewPtrDescribeConfigsRequest().Key()) }

// TestDefaultsThatAllTell are asked for once.
func TestDefaultsThatAllTell(t *testing.T) {
	f := begin(t, 3)
	f.sharing(func(node int32) []string {
		if node == 1 {
			return []string{"message.max.bytes", "2000000", "log.cleaner.threads", "2"}
		}
		return []string{"log.cleaner.threads", "2", "message.max.bytes", "2000000"}
	})
	s := scan(t, ticking(t, f))
	for id := range int32(3) {
		b := s.broker(t, id)
		if got := toldBy(b); got != "log.cleaner.threads=2 message.max.bytes=2000000" || b.Seen.DefaultsFor != 0 {
			t.Errorf("broker %d tells %s for %d ms", id, got, b.Seen.DefaultsFor)
		}
		if own := b.Dynamic.Get("log.cleaner.threads"); own.Raw() != "2" {
			t.Errorf("broker %d: the dynamic value is %q", id, own.Raw())
		}
	}
	if n, want := brokerSettingsAsked(f), 3+1; n != want { // the topics, too
		t.Errorf("%d requests for settings, want %d", n, want)
	}
}

// TestDefaultsThatDifferAreAskedTwice, so that a change that only some have heard
// of is no difference.
func TestDefaultsThatDifferAreAskedTwice(t *testing.T) {
	for name, c := range map[string]struct {
		second string // what broker 2 tells when it is asked again
		kept   bool   // it has told the same twice
	}{"a moment later it is there": {"2", false}, "it is not": {"1", true}} {
		f := begin(t, 3)
		asked := 0
		f.sharing(func(node int32) []string {
			if node != 2 {
				return []string{"log.cleaner.threads", "2"}
			}
			if asked++; asked == 1 {
				return []string{"log.cleaner.threads", "1"}
			}
			return []string{"log.cleaner.threads", c.second}
		})
		s := scan(t, ticking(t, f))
		if b := s.broker(t, 2); toldBy(b) != "log.cleaner.threads="+c.second || (b.Seen.DefaultsFor > 0) != c.kept {
			t.Errorf("%s: broker 2 tells %s for %d ms", name, toldBy(b), b.Seen.DefaultsFor)
		}
		if b := s.broker(t, 0); b.Seen.DefaultsFor == 0 || b.Config.Len() != 2 {
			t.Errorf("%s: broker 0 tells the same for %d ms, and %d static settings", name, b.Seen.DefaultsFor, b.Config.Len())
		}
		if len(s.Gaps) > 0 {
			t.Errorf("%s: gaps %v", name, s.gaps())
		}
	}
}

// TestASecondAnswerThatFails takes nothing away from what was told.
func TestASecondAnswerThatFails(t *testing.T) {
	f := begin(t, 2)
	asked := 0
	f.sharing(func(node int32) []string { return []string{"log.cleaner.threads", string('1' + node)} })
	f.cut = func(node int32, req kmsg.Request) bool {
		if _, is := req.(*kmsg.DescribeConfigsRequest); !is || node != 1 || !ofType(kmsg.ConfigResourceTypeBroker)(req) {
			return false
		}
		asked++
		return asked > 1
	}
	s := scan(t, ticking(t, f))
	if b := s.broker(t, 1); !b.Seen.ConfigKnown || toldBy(b) != "log.cleaner.threads=2" || b.Seen.DefaultsFor != 0 || len(s.Gaps) > 0 {
		t.Errorf("known %v, %s for %d ms, gaps %v", b.Seen.ConfigKnown, toldBy(b), b.Seen.DefaultsFor, s.gaps())
	}
}

// TestAWatchAsksWhileDefaultsDiffer, in looks that do not want settings, and not
// for ever.
func TestAWatchAsksWhileDefaultsDiffer(t *testing.T) {
	f := begin(t, 2)
	late := true
	f.sharing(func(node int32) []string {
		if node == 1 && late {
			return nil
		}
		return []string{"log.cleaner.threads", "2"}
	})
	now := time.Unix(1_800_000_000, 0)
	o := options(t, f.bootstrap())
	o.Now = func() time.Time { return now }
	s := NewSteady(o)
	t.Cleanup(s.Close)
	w := watcher{s, t}
	asks := func(want model.Facts) (seen, bool) {
		before := brokerSettingsAsked(f)
		s := w.look(want)
		return s, brokerSettingsAsked(f)-before > 0
	}
	w.look(seldom)
	for i := range int64(20) {
		now = now.Add(5 * time.Second)
		s, asked := asks(often)
		told := s.broker(t, 1).Seen.DefaultsFor
		if want := min(5*(i+1), 60); told != want*1000 || asked != (i < 12) {
			t.Errorf("look %d: it has told the same for %d ms, and is asked: %v", i, told, asked)
		}
	}
	f.locked(func() { late = false })
	now = now.Add(5 * time.Second)
	if s := w.look(seldom); toldBy(s.broker(t, 1)) != "log.cleaner.threads=2" || s.broker(t, 1).Seen.DefaultsFor != 0 {
		t.Errorf("it tells %s for %d ms", toldBy(s.broker(t, 1)), s.broker(t, 1).Seen.DefaultsFor)
	}
	if _, asked := asks(often); asked {
		t.Error("they agree, and are asked all the same")
	}
}

// TestABrokerThatIsBackTellsItsSettingsAtOnce.
func TestABrokerThatIsBackTellsItsSettingsAtOnce(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	f.locked(func() { f.cut = func(node int32, _ kmsg.Request) bool { return node == 1 } })
	if s := w.look(seldom); s.broker(t, 1).Seen.ConfigKnown {
		t.Error("it does not answer, and its settings are known")
	}
	f.locked(func() { f.cut = nil })
	if s := w.look(often); !s.broker(t, 1).Seen.ConfigKnown || s.broker(t, 1).Config.Len() != 2 {
		t.Errorf("known %v", s.broker(t, 1).Seen.ConfigKnown)
	}
	before := brokerSettingsAsked(f)
	if w.look(often); brokerSettingsAsked(f) != before {
		t.Error("it is asked again and again")
	}
}

// TestHiddenValuesAreAlike: that there is one is all that can be told of them.
func TestHiddenValuesAreAlike(t *testing.T) {
	hidden := func(name string) (c model.Config) {
		c.Set(name, model.UnknownValue("", "Kafka does not show it", model.Origin{}), model.Origin{})
		return c
	}
	known := func(name, value string) (c model.Config) {
		c.Set(name, model.KnownValue(value, model.Origin{}), model.Origin{})
		return c
	}
	for name, c := range map[string]struct {
		a, b  model.Config
		alike bool
	}{
		"nothing":              {model.Config{}, model.Config{}, true},
		"two hidden ones":      {hidden("a"), hidden("a"), true},
		"of other names":       {hidden("a"), hidden("b"), false},
		"one is not hidden":    {hidden("a"), known("a", ""), false},
		"another value":        {known("a", "1"), known("a", "2"), false},
		"one does not have it": {known("a", "1"), model.Config{}, false},
	} {
		if got := alike(c.a, c.b); got != c.alike {
			t.Errorf("%s: alike %v", name, got)
		}
	}
}
