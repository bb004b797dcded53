package admit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// withKeys is the request for an object with so many settings more that Kafka does not
// know. They are put into its JSON: the YAML of other tests holds each key against all
// before it.
func withKeys(t testing.TB, object string, n int, config ...string) *Request {
	t.Helper()
	q := asked(t, Create, "", object)
	var o map[string]any
	if err := json.Unmarshal(q.Object, &o); err != nil {
		t.Fatal(err)
	}
	into := o
	for _, step := range config {
		into = into[step].(map[string]any)
	}
	for i := range n {
		into[fmt.Sprintf("unknown.key.%d", i)] = 1
	}
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	q.Object = text
	return q
}

// topicWithKeys is that of the good topic.
func topicWithKeys(t testing.TB, n int) *Request {
	t.Helper()
	return withKeys(t, topic, n, "spec", "config")
}

// kafkaWithKeys is that of a Kafka without any other setting.
func kafkaWithKeys(t testing.TB, n int) *Request {
	t.Helper()
	return withKeys(t, "{apiVersion: kafka.strimzi.io/v1, kind: Kafka, metadata: {name: plant, namespace: kafka}, spec: {kafka: {config: {}}}}", n, "spec", "kafka", "config")
}

// TestAnObjectWithThousandsOfFaultsHoldsUpNobody: 20,000 unknown settings would take
// longer than the API server waits. They are not judged, and 5,000 are.
func TestAnObjectWithThousandsOfFaultsHoldsUpNobody(t *testing.T) {
	q := topicWithKeys(t, 20000)
	began := time.Now()
	_, err := judges().Judge(t.Context(), q)
	if err == nil || !strings.Contains(err.Error(), "it has 20001 settings, and no more than 5000 are judged") {
		t.Errorf("the error is %v", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %s", took)
	}
	if _, err := judges().Judge(t.Context(), kafkaWithKeys(t, maxSettings+1)); err == nil || !strings.Contains(err.Error(), "it has 5001 settings") {
		t.Errorf("a Kafka: %v", err)
	}
	if v, err := judges().Judge(t.Context(), topicWithKeys(t, maxSettings-1)); err != nil || !strings.Contains(v.Message, "for 4999 reasons") {
		t.Errorf("of a topic with as many as are judged: %v, %.100s", err, v.Message)
	}
}

// TestAllFindingsAreCountedAndTheFirstAreTold: the verdict of 20,000 findings is
// made in time, and fits an audit log.
func TestAllFindingsAreCountedAndTheFirstAreTold(t *testing.T) {
	all := make([]finding.Finding, 20000)
	for i := range all {
		all[i] = finding.Finding{Rule: "topic/setting-unknown", Severity: finding.Error, Message: fmt.Sprintf("setting %d is unknown", i)}
	}
	q := asked(t, Create, "", topic)
	began := time.Now()
	v := judges().verdict(&change{Request: q}, all, &finding.Result{}).closed()
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %s", took)
	}
	v.says(t, "for 20000 reasons:\n", "setting 199 is unknown", "\n- and 19800 more")
	audit := v.Audit["topic.setting-unknown"]
	told := strings.Count(audit, "is unknown")
	if len(audit) > maxAudit+30 || !strings.HasSuffix(audit, fmt.Sprintf("; and %d more", 20000-told)) {
		t.Errorf("%d bytes, %d told: …%s", len(audit), told, audit[len(audit)-60:])
	}
	for i := range all {
		all[i].Severity = finding.Warning
	}
	v = judges().verdict(&change{Request: q}, all, &finding.Result{})
	if n := len(v.Warnings); n != maxTold+1 || v.Warnings[n-1] != "breakwater: and 19800 more" {
		t.Errorf("%d warnings, at last %q", n, v.Warnings[n-1])
	}
}

// TestAJudgeThatDoesNotEndIsNotWaitedFor: the answer comes at the deadline, and what
// goes on unasked is bounded.
func TestAJudgeThatDoesNotEndIsNotWaitedFor(t *testing.T) {
	ends, ended := make(chan struct{}), make(chan struct{}, 1)
	stuck := judgeFunc(func(context.Context, *Request) (Verdict, error) {
		<-ends
		ended <- struct{}{}
		return allow(), nil
	})
	h := &handler{judge: stuck, stance: Enforcing, log: quiet(), count: &Counts{}, now: time.Now, slots: make(chan struct{}, 1)}
	q, err := decode([]byte(podReview))
	if err != nil {
		t.Fatal(err)
	}
	ask := func() Verdict {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		return h.verdict(ctx, q)
	}
	ask().says(t, "Pod kafka/broker-0 was not judged in time")
	ask().says(t, "busy: Pod kafka/broker-0 was not judged")
	close(ends)
	<-ended
	h.judge = yes
	h.slots <- struct{}{} // free again
	<-h.slots
	if v := ask(); !v.Allowed {
		t.Errorf("after it has ended: %s", v.Message)
	}
}

// BenchmarkCrowd is what settings cost that Kafka does not know, up to as many as are
// judged: the figure of maxSettings.
func BenchmarkCrowd(b *testing.B) {
	for _, n := range []int{1000, maxSettings - 1} {
		for kind, q := range map[string]*Request{"Topic": topicWithKeys(b, n), "Kafka": kafkaWithKeys(b, n)} {
			b.Run(fmt.Sprintf("%s/%d", kind, n), func(b *testing.B) {
				j := judges()
				for b.Loop() {
					if v, err := j.Judge(b.Context(), q); err != nil || len(v.Audit) == 0 {
						b.Fatal(err, len(v.Audit))
					}
				}
			})
		}
	}
}
