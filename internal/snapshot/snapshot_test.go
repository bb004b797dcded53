package snapshot

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func written(t testing.TB, s *model.Snapshot) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func read(t testing.TB, text string) (*model.Builder, time.Time) {
	t.Helper()
	b := model.NewBuilder(taken)
	at, err := Read("s.json", strings.NewReader(text), b)
	if err != nil {
		t.Fatal(err)
	}
	return b, at
}

// TestRoundTrip holds that everything that was seen is read again, and that
// what is written once is written the same again.
func TestRoundTrip(t *testing.T) {
	seen := resolved(t, everything())
	text := written(t, seen)
	b, at := read(t, text)
	again := resolved(t, b)
	if !at.Equal(taken) {
		t.Errorf("taken at %s, want %s", at, taken)
	}
	alike(t, "brokers", seen.Brokers, again.Brokers)
	alike(t, "topics", seen.Topics, again.Topics)
	alike(t, "clusters", seen.Clusters, again.Clusters)
	if !reflect.DeepEqual(seen.Gaps, again.Gaps) {
		t.Errorf("gaps\n%+v\nwant\n%+v", again.Gaps, seen.Gaps)
	}
	if second := written(t, again); second != text {
		t.Errorf("written again it is\n%s\nwant\n%s", second, text)
	}
}

// alike compares things one by one, so that a difference can be found.
func alike[T any](t *testing.T, what string, want, got []*T) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d %s, want %d", len(got), what, len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(want[i], got[i]) {
			t.Errorf("%s %d:\n%+v\nwant\n%+v", what, i, *got[i], *want[i])
		}
	}
}

// TestEveryFieldIsInTheTest keeps a field that somebody adds from being lost
// between Write and Read: each must have a value in one of the things above.
func TestEveryFieldIsInTheTest(t *testing.T) {
	s := resolved(t, everything())
	set := map[string]bool{}
	for _, thing := range []any{s.Brokers, s.Topics, s.Clusters, s.Gaps} {
		note(reflect.ValueOf(thing), set)
	}
	unsaved := []string{ // what no running cluster has
		"Place.File", "Place.Hint", "Place.Aliases", "Home.Certainty", "Topic.NameUnknown", "Topic.Recreated", "Topic.At", "Broker.Shared", "Broker.Managed", "Broker.At", "Broker.Logins",
		"Gap.Origin", "Subject.Scope", "Origin.File", "Origin.Line", "Origin.Column", "Value.written",
		"Sighting.CatchUp", // asked by a watch alone
	}
	for _, name := range unsaved {
		if set[name] {
			t.Errorf("%s is set, so it is no exception", name)
		}
		set[name] = true
	}
	for name, is := range set {
		if !is {
			t.Errorf("no thing of the test has a value in %s", name)
		}
	}
}

// note marks each field that has a value anywhere below v.
func note(v reflect.Value, set map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			note(v.Elem(), set)
		}
	case reflect.Slice:
		for i := range v.Len() {
			note(v.Index(i), set)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[model.Config]() {
			note(reflect.ValueOf(v.Interface().(model.Config).Settings()), set)
			return
		}
		for i := range v.NumField() {
			name := v.Type().Name() + "." + v.Type().Field(i).Name
			set[name] = set[name] || !v.Field(i).IsZero()
			note(v.Field(i), set)
		}
	}
}

// TestNoSecretIsSaved puts a password wherever a value may stand.
func TestNoSecretIsSaved(t *testing.T) {
	names := []string{"ssl.keystore.password", "listener.name.x.plain.sasl.jaas.config", "my.PassWord.for.it", "delegation.token.secret.key", "ssl.keystore.key"}
	place := Place("plant", "")
	for _, name := range names {
		for where, put := range map[string]func(b *model.Broker, top *model.Topic, c model.Config){
			"static":   func(b *model.Broker, _ *model.Topic, c model.Config) { b.Config = c },
			"dynamic":  func(b *model.Broker, _ *model.Topic, c model.Config) { b.Dynamic = c },
			"default":  func(b *model.Broker, _ *model.Topic, c model.Config) { b.Default = c },
			"override": func(_ *model.Broker, top *model.Topic, c model.Config) { top.Config = c },
			"observed": func(_ *model.Broker, top *model.Topic, c model.Config) { top.Observed = c },
		} {
			for how, v := range map[string]model.Value{
				"known": model.KnownValue(canary, by("broker 1")), "not known": model.UnknownValue("${X:-"+canary+"}", "${X:-"+canary+"} is filled in later", by("broker 1")),
			} {
				b, top, all := firstBroker(place), orders(place), model.NewBuilder(taken)
				var c model.Config
				c.Set(name, v, by("broker 1"))
				put(b, top, c)
				all.Broker(b)
				all.Topic(top)
				all.Cluster(&model.Cluster{Place: place})
				text := written(t, resolved(t, all))
				if strings.Contains(text, canary) || !strings.Contains(text, name) {
					t.Errorf("%s, %s, %s: the value is saved, or the name is not", name, where, how)
				}
				again, _ := read(t, text)
				now, _ := again.Snapshots()
				if got := valueIn(now, name); !got.IsSet() || got.Usable() {
					t.Errorf("%s, %s: read again it is %+v, want a value that is not known", name, where, got)
				}
			}
		}
	}
}

func valueIn(s *model.Snapshot, name string) model.Value {
	for _, c := range []model.Config{s.Brokers[0].Config, s.Brokers[0].Dynamic, s.Brokers[0].Default, s.Topics[0].Config, s.Topics[0].Observed} {
		if v := c.Get(name); v.IsSet() {
			return v
		}
	}
	return model.Value{}
}

// TestAnUnknownValueStaysOne: without a reason it would be read as known, and
// empty.
func TestAnUnknownValueStaysOne(t *testing.T) {
	b, top := model.NewBuilder(taken), orders(Place("plant", ""))
	top.Config.Set("segment.bytes", model.UnknownValue("", "", by("x")), by("x"))
	top.Observed.Rest(model.UnknownValue("", "", by("x")))
	b.Topic(top)
	b.Cluster(&model.Cluster{Place: top.Place})
	again, _ := read(t, written(t, resolved(t, b)))
	now, _ := again.Snapshots()
	for _, v := range []model.Value{now.Topics[0].Config.Get("segment.bytes"), now.Topics[0].Observed.Get("any")} {
		if v.Usable() || !v.IsSet() || v.Why() == "" {
			t.Errorf("%+v: want a value that is not known, with a reason", v)
		}
	}
}

// TestFilesAreLeftOut: they are the better copy of themselves.
func TestFilesAreLeftOut(t *testing.T) {
	b := everything()
	b.Topic(&model.Topic{Name: "declared-only", Place: model.Place{File: "t.yaml", Names: []string{"cluster:plant"}}})
	b.Broker(&model.Broker{Name: "declared-broker", Place: model.Place{File: "b.properties", Names: []string{"cluster:plant"}}})
	b.Client(&model.Client{Name: "declared-client"})
	b.Gap(model.Gap{Fact: model.FactDocuments, Scope: model.Subject{Kind: model.KindFile, Name: "declared.yaml"}, Why: model.Malformed})
	if text := written(t, resolved(t, b)); strings.Contains(text, "declared") {
		t.Error("what was read from files is saved")
	}
}

// TestWrittenByHand: what a person leaves out is what is usual.
func TestWrittenByHand(t *testing.T) {
	b, at := read(t, `{"schema": "breakwater.snapshot/v1", "clusters": [{
		"brokers": [{"id": 1, "config": {"log.retention.hours": "48", "num.io.threads": {"value": "4", "by": "somebody"}}}, {"id": 2, "leadsHolds": [5, 6]}, {"id": 3, "noConfig": "denied", "noLogDirs": true}],
		"topics": [{"name": "orders", "noConfig": "denied", "partitions": [{"id": 0, "leader": 1, "replicas": [1, 2, 3], "isr": [1]}, {"id": 1, "leader": -1, "replicas": [1, 2, 3], "isr": []}]}],
		"groups": [{"id": "g", "members": null, "commits": []}]
	}], "gaps": [{"fact": "quorum", "subject": {"kind": "cluster"}, "why": "denied", "detail": "no"}]}`)
	s := resolved(t, b)
	one, two, three := s.Brokers[0], s.Brokers[1], s.Brokers[2]
	if !at.IsZero() || s.Scopes[0].Name != "unnamed" || s.Scopes[0].Cluster == nil || one.Home.Certainty != model.Known {
		t.Errorf("at %s, scopes %+v", at, s.Scopes[0])
	}
	if one.Seen.Answer != model.Answered || !one.Seen.Listed || !one.Seen.ConfigKnown || one.Seen.Leads != 1 || one.Seen.Holds != 2 || one.Name != "1" {
		t.Errorf("broker 1 %+v", one.Seen)
	}
	if two.Seen.Leads != 5 || two.Seen.Holds != 6 {
		t.Errorf("broker 2 leads %d and holds %d", two.Seen.Leads, two.Seen.Holds)
	}
	if v := three.Config.Get("any"); v.Usable() || v.Why() != "denied" || three.Seen.ConfigKnown || three.Seen.LogDirsKnown {
		t.Errorf("broker 3 %+v, any setting %+v", three.Seen, v)
	}
	if at := one.Config.Get("log.retention.hours").Origin(); at.Address != "broker 1, static" {
		t.Errorf("said by %v", at)
	}
	if at := one.Config.Get("num.io.threads").Origin(); at.Address != "somebody" {
		t.Errorf("said by %v", at)
	}
	if got := s.Topics[0]; got.Partitions.Raw() != "2" || got.Replicas.Raw() != "3" {
		t.Errorf("partitions %s, replicas %s", got.Partitions.Raw(), got.Replicas.Raw())
	}
	if v := s.Topics[0].Observed.Get("any"); v.Usable() || v.Why() != "denied" {
		t.Errorf("any setting of the topic is %+v", v)
	}
	if g := s.Clusters[0].Groups[0]; g.MembersKnown || !g.CommitsKnown || g.Home.Scope != "unnamed" {
		t.Errorf("group %+v", g)
	}
	if g := s.Gaps[0]; g.Fact != model.FactQuorum || g.Why != model.Denied {
		t.Errorf("gap %+v", g)
	}
}

// TestRefused holds that what cannot be read in full is not read at all, with
// one sentence that names the file.
func TestRefused(t *testing.T) {
	const good = `{"schema": "breakwater.snapshot/v1", "clusters": []}`
	for _, c := range []struct{ name, text, says string }{
		{"nothing", "", "it is empty"},
		{"no JSON", "schema: x", "invalid character"},
		{"no object", "[]", "line 1, column 1: what stands there is a list, and must be an object"},
		{"a text as a number", strings.Replace(good, "[]", "[{\n\"brokers\": [{\"id\": \"1\"}]}]", 1), "line 2, column 22: clusters.brokers.id is a text, and must be a whole number that fits"},
		{"a number that is too large", strings.Replace(good, "[]", `[{"brokers": [{"id": 5000000000}]}]`, 1), "clusters.brokers.id is the number 5000000000, and must be a whole number"},
		{"an object as a list", strings.Replace(good, "[]", `[{"groups": {}}]`, 1), "clusters.groups is an object, and must be a list"},
		{"a list as a truth", strings.Replace(good, "[]", `[{"dark": []}]`, 1), "clusters.dark is a list, and must be true or false"},
		{"a truth as an object", strings.Replace(good, "[]", `[{"quorum": true}]`, 1), "clusters.quorum is true or false, and must be an object"},
		{"a number inside a value", strings.Replace(good, "[]", `[{"topics": [{"name": "a", "config": {"k": {"value": 5}}}]}]`, 1), "k: a value: value is a number, and must be a text"},
		{"a digest that is none", strings.Replace(good, "[]", `[{"brokers": [{"id": 1, "views": [{"digest": 5}]}]}]`, 1), "a field holds what this version does not write there"},
		{"no schema", "{}", `its schema is "", and this version reads breakwater.snapshot/v1`},
		{"a later version, with fields of its own", `{"schema": "breakwater.snapshot/v2", "more": 1}`, `its schema is "breakwater.snapshot/v2"`},
		{"cut off", good[:len(good)-1], "it ends too early, in line 1, column 51: it was cut off (unexpected end"},
		{"something after the end", good + " {}", "after top-level value"},
		{"a bracket after the end", good + "}", "after top-level value"},
		{"an unknown field", strings.Replace(good, "clusters", "cluster", 1), `unknown field "cluster"`},
		{"an unknown field deep inside", strings.Replace(good, "[]", `[{"topics": [{"name": "a", "partition": []}]}]`, 1), `unknown field "partition"`},
		{"an unknown field of a value", strings.Replace(good, "[]", `[{"topics": [{"name": "a", "config": {"k": {"val": "1"}}}]}]`, 1), `unknown field "val"`},
		{"a number as a value", strings.Replace(good, "[]", `[{"topics": [{"name": "a", "config": {"k": 5}}]}]`, 1), "k: a value must be a text"},
		{"null as a value", strings.Replace(good, "[]", `[{"topics": [{"name": "a", "config": {"k": null}}]}]`, 1), "k: a value must be a text"},
		{"a list as a configuration", strings.Replace(good, "[]", `[{"topics": [{"name": "a", "config": []}]}]`, 1), "must be an object of settings"},
		{"a time that is none", strings.Replace(good, `"clusters"`, `"at": "yesterday", "clusters"`, 1), `its time is "yesterday": want RFC 3339`},
		{"an answer that nobody gives", strings.Replace(good, "[]", `[{"brokers": [{"id": 1, "answer": "perhaps"}]}]`, 1), `broker 1: "perhaps" is not an answer`},
		{"a role that nobody has", strings.Replace(good, "[]", `[{"brokers": [{"id": 1, "roles": ["king"]}]}]`, 1), `broker 1: "king" is not a role`},
		{"two clusters of one name", strings.Replace(good, "[]", `[{"name": "plant"}, {"id": "plant"}]`, 1), `two clusters are called "plant"`},
		{"two clusters of no name", strings.Replace(good, "[]", `[{}, {}]`, 1), `two clusters are called ""`},
		{"a fact that nobody knows", strings.Replace(good, "[]", `[], "gaps": [{"fact": "x", "why": "denied", "subject": {"kind": "cluster"}}]`, 1), `a gap has fact "x"`},
		{"a reason that nobody knows", strings.Replace(good, "[]", `[], "gaps": [{"fact": "quorum", "why": "", "subject": {"kind": "cluster"}}]`, 1), `reason ""`},
		{"a kind that nobody knows", strings.Replace(good, "[]", `[], "gaps": [{"fact": "quorum", "why": "denied", "subject": {"kind": ""}}]`, 1), `kind ""`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read("s.json", strings.NewReader(c.text), model.NewBuilder(taken))
			if err == nil || !strings.HasPrefix(err.Error(), "s.json") || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "Go ") {
				t.Errorf("error %v, want one line with %q", err, c.says)
			}
		})
	}
}

// TestBrokenPipes: what is not on the disk is not saved, and a file that cannot
// be read to its end is not a snapshot.
func TestBrokenPipes(t *testing.T) {
	if err := Write(full{}, resolved(t, everything())); !errors.Is(err, errFull) {
		t.Errorf("writing: %v", err)
	}
	if _, err := Read("s.json", iotest.ErrReader(os.ErrPermission), model.NewBuilder(taken)); !errors.Is(err, os.ErrPermission) {
		t.Errorf("reading: %v", err)
	}
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// FuzzRead holds that no bytes make it panic, and that what can be read is
// written and read again as the same.
func FuzzRead(f *testing.F) {
	f.Add(written(f, resolved(f, everything())))
	f.Add(`{"schema": "breakwater.snapshot/v1", "clusters": [{"brokers": [{"id": 1}, {"id": -1}], "topics": [{"name": "", "partitions": null}]}]}`)
	f.Add(`{"schema": "breakwater.snapshot/v1", "clusters": [{"name": "a:b/c", "quorum": {"leader": -1}, "groups": [{"id": "x"}]}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		b := model.NewBuilder(taken)
		if _, err := Read("s.json", strings.NewReader(text), b); err != nil {
			return
		}
		once := written(t, resolved(t, b))
		again, _ := read(t, once)
		if twice := written(t, resolved(t, again)); once != twice {
			t.Errorf("written twice:\n%s\n%s", once, twice)
		}
	})
}
