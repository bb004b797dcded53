package properties

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// A mark is refused before anything else that is wrong with the settings, and
// after what makes them nobody's business.
func TestAMarkIsRefused(t *testing.T) {
	const broken = "process.roles=broker\nnode.id=1\nlog.dirs=C:\\users\n"
	for name, c := range map[string]struct {
		text   string
		marked bool
		want   string
	}{
		"a mark":               {kraft, true, "begins with a byte order mark, which Java takes for part of the first key: save it as UTF-8 without one"},
		"a mark and a mistake": {broken, true, "begins with a byte order mark, which Java takes for part of the first key: save it as UTF-8 without one"},
		"no mark":              {kraft, false, ""},
		"a mistake":            {broken, false, `has \u without four hexadecimal digits behind it: Java refuses the whole file (a plain backslash is written \\)`},
		"a mark, foreign":      {"a=1\n", true, format.ErrNotKafka.Error()},
		"a mark, a connector":  {"name=a\nconnector.class=x\n", true, "a Kafka Connect connector's configuration: not judged yet"},
		"a mark, a template":   {"broker.id={{ id }}\nlog.dirs=/a\n", true, format.TemplateError{}.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			doc, b := &model.Document{}, &model.Builder{}
			err := Format{}.Read(format.Input{Path: "server.properties", Text: []byte(c.text), Marked: c.marked}, doc, b)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			var syntax *format.SyntaxError
			if errors.As(err, &syntax) && strings.Contains(got, "mark") && (syntax.Line != 1 || syntax.Column != 1) {
				t.Errorf("it points to %d:%d, want the start", syntax.Line, syntax.Column)
			}
			if now, _ := b.Snapshots(); (len(now.Brokers) == 1) != (c.want == "") {
				t.Errorf("%d brokers are read", len(now.Brokers))
			}
		})
	}
}

func TestLinesOfOtherFormats(t *testing.T) {
	for line, want := range map[string]bool{
		"[default]": true, "[a": false, "a]": false, "}": true, "})": true, "a {": true, "{a": false, "- a": true, "-a": false, "---": true,
		"--- x": true, "a:": true, "a: b": false, "a=:": false, "a=b": false, "a={": true, "a=}": false, "listeners=[::1]:9092": false,
	} {
		l := logical{text: []byte(line)}
		_, valueStart := l.split()
		if got := isForeign(l.text, l.text[valueStart:]); got != want {
			t.Errorf("%q is foreign: %v, want %v", line, got, want)
		}
	}
}

func TestQuotedValues(t *testing.T) {
	for value, want := range map[string]bool{
		`"a"`: true, `""`: true, ` "a" `: true, `"`: false, `"a`: false, `a"`: false, `'a'`: false, "": false, `"a" # b`: false,
	} {
		if got := isQuoted([]byte(value)); got != want {
			t.Errorf("%s: %v, want %v", value, got, want)
		}
	}
}

func TestSoftwareBesideKafka(t *testing.T) {
	for name, c := range map[string]struct {
		keys string
		want kind
	}{
		"a connector needs more than its class": {"connector.class", foreign},
		"a connector":                           {"connector.class name", connector},
		"a worker by its converter":             {"key.converter bootstrap.servers", worker},
		"a converter alone":                     {"key.converter", foreign},
		"an application of Streams":             {"application.id state.dir", streams},
		"an application's id alone":             {"application.id name", foreign},
		"a cluster link":                        {"link.mode security.protocol", clusterLink},
		"librdkafka":                            {"sasl.mechanisms bootstrap.servers", librdkafka},
		"librdkafka by its list":                {"metadata.broker.list", librdkafka},
		"librdkafka's key in Java's file":       {"sasl.mechanisms bootstrap.servers max.poll.records", foreign},
		"MirrorMaker's flow":                    {"a->b.enabled", mirrorMaker},
		"a flow's other key":                    {"a->b.topics", foreign},
		"enabled, but no flow":                  {"a.b.enabled", foreign},
		"MirrorMaker's clusters":                {"clusters a.bootstrap.servers", mirrorMaker},
		"clusters alone":                        {"clusters", foreign},
		"a prefix alone":                        {"a.bootstrap.servers", foreign},
		"MirrorMaker before Connect":            {"clusters a.bootstrap.servers key.converter bootstrap.servers", mirrorMaker},
		"nothing":                               {"", foreign},
	} {
		if got := beside(strings.Fields(c.keys)); got != c.want {
			t.Errorf("%s: kind %d, want %d", name, got, c.want)
		}
	}
	for k := worker; k <= librdkafka; k++ {
		if !strings.HasSuffix(unjudged[k], ": not judged yet") {
			t.Errorf("kind %d is said to be %q", k, unjudged[k])
		}
	}
	if unjudged[broker] != "" || unjudged[client] != "" || unjudged[foreign] != "" {
		t.Error("what is judged is said not to be")
	}
}

func TestIdentitiesAndFrameworks(t *testing.T) {
	for keys, want := range map[string]bool{
		"version cluster.id node.id": true, "version cluster.id": true, "version node.id": false, "cluster.id node.id": false,
		"version cluster.id a b c": true, "version cluster.id a b c d": false, "": false,
	} {
		if got := isIdentity(strings.Fields(keys)); got != want {
			t.Errorf("%s is an identity: %v, want %v", keys, got, want)
		}
	}
	for key, want := range map[string]bool{
		"spring.kafka.bootstrap-servers": true, "quarkus.x": true, "mp.messaging.incoming": true, "spring": false, "my.spring.x": false, "ksqldb.x": false, "broker.id": false,
	} {
		if got := isElse(key); got != want {
			t.Errorf("%s is another framework's: %v, want %v", key, got, want)
		}
	}
}

// Each key of a complete file makes it nobody else's, and a value is not
// needed for that.
func TestAnyOwnKeyMakesAFileComplete(t *testing.T) {
	const fragment = "default.replication.factor=3\nauto.create.topics.enable=false\n"
	if !readBroker(t, fragment).Managed {
		t.Error("a fragment is a complete file")
	}
	for _, key := range own {
		for _, value := range []string{"", "x", "${X}"} {
			if readBroker(t, fragment+key+"="+value+"\n").Managed {
				t.Errorf("a file with %s=%s is a fragment", key, value)
			}
		}
	}
}

func TestRolesByTheNameOfAFile(t *testing.T) {
	const p, c, a = model.RoleProducer, model.RoleConsumer, model.RoleAdmin
	for base, want := range map[string]model.ClientRoles{
		"producer.properties": p, "my-consumer.conf": c, "admin": a, "producer-consumer.properties": p | c, "client.properties": 0,
		"Producer.properties": 0, "administrator.properties": a, "": 0,
	} {
		if got := rolesByName(base); got != want {
			t.Errorf("%q: roles %b, want %b", base, got, want)
		}
	}
}

func TestJavaTrim(t *testing.T) {
	for text, want := range map[string]string{
		" a ": "a", "\t\r\n\x00a\x1f": "a", "a b": "a b", "\u00a0a\u00a0": "\u00a0a\u00a0", "": "", " ": "", "\u2003a": "\u2003a",
	} {
		if got := javaTrim(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// Keys beyond the first thousands say no more of whose a text is, and a key
// that Java refuses is still one.
func TestKeysOfAText(t *testing.T) {
	keys := func(path, text string) []string { return keysOf(format.Input{Path: path, Text: []byte(text)}) }
	if got := keys("a", strings.Repeat("a=1\n", most+10)); len(got) != most {
		t.Errorf("%d keys, want %d", len(got), most)
	}
	for name, c := range map[string]struct {
		path, text string
		want       []string
	}{
		"in order, twice":    {"a", "b=1\na=2\nb=3\n", []string{"b", "a", "b"}},
		"escapes":            {"a", `a\=b=1`, []string{"a=b"}},
		"a malformed escape": {"a", `\u12=1`, []string{`\u12`}},
		"YAML by its name":   {"a.yml", "a: 1\n", nil},
		"TOML by its name":   {"a.toml", "a = 1\n", nil},
		"a section":          {"a", "a=1\n[b]\nc=2\n", nil},
		"quotes in a .conf":  {"a.conf", "a = \"b\"\n", nil},
		"quotes elsewhere":   {"a.properties", "a = \"b\"\n", []string{"a"}},
	} {
		if got := keys(c.path, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Every key of every release is known as its component's, and no list of keys
// names one that Kafka does not have.
func TestListsOfKeysAreKafkas(t *testing.T) {
	for _, v := range catalog.Versions() {
		for _, l := range layers {
			for _, name := range catalog.Names(l.layer, v) {
				if names()[name]&l.by == 0 {
					t.Errorf("%s of Kafka %s is not known as the %s's", name, v, l.layer)
				}
			}
		}
	}
	for list, of := range map[string]struct {
		keys []string
		by   readers
	}{
		"surely a broker's": {surelyBroker, byBroker}, "surely a client's": {surelyClient, byClients}, "decisive for a broker": {decisiveBroker, byBroker},
		"decisive for a client": {decisiveClient, byClients}, "own": {own, byBroker}, "weak": {weak, byBroker | byClients}, "Java's alone": {onlyJava, byClients},
	} {
		for _, key := range of.keys {
			if names()[key]&of.by == 0 {
				t.Errorf("%s: Kafka does not read %s there", list, key)
			}
		}
	}
}

// A long value keeps its places, whatever line a piece of it stands on.
func TestPositionsInALongValue(t *testing.T) {
	var text strings.Builder
	text.WriteString("log.dirs=")
	for i := range 50 {
		fmt.Fprintf(&text, "\\\n%s/d%02d,", strings.Repeat(" ", i%4), i)
	}
	s, l := lines{text: []byte(text.String())}, logical{}
	if !s.next(&l) {
		t.Fatal("nothing is read")
	}
	for i := range 50 {
		at := strings.Index(string(l.text), fmt.Sprintf("/d%02d", i))
		if got, want := l.position(s.text, at), (position{i + 2, i%4 + 1}); got != want {
			t.Errorf("/d%02d stands at %v, want %v", i, got, want)
		}
		if got, want := l.position(s.text, at+4), (position{i + 2, i%4 + 5}); got != want {
			t.Errorf("the comma behind it stands at %v, want %v", got, want)
		}
	}
}
