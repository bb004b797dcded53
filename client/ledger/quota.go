package ledger

import (
	"errors"
	"io/fs"
)

// quota makes room for more bytes: it removes the oldest files while all would be too
// large, or the oldest is too old at a time in ms, and says what it did. The last file
// stays.
func (s *store) quota(more, now int64) (told []Notice) {
	for total := s.size() + more; len(s.segments) > 1 && (total > s.config.MaxBytes || s.aged(now)); {
		old := s.segments[0]
		name := segmentName(old.first)
		err := s.in.remove(name)
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			err = s.in.sync() // one by one: what is left after a crash must be without a gap
		}
		if err != nil {
			return s.stuck(told, Notice{Kind: RemoveFailed, File: s.in.path(name), Err: err})
		}
		s.segments, s.kept = s.segments[1:], false
		total -= old.size
		told = append(told, Notice{Kind: SegmentRemoved, File: s.in.path(name), First: old.first, Last: s.segments[0].first - 1, Bytes: old.size})
	}
	return told
}

// stuck tells once of a file that cannot be removed.
func (s *store) stuck(told []Notice, n Notice) []Notice {
	if s.kept {
		return told
	}
	s.kept = true
	return append(told, n)
}

// aged says whether all of the oldest file is too old: the next file began later.
func (s *store) aged(now int64) bool {
	return s.segments[1].began > 0 && now-s.segments[1].began > s.config.MaxAge.Milliseconds()
}
