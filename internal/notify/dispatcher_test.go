package notify

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// script is what happens, and what one receiver is told.
type script struct {
	name  string
	kind  string // people, labels (as a webhook) or machine (as Alertmanager)
	steps []string
	until time.Duration
	want  []string
}

var scripts = []script{
	{"people hear of an alert once, and of its end once", "people",
		[]string{"0s a=error", "5s a=error", "1h a=error/over", "61m a=error/over", "62m"}, 2 * time.Hour,
		[]string{"0s a=error", "1h0m0s a=error/over"}},
	{"machines hear of it again and again", "machine",
		[]string{"0s a=error", "150s a=error/over"}, 10 * time.Minute,
		[]string{"0s a=error", "1m0s a=error", "2m0s a=error", "2m30s a=error/over"}},
	{"a severity that rises is told at once", "people",
		[]string{"0s a=warning", "5s a=error", "10s a=error"}, time.Hour,
		[]string{"0s a=warning", "5s a=error"}},
	{"to whom labels are the identity it is another alert", "labels",
		[]string{"0s a=warning", "5s a=error", "10s a=error/over"}, time.Hour,
		[]string{"0s a=warning", "5s a=warning/over a=error", "10s a=error/over"}},
	{"a severity that rises and falls again", "machine",
		[]string{"0s a=warning", "5s a=error", "10s a=warning", "15s a=warning/over"}, time.Hour,
		[]string{"0s a=warning", "5s a=warning/over a=error", "10s a=error/over a=warning", "15s a=warning/over"}},
	{"an end under labels that were never told ends what was told", "labels",
		[]string{"0s a=warning", "1s down", "2s a=error", "3s a=error/over", "4s up"}, time.Hour,
		[]string{"0s a=warning", "5s a=warning/over"}},
	{"other words wait until people had some peace", "people",
		[]string{"0s a=error~1", "5s a=error~2", "10s a=error~3", "15s a=error~1"}, 30 * time.Minute,
		[]string{"0s a=error"}},
	{"other words are told then", "people",
		[]string{"0s a=error~1", "5s a=error~2"}, 30 * time.Minute,
		[]string{"0s a=error", "10m0s a=error"}},
	{"advice is not told, and what is told is told to its end", "people",
		[]string{"0s a=info b=warning", "5s a=info b=info", "10s a=info/over b=info/over"}, time.Hour,
		[]string{"0s b=warning", "5s b=info", "10s b=info/over"}},
	{"heartbeats are for machines", "people",
		[]string{"0s h=none"}, time.Hour, nil},
	{"a heartbeat ends with its watch, an alert does not", "machine",
		[]string{"0s a=error h=none", "5s a=error h=none"}, 4 * time.Minute,
		[]string{"0s a=error h=none", "1m0s a=error h=none", "2m0s a=error h=none", "3m0s a=error", "4m0s a=error"}},
	{"what ended before it was seen is nothing to tell", "people",
		[]string{"0s a=error/over"}, time.Hour, nil},
	{"what is held is neither told nor over", "people",
		[]string{"0s a=error", "5s ", "10s b=error", "15s a=error b=error", "20s a=error/over b=error"}, time.Hour,
		[]string{"0s a=error", "10s b=error", "20s a=error/over"}},
	{"what is held is not told again to machines", "machine",
		[]string{"0s a=error", "5s", "10m a=error", "10m10s a=error/over"}, time.Hour,
		[]string{"0s a=error", "10m0s a=error", "10m10s a=error/over"}},
	{"what is held before it is told is not told", "people",
		[]string{"0s down", "1s a=error", "2s", "3s up"}, time.Hour, nil},
	{"what comes back under the same key is told again", "people",
		[]string{"0s a=error", "5s a=error/over", "10s a=error"}, time.Hour,
		[]string{"0s a=error", "5s a=error/over", "10s a=error"}},
	{"the newest state wins", "people",
		[]string{"0s down", "1s a=warning", "5s a=error", "9s a=warning", "20s a=error", "25s up"}, time.Hour,
		[]string{"32s a=error"}},
	{"an outage that came and went is told", "people",
		[]string{"0s down", "1s a=error", "60s a=error/over", "100s", "200s up"}, time.Hour,
		[]string{"4m4s a=error/late", "5m4s a=error/over"}},
	{"an outage that came and went is told to machines, too, and its end not too soon", "machine",
		[]string{"0s down", "1s a=error b=error", "60s a=error/over b=error", "100s b=error", "200s up"}, 400 * time.Second,
		[]string{"4m4s b=error a=error/late", "5m4s b=error a=error/over", "6m4s b=error"}},
	{"an end that waits is told once the receiver is back, once", "people",
		[]string{"0s a=error", "1s down", "2s a=error/over", "3s", "100s up"}, time.Hour,
		[]string{"0s a=error", "2m5s a=error/over"}},
	{"the end of one is not the end of another with the same labels", "machine",
		[]string{"0s a=error", "5s a=error/over a'=error", "10s a'=error", "15s a'=error/over"}, time.Hour,
		[]string{"0s a=error", "5s a'=error", "15s a'=error/over"}},
	{"a pause that is asked for is obeyed", "people",
		[]string{"0s 429", "1s a=error", "2s up"}, time.Hour,
		[]string{"1m31s a=error"}},
	{"what is refused is asked again after a while, and stands in nobody's way", "people",
		[]string{"0s 400", "1s a=error", "2s up", "3s a=error b=error"}, time.Hour,
		[]string{"3s b=error", "10m1s a=error"}},
	{"what is refused is asked at once when it is another", "people",
		[]string{"0s 400", "1s a=error", "2s up", "3s a=warning"}, time.Hour,
		[]string{"3s a=warning"}},
	{"one that is refused does not take the others with it", "machine",
		[]string{"0s no bad", "1s a=error bad=error c=error"}, 30 * time.Second,
		[]string{"1s a=error", "1s c=error"}},
	{"alerts that are sent again keep step", "machine",
		[]string{"0s a=error", "40s a=error b=error"}, 130 * time.Second,
		[]string{"0s a=error", "40s a=error b=error", "1m40s a=error b=error"}},
	{"the end of a late one does not keep step", "machine",
		[]string{"0s down", "1s a=error", "2s a=error/over", "3s up", "50s a=error/over b=error"}, 70 * time.Second,
		[]string{"4s a=error/late", "50s b=error", "1m4s a=error/over"}},
	{"what is held does not keep what is over alive", "machine",
		[]string{"0s a=error", "1s a=error a'=error", "2s a=error", "3s a=error/over"}, time.Hour,
		[]string{"0s a=error", "1s a'=error", "3s a=error/over"}},
	{"an outage that became milder before it ended is told", "people",
		[]string{"0s down", "1s a=error", "2s a=info/over", "3s up"}, time.Hour,
		[]string{"4s a=info/late", "1m4s a=info/over"}},
	{"what is held while it is told is known to be told", "people",
		[]string{"0s slow", "1s a=error", "2s ", "10s up", "11s a=error/over"}, time.Hour,
		[]string{"6s a=error", "11s a=error/over"}},
	{"what changes while it is told is told next", "people",
		[]string{"0s slow", "1s a=warning", "2s a=error", "3s a=error/over"}, time.Hour,
		[]string{"6s a=warning", "11s a=error/over"}},
	{"a receiver that hangs is given up in time", "people",
		[]string{"0s hang", "1s a=error", "5s up"}, time.Hour,
		[]string{"12s a=error"}},
}

func TestScripts(t *testing.T) {
	for _, s := range scripts {
		t.Run(s.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				stage := newStage(t, s.kind, Options{})
				for _, step := range s.steps {
					stage.play(step)
				}
				stage.until(s.until)
				stage.close()
				stage.told(s.want...)
			})
		})
	}
}

func TestTriesBecomeRarer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, "people", Options{})
		s.play("0s down")
		s.play("0s a=error")
		for i := 1; i < 60; i++ { // news do not hurry a receiver that fails
			s.play((time.Duration(i) * 5 * time.Second).String() + " a=error")
		}
		s.close()
		var want []time.Duration
		for _, seconds := range []int{0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 295} {
			want = append(want, time.Duration(seconds)*time.Second)
		}
		if !slices.Equal(s.f.tries, want) { // the last is the one of Close
			t.Errorf("tried at %v, want %v", s.f.tries, want)
		}
		st := s.d.Status()[0]
		if st.Failed != int64(len(want)) || st.Sent != 0 || st.Pending != 1 || !st.Delivered.IsZero() ||
			st.Error != errDown.Error() || !st.Since.Equal(s.start) {
			t.Errorf("status %+v: want every try counted, one alert pending, failing since the start", st)
		}
	})
}

func TestStatusOfAReceiverThatIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, "people", Options{})
		s.play("0s down")
		s.play("0s a=error b=error")
		s.play("2s up")
		s.until(time.Minute)
		st := s.d.Status()[0]
		if st.Name != "people" || st.Failed != 2 || st.Sent != 2 || st.Pending != 0 || st.Error != "" || !st.Since.IsZero() ||
			!st.Delivered.Equal(s.start.Add(3*time.Second)) {
			t.Errorf("status %+v: want two sent at 3s after two failures, and no error left", st)
		}
		s.close()
	})
}

func TestNoMoreThanTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, "people", Options{Routes: []Route{{PerMinute: 2}}})
		s.play("0s a=warning b=error c=warning d=error e=error")
		s.play("65s a=warning b=error c=warning d=error e=error f=error")
		s.until(time.Hour)
		s.close()
		s.told("0s b=error", "0s d=error", "1m0s e=error", "1m0s a=warning", "2m0s f=error", "2m0s c=warning")
	})
}

func TestOneThatHangsDelaysNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck := &fake{name: "stuck", start: time.Now(), state: "hang"}
		well := &fake{name: "well", start: time.Now()}
		d, err := New(Options{Routes: []Route{{To: stuck}, {To: well}}, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		d.Update([]Alert{{Key: "a", Labels: map[string]string{LabelSeverity: "error"}}})
		synctest.Wait()
		if st := d.Status(); st[0].Sent != 0 || st[1].Sent != 1 {
			t.Errorf("status %+v: want the second to have its alert at once", st)
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := d.Close(ctx); err == nil || !strings.Contains(err.Error(), "stuck was not told of 1 alert") || strings.Contains(err.Error(), "well") {
			t.Errorf("Close says %v; want it to name stuck alone", err)
		}
	})
}

func TestCloseDeliversWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, "people", Options{})
		s.play("0s down")
		s.play("0s a=error b=error")
		s.play("20s up") // the next try would be at 31s
		before := time.Now()
		if err := s.d.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if took := time.Since(before); took != 0 {
			t.Errorf("Close took %s; want it to try at once", took)
		}
		s.told("20s a=error", "20s b=error")
		s.d.Update(nil) // late, and harmless
		if err := s.d.Close(context.Background()); err != nil {
			t.Errorf("a second Close says %v", err)
		}
	})
}

func TestWhatTheCallerChangesLaterIsNotTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, "people", Options{})
		s.play("0s down")
		list := s.alerts("a=error")
		s.d.Update(list)
		synctest.Wait()
		list[0].Labels[LabelSeverity] = "warning"
		s.f.be("")
		s.until(time.Minute)
		s.close()
		s.told("1s a=error")
	})
}

func TestTheMildestSeverityOfARoute(t *testing.T) {
	for min, want := range map[finding.Severity]string{
		finding.None: "a=error b=warning x=", finding.Info: "a=error b=warning x= c=info", finding.Error: "a=error x=",
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, "people", Options{Routes: []Route{{Min: min}}})
			s.play("0s a=error b=warning c=info x=")
			s.close()
			slices.Sort(s.f.told)
			expected := strings.Fields(want)
			slices.Sort(expected)
			for i := range expected {
				expected[i] = "0s " + expected[i]
			}
			s.told(expected...)
		})
	}
}

func TestTwoOfOneNameAreRefused(t *testing.T) {
	_, err := New(Options{Routes: []Route{{To: &fake{name: "x"}}, {To: &fake{name: "x"}}}, Now: time.Now})
	if err == nil || !strings.Contains(err.Error(), "two receivers of alerts are called x") {
		t.Errorf("New says %v", err)
	}
}

func TestAnEndIsDroppedAfterAWeek(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, "people", Options{})
		s.play("0s down")
		s.play("1s a=error")
		s.play("2s a=error/over")
		s.play("167h ")
		if n := s.d.Status()[0].Pending; n != 1 {
			t.Errorf("%d alerts wait after 167 h, want 1", n)
		}
		s.play("169h ")
		if n := s.d.Status()[0].Pending; n != 0 {
			t.Errorf("%d alerts wait after a week, want none", n)
		}
		s.close()
	})
}

func TestPauses(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for _, c := range []struct {
		failures int
		chance   float64
		asked    time.Duration
		want     time.Duration
	}{
		{0, 0, 0, time.Second}, {0, 1, 0, time.Second / 2}, {3, 0, 0, 8 * time.Second}, {3, 0.5, 0, 6 * time.Second},
		{6, 0, 0, time.Minute}, {1000, 0, 0, time.Minute}, {1000, 1, 0, 30 * time.Second},
		{0, 0, 90 * time.Second, 90 * time.Second}, {0, 0, 24 * time.Hour, 5 * time.Minute}, {5, 0, time.Second, 32 * time.Second},
	} {
		p := pace{failures: c.failures, chance: func() float64 { return c.chance }}
		if got := p.failed(now, c.asked); got != c.want || !p.next(now).Equal(now.Add(c.want)) {
			t.Errorf("after %d failures, chance %v, asked for %s: %s, next at %s; want %s",
				c.failures, c.chance, c.asked, got, p.next(now).Sub(now), c.want)
		}
	}
}

func TestOnlyARefusalIsOne(t *testing.T) {
	for code, want := range map[int]bool{400: true, 413: true, 422: true, 401: false, 403: false, 404: false, 429: false, 500: false, 503: false, 302: false} {
		if got := isRefusal(&Failure{Code: code}); got != want {
			t.Errorf("%d is a refusal: %v, want %v", code, got, want)
		}
	}
	if isRefusal(errors.New("x")) || isRefusal(nil) {
		t.Error("what is no answer is no refusal")
	}
}
