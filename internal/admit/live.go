package admit

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Rules that Kafka is asked for.
const (
	destroyed    = "change/topic-destroyed"
	decreased    = "change/partitions-decrease"
	flipped      = "change/cleanup-policy-flip"
	retentionCut = "change/retention-cut-deletes-unread"
	tooMany      = "topic/replicas-exceed-brokers"
	scaleBelow   = "kube/scale-below-replication"
)

// lossy are the rules whose findings take records away.
var lossy = map[string]bool{destroyed: true, decreased: true, flipped: true, retentionCut: true}

// enliven asks Kafka for what a change takes away, and writes it into the findings.
// Nothing is asked where no change takes anything.
func (j *Rules) enliven(ctx context.Context, c *change, is judged, found []finding.Finding) []finding.Finding {
	topic := topicOf(is.world)
	if j.Live == nil || topic == nil || !asksKafka(found) && !widens(is.world) {
		return found
	}
	cluster := topic.Place.Names
	if len(cluster) == 0 {
		c.lacks("what Kafka holds of topic " + topic.Name + " (nothing says which cluster it is of: give it the label " + clusterLabel + ")")
		return found
	}
	kept := j.keptBy(found)
	facts, err := j.Live.Topic(ctx, cluster, topic.Name, kept)
	if err != nil {
		c.lacks("what Kafka holds of topic " + topic.Name + ", and who reads it (" + late(err) + ")")
		return found
	}
	if facts.RecordsWhy != "" {
		c.lacks("whether topic " + topic.Name + " has more records (" + facts.RecordsWhy + ")")
	}
	if facts.ReadersWhy != "" {
		c.lacks("whether further groups read topic " + topic.Name + " (" + facts.ReadersWhy + ")")
	}
	for i := range found {
		switch f := &found[i]; {
		case f.Rule == retentionCut:
			j.measure(f, &facts, !kept.IsZero())
		case lossy[f.Rule]:
			f.Message += "; " + holdings(&facts)
		}
	}
	return j.spread(is.world, &facts, found)
}

// topicOf is the topic of a request, as it will be or as it was.
func topicOf(w *rule.World) *model.Topic {
	switch {
	case len(w.Now.Topics) > 0:
		return w.Now.Topics[0]
	case len(w.Before.Topics) > 0:
		return w.Before.Topics[0]
	}
	return nil
}

func asksKafka(found []finding.Finding) bool {
	for i := range found {
		if lossy[found[i].Rule] {
			return true
		}
	}
	return false
}

// widens tells whether a change asks for more replicas than there were.
func widens(w *rule.World) bool {
	if len(w.Now.Topics) == 0 || len(w.Before.Topics) == 0 {
		return false
	}
	now, known := rule.Whole(w.Now.Topics[0].Replicas)
	was, also := rule.Whole(w.Before.Topics[0].Replicas)
	return known && also && now > was
}

// keptBy is the time from which on records stay after a cut of retention.ms; zero
// where there is none.
func (j *Rules) keptBy(found []finding.Finding) time.Time {
	for i := range found {
		f := &found[i]
		if f.Rule != retentionCut || f.Discriminator != "retention.ms" {
			continue
		}
		for _, e := range f.Evidence {
			if ms, err := strconv.ParseInt(e.Value, 10, 64); err == nil && e.Name == "retention.ms" && ms >= 0 {
				return j.Now().Add(-time.Duration(min(ms, maxAge)) * time.Millisecond)
			}
		}
	}
	return time.Time{}
}

// maxAge is the longest time, in milliseconds, that a time.Duration holds.
const maxAge = int64(1<<63-1) / int64(time.Millisecond)

// spread adds the finding that a topic asks for more replicas than Kafka has brokers,
// where the manifests did not tell how many these are.
func (j *Rules) spread(w *rule.World, facts *TopicFacts, found []finding.Finding) []finding.Finding {
	if !widens(w) || facts.Brokers == 0 {
		return found
	}
	topic := w.Now.Topics[0]
	replicas, _ := rule.Whole(topic.Replicas)
	for i := range found {
		if found[i].Rule == tooMany {
			return found
		}
	}
	if replicas <= int64(facts.Brokers) {
		return found
	}
	return j.report(found, finding.Finding{
		Rule: tooMany, Severity: finding.Error, Subject: topic.Subject(), Origin: topic.Replicas.Origin(),
		Message: fmt.Sprintf("each partition asks for %d replicas, but the cluster has %s: Kafka refuses to create the topic with INVALID_REPLICATION_FACTOR (error 38)",
			replicas, finding.Plural(facts.Brokers, "broker")),
		Fix: fmt.Sprintf("set replicas: %d, or add brokers first", facts.Brokers),
	})
}

// report adds a finding of a rule that somebody else has judged by: if the policy has
// not switched it off, and with the severity that the policy gives it.
func (j *Rules) report(found []finding.Finding, f finding.Finding) []finding.Finding {
	r := j.rule(f.Rule)
	if r == nil || !j.Settings.Enabled(r) {
		return found
	}
	f.Severity = j.Settings.Severity(r, f.Severity)
	return append(found, f)
}

// rule is a rule by its name; nil if it is not among those that judge.
func (j *Rules) rule(name string) *rule.Rule {
	for _, r := range j.Known {
		if r.Name == name {
			return r
		}
	}
	return nil
}
