package model

// Sighting is how one broker of a running cluster was found by asking the
// broker itself, and what the others say of it.
type Sighting struct {
	ID      int32  // -1: an address that was given, of which nobody knows the broker
	Address string // advertised HOST:PORT of the listener that was used
	Rack    string // broker.rack; "" for none
	Slow    int64  // ms that its first answer took, where that was longer than one question may take; else 0
	Answer  Answer
	Detail  string // why it did not answer, in one sentence
	Listed  bool   // another broker's metadata list it as alive
	Fenced  bool   // the controllers know it and have fenced it
	Known   []string
	Leads   int // partitions that it leads
	Holds   int // replicas that it is to hold

	Applied      int64 // up to which offset of the metadata log it has applied what it serves; 0: not told
	ConfigKnown  bool  // it told its own configuration
	LogDirs      []LogDir
	LogDirsKnown bool
	Compacted    Sizes  // of its replicas of compacted topics that have another one; told with LogDirs
	Views        []View // its own metadata held against the others', one for each look

	CatchUp *CatchUp // nil: it lacks nothing, or was not asked

	Features     []Feature     // by name
	Certificates []Certificate // the chain by which it proved who it is, its own first; nil without TLS

	Defaults    Config // the dynamic defaults of the cluster as this broker tells them, by name
	DefaultsFor int64  // ms between the first and the last time that it was asked and told just these
}

// Answer is what came back when a broker was asked.
type Answer uint8

// The answers.
const (
	NotAsked  Answer = iota // no address is known
	Answered                // it answered Kafka's protocol
	Refused                 // the connection was refused: no process listens
	Silent                  // the connection was accepted, or not even that, and no answer came within the limit
	HungUp                  // it closed the connection instead of answering: it stops, restarts, or something between hangs up
	Unusable                // it answers, but not to us: TLS, authentication, another protocol
	Unlocated               // its name cannot be resolved
	Unheard                 // the run was ended before it had answered
)

var answerNames = [...]string{"not asked", "answered", "refused", "silent", "hung up", "unusable", "unlocated", "unheard"}

// String is the answer as it stands in a saved snapshot.
func (a Answer) String() string { return answerNames[min(int(a), len(answerNames)-1)] }

// LogDir is one log directory of a broker.
type LogDir struct {
	Path     string
	Error    string // why it is offline, in Kafka's words; "" for a healthy one
	Size     int64  // bytes of all replicas in it
	Replicas int
	Total    int64 // bytes of the volume; -1: not told (before Kafka 3.3)
	Usable   int64 // bytes that are free; -1: not told
}

// Sizes are bytes on disk, by topic and partition.
type Sizes map[string]map[int32]int64

// Set takes in one partition.
func (s *Sizes) Set(topic string, partition int32, bytes int64) {
	if *s == nil {
		*s = Sizes{}
	}
	if (*s)[topic] == nil {
		(*s)[topic] = map[int32]int64{}
	}
	(*s)[topic][partition] = bytes
}

// Of is the size of one partition; not ok where nobody told it.
func (s Sizes) Of(topic string, partition int32) (bytes int64, ok bool) {
	bytes, ok = s[topic][partition]
	return bytes, ok
}

// View is one look at a broker's own metadata. All brokers are asked for all
// topics; what most of them tell is the common story.
type View struct {
	After      int64 // ms since the first look
	Topics     int
	Partitions int
	Digest     uint64 // of everything it tells: equal digests tell one story
	Agrees     bool   // with the common story
	Common     int    // how many brokers tell the common story
	Lacks      int    // topics of the common story that it does not know
	Adds       int    // topics that it alone knows
	Differs    int    // partitions of which it tells another leader, epoch or in-sync replicas
	Examples   []string

	// Proven is set where the differences cannot be news that one of them has
	// not heard yet: what it told lies between two tellings of the common story
	// in the metadata log, by the offsets of which each is the image, and both
	// of them say the same.
	Proven bool

	Behind     int64 // records of the metadata log that another broker has applied and it has not
	BehindSeen bool
}
