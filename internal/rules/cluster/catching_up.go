package cluster

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// catchingUp says of each broker that answers and is not in sync how far it is, as
// sentences that follow a message; "" where nobody was asked. They are the same for
// all partitions that the broker lacks.
func catchingUp(p *rule.Pass, missing []int32) string {
	past, _ := p.Past(0)
	var out strings.Builder
	for _, id := range missing {
		b := p.BrokerByID(id)
		if b == nil {
			continue
		}
		if c, lacks := lag.OfBroker(b.Seen, past, p.Now()); lacks {
			fmt.Fprintf(&out, ". Broker %d %s", id, copying(&c))
		}
	}
	return out.String()
}

// copying says how far one broker is, and when it is to be in sync.
func copying(c *lag.Broker) string {
	where := "in " + finding.Plural(c.Partitions, "partition")
	switch {
	case c.Untold == c.Partitions:
		return fmt.Sprintf("answers, and does not tell how far it has copied what it lacks %s", where)
	case c.Untold > 0:
		return fmt.Sprintf("lacks %s or more %s: of %d it is not known how far it has copied them", finding.Plural(c.Records, "record"), where, c.Untold)
	case c.Records == 0:
		return fmt.Sprintf("has copied all that it lacked %s: the leaders are about to take it in", where)
	case !c.Rated:
		return fmt.Sprintf("lacks %s %s; how fast it copies them is not known yet", finding.Plural(c.Records, "record"), where)
	case c.CatchUp < 0 && c.Rate <= -1:
		return fmt.Sprintf("is not catching up: it lacks %s %s, and %.0f more a second", finding.Plural(c.Records, "record"), where, -c.Rate)
	case c.CatchUp < 0 || c.Rate < 1:
		return fmt.Sprintf("is not catching up: it lacks %s %s, and that does not become less", finding.Plural(c.Records, "record"), where)
	}
	return fmt.Sprintf("is catching up: it lacks %s %s, %.0f fewer a second, so that about %s are left", finding.Plural(c.Records, "record"), where, c.Rate, rule.Span(wholeSeconds(c.CatchUp)))
}

// wholeSeconds is a time in ms without what nobody knows of it, and a second at
// the least.
func wholeSeconds(ms int64) int64 { return max(1000, (ms+500)/1000*1000) }
