package deadletter

import (
	"errors"
	"fmt"
	"strings"
)

// mostTopic is how long the name of a topic may be
// (org.apache.kafka.common.internals.Topic.MAX_NAME_LENGTH).
const mostTopic = 249

// Naming gives the dead-letter topic of a source topic for a group.
type Naming func(source, group string) string

// ByGroup is <source>.<group>.dlq, the default: two groups do not read, or write back,
// each other's failures.
func ByGroup(source, group string) string { return source + "." + group + ".dlq" }

// SpringSuffix is <source>-dlt, as Spring names it by default since 3.
func SpringSuffix(source, _ string) string { return source + "-dlt" }

// OldSpringSuffix is <source>.DLT, as Spring named it before.
func OldSpringSuffix(source, _ string) string { return source + ".DLT" }

// SharePrefix is dlq.<source>: share groups demand the prefix
// (errors.deadletterqueue.topic.name.prefix).
func SharePrefix(source, _ string) string { return "dlq." + source }

// Named is one topic for all sources.
func Named(topic string) Naming { return func(string, string) string { return topic } }

// target is the dead-letter topic of a source, or why there must be none.
func (n Naming) target(source, group string) (string, error) {
	if err := legalTopic(source); err != nil {
		return "", err
	}
	name := n(source, group)
	if err := legalTopic(name); err != nil {
		return "", fmt.Errorf("the dead-letter topic of %s for the group %q cannot be: %w", source, group, err)
	}
	if name == source {
		return "", fmt.Errorf("the dead-letter topic of %s is %s itself, so that a dead letter would be read and fail again without end: name another topic", source, name)
	}
	if decorated(source) && sameFamily(source, name) {
		return "", fmt.Errorf("%s is a dead-letter topic, and %s, where its dead letters would go, is of the same family, so that a record could go round without end: leave the record where it is, or give Named a topic of another name", source, name)
	}
	return name, nil
}

// legalTopic tells whether brokers take a name (Topic.validate).
func legalTopic(name string) error {
	switch {
	case name == "":
		return errors.New("the topic has no name: name it")
	case name == "." || name == "..":
		return fmt.Errorf("%q is no name of a topic: name it otherwise", name)
	case len(name) > mostTopic:
		return fmt.Errorf("the topic name %s… has %d characters, and Kafka takes %d: choose a shorter group, or a topic by Named", clip(name, 40), len(name), mostTopic)
	}
	if i := strings.IndexFunc(name, illegal); i >= 0 {
		return fmt.Errorf("the topic name %q has the character %q, and Kafka takes only letters, digits, '.', '_' and '-': choose another group or name", name, []rune(name[i:])[0])
	}
	return nil
}

func illegal(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	return !letter && r != '.' && r != '_' && r != '-'
}

// undecorated is the name without what marks a dead-letter topic.
func undecorated(topic string) (string, bool) {
	for _, suffix := range []string{".dlq", "-dlt", ".DLT"} {
		if base, has := strings.CutSuffix(topic, suffix); has {
			return base, true
		}
	}
	return strings.CutPrefix(topic, "dlq.")
}

func decorated(topic string) bool {
	_, is := undecorated(topic)
	return is
}

// sameFamily tells whether the target of a dead-letter topic is where its records came
// from, or one more dead-letter topic of that.
func sameFamily(source, target string) bool {
	base, _ := undecorated(source)
	if target == base || target == root(source) {
		return true
	}
	return decorated(target) && (root(target) == root(source) || strings.Contains(target, source))
}

// root is the topic that a dead-letter topic is of, as far as its name tells: without the
// marks, and for each .dlq without the group, which is taken for one word.
func root(topic string) string {
	for {
		base, is := undecorated(topic)
		if !is {
			return topic
		}
		if dot := strings.LastIndexByte(base, '.'); dot > 0 && strings.HasSuffix(topic, ".dlq") {
			base = base[:dot]
		}
		topic = base
	}
}
