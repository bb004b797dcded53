package text

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
)

// next is the one command to type now.
func (p *scan) next() string {
	switch {
	case p.dark():
		return p.knock()
	case len(p.blocks) > 0 && p.blocks[0].worst > finding.Info:
		return "breakwater explain " + p.told.all[p.blocks[0].these[0]].Rule
	case p.options.Interrupted:
		return p.again("")
	case len(p.open) > 0:
		return p.seeMore()
	case len(p.result.Skipped) > 0:
		return "breakwater explain " + p.result.Skipped[0].Rule
	case !p.checkedLive():
		return "breakwater rules   (which rules are on, and what do they need?)"
	case len(p.blocks) > 0:
		return "breakwater explain " + p.blocks[0].rule
	}
	return p.again("--save before.json") + "   (before the next change, to have what was)"
}

// knock asks the address by Kafka's own tool: is it the address, the network,
// the security, or us?
func (p *scan) knock() string {
	cluster := ""
	for _, c := range p.result.Clusters {
		cluster = cmp.Or(cluster, c.Name)
	}
	return "kafka-broker-api-versions.sh" + p.through(cluster, p.anyOpen(model.Denied))
}

// through are the flags of Kafka's own tools for a cluster. Who is not let in
// needs a file that says how, even if none is known here.
func (p *scan) through(cluster string, secured bool) string {
	door := p.door(cluster)
	out := " --bootstrap-server " + address(door.Bootstrap)
	switch {
	case door.CommandConfig != "":
		return out + " --command-config " + fileName(door.CommandConfig)
	case secured:
		return out + " --command-config client.properties"
	}
	return out
}

// door is how a cluster is reached, as far as it is known.
func (p *scan) door(cluster string) Door {
	if door, ok := p.options.Doors[cluster]; ok {
		return door
	}
	if len(p.options.Doors) == 1 {
		for _, door := range p.options.Doors {
			return door
		}
	}
	return Door{p.options.Bootstrap, p.options.CommandConfig}
}

// seeMore is what would close the gaps.
func (p *scan) seeMore() string {
	switch {
	case p.allOpen(model.Denied):
		return p.grant()
	case p.anyOpen(model.TimedOut):
		return p.again("--timeout 60s")
	case p.allOpen(model.Unsupported):
		var facts []string
		for f := range p.missing().Each() {
			facts = append(facts, f.String())
		}
		return "add expect_gaps: [" + strings.Join(facts, ", ") + "] to policy.yaml, if this platform never shows it"
	}
	return p.again("")
}

// grant is how the rights are given. DESCRIBE_CONFIGS stands apart: groups do
// not have it in Kafka 3.9 (AclEntry.supportedOperations), and one command for
// all would be refused there.
func (p *scan) grant() string {
	cluster := ""
	if open := openOf(p.missed); len(open) > 0 {
		cluster = open[0].Scope.Cluster
	}
	tool := "kafka-acls.sh" + p.through(cluster, false) + " --add --allow-principal User:NAME"
	facts := p.missing()
	configs := model.FactsOf(model.FactTopicConfig, model.FactBrokerConfig)
	var out []string
	if !facts.Without(configs).IsEmpty() {
		out = append(out, tool+" --operation Describe --cluster --topic '*' --group '*'")
	}
	if facts.Without(configs) != facts {
		out = append(out, tool+" --operation DescribeConfigs --cluster --topic '*'")
	}
	return strings.Join(out, " && ")
}

// again is the same scan once more.
func (p *scan) again(flags string) string {
	out, o := "breakwater scan", p.options
	if o.Bootstrap != "" {
		out += " --bootstrap " + address(o.Bootstrap)
	}
	if o.CommandConfig != "" {
		out += " --command-config " + fileName(o.CommandConfig)
	}
	if o.Cluster != "" {
		out += " --cluster " + fileName(o.Cluster)
	}
	return strings.TrimSpace(out + " " + flags)
}

// What a shell takes as one word: a list of addresses, the name of a file.
var (
	plainAddress = regexp.MustCompile(`^[A-Za-z0-9\[][A-Za-z0-9._:,\[\]-]*$`)
	plainFile    = regexp.MustCompile(`^[A-Za-z0-9._/][A-Za-z0-9._/-]*$`)
)

// address is a list of addresses as it can be pasted into a shell.
func address(given string) string {
	switch {
	case !plainAddress.MatchString(given):
		return "HOST:PORT"
	case strings.ContainsAny(given, "[]"):
		return "'" + given + "'"
	}
	return given
}

// fileName is the name of a file as it can be pasted into a shell.
func fileName(given string) string {
	switch {
	case plainFile.MatchString(given):
		return given
	case strings.HasPrefix(given, "-") || strings.Contains(given, "'") || paint.Printable(given) != given:
		return "FILE"
	}
	return "'" + given + "'"
}
