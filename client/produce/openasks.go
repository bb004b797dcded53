package produce

import "slices"

// openAsks are the topics that are asked for at this moment, and whether they are to be asked
// for again behind that: what has changed since may not be in the answer.
type openAsks map[string]bool

// begin is those of topics that are not asked for, which they are from now on. The others are
// asked for again if it is not only their first answer that is waited for.
func (o openAsks) begin(topics []string, again bool) (out []string) {
	for _, topic := range topics {
		if _, open := o[topic]; !open {
			o[topic] = false
			out = append(out, topic)
		} else if again {
			o[topic] = true
		}
	}
	return out
}

// end takes topics out whose answer has come, and is those that are asked for again.
func (o openAsks) end(topics []string) (again []string) {
	for _, topic := range topics {
		if o[topic] {
			again = append(again, topic)
		}
		delete(o, topic)
	}
	return o.begin(again, false)
}

// lack tells whether one of topics is not asked for.
func (o openAsks) lack(topics []string) bool {
	return slices.ContainsFunc(topics, func(topic string) bool { _, open := o[topic]; return !open })
}
