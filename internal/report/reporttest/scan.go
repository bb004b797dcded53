package reporttest

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Hostile is text that moves the cursor, names the window, ends a line, and
// turns the direction of writing.
const Hostile = "\x1b[2J\x1b]0;owned\x07\u009b31m\nfake: Healthy\u202e\u2028"

// World is what one scan found.
type World struct {
	Name   string // of the golden file
	Result *finding.Result
}

// Worlds are results of scans, from all is well to nothing is known.
func Worlds() []World {
	return []World{
		{"healthy", Plant()},
		{"hints", hints()},
		{"warnings", warnings()},
		{"dead-broker", deadBroker()},
		{"dead-broker-unfenced", deadBrokerUnfenced()},
		{"hung-broker", hungBroker()},
		{"quorum-silent", quorumSilent()},
		{"no-rights", noRights()},
		{"nothing-answers", nothingAnswers()},
		{"no-entry", noEntry()},
		{"many-partitions", manyPartitions()},
		{"many-findings", ManyFindings(10000)},
		{"two-clusters", twoClusters()},
		{"suppressed", suppressed()},
		{"skips", skips()},
		{"announced", announced()},
		{"drift", drift()},
		{"hostile", hostile()},
	}
}

// Plant is a cluster in which nothing is wrong.
func Plant() *finding.Result {
	return &finding.Result{
		Command: "scan", Scopes: 1,
		Checked:  map[model.Kind]int{model.KindCluster: 1, model.KindBroker: 3, model.KindTopic: 120, model.KindPartition: 360, model.KindGroup: 14},
		Clusters: []finding.Seen{{Name: "plant", ID: "MkU3OEVBNTcwNTJENDM2Qg", Kafka: []string{"4.3"}, Brokers: 3, Answered: 3}},
		NotAsked: []model.Fact{model.FactDocuments, model.FactClientConfig},
	}
}

func plant() model.Subject { return model.Subject{Cluster: "plant", Kind: model.KindCluster} }

func broker(id int) model.Subject {
	return model.Subject{Cluster: "plant", Kind: model.KindBroker, Name: fmt.Sprint(id)}
}

func partition(topic string, n int) model.Subject {
	return model.Subject{Cluster: "plant", Kind: model.KindPartition, Name: topic, Partition: int32(n)}
}

func said(name, value, by string) finding.Evidence {
	return finding.Evidence{Name: name, Value: value, Origin: model.Origin{Address: by}}
}

func missing(id int, how string) finding.Finding {
	return finding.Finding{
		Rule: "cluster/broker-missing", Severity: finding.Error, Subject: broker(id),
		Message: fmt.Sprintf("broker %d %s: what it leads cannot be written or read", id, how),
		Fix:     fmt.Sprintf("look at the process and the host of broker %d, and start it again", id),
		Evidence: []finding.Evidence{
			said("answer", how[:strings.Index(how, " ")], fmt.Sprintf("connection to 10.0.0.%d:9092", id)), said("listed", "true", "metadata of broker 1"),
		},
	}
}

func underMinISR(topic string, n int) finding.Finding {
	return finding.Finding{
		Rule: "cluster/under-min-isr", Severity: finding.Error, Subject: partition(topic, n),
		Message:  "1 of 3 replicas is in sync and min.insync.replicas is 2: every write with acks=all is refused (error 19)",
		Fix:      "bring the brokers of the missing replicas back",
		Evidence: []finding.Evidence{said("in-sync replicas", "1", "metadata of broker 1"), said("min.insync.replicas", "2", "topic config")},
	}
}

func groupLost(n int) finding.Finding {
	return finding.Finding{
		Rule: "group/partition-stuck", Severity: finding.Warning, Message: "commits stand still: nothing new is processed",
		Subject: model.Subject{Cluster: "plant", Kind: model.KindGroup, Name: "billing", Part: "iot", Partition: int32(n)},
	}
}

func skewed() finding.Finding {
	return finding.Finding{
		Rule: "cluster/leaders-skewed", Severity: finding.Warning, Subject: plant(),
		Message: "broker 1 leads 200 of 360 partitions: if it fails, most clients notice",
		Fix:     "kafka-leader-election.sh --election-type preferred --all-topic-partitions",
	}
}

func abandoned() finding.Finding {
	return finding.Finding{Rule: "group/abandoned", Severity: finding.Info, Subject: plant(), Message: "3 groups have no members and no commits: they can be deleted"}
}

func hints() *finding.Result {
	r := Plant()
	r.Findings = []finding.Finding{abandoned()}
	return r
}

func warnings() *finding.Result {
	r := Plant()
	few := finding.Finding{
		Rule: "quorum/few-voters", Severity: finding.Warning, Subject: plant(), Fix: "run three controllers",
		Message: "the metadata quorum has 2 voters: both are needed for a majority, so the failure of either stops it",
	}
	r.Findings = []finding.Finding{abandoned(), few, skewed()}
	return r
}

// causedBy is a finding as a consequence of another.
func causedBy(cause, f finding.Finding) finding.Finding {
	f.CausedBy = cause.Fingerprint()
	return f
}

func deadBroker() *finding.Result {
	r := Plant()
	r.Clusters[0].Answered = 2
	dead := missing(2, "refuses connections at 10.0.0.2:9092")
	r.Findings = append(r.Findings, skewed(), dead)
	for n := range 24 {
		f := causedBy(dead, underMinISR("iot", n))
		r.Findings = append(r.Findings, f)
		if n < 6 {
			r.Findings = append(r.Findings, causedBy(f, groupLost(n)))
		}
	}
	for n := range 13 {
		f := underMinISR("orders", n)
		f.Rule, f.Severity, f.Message = "cluster/under-replicated", finding.Warning, "2 of 3 replicas are in sync"
		r.Findings = append(r.Findings, causedBy(dead, f))
	}
	r.Gaps = []model.Gap{
		{Fact: model.FactLogDirs, Scope: broker(2), Why: model.Unreachable, Detail: "10.0.0.2:9092 refuses connections: no process listens there"},
		{Fact: model.FactBrokerConfig, Scope: broker(2), Why: model.Unreachable, Detail: "10.0.0.2:9092 refuses connections: no process listens there"},
	}
	return r
}

func deadBrokerUnfenced() *finding.Result {
	r := Plant()
	r.Clusters[0].Answered = 2
	r.Findings = []finding.Finding{missing(2, "refuses connections at 10.0.0.2:9092")}
	return r
}

func hungBroker() *finding.Result {
	r := Plant()
	r.Clusters[0].Answered = 2
	r.Findings = []finding.Finding{missing(3, "accepts connections at 10.0.0.3:9092 and answers nothing within 5s")}
	for _, fact := range []model.Fact{model.FactLogDirs, model.FactBrokerConfig, model.FactViews} {
		r.Gaps = append(r.Gaps, model.Gap{Fact: fact, Scope: broker(3), Why: model.TimedOut, Detail: "broker 3 did not answer within 5s"})
	}
	return r
}

func quorumSilent() *finding.Result {
	r := Plant()
	r.Gaps = []model.Gap{{Fact: model.FactQuorum, Scope: plant(), Why: model.TimedOut, Detail: "no broker answered DescribeQuorum within 10s, although all of them answer everything else: look at the active controller"}}
	return r
}

func noRights() *finding.Result {
	r := Plant()
	r.Checked = map[model.Kind]int{model.KindCluster: 1, model.KindBroker: 3}
	for id := 3; id >= 1; id-- {
		r.Gaps = append(r.Gaps, model.Gap{Fact: model.FactLogDirs, Scope: broker(id), Why: model.Denied, Detail: fmt.Sprintf("broker %d refused DescribeLogDirs: not authorized", id)})
	}
	for _, fact := range []model.Fact{model.FactTopicLayout, model.FactTopicConfig, model.FactGroups} {
		r.Gaps = append(r.Gaps, model.Gap{Fact: fact, Scope: plant(), Why: model.Denied, Detail: "this principal sees no topic and no group: without the right, Kafka answers with empty lists"})
	}
	return r
}

func nothingAnswers() *finding.Result {
	return &finding.Result{Command: "scan", Gaps: []model.Gap{
		{Fact: model.FactConnections, Scope: model.Subject{Kind: model.KindCluster}, Why: model.Unreachable, Detail: "10.0.0.1:9092 refuses connections: no process listens there"},
		{Fact: model.FactConnections, Scope: model.Subject{Kind: model.KindCluster}, Why: model.Unreachable, Detail: "kafka.example: no such host"},
	}}
}

func noEntry() *finding.Result {
	return &finding.Result{Command: "scan", Clusters: []finding.Seen{{Name: "plant", Brokers: 1}}, Scopes: 1, Gaps: []model.Gap{
		{Fact: model.FactConnections, Scope: plant(), Why: model.Denied, Detail: "10.0.0.1:9092 does not accept this password (SASL_AUTHENTICATION_FAILED)"},
	}}
}

func manyPartitions() *finding.Result {
	r := Plant()
	for n := range 300 {
		r.Findings = append(r.Findings, underMinISR(fmt.Sprintf("topic-%d", n/3), n%3))
	}
	return r
}

// ManyFindings has so many findings with many causes, of which no two say the
// same.
func ManyFindings(n int) *finding.Result {
	r := Plant()
	r.Clusters[0].Brokers, r.Clusters[0].Answered = 40, 20
	var dead []finding.Finding
	for id := range 20 {
		dead = append(dead, missing(id, "refuses connections"))
	}
	r.Findings = append(r.Findings, dead...)
	for i := len(dead); i < n; i++ {
		f := underMinISR(fmt.Sprintf("topic-%d", i), 0)
		f.Rule = fmt.Sprintf("cluster/rule-%c", 'a'+rune(i%26))
		f.Message = fmt.Sprintf("finding %d is another than all before it: so it cannot be told with them", i)
		if i%3 > 0 {
			f = causedBy(dead[i%len(dead)], f)
		}
		r.Findings = append(r.Findings, f)
		r.Gaps = append(r.Gaps, model.Gap{Fact: model.Fact(i % 12), Scope: broker(i), Why: model.TimedOut, Detail: fmt.Sprintf("broker %d did not answer", i)})
		r.Skipped = append(r.Skipped, finding.Skip{Rule: "group/data-lost", Subject: f.Subject, Needs: fmt.Sprintf("offset %d", i), Reason: fmt.Sprintf("reason %d", i%100)})
	}
	return r
}

func twoClusters() *finding.Result {
	r := deadBrokerUnfenced()
	r.Scopes = 2
	r.Clusters = append(r.Clusters, finding.Seen{Name: "harbour", Kafka: []string{"3.9", "4.1"}, Brokers: 1, Answered: 1}, finding.Seen{Name: "depot", Brokers: 3})
	return r
}

func suppressed() *finding.Result {
	r := Plant()
	r.Suppressed, r.Baselined = 2, 1
	return r
}

func skips() *finding.Result {
	r := Plant()
	for n := range 5 {
		r.Skipped = append(r.Skipped, finding.Skip{
			Rule: "group/data-lost", Subject: model.Subject{Cluster: "plant", Kind: model.KindGroup, Name: fmt.Sprintf("billing-%d", n)},
			Needs: fmt.Sprintf("log start offset of iot/%d", n), Reason: "its leader did not answer ListOffsets",
		})
	}
	return r
}

func announced() *finding.Result {
	r := Plant()
	r.Gaps = []model.Gap{{Fact: model.FactQuorum, Scope: plant(), Why: model.Unsupported, Detail: "the platform does not show the quorum", Expected: true}}
	return r
}

func drift() *finding.Result {
	r := Plant()
	at := model.AtFile("topics/iot.yaml", 2, 17)
	r.Texts = map[string]model.Lines{"topics/iot.yaml": model.LinesOf([]byte("config:\n  retention.ms: 86400000\n"))}
	r.Findings = []finding.Finding{{
		Rule: "cluster/config-drift", Severity: finding.Warning, Subject: model.Subject{Cluster: "plant", Kind: model.KindTopic, Name: "iot"},
		Message: "retention.ms of iot is 1h on the cluster and 1d in the file", Origin: at,
		Evidence: []finding.Evidence{{Name: "retention.ms", Value: "86400000", Origin: at}, said("retention.ms", "3600000", "topic config")},
	}}
	r.Gaps = []model.Gap{{Fact: model.FactDocuments, Scope: model.Subject{Kind: model.KindFile, Name: "x.yaml"}, Why: model.Malformed, Detail: "is not valid YAML", Origin: model.AtFile("x.yaml", 3, 1)}}
	return r
}

func hostile() *finding.Result {
	r := Plant()
	text, long := Hostile, strings.Repeat("x", 40000)
	subject := model.Subject{Cluster: text, Kind: model.KindGroup, Name: text + long}
	cause := finding.Finding{
		Rule: "cluster/a", Severity: finding.Error, Subject: subject, Message: text + long, Fix: text + long,
		Evidence: []finding.Evidence{said(text+long, text+long, text+long)},
	}
	effect := causedBy(cause, cause)
	effect.Rule = "cluster/b"
	hint := cause
	hint.Rule, hint.Severity = "cluster/c", finding.Info
	r.Findings = []finding.Finding{cause, effect, hint}
	r.Scopes, r.Clusters[0].Name, r.Clusters[0].Kafka = 2, text+long, []string{text}
	r.Gaps = []model.Gap{
		{Fact: model.FactGroups, Scope: subject, Why: model.TimedOut, Detail: text + long},
		{Fact: model.FactQuorum, Scope: subject, Why: model.TimedOut, Detail: text + long, Expected: true},
	}
	r.Skipped = []finding.Skip{{Rule: "cluster/d", Subject: subject, Needs: text + long, Reason: text + long}}
	return r
}

// LiveRules are rules that look at a running cluster, without pages.
func LiveRules() []*rule.Rule {
	needs := func(name string, fact model.Fact) *rule.Rule {
		return &rule.Rule{Name: name, Severity: finding.Error, Needs: model.FactsOf(fact)}
	}
	return []*rule.Rule{
		needs("broker/flush-override", model.FactBrokerConfig), needs("client/acks-weak", model.FactClientConfig),
		needs("cluster/disk-full", model.FactLogDirs), needs("cluster/log-dir-offline", model.FactLogDirs),
		needs("cluster/metadata-disagrees", model.FactViews), needs("cluster/under-min-isr", model.FactTopicLayout),
		needs("group/abandoned", model.FactGroups), needs("quorum/no-leader", model.FactQuorum),
		needs("topic/min-isr-one", model.FactTopicConfig),
	}
}
