package api

import "time"

// Status is /api/v1/status: how each cluster is, what is wrong, and what is
// not known.
type Status struct {
	Head
	Version  string     `json:"version"` // of Breakwater
	Started  *time.Time `json:"started"` // when the watch began; null before it has
	Storage  string     `json:"storage"` // why nothing can be kept on disk at present; "" if it can
	Clusters []Cluster  `json:"clusters"`

	// Incidents are those that are not resolved, or were of late, the worst first.
	Incidents List[Incident] `json:"incidents"`
	Delivery  []Delivery     `json:"delivery"`

	// Groups are some of those that are the furthest behind.
	Groups List[Group] `json:"groups"`
}

// Cluster is how one cluster is.
type Cluster struct {
	Name    string  `json:"name"`
	ID      string  `json:"id"`     // Kafka's cluster id; "" before it was told
	Looked  Told    `json:"looked"` // when the last look ended
	Verdict Verdict `json:"verdict"`
	Facts   []Fact  `json:"facts"`
	Look    Look    `json:"look"`
	Memory  Memory  `json:"memory"`
}

// State is a verdict in one word.
type State string

// The states of a cluster.
const (
	Healthy  State = "healthy"  // nothing is wrong, and everything is known
	Settling State = "settling" // something is wrong, and has not been for as long as its rule waits
	Warning  State = "warning"
	NotKnown State = "unknown" // something could not be seen or judged, or the last look is too old
	Trouble  State = "trouble" // an error
)

// Verdict is how a cluster is, in words.
type Verdict struct {
	State    State        `json:"state"`
	Sentence string       `json:"sentence"`
	Wrong    List[string] `json:"wrong"`
	Advice   List[string] `json:"advice"` // those of Wrong that are about how things are set: nobody is told of them
	Unknown  List[string] `json:"unknown"`
	Excepted List[string] `json:"excepted"` // what the platform or the policy says that cannot be known here
}

// Fact is when one kind of fact was last told.
type Fact struct {
	Name string `json:"name"`
	Told
	Why string `json:"why,omitempty"` // why it is not known at present
}

// Look is what the last look cost the cluster.
type Look struct {
	Number   int64          `json:"number"` // looks so far
	TookMs   *int64         `json:"tookMs"` // null before the first look
	EveryMs  *int64         `json:"everyMs"`
	Requests map[string]int `json:"requests"` // by the name of the request
	Total    int            `json:"total"`    // of the requests
	Sent     int64          `json:"sentBytes"`
	Received int64          `json:"receivedBytes"`
}

// Memory is what is remembered of a cluster.
type Memory struct {
	Series int   `json:"series"`
	Bytes  int64 `json:"bytes"`
}

// Delivery is what became of the alerts for one receiver.
type Delivery struct {
	Name      string     `json:"name"`
	Sent      int64      `json:"sent"`
	Failed    int64      `json:"failed"`
	Pending   int        `json:"pending"`
	Delivered *time.Time `json:"delivered"` // the last success; null: never
	Error     string     `json:"error"`     // of the last try; "" after one that succeeded
	Since     *time.Time `json:"since"`     // since when every try has failed; null: the last one succeeded
}
