package timeline

import (
	"github.com/breakwaterhq/breakwater/internal/model"
)

type disk struct {
	path          string
	total, usable int64
	perSecond     int64
}

// replica is the copy that a broker holds of one partition.
type replica struct {
	of               model.TopicPartition
	bytes, perSecond int64
}

type quorum struct {
	leader, epoch int32
	behind        map[int32]int64
	silent        bool
}

// member is one member: who it is, and the id that it was given when it joined.
type member struct{ name, id string }

type commit struct {
	offset      int64
	follows     bool
	rate, carry float64
	unread      *model.Unread
}

type broker struct {
	id     int32
	answer model.Answer
	fenced bool
	listed bool
	config [][2]string
	disks  []*disk
	copies []*replica // of compacted topics
	lacks  *copying   // nil: all its replicas are in sync, or nobody says how far they are
	software
}

type topic struct {
	name       string
	id         string
	internal   bool
	config     [][2]string
	partitions []*partition
}

type partition struct {
	leader, epoch      int32
	replicas, isr      []int32
	start, end, stable int64
	stuck              bool // the last stable offset stands
	rate, carry        float64
}

type group struct {
	id, kind, state string
	coordinator     int32
	generation      int32
	members         []member
	topics          []string
	commits         map[model.TopicPartition]*commit
	shares          map[model.TopicPartition]model.Share
}
