package live

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/test/outside"
)

// doomed is a topic whose records are old, and will be deleted soon.
type doomed struct {
	topic   string
	records int64
	at      time.Time // when retention allows it
}

// doom makes such a topic. It is there before the watch begins, because a record
// that comes in old is left alone until Kafka has had time to look at it.
func doom(t *testing.T, in *theatre) doomed {
	t.Helper()
	const topic, records, age, left = "archive", 500, time.Hour, 100 * time.Second
	create(t, in.admin, topic, 1, 3, "retention.ms", strconv.FormatInt((age+left).Milliseconds(), 10))
	at := time.Now()
	backlog(t, in.cluster, topic, 1, records, at.Add(-age))
	return doomed{topic, records, at.Add(left)}
}

// span reads a length of time in a sentence.
func span(t *testing.T, text string) time.Duration {
	t.Helper()
	units := map[string]time.Duration{"ms": time.Millisecond, "s": time.Second, "min": time.Minute, "h": time.Hour, "d": 24 * time.Hour}
	var out time.Duration
	for _, part := range regexp.MustCompile(`(\d+) (ms|s|min|h|d)\b`).FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(part[1])
		if err != nil {
			t.Fatal(err)
		}
		out += time.Duration(n) * units[part[2]]
	}
	return out
}

// spanAfter is the length of time behind some words of an alert.
func (a alert) spanAfter(t *testing.T, words string) time.Duration {
	t.Helper()
	text := a.Annotations["summary"] + "\n" + a.Annotations["description"]
	_, rest, found := strings.Cut(text, words)
	if !found {
		t.Fatalf("the alert does not say %q:\n%s", words, text)
	}
	return span(t, regexp.MustCompile(`^[^:;,.()]*`).FindString(rest))
}

// ends is when a countdown ends that an incident, RULE SUBJECT, tells behind some
// words. It counts from the look that it was made of: the receiver gets it later.
func (w *watched) ends(incident, words string) time.Time {
	w.t.Helper()
	i, there := w.incidents()[incident]
	if !there || i.Seen == nil {
		w.t.Fatalf("there is no %s", incident)
	}
	text := alert{outside.Alert{Annotations: map[string]string{"summary": i.Message}}}
	return i.Seen.Add(text.spanAfter(w.t, words))
}

// TestM46_DataIsAtRiskAndThenLost: a group reads so slowly that retention
// deletes records that it has not read.
func TestM46_DataIsAtRiskAndThenLost(t *testing.T) {
	s := onStage(t, "group/data-at-risk group/historian", "group/data-lost group/historian/archive/0", "group/lag-too-old group/historian")
	began := time.Now()
	m := s.join(t, work{group: "historian", topic: s.doomed.topic, commit: time.Second, pace: each(1)})
	fired := s.watch.expect(time.Minute, began, "firing", "group/data-at-risk", "group/historian")
	ends := s.watch.ends("group/data-at-risk group/historian", "the group loses data in ")
	fired.says(t, "the group loses data in ", "archive/0", "retention.ms", "--entity-name archive --add-config retention.ms=")

	eventually(t, 2*time.Minute, "the end is near", func() bool { return time.Until(s.doomed.at) < 10*time.Second })
	m.becomes(func(w *work) { w.pace = each(0) })
	var gone time.Time
	eventually(t, time.Minute, "the records are deleted", func() bool {
		starts, err := s.admin.ListStartOffsets(t.Context(), s.doomed.topic)
		at, ok := starts.Lookup(s.doomed.topic, 0)
		gone = time.Now()
		return err == nil && ok && at.Offset > 0
	})
	late := gone.Sub(ends)
	t.Logf("told %s before the loss, which came %s after the countdown ended", gone.Sub(fired.At).Round(time.Second), late.Round(100*time.Millisecond))
	if late < -2*time.Second || late > deletes+2*time.Second { // the countdown has whole seconds
		t.Errorf("the countdown was wrong by %s; Kafka looks every %s", late, deletes)
	}
	lost := s.watch.expect(30*time.Second, gone.Add(-looks), "firing", "group/data-lost", "group/historian/archive/0")
	committed, err := s.admin.FetchOffsets(t.Context(), "historian")
	if err != nil {
		t.Fatal(err)
	}
	at, _ := committed.Lookup(s.doomed.topic, 0)
	lost.says(t, fmt.Sprintf("committed offset %d of archive/0", at.At), fmt.Sprintf("up to %d records were deleted", s.doomed.records-at.At), "auto.offset.reset")
}

// TestM46_ManyGroupsThatAreGoneAreOneLine: 200 groups without members are told
// once, as an information, and wake nobody.
func TestM46_ManyGroupsThatAreGoneAreOneLine(t *testing.T) {
	s := onStage(t)
	create(t, s.admin, "history", 1, 3)
	backlog(t, s.cluster, "history", 1, 10, time.Now())
	began := time.Now()
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() { commit(t, s.admin, fmt.Sprintf("zombie-%03d", i), "history", 3) })
	}
	all.Wait()
	eventually(t, offsetsKept, "all of them are told", func() bool {
		one := s.about(t, "zombie-")
		return one.Total > 0 && strings.HasPrefix(one.Items[0].Message, "2")
	})
	for time.Since(began) < offsetsKept-5*time.Second {
		if one := s.about(t, "zombie-"); one.Total != 1 || one.Items[0].Rule != "group/abandoned" || one.Items[0].Severity != "info" ||
			!regexp.MustCompile(`^2\d\d groups have no member`).MatchString(one.Items[0].Message) {
			t.Fatalf("%s after they came, %d incidents are about them: %+v", time.Since(began).Round(time.Second), one.Total, one.Items)
		}
		wait(t.Context(), looks)
	}
}

// about are the incidents that name something.
func (s *stage) about(t *testing.T, word string) (out api.List[api.Incident]) {
	t.Helper()
	var all api.Incidents
	s.watch.ask("/api/v1/incidents?limit=1000", &all)
	for _, in := range all.Items {
		if in.State != "resolved" && strings.Contains(in.Subject+" "+in.Message, word) {
			out.Items = append(out.Items, in)
		}
	}
	out.Total = len(out.Items)
	return out
}

// sees tells whether the watch sees a group in a state.
func (s *stage) sees(t *testing.T, group, state string) bool {
	t.Helper()
	var all api.Groups
	s.watch.ask("/api/v1/groups?limit=1000", &all)
	return slices.ContainsFunc(all.Items, func(g api.Group) bool { return g.ID == group && g.State == state })
}

// TestM46_OffsetsExpireWhenToldTo: the offsets of a group without members are
// gone when the countdown said so.
func TestM46_OffsetsExpireWhenToldTo(t *testing.T) {
	s := onStage(t, "group/offsets-expiring group/seasonal")
	create(t, s.admin, "sales", 1, 3)
	backlog(t, s.cluster, "sales", 1, 100, time.Now())
	t.Run("joined", func(t *testing.T) {
		s.join(t, work{group: "seasonal", topic: "sales", commit: time.Second, stays: true})
		eventually(t, time.Minute, "the watch has seen it read all", func() bool {
			if !s.sees(t, "seasonal", "Stable") {
				return false
			}
			p, _ := s.partition(t, "seasonal", "sales", 0)
			return p.Committed.Value != nil && *p.Committed.Value == 100
		})
	})
	left := time.Now()
	s.watch.expect(offsetsKept, left, "firing", "group/offsets-expiring", "group/seasonal")
	ends := s.watch.ends("group/offsets-expiring group/seasonal", "Kafka forgets the committed offsets of the group in ")
	var gone time.Time
	eventually(t, 2*offsetsKept, "the offsets are gone", func() bool {
		got, err := s.admin.FetchOffsets(t.Context(), "seasonal")
		gone = time.Now()
		_, there := got.Lookup("sales", 0)
		return err == nil && !there
	})
	late := gone.Sub(ends)
	t.Logf("gone %s after the last member, %s after the countdown ended", gone.Sub(left).Round(100*time.Millisecond), late.Round(100*time.Millisecond))
	const checks = time.Second
	if late < -looks-time.Second || late > looks+checks+time.Second { // the watch may see a look late that it is empty, and Kafka that it is due
		t.Errorf("the countdown was wrong by %s; Kafka looks every %s, and the watch every %s", late, checks, looks)
	}
}
