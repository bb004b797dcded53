package detect

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// began is when all scenes begin.
var began = time.UnixMilli(1_800_000_000_000)

// scene is a producer, its ledger, and a log that things happen to.
type scene struct {
	*testing.T
	w        Watch
	now      time.Time
	id       byte
	leader   int32
	epoch    int32
	start    int64
	records  []uint64 // hashes by offset; 0 is none
	epochs   []int32  // of the records
	settings *Settings
	pid      int64
	pepoch   int16
	stores   bool
	said     int32 // the epoch that the client takes for the leader's; 0 is the true one
	blind    bool  // nothing can be read back
	seldom   int   // only one look in so many reads back; 0 is each
	err      error
}

func begins(t *testing.T) *scene {
	return &scene{T: t, now: began, id: 1, leader: 1, epoch: 5, pid: 7, stores: true,
		settings: &Settings{Deletes: true, Retention: time.Hour}}
}

var written uint64

// writes has records acknowledged.
func (s *scene) writes(n int) {
	s.Helper()
	for range n {
		written++
		hash := written
		if !s.stores {
			hash = 0
		}
		s.records, s.epochs = append(s.records, hash), append(s.epochs, s.epoch)
		s.now = s.now.Add(markEvery * time.Millisecond)
		e := ledger.Entry{Topic: "t", Offset: int64(len(s.records) - 1), Hash: written, LeaderEpoch: s.epoch, Acked: s.now.UnixMilli(), ProducerID: s.pid, ProducerEpoch: s.pepoch}
		if s.said != 0 {
			e.LeaderEpoch = s.said
		}
		s.w.of("t", 0).takes(&e)
	}
}

// others write records that no ledger has.
func (s *scene) others(n int) {
	for range n {
		written++
		s.records, s.epochs = append(s.records, written), append(s.epochs, s.epoch)
	}
}

// cut ends the log before an offset.
func (s *scene) cut(at int) { s.records, s.epochs = s.records[:at], s.epochs[:at] }

// leads has another leader take over.
func (s *scene) leads(leader int32) { s.leader, s.epoch = leader, s.epoch+1 }

// looks has the watch look so many times.
func (s *scene) looks(n int) {
	for i := range n {
		s.now = s.now.Add(time.Second)
		for _, a := range s.w.Asks() {
			if s.seldom > 0 && i%s.seldom != 0 {
				a.Samples = nil
			}
			s.w.Judge(s.look(a))
		}
	}
}

func (s *scene) look(a Ask) Look {
	l := Look{Ask: a, At: s.now, Err: s.err, TopicID: [16]byte{s.id}, Leader: s.leader, LeaderEpoch: s.epoch, Start: s.start, End: int64(len(s.records)), EpochEnd: -1, Settings: s.settings}
	for i, e := range s.epochs {
		if e <= a.Epoch {
			l.EpochEnd = int64(i + 1)
		}
	}
	if len(s.epochs) > 0 && a.Epoch > s.epochs[len(s.epochs)-1] && a.Epoch < s.epoch {
		l.EpochEnd = l.End
	}
	for _, want := range a.Samples {
		read := NotRead
		if !s.blind && want.Offset >= s.start && want.Offset < l.End {
			switch got := s.records[want.Offset]; got {
			case want.Hash:
				read = Same
			case 0:
				read = Absent
			default:
				read = Other
			}
		}
		l.Read = append(l.Read, read)
	}
	return l
}

// says holds the verdicts against what they should be, one a line.
func (s *scene) says(want ...string) {
	s.Helper()
	var got []string
	for _, v := range s.w.Verdicts() {
		line := fmt.Sprintf("%d-%d %s", v.From, v.To, v.State)
		if v.Cause != NoCause {
			line += ", " + v.Cause.String()
		}
		for _, by := range v.By {
			line += " " + by.String()[:2]
		}
		if v.Replayable {
			line += ", replayable"
		}
		if v.String() == "" || v.Topic != "t" {
			s.Errorf("%+v", v)
		}
		got = append(got, line)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		s.Errorf("verdicts:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

var errAway = errors.New("away")
