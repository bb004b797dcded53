package snapshot

// Schema is the name and version of the document.
const Schema = "breakwater.snapshot/v1"

// document is a saved snapshot.
type document struct {
	Schema   string    `json:"schema"`
	At       string    `json:"at,omitempty"` // RFC 3339
	Clusters []cluster `json:"clusters"`
	Gaps     []gap     `json:"gaps,omitempty"`
}

type cluster struct {
	Name    string           `json:"name,omitempty"` // as breakwater.yaml calls it
	ID      string           `json:"id,omitempty"`
	Dark    bool             `json:"dark,omitempty"` // no broker answered
	Brokers []broker         `json:"brokers,omitempty"`
	Quorum  *quorum          `json:"quorum,omitempty"`
	Moving  []topicPartition `json:"moving,omitempty"`

	Transactions []transaction `json:"transactions,omitempty"`

	Acknowledged []acknowledged `json:"acknowledged,omitempty"`

	Topics []topic `json:"topics,omitempty"`
	Groups []group `json:"groups,omitempty"`

	MovesUnknown    bool          `json:"movesUnknown,omitempty"`
	OwnCertificates []certificate `json:"ownCertificates,omitempty"` // of the client that looked
}

type broker struct {
	ID         int32    `json:"id"`
	Address    string   `json:"address,omitempty"`
	Rack       string   `json:"rack,omitempty"`
	Slow       int64    `json:"slowMs,omitempty"`
	Version    *value   `json:"version,omitempty"`
	Roles      []string `json:"roles,omitempty"`
	Answer     string   `json:"answer,omitempty"` // "answered" unless said
	Detail     string   `json:"detail,omitempty"`
	Unlisted   bool     `json:"unlisted,omitempty"`
	Fenced     bool     `json:"fenced,omitempty"`
	Applied    int64    `json:"applied,omitempty"` // offset of the metadata log
	KnownFrom  []string `json:"knownFrom,omitempty"`
	Config     config   `json:"config,omitempty"`
	Dynamic    config   `json:"dynamic,omitempty"`
	Default    config   `json:"default,omitempty"`
	NoConfig   string   `json:"noConfig,omitempty"` // why its configuration is not known
	LogDirs    []logDir `json:"logDirs,omitempty"`
	Compacted  sizes    `json:"compacted,omitempty"`
	Views      []view   `json:"views,omitempty"`
	LeadsHolds *[2]int  `json:"leadsHolds,omitempty"` // where it is not the sum over the topics
	NoLogDirs  bool     `json:"noLogDirs,omitempty"`

	Features    []feature     `json:"features,omitempty"`
	Chain       []certificate `json:"certificates,omitempty"`
	Defaults    config        `json:"clusterDefaults,omitempty"` // dynamic ones, as this broker tells them
	DefaultsFor int64         `json:"clusterDefaultsForMs,omitempty"`
}

type feature struct {
	Name      string `json:"name"`
	Finalised int16  `json:"finalised,omitempty"`
	Supported int16  `json:"supported,omitempty"`
}

type certificate struct {
	Subject string   `json:"subject,omitempty"`
	Issuer  string   `json:"issuer,omitempty"`
	Serial  string   `json:"serial,omitempty"`
	Names   []string `json:"names,omitempty"`
	From    string   `json:"from,omitempty"` // RFC 3339
	Until   string   `json:"until"`          // RFC 3339
	Anchor  bool     `json:"anchor,omitempty"`
}

// sizes are bytes, by topic and partition.
type sizes map[string]map[int32]int64

type logDir struct {
	Path     string `json:"path"`
	Error    string `json:"error,omitempty"`
	Size     int64  `json:"size,omitempty"`
	Replicas int    `json:"replicas,omitempty"`
	Total    *int64 `json:"total,omitempty"`
	Usable   *int64 `json:"usable,omitempty"`
}

type view struct {
	After      int64    `json:"after,omitempty"`
	Topics     int      `json:"topics"`
	Partitions int      `json:"partitions"`
	Digest     uint64   `json:"digest,string,omitempty"`
	Agrees     bool     `json:"agrees,omitempty"`
	Common     int      `json:"common,omitempty"`
	Lacks      int      `json:"lacks,omitempty"`
	Adds       int      `json:"adds,omitempty"`
	Differs    int      `json:"differs,omitempty"`
	Examples   []string `json:"examples,omitempty"`
	Proven     bool     `json:"proven,omitempty"`
	Behind     *int64   `json:"behind,omitempty"`
}

type quorum struct {
	Leader        int32     `json:"leader"`
	Epoch         int32     `json:"epoch,omitempty"`
	HighWatermark int64     `json:"highWatermark,omitempty"`
	Voters        []replica `json:"voters,omitempty"`
	Observers     []replica `json:"observers,omitempty"`
	ToldBy        int32     `json:"toldBy,omitempty"`
	Silent        *silence  `json:"silent,omitempty"`
}

type replica struct {
	ID           int32  `json:"id"`
	LogEnd       int64  `json:"logEnd"`
	LastFetch    *int64 `json:"lastFetch,omitempty"`
	LastCaughtUp *int64 `json:"lastCaughtUp,omitempty"`
}

type silence struct {
	Asked []int32 `json:"asked"`
	Limit int64   `json:"limitMs"`

	Advanced int64 `json:"advanced,omitempty"` // records of the metadata log meanwhile
}

type topicPartition struct {
	Topic     string `json:"topic"`
	Partition int32  `json:"partition"`
}

type topic struct {
	Name       string      `json:"name"`
	ID         string      `json:"id,omitempty"`
	Internal   bool        `json:"internal,omitempty"`
	ToldBy     int32       `json:"toldBy,omitempty"`
	Config     config      `json:"config,omitempty"`   // its own overrides
	NoConfig   *value      `json:"noConfig,omitempty"` // why its settings are not known, beside those that stand here
	Observed   config      `json:"observed,omitempty"` // what the cluster said of other keys
	Partitions []partition `json:"partitions"`
}

type partition struct {
	ID        int32    `json:"id"`
	Leader    int32    `json:"leader"`
	Epoch     int32    `json:"epoch,omitempty"`
	Replicas  []int32  `json:"replicas"`
	ISR       []int32  `json:"isr"`
	Offline   []int32  `json:"offline,omitempty"`
	Eligible  []int32  `json:"eligible,omitzero"`
	LastKnown []int32  `json:"lastKnown,omitzero"`
	Offsets   *offsets `json:"offsets,omitempty"`
}

type offsets struct {
	Start  *int64 `json:"start,omitempty"`
	End    *int64 `json:"end,omitempty"`
	Stable *int64 `json:"stable,omitempty"`
	Why    string `json:"why,omitempty"`
}

type group struct {
	ID          string   `json:"id"`
	Type        string   `json:"type,omitempty"`
	State       string   `json:"state,omitempty"`
	Protocol    string   `json:"protocol,omitempty"`
	Coordinator int32    `json:"coordinator,omitempty"`
	Epoch       int32    `json:"epoch,omitempty"`
	Members     []member `json:"members"`          // null: not known
	Commits     []commit `json:"commits"`          // null: not known
	Shares      []share  `json:"shares,omitempty"` // of a share group
}

type share struct {
	Topic     string `json:"topic"`
	Partition int32  `json:"partition"`
	Start     int64  `json:"start"` // -1: not told
	Lag       int64  `json:"lag"`   // -1: not told

	Unread *unread `json:"unread,omitempty"`
}

// acknowledged is what ledgers say of a partition.
type acknowledged struct {
	Topic     string           `json:"topic"`
	Partition int32            `json:"partition"`
	Highest   acknowledgement  `json:"highest"`
	Twice     *acknowledgement `json:"twice,omitempty"`
}

type acknowledgement struct {
	Offset      int64  `json:"offset"`
	LeaderEpoch int32  `json:"leaderEpoch"` // -1: not known
	At          int64  `json:"atMs"`        // since 1970
	Ledger      string `json:"ledger"`
}

type transaction struct {
	Topic       string `json:"topic"`
	Partition   int32  `json:"partition"`
	Start       int64  `json:"start"`    // -1: not told
	Producer    int64  `json:"producer"` // -1: not told
	Epoch       int32  `json:"epoch"`
	Wrote       int64  `json:"wrote"`       // ms since 1970; -1: not told
	Coordinator int32  `json:"coordinator"` // its epoch; -1: none
	ToldBy      int32  `json:"toldBy"`
	ID          string `json:"id,omitempty"`
	State       string `json:"state,omitempty"`
	Why         string `json:"why,omitempty"`
}

type unread struct {
	Of     int64 `json:"of"`
	None   bool  `json:"none,omitempty"`
	Offset int64 `json:"offset"`
	At     int64 `json:"at,omitempty"`
	Within int64 `json:"within,omitempty"`
}

type member struct {
	ID         string           `json:"id"`
	Instance   string           `json:"instance,omitempty"`
	ClientID   string           `json:"clientId,omitempty"`
	Host       string           `json:"host,omitempty"`
	Subscribed []string         `json:"subscribed"`
	Assignors  []string         `json:"assignors,omitempty"`
	Assigned   []topicPartition `json:"assigned,omitempty"`
}

type commit struct {
	Topic     string `json:"topic"`
	Partition int32  `json:"partition"`
	Offset    int64  `json:"offset"`
	Epoch     *int32 `json:"epoch,omitempty"`

	Unread *unread `json:"unread,omitempty"`
}

type gap struct {
	Fact     string `json:"fact"`
	Subject  subj   `json:"subject"`
	Why      string `json:"why"`
	Detail   string `json:"detail"`
	Expected bool   `json:"expected,omitempty"`
}

type subj struct {
	Cluster   string `json:"cluster,omitempty"` // the only one of the document unless said
	Kind      string `json:"kind"`
	Name      string `json:"name,omitempty"`
	Part      string `json:"part,omitempty"`
	Partition int32  `json:"partition,omitempty"`
}
