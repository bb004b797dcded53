package metrics

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/client/produce"
	"github.com/breakwaterhq/breakwater/client/refresh"
)

// fake is a guard that says what it is told to say.
type fake struct {
	counts  produce.Counts
	numbers produce.Numbers
	load    produce.Load
	latency produce.Latency
	age     time.Duration
	level   refresh.Level
	missing []string
	brokers map[int32]produce.Broker
}

func (f *fake) Counts() produce.Counts                   { return f.counts }
func (f *fake) Numbers() produce.Numbers                 { return f.numbers }
func (f *fake) Load() produce.Load                       { return f.load }
func (f *fake) Latency() produce.Latency                 { return f.latency }
func (f *fake) Metadata() (time.Duration, refresh.Level) { return f.age, f.level }
func (f *fake) Missing() []string                        { return f.missing }
func (f *fake) Brokers() map[int32]produce.Broker        { return f.brokers }

var _ Guard = (*produce.Guard)(nil)

// rows are what a reader reads, a line for each sample.
func rows(t *testing.T, r *Reader) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, s := range r.Read() {
		name := s.Family.Prometheus()
		if len(s.Labels) != len(s.Family.Labels) {
			t.Errorf("%s has labels %q, and the family %q", name, s.Labels, s.Family.Labels)
		}
		for i, l := range s.Family.Labels {
			name += fmt.Sprintf(" %s=%s", l, s.Labels[i])
		}
		if _, twice := out[name]; twice {
			t.Errorf("%s is there twice", name)
		}
		if out[name] = fmt.Sprint(s.Value); s.Family.Kind == Histogram {
			out[name] = fmt.Sprint(s.Latency.Count, s.Latency.Sum)
		}
	}
	return out
}

func reader(t *testing.T, g Guard, o Options) *Reader {
	t.Helper()
	r, err := New(g, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestWhatAGuardTells is what is read, each number once and under its own name.
func TestWhatAGuardTells(t *testing.T) {
	r := reader(t, &fake{
		counts: produce.Counts{
			Told:     map[produce.Kind]uint64{produce.Persisted: 1000, produce.NotPersisted: 2, produce.InDoubt: 3, produce.Rejected: 4},
			Settled:  map[produce.Kind]uint64{produce.Persisted: 5, produce.NotPersisted: 6},
			Failed:   map[string]uint64{"MESSAGE_TOO_LARGE": 7, "policy:mine": 8},
			Topics:   map[string]uint64{"a": 9, "b": 10, "c": 11, "": 12},
			Observed: map[string]uint64{"headers": 13},
			Again:    29,
		},
		numbers: produce.Numbers{Owed: 14, InDoubt: 15, Lost: 16},
		load:    produce.Load{Oldest: 1700 * time.Millisecond, Within: 18 * time.Second, Used: 19, Budget: 20},
		latency: produce.Latency{Count: 21, Sum: 22 * time.Second},
		age:     23 * time.Second, level: refresh.Stale,
		missing: []string{"options"},
		brokers: map[int32]produce.Broker{1: {Limit: 24, InFlight: 25, Held: 29, Waiting: 26, RoundTrip: 27 * time.Second, Cuts: 28}, 12: {}},
	}, Options{Topics: 2})
	got := rows(t, r)
	for name, want := range map[string]string{
		"records_total outcome=persisted": "1000", "records_total outcome=not_persisted": "2", "records_total outcome=in_doubt": "3", "records_total outcome=rejected": "4",
		"settled_total outcome=persisted": "5", "settled_total outcome=not_persisted": "6",
		"failures_total reason=MESSAGE_TOO_LARGE": "7", "failures_total reason=policy:mine": "8", "failures_total reason=time": "0",
		"failures_total reason=RECORD_LIST_TOO_LARGE": "0", "failures_total reason=policy:sizes": "0", "failures_total reason=room": "0", "failures_total reason=held": "0", "resent_total": "29",
		"failures_total reason=closed": "0", "failures_total reason=client": "0", "failures_total reason=record": "0",
		"topic_failures_total topic=a": "9", "topic_failures_total topic=b": "10", "topic_failures_total topic=(others)": "23",
		"observed_total policy=headers": "13", "pending_records": "14", "in_doubt_records": "15", "unsettled_total": "16",
		"oldest_record_age_seconds": "1.7", "within_seconds": "18", "budget_used_bytes": "19", "budget_bytes": "20", "latency_seconds": "21 22s",
		"metadata_age_seconds": "23", "metadata_state state=fresh": "0", "metadata_state state=stale": "1", "metadata_state state=old": "0", "missing": "1",
		"broker_limit_bytes broker=1": "24", "broker_in_flight_bytes broker=1": "25", "broker_waiting_bytes broker=1": "26", "broker_held_bytes broker=1": "29", "broker_round_trip_seconds broker=1": "27", "broker_cuts_total broker=1": "28",
		"broker_limit_bytes broker=12": "0", "broker_in_flight_bytes broker=12": "0", "broker_waiting_bytes broker=12": "0", "broker_held_bytes broker=12": "0", "broker_round_trip_seconds broker=12": "0", "broker_cuts_total broker=12": "0",
	} {
		if name = "breakwater_client_" + name; got[name] != want {
			t.Errorf("%s is %q, want %s", name, got[name], want)
		}
		delete(got, name)
	}
	if len(got) > 0 {
		t.Errorf("read as well: %v", got)
	}
}

// TestWhatIsNotKnownIsAbsent, and is not 0.
func TestWhatIsNotKnownIsAbsent(t *testing.T) {
	for name := range rows(t, reader(t, &fake{}, Options{})) {
		if strings.Contains(name, "metadata") || strings.Contains(name, "topic") || strings.Contains(name, "observed") || strings.Contains(name, "broker") {
			t.Errorf("%s is told of a guard that knows nothing", name)
		}
	}
	if _, err := New(nil, Options{}); err == nil {
		t.Error("nil is read")
	}
}

// TestNoCounterFalls, whatever topics fail in whatever order, and few of them are named.
func TestNoCounterFalls(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	f := &fake{counts: produce.Counts{Topics: map[string]uint64{}}}
	r := reader(t, f, Options{Topics: 5})
	before := map[string]string{}
	for range 300 {
		for range rng.IntN(3) {
			f.counts.Topics[fmt.Sprint("t", rng.IntN(20))] += rng.Uint64N(100)
		}
		now, named := rows(t, r), 0
		for name, value := range now {
			if !strings.Contains(name, "topic=") {
				continue
			}
			named++
			var was, is float64
			fmt.Sscan(before[name], &was)
			if fmt.Sscan(value, &is); is < was {
				t.Fatalf("%s falls from %v to %v", name, was, is)
			}
		}
		if named > 6 {
			t.Fatalf("%d topics are named", named)
		}
		before = now
	}
}

// TestConventions of both worlds hold for each family.
func TestConventions(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Families() {
		name := f.Prometheus()
		if seen[name] {
			t.Errorf("%s is there twice", name)
		}
		seen[name] = true
		if !regexp.MustCompile(`^breakwater\.client(\.[a-z]+(_[a-z]+)*)+$`).MatchString(f.Name) {
			t.Errorf("%s is no name", f.Name)
		}
		if strings.HasSuffix(name, "_total") != (f.Kind == Counter) || f.Unit == "1" {
			t.Errorf("%s is a %s in %q", name, f.Kind, f.Unit)
		}
		if f.Help == "" || !strings.HasSuffix(f.Help, ".") || strings.ContainsAny(f.Help, "\n|") {
			t.Errorf("%s has the help %q", name, f.Help)
		}
		if (f.read == nil) != (f.Kind == Histogram) {
			t.Errorf("%s cannot be read", name)
		}
	}
}
