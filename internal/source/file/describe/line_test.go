package describe

import (
	"strings"
	"testing"
)

func TestItems(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"a=b", "a=b@1,3"},
		{"segment.bytes=1,retention.ms=-1", "segment.bytes=1@1,15 retention.ms=-1@17,30"},
		{"cleanup.policy=compact,delete", "cleanup.policy=compact,delete@1,16"},
		{"cleanup.policy=compact,delete,a=b", "cleanup.policy=compact,delete@1,16 a=b@31,33"},
		{"leader.replication.throttled.replicas=0:1,1:1,10:2", "leader.replication.throttled.replicas=0:1,1:1,10:2@1,39"},
		{"a=,b=", "a=@1,3 b=@4,6"},
		{"a=b, c=d", "a=b, c=d@1,3"}, // Kafka prints no blank there
		{"a=x=y,b=c", "a=x=y@1,3 b=c@7,9"},
		{"a=1,2=3", "a=1,2=3@1,3"}, // no key begins with a digit
		{"no settings", ""},
		{",,,", ""},
		{"a=b,", "a=b,@1,3"},
	} {
		var got []string
		for key, value := range items(span{c.text, 1}) {
			got = append(got, key.text+"="+value.text+"@"+digits(key.column)+","+digits(value.column))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q is %q, want %q", c.text, got, c.want)
		}
	}
}

func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + digits(n%10)
}

func TestLinesKeepTheirNumbers(t *testing.T) {
	var got []string
	for number, line := range lines([]byte("a\r\n\n b\nc")) {
		got = append(got, digits(number)+line.text)
		if line.column != 1 {
			t.Errorf("line %d begins in column %d", number, line.column)
		}
	}
	if strings.Join(got, "|") != "1a|2|3 b|4c" {
		t.Errorf("lines are %q", got)
	}
}

func TestTrimmedKeepsItsColumn(t *testing.T) {
	for _, c := range []struct {
		in, text string
		column   int
	}{{"\t a b \t", "a b", 3}, {"a", "a", 1}, {"  ", "", 3}, {"", "", 1}} {
		if got := (span{c.in, 1}).trimmed(); got.text != c.text || got.column != c.column {
			t.Errorf("%q is %q in column %d, want %q in %d", c.in, got.text, got.column, c.text, c.column)
		}
	}
}

func TestParseEntity(t *testing.T) {
	for _, c := range []struct {
		line       string
		kind, name string
		all        bool
		settings   string
	}{
		{"Dynamic configs for topic orders are:", "topic", "orders", false, ""},
		{"All configs for topic orders are:", "topic", "orders", true, ""},
		{"Dynamic configs for broker 1 are:", "broker", "1", false, ""},
		{"Default configs for brokers in the cluster are:", "brokers", "in the cluster", false, ""},
		{"Configs for broker 1 are:", "broker", "1", false, ""},
		{"Configs for topic 'orders' are a=b,c=d", "topic", "orders", false, "a=b,c=d"},
		{"Configs for topic 'orders' are ", "topic", "orders", false, ""},
		{"Dynamic configs for client-metrics m are:", "client-metrics", "m", false, ""},
		{"Some configs for topic orders are:", "", "", false, ""},
		{"Dynamic configs for topic orders", "", "", false, ""},
		{"Dynamic configs for topics", "", "", false, ""},
		{"  segment.bytes=1", "", "", false, ""},
	} {
		e, ok := parseEntity(span{c.line, 1})
		if ok != (c.kind != "") || ok && (e.kind != c.kind || e.name.text != c.name || e.all != c.all || e.settings.text != c.settings) {
			t.Errorf("%q is %s %q, all %v, settings %q, found %v", c.line, e.kind, e.name.text, e.all, e.settings.text, ok)
		}
		if ok && !strings.HasPrefix(c.line[e.name.column-1:], c.name) {
			t.Errorf("%q: the name is not in column %d", c.line, e.name.column)
		}
	}
}

func TestParseEntry(t *testing.T) {
	for _, c := range []struct {
		line, key, value, source string
		sensitive                bool
	}{
		{"  a.b=1 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:a.b=1, DEFAULT_CONFIG:a.b=2}", "a.b", "1", "DYNAMIC_TOPIC_CONFIG", false},
		{"  a.b=null sensitive=true synonyms={STATIC_BROKER_CONFIG:a.b=null}", "a.b", "null", "STATIC_BROKER_CONFIG", true},
		{"  a.b= sensitive=false synonyms={}", "a.b", "", "", false},
		{"  a.b=x y=z sensitive=false synonyms={STATIC_BROKER_CONFIG:a.b=x y=z}", "a.b", "x y=z", "STATIC_BROKER_CONFIG", false},
		{"  a.b=1", "a.b", "1", "", false},
		{"a.b=1 sensitive=false synonyms={}", "", "", "", false}, // not indented: logging
		{"\tat org.apache.kafka.Kafka(Kafka.java:1)", "", "", "", false},
		{"  two words=1", "", "", "", false},
		{"", "", "", "", false},
	} {
		e, ok := parseEntry(span{c.line, 1})
		if ok != (c.key != "") || ok && (e.key.text != c.key || e.value.text != c.value || e.source != c.source || e.sensitive != c.sensitive) {
			t.Errorf("%q is %q=%q from %q, sensitive %v, found %v", c.line, e.key.text, e.value.text, e.source, e.sensitive, ok)
		}
	}
}
