package cluster

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// verb is the form of a verb that goes with a number.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// mostNamed is how many things a message names one by one: a cluster has
// thousands.
const mostNamed = 5

// some names the first few of many things.
func some(names []string) string {
	if more := len(names) - mostNamed; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNamed], ", "), more)
	}
	return strings.Join(names, ", ")
}

// address is a broker that commands can be sent to, as HOST:PORT.
func address(p *rule.Pass) string {
	for _, b := range p.RunningBrokers() {
		if b.Seen.Answer == model.Answered && b.Seen.Address != "" {
			return b.Seen.Address
		}
	}
	return "HOST:PORT"
}

// answers tells whether a broker answered when it was asked itself. One that
// nobody knows did not.
func answers(p *rule.Pass, id int32) bool {
	b := p.BrokerByID(id)
	return b != nil && b.Seen.Answer == model.Answered
}

// capital begins a sentence.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
