package store

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// fill gives every field a value of its own, so that one that is not kept is
// missed, whoever adds it.
func fill(t *testing.T, v reflect.Value, n *int) {
	*n++
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(noon.Add(time.Duration(*n) * time.Millisecond)))
	case v.Type() == reflect.TypeFor[finding.Severity]():
		v.Set(reflect.ValueOf(finding.Severity(1 + *n%3)))
	case v.Type() == reflect.TypeFor[model.Kind]():
		v.Set(reflect.ValueOf(model.Kind(1 + *n%int(model.KindFile))))
	case v.Kind() == reflect.String:
		v.SetString(fmt.Sprintf("text %d", *n))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(int64(*n))
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	default:
		t.Fatalf("no value for a field of type %s", v.Type())
	}
}

func full(t *testing.T) incident.Incident {
	var i incident.Incident
	n := 0
	fill(t, reflect.ValueOf(&i).Elem(), &n)
	return i
}

func TestEveryFieldOfAnIncidentIsKept(t *testing.T) {
	s := open(t, t.TempDir())
	want := full(t)
	must(t, s.SaveIncidents(want.Cluster, []incident.Incident{want}))
	got, err := s.Incidents(want.Cluster, noon)
	must(t, err)
	same(t, "the incident", got, []incident.Incident{want})
}

func TestEveryFieldOfAnEventIsKept(t *testing.T) {
	s := open(t, t.TempDir())
	var want incident.Event
	n := 0
	fill(t, reflect.ValueOf(&want).Elem(), &n)
	must(t, s.Append([]incident.Event{want}))
	got, err := s.Timeline(Query{})
	must(t, err)
	same(t, "the event", got, []incident.Event{want})
}

// frozen is what released versions have written. It must be read for ever.
const frozen = `{"fingerprint":"f1","cause":{"rule":"cluster/broker-missing","severity":"error",` +
	`"subject":{"cluster":"plant","kind":"quorum/voter","scope":"s","name":"2","part":"p","partition":3},"place":"pl","discriminator":"d","message":"m",` +
	`"evidence":[{"name":"n","value":"v","origin":{"file":"f","line":1,"column":2,"address":"a","default":"def"}}],"origin":{"file":"o"},"fix":"x",` +
	`"blames":[{"kind":"broker","name":"2"}],"causedBy":"c","since":1700000000000},` +
	`"effects":[{"rule":"r","severity":"warning","count":7,"subjects":["topic/a"]}],` +
	`"start":"2026-11-29T12:00:00Z","opened":"2026-11-29T12:00:01.000000001Z","resolved":"2026-11-29T12:00:02Z",` +
	`"unknown":true,"flapping":true,"held":"h","refused":"r","acked":{"by":"ada","at":"2026-11-29T12:00:03Z","until":"2026-11-29T13:00:00Z","reason":"why"}}`

func TestTheJSONOfAnIncidentStaysAsItIs(t *testing.T) {
	want := incident.Incident{
		Fingerprint: "f1",
		Cause: finding.Finding{
			Rule: "cluster/broker-missing", Severity: finding.Error, Place: "pl", Discriminator: "d", Message: "m", Fix: "x", CausedBy: "c", Since: 1700000000000,
			Subject:  model.Subject{Cluster: "plant", Kind: model.KindVoter, Scope: "s", Name: "2", Part: "p", Partition: 3},
			Evidence: []finding.Evidence{{Name: "n", Value: "v", Origin: model.Origin{File: "f", Line: 1, Column: 2, Address: "a", Default: "def"}}},
			Origin:   model.Origin{File: "o"}, Blames: []model.Subject{{Kind: model.KindBroker, Name: "2"}},
		},
		Effects: []incident.Effect{{Rule: "r", Severity: finding.Warning, Count: 7, Subjects: []string{"topic/a"}}},
		Start:   noon, Opened: noon.Add(time.Second + 1), Resolved: noon.Add(2 * time.Second), Unknown: true, Flapping: true, Held: "h", Refused: "r",
		Acked: &incident.Note{By: "ada", At: noon.Add(3 * time.Second), Until: noon.Add(time.Hour), Reason: "why"},
	}
	var got incident.Incident
	must(t, decode(frozen, &got))
	same(t, "read", got, want)
	text, err := encode(&want)
	must(t, err)
	same(t, "written", text, frozen)
}

// Times of any zone are the same moment, and none stays none.
func TestTimesOfAnIncident(t *testing.T) {
	there := time.FixedZone("there", 5*3600)
	text, err := encode(&incident.Incident{Start: noon.In(there)})
	must(t, err)
	var got incident.Incident
	must(t, decode(text, &got))
	if got.Start != noon || !got.Opened.IsZero() || !got.Resolved.IsZero() || got.Acked != nil {
		t.Errorf("got %+v", got)
	}
}

func TestWhatCannotBeReadIsTold(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no JSON":         {"{", "incident i1: unexpected end of JSON input"},
		"a severity":      {strings.Replace(frozen, `"severity":"error"`, `"severity":"fatal"`, 1), `incident i1: "fatal" is not a severity: want info, warning or error`},
		"of an effect":    {strings.Replace(frozen, `"severity":"warning"`, `"severity":""`, 1), `incident i1: "" is not a severity: want info, warning or error`},
		"a kind":          {strings.Replace(frozen, `"kind":"quorum/voter"`, `"kind":"pod"`, 1), `incident i1: "pod" is not a kind of subject`},
		"a kind to blame": {strings.Replace(frozen, `"kind":"broker"`, `"kind":"pod"`, 1), `incident i1: "pod" is not a kind of subject`},
	} {
		if err := decode(c.text, &incident.Incident{ID: "i1"}); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

// FuzzBody: no text makes the reader panic, and what is read is written so that
// it is read again.
func FuzzBody(f *testing.F) {
	f.Add(frozen)
	f.Add("{}")
	f.Add(`{"cause":{"severity":"none","subject":{"kind":""}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		var first, second incident.Incident
		if decode(text, &first) != nil {
			return
		}
		again, err := encode(&first)
		if err != nil {
			return // a year that JSON has no text for
		}
		must(t, decode(again, &second))
		third, err := encode(&second)
		if err != nil || third != again {
			t.Errorf("%s\nbecomes %s (%v)", again, third, err)
		}
	})
}
