package main

import "github.com/breakwaterhq/breakwater/internal/catalog"

// topicsFile is the schema of our own topic file.
func topicsFile() object {
	config := object{}
	for _, s := range topicSettings() {
		config[s.name] = s.inFile()
	}
	topic := mapping(object{
		"name":       anyOf(ref("topicName"), ref("placeholder")),
		"partitions": count(1<<31 - 1),
		"replicas":   count(1<<15 - 1),
		"config":     mapping(config),
	}, "name")
	return file("topics.schema.json", "Topics of Breakwater", mapping(object{
		"apiVersion": object{"const": "breakwater/v1"},
		"kind":       object{"const": "Topics"},
		"cluster":    described(object{"type": "string", "minLength": 1}, "The cluster that the topics belong to."),
		"topics":     object{"type": []string{"array", "null"}, "items": topic},
	}, "apiVersion", "kind", "topics"), object{
		"topicName":   amounts()["topicName"],
		"placeholder": placeholder(),
	})
}

// placeholder is a text that only the deployment fills in.
func placeholder() object { return pattern(`\$\{.*\}|\$\(.*\)|\{\{.*\}\}`) }

// count is a number of partitions or replicas; -1 is the cluster's default.
func count(most int) object {
	return anyOf(object{"type": "integer", "minimum": 1, "maximum": most}, object{"const": -1}, pattern(`^(-1|[0-9]+)$`), ref("placeholder"))
}

// inFile is what may stand below config: YAML's own type, the same as text,
// or a placeholder.
func (s setting) inFile() object {
	switch words := s.words(); {
	case s.isNumber():
		return anyOf(s.number("integer"), pattern(`^ *[+-]?[0-9]+ *$`), ref("placeholder"))
	case s.newest().Type == catalog.Double:
		return anyOf(s.number("number"), pattern(`^ *[0-9.eE+-]+ *$`), ref("placeholder"))
	case s.newest().Type == catalog.Boolean:
		return anyOf(enum[any](true, false), pattern(`^ *([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]) *$`), ref("placeholder"))
	case s.newest().Type == catalog.List && len(words) > 0:
		return anyOf(commaList(words), ref("placeholder"))
	case len(words) > 0:
		return anyOf(enum(words...), ref("placeholder"))
	default:
		return object{"type": []string{"string", "number"}}
	}
}
