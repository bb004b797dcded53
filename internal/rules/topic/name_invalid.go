package topic

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// longestName is the longest name of a topic: a directory of 255 bytes less a
// partition's number.
const longestName = 249

// NameInvalid finds names that Kafka refuses.
var NameInvalid = &rule.Rule{
	Name: "topic/name-invalid", Severity: finding.Error, On: model.KindTopic,
	Needs: model.FactsOf(model.FactTopicLayout),
	Doc:   doc("name-invalid"),
	CEL: []rule.CEL{{
		Sees: rule.SeesTopics, Severity: finding.Error, Let: []rule.Let{rule.Word("name", "[dyn(topic.name)]")},
		When: `!topic.name.matches('^[a-zA-Z0-9._-]{1,249}$') || topic.name in ['.', '..']`,
		Says: `'the name ' + topic.name + ' is none of a topic: Kafka refuses to create it with INVALID_TOPIC_EXCEPTION (error 17); fix: use letters, digits, dots, underscores and hyphens only, at most 249 of them'`,
	}},
	Check: func(p *rule.Pass) {
		t := p.Topic()
		if t.NameUnknown != "" {
			p.Skip("topic name", t.NameUnknown, t.At)
			return
		}
		problem := nameProblem(t.Name)
		if problem == "" {
			return
		}
		p.Report("the name %s: Kafka refuses to create the topic with INVALID_TOPIC_EXCEPTION (error 17)", problem).
			AtOrigin(t.At).
			Fix("use letters, digits, '.', '_' and '-' only, at most %d of them", longestName)
	},
}

// nameProblem is what is wrong with a name; "" if Kafka takes it.
func nameProblem(name string) string {
	switch {
	case name == "":
		return "is empty"
	case name == "." || name == "..":
		return fmt.Sprintf("%q is that of a directory", name)
	case len(name) > longestName:
		return fmt.Sprintf("has %d characters, more than %d", len(name), longestName)
	}
	if i := strings.IndexFunc(name, notInNames); i >= 0 {
		bad := []rune(name[i:])[0]
		return fmt.Sprintf("%q has the character %q in it", name, bad)
	}
	return ""
}

func notInNames(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-')
}
