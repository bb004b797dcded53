package cluster

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// VersionMixed finds clusters whose brokers run different release lines of Kafka.
// While they are restarted one after the other that is so for as long as it takes;
// after a day nobody is at it any more.
var VersionMixed = &rule.Rule{
	Name: "cluster/version-mixed", Severity: finding.Warning, On: model.KindCluster,
	Touches: []model.Kind{model.KindBroker},
	Needs:   connections,
	Settle:  24 * rule.Hour,
	Clear:   rule.Hour, // the one broker that differs may be down meanwhile
	Doc:     doc("version-mixed"),
	Check: func(p *rule.Pass) {
		lines, untold := linesOf(p)
		if len(lines) < 2 {
			if len(lines) == 1 && len(untold) > 0 {
				p.Skip("Kafka version", fmt.Sprintf("the requests that %s %s fit no release of Kafka that is known here", rule.NamedBrokers(untold...), verb(len(untold), "knows", "know")), model.Origin{})
			}
			return
		}
		oldest, newest := lines[0], lines[len(lines)-1]
		r := p.Report("the brokers run different release lines of Kafka: %s. The cluster can use only what the oldest, %s, knows: metadata.version cannot be raised above it. "+
			"While brokers are being upgraded one after the other that is normal; what stays so is an upgrade that nobody finished", named(lines), oldest.version).
			Fix("finish the upgrade: put Kafka %s on %s, one after the other, each once all replicas are in sync again; raise metadata.version after that. "+
				"To give it up, put Kafka %s back on %s: that works as long as metadata.version was not raised above what it knows",
				newest.version, rule.NamedBrokers(withoutLine(lines, newest)...), oldest.version, rule.NamedBrokers(withoutLine(lines, oldest)...))
		for _, l := range lines {
			for _, id := range l.brokers {
				r.Because(rule.Told("Kafka of broker "+rule.IDs([]int32{id}), l.version.String(), "ApiVersions of "+p.BrokerByID(id).Seen.Address))
			}
		}
	},
}

// line is a release line, and the brokers that run it.
type line struct {
	version model.Version
	brokers []int32
}

// linesOf are the release lines of the brokers that answer, the oldest first, and
// the brokers of which it is not known.
func linesOf(p *rule.Pass) (lines []line, untold []int32) {
	for _, b := range p.RunningBrokers() {
		if b.Seen.ID < 0 || b.Seen.Answer != model.Answered {
			continue
		}
		v, err := model.ParseVersion(b.Version.Raw())
		if !b.Version.Usable() || err != nil {
			untold = append(untold, b.Seen.ID)
			continue
		}
		at := slices.IndexFunc(lines, func(l line) bool { return l.version == v })
		if at < 0 {
			at = len(lines)
			lines = append(lines, line{version: v})
		}
		lines[at].brokers = append(lines[at].brokers, b.Seen.ID)
	}
	slices.SortFunc(lines, func(a, b line) int {
		if a.version.Before(b.version) {
			return -1
		}
		return 1
	})
	return lines, untold
}

// named says which brokers run what.
func named(lines []line) string {
	words := make([]string, len(lines))
	for i, l := range lines {
		words[i] = fmt.Sprintf("%s on %s", l.version, rule.NamedBrokers(l.brokers...))
	}
	return strings.Join(words, ", ")
}

// withoutLine are the brokers that run another line.
func withoutLine(lines []line, than line) (ids []int32) {
	for _, l := range lines {
		if l.version != than.version {
			ids = append(ids, l.brokers...)
		}
	}
	slices.Sort(ids)
	return ids
}
