package rule

import (
	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Pass is one call of one rule for one subject: what it may look at, and
// where it reports. It embeds the Facts of its own subject.
type Pass struct {
	Facts
	rule     *Rule
	settings *Settings
	world    *World
	subject  model.Subject
	scope    *model.Scope
	doc      *model.Document
	was      *model.Topic
	part     *model.Partition
	group    *model.Group
	object   *model.Object

	version  model.Version
	declared bool // somebody said which version it is
	guessed  bool // something was read that depends on a version that nobody declared
	strict   bool
	reports  []*Report
	skips    []finding.Skip
}

// Topic is the topic that is judged; nil if a change removes it.
func (p *Pass) Topic() *model.Topic { return p.topic }

// TopicBefore is the topic as it was before the change; nil if it is new or
// the state before is not known. The rule must declare ReadsBefore.
func (p *Pass) TopicBefore() *model.Topic { return p.was }

// Namesakes lists the topics of the scope whose names are the topic's own, or
// differ from it in '.' and '_' alone; the topic itself is among them. They
// are in the order of the files. A topic whose name is only filled in later has
// none.
func (p *Pass) Namesakes() []*model.Topic {
	if p.topic.NameUnknown != "" {
		return nil
	}
	return p.world.namesakes()[namesakeOf(p.topic)]
}

// Broker is the broker that is judged.
func (p *Pass) Broker() *model.Broker { return p.broker }

// Client is the client that is judged.
func (p *Pass) Client() *model.Client { return p.client }

// Document is the file that is judged.
func (p *Pass) Document() *model.Document { return p.doc }

// Scope is everything that belongs to the same cluster as the subject.
func (p *Pass) Scope() *model.Scope { return p.scope }

// Subject is what is judged.
func (p *Pass) Subject() model.Subject { return p.subject }

// Version is the release line of Kafka that the subject is judged by. A
// verdict that rests on it is checked against the other lines if nobody
// declared one.
func (p *Pass) Version() model.Version {
	p.guessed = p.guessed || !p.declared
	return p.version
}

// Define is what the catalogue says of a key in the version in force.
func (p *Pass) Define(key model.Key) (*catalog.Definition, bool) {
	return catalog.Lookup(key, p.Version())
}

// KafkaDefault is a key's default in the version in force, for a thing that no
// document shows. The key need not be among those that the rule declares.
func (p *Pass) KafkaDefault(key model.Key) (Reading, bool) {
	def, ok := p.Define(key)
	if !ok || !def.HasDefault || def.NullDefault {
		return Reading{}, false
	}
	at := model.DefaultOf("Kafka " + catalog.Release(p.version))
	return Reading{Key: key, Name: key.Name, Written: def.Default, Value: model.KnownValue(def.Default, at),
		Default: true, guessed: !p.declared}, true
}

// Param is the value of one of the rule's parameters.
func (p *Pass) Param(name string) int64 { return p.settings.param(p.rule, name) }

// IsDeadLetter tells whether the configuration says that a topic of this name
// holds dead letters.
func (p *Pass) IsDeadLetter(topic string) bool { return MatchesAny(p.settings.DeadLetters, topic) }

// Skip records that the rule could not judge: what it lacks, and why.
// Accessors call it by themselves. A reason quotes what stands there, so that
// of a secret is not told.
func (p *Pass) Skip(needs, reason string, at model.Origin) {
	if model.MayBeSecret(needs) {
		reason = "what stands there is not shown, because it may be a secret"
	}
	for _, s := range p.skips {
		if s.Needs == needs {
			return
		}
	}
	p.skips = append(p.skips, finding.Skip{Rule: p.rule.Name, Subject: p.subject, Needs: needs, Reason: reason, Origin: at})
}
