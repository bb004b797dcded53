package broker

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// QuorumConfig finds nodes that cannot find the controllers, that contradict
// their own voter list, or that have another list than the rest. A list of
// voters beside bootstrap servers is accepted by Kafka, and no finding.
var QuorumConfig = &rule.Rule{
	Name: "broker/quorum-config", Severity: finding.Error, On: model.KindBroker,
	Touches: []model.Kind{model.KindBroker},
	Needs:   brokerConfig,
	Keys: []model.Key{key.BrokerProcessRoles, key.BrokerQuorumVoters, key.BrokerQuorumBootstrap,
		key.BrokerNodeID, key.BrokerID},
	Doc: doc("quorum-config"),
	Check: func(p *rule.Pass) {
		b := p.Broker()
		if b.Roles == 0 || b.Shared || b.Managed {
			return
		}
		if !sets(b, key.BrokerQuorumVoters) {
			reportNoQuorum(p)
			return
		}
		voters, known := p.List(key.BrokerQuorumVoters)
		if !known {
			return
		}
		judgeOwnID(p, voters)
		judgeOtherLists(p, voters)
	},
}

func reportNoQuorum(p *rule.Pass) {
	b := p.Broker()
	if sets(b, key.BrokerQuorumBootstrap) || !isWhole(b) {
		return
	}
	roles, _ := p.Declared(key.BrokerProcessRoles)
	p.Report("process.roles is %s, but neither controller.quorum.bootstrap.servers nor controller.quorum.voters is set: "+
		"the node does not know its controllers, and does not start", roles).
		About("none").
		Fix("add controller.quorum.bootstrap.servers=HOST:PORT,… of the controllers, " +
			"or before Kafka 3.9 controller.quorum.voters=ID@HOST:PORT,…")
}

// judgeOwnID holds the node's id against the list: a controller must be in
// it, and a broker that is no controller must not.
func judgeOwnID(p *rule.Pass, voters rule.List) {
	id, known := ownID(p)
	if !known {
		return
	}
	listed := slices.ContainsFunc(voters.Items, func(v string) bool { return voterID(v) == id.S })
	controller := p.Broker().Roles.Has(model.RoleController)
	switch {
	case controller && !listed:
		p.Report("%s is %s, but controller.quorum.voters is %s and does not have it: a controller that is not a voter does not start",
			id.Name, id, voters).
			About("own id").At(voters).
			Fix("add %s@HOST:PORT of this node to controller.quorum.voters on every node, or correct %s", id, id.Name)
	case !controller && listed:
		p.Report("%s is %s, and controller.quorum.voters is %s, but process.roles has no controller: a broker that is a voter does not start",
			id.Name, id, voters).
			About("own id").At(id).
			Fix("give the broker an id that no controller has, or add controller to process.roles")
	}
}

func ownID(p *rule.Pass) (rule.Text, bool) {
	for _, k := range []model.Key{key.BrokerNodeID, key.BrokerID} {
		if sets(p.Broker(), k) {
			return p.Declared(k)
		}
	}
	return rule.Text{}, false
}

func voterID(voter string) string {
	id, _, _ := strings.Cut(voter, "@")
	return strings.TrimSpace(id)
}

// judgeOtherLists compares the list with that of most nodes of the cluster.
// Nodes that only their place in the directories puts together must share a
// voter: lists that have nothing in common are those of two clusters.
func judgeOtherLists(p *rule.Pass, voters rule.List) {
	other, name := usualVoters(p, canonical(voters.Items))
	if name == "" || sameVoters(voters.Items, other.Items) {
		return
	}
	if other.Value.Certainty() == model.Assumed && !shareVoter(voters.Items, other.Items) {
		return
	}
	p.Report("controller.quorum.voters is %s, but %s has %s: nodes with different lists elect different leaders or none",
		voters, name, other).
		About("lists differ").At(voters).
		Fix("set the same controller.quorum.voters on every node")
}

// usualVoters is the list that most nodes of the scope have, and a node that
// has it; "" if no other node has one. A variant of this node's own
// configuration with another list does not count. Most nodes have the same
// text, so each text is read once.
func usualVoters(p *rule.Pass, own string) (list rule.List, name string) {
	votes, read := map[string]int{}, map[string]string{}
	best := 0
	for _, b := range p.Scope().Brokers {
		v := b.Config.Get(key.BrokerQuorumVoters.Name)
		if !v.Usable() || strings.TrimSpace(v.Raw()) == "" {
			continue
		}
		voters, known := read[v.Raw()]
		if !known {
			voters = canonical(voterItems(v.Raw()))
			read[v.Raw()] = voters
		}
		if voters != own && p.Broker().VariantOf(b) {
			continue
		}
		votes[voters]++
		if votes[voters] > best {
			best, name = votes[voters], b.Name
			list = rule.List{Reading: joined(p, key.BrokerQuorumVoters.Name, v, b.Home), Items: voterItems(v.Raw())}
		}
	}
	return list, name
}

func voterItems(raw string) []string {
	var out []string
	for item := range strings.SplitSeq(raw, ",") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

// canonical is a list without its order, which has no meaning.
func canonical(voters []string) string {
	sorted := slices.Sorted(slices.Values(voters))
	return strings.ToLower(strings.Join(sorted, ","))
}

func sameVoters(a, b []string) bool { return canonical(a) == canonical(b) }

func shareVoter(a, b []string) bool {
	return slices.ContainsFunc(a, func(v string) bool { return slices.Contains(b, v) })
}
