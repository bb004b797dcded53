package rule

import "github.com/breakwaterhq/breakwater/internal/finding"

// CEL is a rule as a Kubernetes API server can judge it by itself: in the
// Common Expression Language, on one object and what it was before. Check is
// the reference; a test holds the two against each other on a real API server.
//
// The expressions may use what the exporter says of such objects (see Sees),
// the rule's parameters by their names, and the names of Let.
type CEL struct {
	Sees     Sees
	Severity finding.Severity // what such a finding is, unless a policy says otherwise
	About    string           // the discriminator of such a finding; see Report.About
	Let      []Let
	When     string // true where the object is wrong
	Says     string // a string: the fact, the consequence, then the fix
}

// Let gives a name to a value that an expression rests on.
type Let struct {
	Name  string
	Known string // a list with the value in it, or an empty one where nobody can know it: then nothing is judged; of several each by itself
}

// Sees is which objects an expression judges, and under which name it has them.
type Sees uint8

// What an expression sees.
const (
	SeesTopics          Sees = iota + 1 // topic: what a KafkaTopic declares; before: what it declared of the same topic before the change, for the rules of the family change, which judge no new one
	SeesDeletion                        // topic: a KafkaTopic that is about to be deleted
	SeesPods                            // pod: a shape of Kafka's pods, of whatever makes them
	SeesClusters                        // cluster: a Kafka or a KafkaNodePool
	SeesClusterDeletion                 // cluster: a Kafka or a KafkaNodePool that is about to be deleted
)

// noCEL is why the rules of whole families can have no CEL.
var noCEL = map[string]string{
	"advisory": "needs the list of known defects, and which versions run",
	"broker":   "what brokers are set to comes from several files and objects, and from the catalogue of Kafka's versions",
	"client":   "it judges the configuration of an application, which is no object of Kubernetes",
	"cluster":  "it judges a running cluster",
	"file":     "it judges how a file is written: the API server has made values of it by then",
	"group":    "it judges a running consumer group",
	"policy":   "it judges the policy file and what suppresses findings",
	"quorum":   "the voters are counted over all node pools, and the quorum itself is seen only while it runs",
	"watch":    "it judges the watch itself",
}

// WhyNoCEL is the reason for which a rule has no CEL; "" if it has some.
func (r *Rule) WhyNoCEL() string {
	switch {
	case len(r.CEL) > 0:
		return ""
	case r.NoCEL != "":
		return r.NoCEL
	}
	return noCEL[r.Family()]
}

// ParamOf is the value of one of a rule's parameters: the policy's, or the
// rule's own. It panics for a name that the rule does not declare.
func (s *Settings) ParamOf(r *Rule, name string) int64 { return s.param(r, name) }

// Number names the whole number that a list of at most one value holds, as a
// string or as any kind of number. What Go's strconv.ParseInt refuses is not
// known.
func Number(name, values string) Let {
	return Let{name, "(" + values + `).filter(v, type(v) == int
  || type(v) == double && v > -9007199254740992.0 && v < 9007199254740992.0 && v == double(int(v))
  || type(v) == string && v.trim().matches('^[+-]?0*([0-9]{1,18}|[1-8][0-9]{18}|9[01][0-9]{17}|9223372036854775807)$')
).map(v, type(v) == string ? int(v.trim()) : int(v))`}
}

// Word names the word that a list of at most one value holds. Of a list its
// items are parted by commas, as Kafka wants them. A placeholder is not known.
func Word(name, values string) Let {
	const scalar = `type(x) == string || type(x) == int || type(x) == bool || type(x) == double && x == double(int(x))`
	const word = `type(x) == bool ? (x ? 'true' : 'false') : type(x) == double ? string(int(x)) : string(x)`
	return Let{name, "(" + values + `).map(v, type(v) == list ? v : [v]).filter(v, v.all(x, ` + scalar + `)).map(v, v.map(x, ` + word + `).join(',')
).filter(v, !v.matches('` + Placeholder + `')).map(v, v.trim())`}
}

// Placeholder is a pattern of what is filled in when an object is deployed.
const Placeholder = `[$][{][^}]*[}]|[$][(][^)]*[)]|[{][{].*[}][}]`

// Setting is the list with the value of a topic's key, or with Kafka's
// default where the topic does not set it; otherwise is that, in CEL, and ""
// where it is not known. A value of null is not known either.
func Setting(key, otherwise string) string {
	return "'" + key + "' in topic.config ? [dyn(topic.config['" + key + "'])] : [" + otherwise + "]"
}
