package text

import (
	"regexp"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
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
	security := ""
	if p.anyOpen(model.Denied) {
		security = " --command-config client.properties"
	}
	return "kafka-broker-api-versions.sh --bootstrap-server " + p.address() + security
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
	tool := "kafka-acls.sh --bootstrap-server " + p.address() + " --add --allow-principal User:NAME"
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
	out := "breakwater scan"
	if p.options.Bootstrap != "" {
		out += " --bootstrap " + p.address()
	}
	return strings.TrimSpace(out + " " + flags)
}

// plainAddress is a list of addresses that a shell takes as one word.
var plainAddress = regexp.MustCompile(`^[A-Za-z0-9\[][A-Za-z0-9._:,\[\]-]*$`)

// address is the bootstrap address as it can be pasted into a shell.
func (p *scan) address() string {
	given := p.options.Bootstrap
	switch {
	case !plainAddress.MatchString(given):
		return "HOST:PORT"
	case strings.ContainsAny(given, "[]"):
		return "'" + given + "'"
	}
	return given
}
