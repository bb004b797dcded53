package cluster

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// fact is what became of asking a broker, to follow its name.
func fact(s *model.Sighting) string {
	at := ""
	if s.Address != "" && s.ID >= 0 {
		at = " at " + s.Address
	}
	switch s.Answer {
	case model.Refused:
		return "refuses connections" + at + ": no process listens there"
	case model.Silent:
		return "gives no answer in time" + at + ": it is slow (a long garbage collection, a disk that hangs, overload), stopped, or its host is gone"
	case model.HungUp:
		return "closes every connection" + at + " without an answer: it stops or restarts, or something between hangs up"
	case model.Unlocated:
		return "cannot be found: the name in " + s.Address + " cannot be resolved from here"
	case model.Unusable:
		return "can be reached" + at + ", but not used" + because(s)
	default:
		return "cannot be asked: nobody tells its address"
	}
}

func because(s *model.Sighting) string {
	if s.Detail == "" {
		return ""
	}
	return " (" + s.Detail + ")"
}

// consequence is what it means that the broker is missing: what Kafka itself
// says of it, and what waits for it.
func consequence(p *rule.Pass, s *model.Sighting) string {
	switch {
	case s.Answer == model.Unusable:
		return others(p) + "Clients that use this listener fail on " + stake(p, s)
	case s.Fenced, !s.Listed:
		return taken(s) + copiesLost(p, s)
	case s.Answer == model.Unlocated:
		return "The others list it as alive, and it may serve whoever finds it; clients here cannot use " + stake(p, s)
	}
	const unnoticed = "The other brokers' metadata still call it alive"
	const wait = ", and writes with acks=all wait wherever it is in sync"
	switch down, known := quorumDown(p); {
	case down:
		return unnoticed + ", and with the metadata quorum down nobody will notice: no new leader is elected, clients cannot use " + stake(p, s) + wait
	case known:
		return unnoticed + ": Kafka notices after broker.session.timeout.ms (9 s by default). Until then clients cannot use " + stake(p, s) + wait
	default:
		return unnoticed + ". Until the controllers fence it clients cannot use " + stake(p, s) + wait
	}
}

// quorumDown tells whether nobody is there to fence a broker and to elect
// leaders, and whether that is known. A quorum that does not answer while its
// log goes on has a leader.
func quorumDown(p *rule.Pass) (down, known bool) {
	c := p.Cluster()
	switch {
	case c == nil || c.Quorum == nil:
		return false, false
	case c.Quorum.Silent != nil:
		return c.Quorum.Silent.Advanced == 0, true
	}
	return c.Quorum.Leader < 0, true
}

// others tells whether the same client is let in elsewhere.
func others(p *rule.Pass) string {
	for _, b := range p.RunningBrokers() {
		if b.Seen.Answer == model.Answered {
			return "The same client can use " + rule.NamedBrokers(b.Seen.ID) + ", so it is this broker's own listener, certificate or credentials. "
		}
	}
	return ""
}

// stake is what the broker leads and holds.
func stake(p *rule.Pass, s *model.Sighting) string {
	if hidden(p, s) {
		return "what it leads, which is not known: not all topics could be seen"
	}
	return fmt.Sprintf("the %s that it leads (it holds %s)", finding.Plural(s.Leads, "partition"), finding.Plural(s.Holds, "replica"))
}

// taken says that Kafka knows: its leaders have moved where they could.
func taken(s *model.Sighting) string {
	if s.Fenced {
		return "The controllers have fenced it, and elected other leaders where they could: "
	}
	return "No broker lists it as alive: it is fenced, or was taken away without its replicas: "
}

// holdsUnknown is said of a broker that may hold what nobody could see.
const holdsUnknown = "what it holds is not known, because not all topics could be seen"

func copiesLost(p *rule.Pass, s *model.Sighting) string {
	if hidden(p, s) {
		return holdsUnknown
	}
	return fmt.Sprintf("%s %s without its replica", finding.Plural(s.Holds, "partition"), verb(s.Holds, "is", "are"))
}

// remedy is what to do about a missing broker.
func remedy(p *rule.Pass, s *model.Sighting) string {
	switch s.Answer {
	case model.Refused:
		return fmt.Sprintf("see whether the process of broker %d runs and how its log ends (out of memory, full disk, failed log directory), and start it. %s", s.ID, replacement(p, s))
	case model.HungUp:
		return fmt.Sprintf("look again in 10 seconds: a broker that stops refuses connections by then. If this stays, read how the log of broker %d ends, "+
			"and ask what stands between (proxy, load balancer, network policy). %s", s.ID, replacement(p, s))
	case model.Silent:
		return fmt.Sprintf("find out first whether broker %d is only slow: look again in 10 seconds, and at its process (its GC log; in ps state D waits for a disk, "+
			"T is stopped: kill -CONT). Restart it only if it does not come back. %s", s.ID, replacement(p, s))
	case model.Unlocated:
		return fmt.Sprintf("resolve the name by hand (getent hosts), and correct DNS or advertised.listeners of broker %d. "+
			"On Kubernetes a pod that is not ready has no name: kubectl get pods", s.ID)
	case model.Unusable:
		return fmt.Sprintf("compare the listener, certificate and credentials of broker %d with those of one that works: "+
			"openssl s_client -connect %s, and its log at the time of this look", s.ID, s.Address)
	default:
		return fmt.Sprintf("start broker %d. %s", s.ID, replacement(p, s))
	}
}
