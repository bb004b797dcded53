package broker

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

// skipCount records that more brokers would make a value dangerous, and that
// the files do not show how many there are. A default is no skip: nobody chose
// it, so there is nothing that its author would have to look up.
func skipCount(p *rule.Pass, value rule.Reading) {
	if !value.Is() {
		return
	}
	if brokers, exact := p.ExactBrokers(); !exact {
		p.Skip("broker count", shown(brokers.N), value.Value.Origin())
	}
}

// shown is why the number of brokers is not known.
func shown(n int64) string {
	switch n {
	case 0:
		return "no file says how many brokers the cluster has"
	case 1:
		return "only 1 broker's configuration is among the files, so how many there are is not known"
	}
	return fmt.Sprintf("only %d brokers' configuration is among the files, so how many there are is not known", n)
}
