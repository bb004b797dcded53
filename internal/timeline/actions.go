package timeline

import (
	"errors"
	"fmt"
)

// verb makes an action of the words after it.
type verb struct {
	least, most int // words
	make        func(words []string) (action, error)
}

const many = 1 << 10

// actionOf reads one line without its time.
func actionOf(name string, words []string) (action, error) {
	v, known := verbNamed(name)
	switch {
	case !known:
		return nil, fmt.Errorf("%q is no verb of a timeline", name)
	case len(words) < v.least:
		return nil, fmt.Errorf("%s wants %d words or more", name, v.least)
	case len(words) > v.most:
		return nil, fmt.Errorf("%s does not know what to do with %q", name, words[v.most])
	}
	return v.make(words)
}

func verbNamed(name string) (v verb, known bool) {
	switch name {
	case "brokers":
		v = verb{1, many, addBrokers}
	case "controllers":
		v = verb{1, many, addControllers}
	case "topic":
		v = verb{1, many, addTopic}
	case "group":
		v = verb{1, many, addGroup}
	case "produce":
		v = verb{2, 2, produce}
	case "consume":
		v = verb{2, 3, consume}
	case "truncate", "trim", "stable", "leader", "isr", "replicas", "epoch":
		v = verb{2, 2, func(words []string) (action, error) { return onPartition(name, words[0], words[1]) }}
	case "delete", "recreate":
		v = verb{1, 2, func(words []string) (action, error) { return onTopic(name, words) }}
	case "moving", "moved":
		v = verb{1, 1, func(words []string) (action, error) { return move(name == "moving", words[0]), nil }}
	case "kill", "shutdown", "start":
		v = verb{1, 1, func(words []string) (action, error) { return life(name, words[0]) }}
	case "copies":
		v = verb{2, 3, setCopies}
	case "broker":
		v = verb{2, 2, setBroker}
	case "config":
		v = verb{3, many, configure}
	case "version":
		v = verb{2, 2, setVersion}
	case "level":
		v = verb{2, 2, setLevel}
	case "default":
		v = verb{2, 2, setDefault}
	case "certificate":
		v = verb{2, 3, setCertificate}
	case "size":
		v = verb{3, 4, setSize}
	case "disk":
		v = verb{3, 5, setDisk}
	case "state", "members", "join", "leave", "generation":
		v = verb{2, 2, func(words []string) (action, error) { return onGroup(name, words[0], words[1]) }}
	case "unread":
		v = verb{3, 5, setUnread}
	case "share":
		v = verb{3, 4, setShare}
	case "transaction":
		v = verb{2, 7, setTransaction}
	case "acknowledged":
		v = verb{2, 4, acknowledge}
	case "quorum":
		v = verb{1, 2, setQuorum}
	case "voter", "observer":
		v = verb{3, 3, lag}
	case "unknown", "known":
		v = verb{2, 3, func(words []string) (action, error) { return know(name == "known", words[0], words[1], words[2:]) }}
	case "dark", "light":
		v = verb{0, 0, func([]string) (action, error) {
			return func(w *world) error { w.dark = name == "dark"; return nil }, nil
		}}
	default:
		return v, false
	}
	return v, true
}

var errOption = errors.New("NAME=VALUE is wanted")
