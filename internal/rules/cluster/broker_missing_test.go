package cluster

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// leads is the partitions that a broker leads and the replicas that it holds,
// as JSON.
func leads(n, replicas string) string { return `"leadsHolds": [` + n + ", " + replicas + "]" }

func TestBrokerMissing(t *testing.T) {
	const gone, fenced = `"unlisted": true`, `"fenced": true`
	for _, c := range []struct {
		name     string
		broker   []string
		severity finding.Severity // None: nothing
		says     []string
		fix      []string
	}{
		{"it answers", []string{leads("4", "12")}, finding.None, nil, nil},
		{"it answers and leads nothing", []string{leads("0", "0")}, finding.None, nil, nil},
		{"killed, not noticed", []string{`"answer": "refused"`, leads("4", "12")}, finding.Error,
			[]string{"broker 3 refuses connections at b3:9092: no process listens there.", "still call it alive", "broker.session.timeout.ms (9 s by default)", "the 4 partitions that it leads (it holds 12 replicas)", "acks=all wait"},
			[]string{"how its log ends", "node.id=3"}},
		{"killed, new and empty", []string{`"answer": "refused"`, leads("0", "0")}, finding.Error, []string{"still call it alive"}, []string{"start an empty broker with node.id=3 in its place", "kafka-storage.sh format --cluster-id k3yIdXlvRrWXhG4TcZ0kAw"}},
		{"killed, noticed", []string{`"answer": "refused"`, gone, fenced, leads("0", "12")}, finding.Error,
			[]string{"refuses connections", "The controllers have fenced it", "12 partitions are without its replica"}, nil},
		{"killed, on a Kafka that lists no fenced brokers", []string{`"answer": "refused"`, gone, leads("0", "1")}, finding.Error,
			[]string{"No broker lists it as alive", "1 partition is without its replica"}, nil},
		{"hangs", []string{`"answer": "silent"`, `"detail": "no answer within 2 s"`, leads("4", "12")}, finding.Error,
			[]string{"gives no answer in time at b3:9092", "it is slow (a long garbage collection, a disk that hangs, overload), stopped, or its host is gone", "still call it alive"},
			[]string{"find out first whether broker 3 is only slow", "kill -CONT", "waits for a disk", "GC log", "Restart it only if it does not come back"}},
		{"hangs, noticed", []string{`"answer": "silent"`, gone, fenced, leads("0", "12")}, finding.Error, []string{"The controllers have fenced it"}, nil},
		{"dies while it is asked", []string{`"answer": "hung up"`, `"detail": "b3:9092 closes the connection"`, leads("4", "12")}, finding.Error,
			[]string{"broker 3 closes every connection at b3:9092 without an answer: it stops or restarts", "still call it alive", "the 4 partitions that it leads"},
			[]string{"look again in 10 seconds", "ask what stands between"}},
		{"its name is not known here", []string{`"answer": "unlocated"`, leads("4", "12")}, finding.Error,
			[]string{"the name in b3:9092 cannot be resolved from here", "may serve whoever finds it", "the 4 partitions"}, []string{"getent hosts", "advertised.listeners"}},
		{"its name has gone with it", []string{`"answer": "unlocated"`, gone, fenced, leads("0", "12")}, finding.Error, []string{"The controllers have fenced it"}, []string{"kubectl get pods"}},
		{"TLS fails on it", []string{`"answer": "unusable"`, `"detail": "its certificate has expired"`, leads("4", "12")}, finding.Error,
			[]string{"can be reached at b3:9092, but not used (its certificate has expired)", "The same client can use broker 1", "fail on the 4 partitions"},
			[]string{"openssl s_client -connect b3:9092"}},
		{"nobody tells its address", []string{`"answer": "not asked"`, gone, leads("0", "12")}, finding.Error,
			[]string{"cannot be asked: nobody tells its address", "No broker lists it as alive"}, []string{"start broker 3", "kafka-reassign-partitions.sh"}},
		{"taken away, not unregistered", []string{`"answer": "refused"`, gone, fenced, leads("0", "0")}, finding.Info,
			[]string{"is registered and fenced and holds no replica"}, []string{"kafka-cluster.sh unregister --bootstrap-server b1:9092 --id 3"}},
		{"taken away", []string{`"answer": "not asked"`, gone, leads("0", "0")}, finding.Info, []string{"is not in the list of brokers and holds no replica"}, nil},
		{"runs, fenced", []string{gone, fenced, leads("0", "12")}, finding.Error, []string{"answers, but the controllers have fenced it", "the 12 replicas that it holds cannot lead"}, []string{"BrokerLifecycleManager"}},
		{"runs, unregistered", []string{gone, leads("0", "12")}, finding.Error, []string{"no other broker lists it", "somebody unregistered it"}, nil},
		{"starts for the first time", []string{gone, fenced, leads("0", "0")}, finding.Info, []string{"answers, is registered and fenced and holds no replica"}, []string{"let in within seconds"}},
		{"the run was ended before it answered", []string{`"answer": "unheard"`, leads("4", "12")}, finding.None, nil, nil},
		{"the run was ended, and nobody lists it", []string{`"answer": "unheard"`, gone, leads("0", "0")}, finding.None, nil, nil},
		{"let in between two questions", []string{fenced, leads("0", "12")}, finding.None, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := healthy().with(3, c.broker...).ruled().of(topic("orders", `"1"`, part(1, "1,2", "1,2"))).run(t)
			if c.severity == finding.None {
				if got := rulestest.Of(result, BrokerMissing.Name); len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			f := one(t, result, BrokerMissing)
			if f.Severity != c.severity || f.Subject.String() != "broker/3" {
				t.Errorf("%s on %s, want %s: %s", f.Severity, f.Subject, c.severity, f.Message)
			}
			for _, name := range []string{"answer", "state", "partitions"} {
				if evidenceOf(f, name) == "" {
					t.Errorf("%s is no evidence: %v", name, f.Evidence)
				}
			}
			says(t, f.Message, c.says...)
			says(t, f.Fix, c.fix...)
			if strings.Contains(f.Message+f.Fix, "%!") {
				t.Errorf("%s\n%s", f.Message, f.Fix)
			}
		})
	}
}

// TestTheAnswerIsEvidence, and where the broker is known from.
func TestTheAnswerIsEvidence(t *testing.T) {
	f := one(t, healthy().with(2, hung, `"knownFrom": ["metadata of other brokers", "bootstrap addresses"]`).run(t), BrokerMissing)
	if evidenceOf(f, "known from") != "metadata of other brokers, bootstrap addresses" {
		t.Errorf("evidence %+v", f.Evidence)
	}
	dying := healthy().with(3, `"answer": "hung up"`, `"detail": "b3:9092 closes the connection"`, leads("4", "12"))
	if got := evidenceOf(one(t, dying.run(t), BrokerMissing), "answer"); got != "hung up: b3:9092 closes the connection" {
		t.Errorf("of one that hangs up the evidence is %q", got)
	}
	if got := evidenceOf(f, "answer"); got != "silent" || f.Evidence[0].Origin.Address != "b2:9092" {
		t.Errorf("evidence %+v", f.Evidence)
	}
}

// TestWhoNotices: a dead broker is fenced by the controllers, as far as they
// work.
func TestWhoNotices(t *testing.T) {
	silent := func(more string) string {
		return `"quorum": {"leader": -1, "silent": {"asked": [1], "limitMs": 2000` + more + `}}`
	}
	const notices, nobody = "Kafka notices after broker.session.timeout.ms (9 s by default). Until then", "with the metadata quorum down nobody will notice: no new leader is elected"
	for name, c := range map[string]struct {
		p    plant
		want string
	}{
		"a controller leads":             {healthy().ruled(), notices},
		"none leads":                     {healthy().and(`"quorum": {"leader": -1}`), nobody},
		"the quorum is silent":           {healthy().and(silent("")), nobody},
		"it is silent and its log grows": {healthy().and(silent(`, "advanced": 4`)), notices},
		"it was not seen":                {healthy(), "alive. Until the controllers fence it clients cannot use"},
	} {
		f := one(t, c.p.with(3, killed, leads("4", "12")).run(t), BrokerMissing)
		says(t, f.Message, "still call it alive", c.want, "the 4 partitions that it leads (it holds 12 replicas), and writes with acks=all wait")
		for _, other := range []string{notices, nobody} {
			if other != c.want && strings.Contains(f.Message, other) {
				t.Errorf("%s: %s", name, f.Message)
			}
		}
	}
}

// TestABrokerThatIsAlone has no other that could list it.
func TestABrokerThatIsAlone(t *testing.T) {
	p := plant{brokers: []string{broker(1, `"unlisted": true`, leads("4", "4"))}}
	if got := rulestest.Of(p.run(t), BrokerMissing.Name); len(got) > 0 {
		t.Errorf("it finds: %s", got[0].Message)
	}
}

// TestNobodyElseAnswers: then nothing can be said of the others, and no
// address can be pasted.
func TestNobodyElseAnswers(t *testing.T) {
	p := plant{brokers: []string{broker(1, `"answer": "unusable"`), broker(2, `"answer": "refused"`, `"unlisted": true`)},
		topics: []string{topic("orders", `"1"`, part(1, "1", "1"))}}
	result := p.run(t)
	got := rulestest.Of(result, BrokerMissing.Name)
	if len(got) != 2 || strings.Contains(got[0].Message, "The same client") {
		t.Fatalf("it finds %v", found(result))
	}
	says(t, got[1].Fix, "--bootstrap-server HOST:PORT --id 2")
}

// TestWhatItHoldsIsNotKnown: a principal that may not see all topics sees no
// replica of a dead broker. That is not one that nobody misses.
func TestWhatItHoldsIsNotKnown(t *testing.T) {
	seen := healthy().ruled().of(topic("orders", `"1"`, part(1, "1,2", "1,2")))
	for name, c := range map[string]struct {
		p        plant
		broker   []string
		severity finding.Severity
		says     string
		fix      string
	}{
		"all topics are seen":       {seen, []string{dead}, finding.Info, "holds no replica: the cluster does not miss it", "unregister"},
		"some are hidden":           {seen.lacking("metadata", "denied"), []string{dead}, finding.Error, "where they could: what it holds is not known, because not all topics could be seen", "Do not start it with an empty disk before you know"},
		"some were not told":        {seen.lacking("metadata", "timed out"), []string{dead}, finding.Error, "what it holds is not known", "empty disk"},
		"something else is hidden":  {seen.lacking("groups", "denied"), []string{dead}, finding.Info, "the cluster does not miss it", "unregister"},
		"no topic is seen":          {healthy().ruled(), []string{dead}, finding.Error, "what it holds is not known", "no topic could be seen"},
		"what is seen is held":      {seen.lacking("metadata", "denied"), []string{dead, leads("0", "12")}, finding.Error, "12 partitions are without its replica", "empty broker"},
		"not noticed":               {seen.lacking("metadata", "denied"), []string{killed}, finding.Error, "cannot use what it leads, which is not known: not all topics could be seen, and writes", "empty disk"},
		"it answers, and is fenced": {seen.lacking("metadata", "denied"), []string{`"unlisted": true, "fenced": true`}, finding.Error, "No client is sent to it, and what it holds is not known", "BrokerLifecycleManager"},
	} {
		f := one(t, c.p.with(3, c.broker...).run(t), BrokerMissing)
		if f.Severity != c.severity {
			t.Errorf("%s: %s, want %s", name, f.Severity, c.severity)
		}
		says(t, f.Message, c.says)
		says(t, f.Fix, c.fix)
		if unknown := strings.Contains(f.Message, "not known"); unknown != (evidenceOf(f, "partitions") == "not known") || strings.Contains(f.Message, " 0 ") {
			t.Errorf("%s: evidence %q for %q", name, evidenceOf(f, "partitions"), f.Message)
		}
	}
}
