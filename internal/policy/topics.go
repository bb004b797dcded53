package policy

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// nameCharacters are what Kafka allows in a topic's name.
const nameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

// longestName is how many characters a topic's name may have.
const longestName = 249

// topics reads patterns of topic names. A regular expression would match
// nothing, so it is a problem.
func (d decoder) topics(n yamlx.Node) []string {
	patterns := d.Texts(n, "topics")
	for item := range n.Items() {
		if p := item.Text(); strings.Trim(p, nameCharacters+"*?") != "" {
			d.Errorf(item.At(), "%s matches no topic: a pattern has letters, digits, '.', '_' and '-', with * for any run of characters and ? for one", strict.Quote(p))
		}
	}
	return patterns
}

// topicName reads the name of one topic.
func (d decoder) topicName(n yamlx.Node, what string) (string, bool) {
	name, ok := d.Text(n, what)
	if ok && (strings.Trim(name, nameCharacters) != "" || len(name) > longestName || name == "." || name == "..") {
		d.Errorf(n.At(), "%s is %s, which is no topic's name: it has letters, digits, '.', '_' and '-', %d at most", what, strict.Quote(name), longestName)
		return "", false
	}
	return name, ok
}
