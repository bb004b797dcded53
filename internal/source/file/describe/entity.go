package describe

import "strings"

// entity is the line above a list of settings: whose they are.
type entity struct {
	kind     string // "topic", "broker"; "brokers" for the defaults of all
	name     span
	all      bool // the list has what is not overridden, too
	settings span // KEY=VALUE,KEY=VALUE on the same line, as before Kafka 2.5
}

// scopes are the words before "configs for", and whether the list below has
// everything.
var scopes = map[string]bool{"": false, "Dynamic": false, "Default": false, "All": true}

// parseEntity reads lines such as
//
//	Dynamic configs for topic orders are:
//	All configs for broker 1 are:
//	Default configs for brokers in the cluster are:
//	Configs for topic 'orders' are segment.bytes=1048576,retention.ms=-1
func parseEntity(line span) (entity, bool) {
	scope, rest, found := line.cut("onfigs for ")
	if !found {
		return entity{}, false
	}
	word := strings.TrimSuffix(strings.TrimSuffix(scope.text, "c"), "C")
	all, known := scopes[strings.TrimSuffix(word, " ")]
	kind, rest, spaced := rest.cut(" ")
	name, rest, complete := rest.cut(" are")
	if !known || !spaced || !complete {
		return entity{}, false
	}
	e := entity{kind: kind.text, name: unquoted(name), all: all}
	if rest.text != ":" {
		e.settings = rest.trimmed()
	}
	return e, true
}

func unquoted(name span) span {
	if n := len(name.text); n >= 2 && name.text[0] == '\'' && name.text[n-1] == '\'' {
		return name.from(1).upTo(n - 2)
	}
	return name
}

// The sources of a value, as Kafka names them.
const (
	dynamicTopic   = "DYNAMIC_TOPIC_CONFIG"
	dynamicBroker  = "DYNAMIC_BROKER_CONFIG"
	dynamicDefault = "DYNAMIC_DEFAULT_BROKER_CONFIG"
	staticBroker   = "STATIC_BROKER_CONFIG"
)

// entry is one line of a list of settings.
type entry struct {
	key, value span
	sensitive  bool
	source     string // of the value that counts: the first of its synonyms; "" if it has none
}

// parseEntry reads
//
//	segment.bytes=1048576 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:segment.bytes=1048576, …}
//
// which is indented, unlike what logging prints.
func parseEntry(line span) (entry, bool) {
	body := line.trimmed()
	if body.column == line.column {
		return entry{}, false
	}
	key, value, found := body.cut("=")
	if !found || !beginsItem(key.text+"=") {
		return entry{}, false
	}
	e := entry{key: key, value: value}
	for _, sensitive := range []bool{true, false} {
		mark := " sensitive=false synonyms={"
		if sensitive {
			mark = " sensitive=true synonyms={"
		}
		if before, synonyms, found := value.cut(mark); found {
			source, _, _ := synonyms.cut(":")
			e.value, e.sensitive = before, sensitive
			e.source = strings.TrimRight(source.text, "}")
			break
		}
	}
	return e, true
}
