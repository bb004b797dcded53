package deadletter

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/twmb/franz-go/pkg/kerr"
)

// pair is a source topic with its dead-letter topic.
type pair struct {
	cfg            Config
	source, target string
	from, to       facts
	problems       []Problem
}

// problem tells one once, also when two looks find it.
func (p *pair) problem(key, format string, args ...any) {
	told := Problem{p.target, key, fmt.Sprintf(format, args...)}
	if !slices.Contains(p.problems, told) {
		p.problems = append(p.problems, told)
	}
}

func (p *pair) judge() {
	if !p.judgeExistence() {
		return
	}
	p.judgePartitions()
	p.judgeReplication()
	if err := p.to.settingsErr; err != nil {
		p.problem("settings", "The settings of %s could not be read (%v), so that nobody knows whether it keeps dead letters: allow the client to describe the topic's configs.", p.target, err)
		return
	}
	if err := p.from.settingsErr; err != nil && p.from.err == nil {
		p.problem("settings", "The settings of %s could not be read (%v), so that %s could not be held against them: allow the client to describe the topic's configs.", p.source, err, p.target)
	}
	p.judgeCleanup()
	p.judgeSize("max.message.bytes")
	p.judgeSize("segment.bytes")
	p.judgeRetention("retention.ms", "ms")
	p.judgeRetention("retention.bytes", "bytes")
	p.judgeMinISR()
	p.judgeClient()
}

func (p *pair) judgeExistence() bool {
	if err := p.from.err; err != nil {
		p.problem("existence", "The source topic %s could not be looked at (%v), so that %s could not be held against it: name a topic that is there, and allow the client to describe it.", p.source, err, p.target)
	}
	switch err := p.to.err; {
	case errors.Is(err, kerr.UnknownTopicOrPartition):
		p.problem("existence", "The dead-letter topic %s does not exist, so that no dead letter can be written and %s stops at the first: create it with %d partitions, %d replicas and cleanup.policy=delete.", p.target, p.source, max(1, p.from.partitions), max(3, p.from.replication))
		return false
	case err != nil:
		p.problem("existence", "The dead-letter topic %s could not be looked at (%v), so that nobody knows whether dead letters can be written: allow the client to describe it, and look at the brokers.", p.target, err)
		return false
	}
	return true
}

func (p *pair) judgePartitions() {
	if p.to.partitions < p.from.partitions {
		p.problem("partitions", "%s has %d partitions and %s has %d, so that dead letters do not keep their partition's number: give it %[4]d.", p.target, p.to.partitions, p.source, p.from.partitions)
	}
}

func (p *pair) judgeReplication() {
	if want := max(2, p.from.replication); p.to.replication < want {
		p.problem("replication", "A partition of %s has %d replicas, so that acknowledged dead letters are lost sooner than the records of %s (%d): reassign it to %d.", p.target, p.to.replication, p.source, p.from.replication, max(3, want))
	}
}

func (p *pair) judgeCleanup() {
	policy, known := p.to.settings["cleanup.policy"]
	switch {
	case !known:
		p.untold(p.target, "cleanup.policy")
	case strings.Contains(policy, "compact"):
		p.problem("cleanup.policy", "%s has cleanup.policy=%s, so that of the dead letters with one key only the last is kept, and letters without a key are refused: set it to delete.", p.target, policy)
	}
}

func (p *pair) untold(topic, key string) {
	p.problem(key, "%s of %s was not told by the brokers, so that %s could not be held against it: look at it by kafka-configs.", key, topic, p.target)
}

// number is a setting that must be one.
func (p *pair) number(topic string, f facts, key string) (int64, bool) {
	n, err := strconv.ParseInt(f.settings[key], 10, 64)
	if err != nil && f.err == nil && f.settingsErr == nil {
		p.untold(topic, key)
	}
	return n, err == nil
}

// judgeSize: a record of the source comes with our headers. The source's own limit is of
// compressed batches, so that a letter can still be too large: it becomes a pointer.
func (p *pair) judgeSize(key string) {
	to, known := p.number(p.target, p.to, key)
	if !known {
		return
	}
	if to < int64(p.cfg.MaxMessageBytes) {
		p.problem(key, "%s has %s=%d, and the Writer sends up to MaxMessageBytes=%d, so that letters between the two are refused first and written without their payload then: set MaxMessageBytes to %[3]d, or raise the topic's.", p.target, key, to, p.cfg.MaxMessageBytes)
	}
	from, known := p.number(p.source, p.from, "max.message.bytes")
	if want := from + int64(p.cfg.HeaderBudget); known && to < want {
		p.problem(key, "%s has %s=%d, and a record of %s can take %d with %d of headers, so that the largest lose their payload: set it to at least %[7]d.", p.target, key, to, p.source, from, p.cfg.HeaderBudget, want)
	}
}

// judgeRetention: -1 is without a limit.
func (p *pair) judgeRetention(key, unit string) {
	to, known := p.number(p.target, p.to, key)
	from, knownFrom := p.number(p.source, p.from, key)
	if known && knownFrom && endless(to) < endless(from) {
		p.problem(key, "%s has %s=%d (%s) and %s has %d, so that dead letters go before the records that they are of: set it to %[6]d.", p.target, key, to, unit, p.source, from)
	}
}

func endless(n int64) int64 {
	if n < 0 {
		return math.MaxInt64
	}
	return n
}

func (p *pair) judgeMinISR() {
	const key = "min.insync.replicas"
	n, known := p.number(p.target, p.to, key)
	switch {
	case !known:
	case n > int64(p.to.replication):
		p.problem(key, "%s has min.insync.replicas=%d and a partition with %d replicas, so that no dead letter is ever acknowledged: lower it below the number of replicas.", p.target, n, p.to.replication)
	case n < 2 && p.to.replication > 1:
		p.problem(key, "%s has min.insync.replicas=%d, so that a dead letter acknowledged by all in-sync replicas may be on one disk only: set it to 2.", p.target, n)
	case n == int64(p.to.replication) && n > 1:
		p.problem(key, "%s has min.insync.replicas=%d and a partition with as many replicas, so that one broker that is down stops all dead letters: add a replica, or lower it.", p.target, n)
	}
}

// judgeClient: kgo's own limit is smaller by default than a topic's.
func (p *pair) judgeClient() {
	from, known := p.number(p.source, p.from, "max.message.bytes")
	limit, want := int64(p.cfg.batchLimit(p.target)), from+int64(p.cfg.HeaderBudget)
	if known && limit > 0 && limit < min(want, int64(p.cfg.MaxMessageBytes)) {
		p.problem("client", "The client sends batches of up to %d bytes to %s, and a record of %s can take %d with its headers, so that the largest lose their payload: set kgo.ProducerBatchMaxBytes to %d.", limit, p.target, p.source, want, min(want, int64(p.cfg.MaxMessageBytes)))
	}
}
