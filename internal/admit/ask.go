package admit

import (
	"context"
	"errors"
	"time"
)

// Cluster tells of other objects of the Kubernetes cluster that a request is about.
// Its methods keep to the context's deadline, and may be called from several
// goroutines.
type Cluster interface {
	// Object is one object as JSON, in the version of the resource. The error is
	// ErrAbsent where there is none, and ErrNoResource where the API server has no such
	// resource in this version.
	Object(ctx context.Context, r Resource, namespace, name string) ([]byte, error)

	// Objects lists the objects of a kind in a namespace that a label selector
	// chooses; "" chooses all. The error is ErrNoResource where the API server has no
	// such resource in this version.
	Objects(ctx context.Context, r Resource, namespace, selector string) ([][]byte, error)
}

// ErrAbsent says that what was asked for is not there, which is an answer.
var ErrAbsent = errors.New("there is none")

// ErrNoResource says that the API server does not serve a resource in a version. In
// another one there may be such objects.
var ErrNoResource = errors.New("the API server serves no version of it that breakwater knows")

// Live tells what is on a running Kafka cluster. A cluster is named by identities, any
// of which may be known, as strimzi:NAMESPACE/NAME of Strimzi's and kube:NAMESPACE/NAME
// of others. The methods keep to the context's deadline, may be called from several
// goroutines, and write nothing. An error is one sentence without a full stop.
type Live interface {
	// Topic tells of one topic. kept is the time from which on its records stay; where
	// it is zero, nobody asks what goes.
	Topic(ctx context.Context, cluster []string, name string, kept time.Time) (TopicFacts, error)

	// Replicas tells of the topics that have more replicas, or want more of them in
	// sync, than so many brokers can hold.
	Replicas(ctx context.Context, cluster []string, brokers int) (ReplicaFacts, error)
}

// TopicFacts are what a Kafka cluster tells of a topic.
type TopicFacts struct {
	Exists     bool
	Partitions int
	Brokers    int    // that the cluster has now
	Records    int64  // between the starts and the ends of its logs: compaction and transactions leave holes
	RecordsWhy string // why there may be more; "" where all logs are known
	Readers    []Reader
	ReadersWhy string // why there may be more readers; "" where all are known
}

// Reader is a group that reads a topic.
type Reader struct {
	Group   string
	Members int   // that read the topic now
	Commits bool  // it has committed offsets, which Kafka forgets a week after the last member has left
	Unread  int64 // records that it has not read; -1: it has no commit from which that follows
	Going   int64 // of those, how many are older than what is kept; 0 where nobody asked
}

// ReplicaFacts are what a Kafka cluster tells of its largest topics.
type ReplicaFacts struct {
	Topic    string // the one with the most replicas, of several the first by name
	Replicas int    // of that topic; 0: no topic has more than there are brokers
	Topics   int    // that have more than there are brokers
	InSync   int    // the largest min.insync.replicas of these; 0: not known, or there are enough brokers for it
	Of       string // the topic that has it
}

// DefaultBudget is how long all questions of one review may take together. The API
// server waits for 3 s as we configure it, and a person waits with it.
const DefaultBudget = 800 * time.Millisecond

// asking is the context of the questions of a review.
func (j *Rules) asking(ctx context.Context) (context.Context, context.CancelFunc) {
	budget := j.Budget
	if budget <= 0 {
		budget = DefaultBudget
	}
	return context.WithTimeout(ctx, budget)
}

// late is an error in a sentence: one that only says that a deadline is over says
// whose.
func late(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer in time"
	}
	return err.Error()
}
