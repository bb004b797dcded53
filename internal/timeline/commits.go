package timeline

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// consume says how the commits of a group go on.
func consume(words []string) (action, error) {
	how := ""
	if len(words) == 3 {
		how = words[2]
	}
	perSecond, isRate := rate(how)
	offset, isOffset := int64(0), strings.HasPrefix(how, "=")
	if isOffset {
		var err error
		if offset, err = number(how[1:]); err != nil {
			return nil, err
		}
	}
	if !isRate && !isOffset && !slices.Contains([]string{"", "stop", "forget"}, how) {
		return nil, fmt.Errorf("%q is none of 5/s, =300, stop and forget", how)
	}
	return func(w *world) error {
		g, err := w.group(words[0])
		if err != nil {
			return err
		}
		return w.each(words[1], func(at model.TopicPartition, p *partition) error {
			if how == "forget" {
				delete(g.commits, at)
				return nil
			}
			c := g.commit(at)
			c.follows, c.rate, c.carry = how == "", perSecond, 0
			switch {
			case isOffset:
				c.offset = offset
			case c.follows:
				c.offset = max(c.offset, p.stable)
			}
			return nil
		})
	}, nil
}

func (g *group) commit(at model.TopicPartition) *commit {
	c := g.commits[at]
	if c == nil {
		c = &commit{}
		g.commits[at] = c
	}
	return c
}

// setUnread says what lies behind a commit, or at the start of a share partition.
func setUnread(words []string) (action, error) {
	u, err := unreadOf(words[2:])
	if err != nil {
		return nil, err
	}
	return func(w *world) error {
		g, err := w.group(words[0])
		if err != nil {
			return err
		}
		return w.each(words[1], func(at model.TopicPartition, _ *partition) error {
			c := g.commits[at]
			share, shares := g.shares[at]
			switch {
			case shares:
				share.Unread = u.behind(share.Start, w.time())
				g.shares[at] = share
			case c == nil:
				return fmt.Errorf("%s has no commit on %s/%d", g.id, at.Topic, at.Partition)
			default:
				c.unread = u.behind(c.offset, w.time())
			}
			return nil
		})
	}, nil
}

// unread is what a line says of the first record behind a commit.
type unread struct {
	none, forget bool
	age, within  time.Duration
	offset       int64 // -1: that of the commit
}

func unreadOf(words []string) (u unread, err error) {
	u.offset = -1
	for _, word := range words {
		name, value, ok := cutOption(word, "at", "within", "offset")
		switch {
		case word == "none":
			u.none = true
		case word == "forget":
			u.forget = true
		case !ok:
			err = fmt.Errorf("%q is none of at=, within=, offset=, none and forget", word)
		case name == "at":
			u.age, err = duration(value)
		case name == "within":
			u.within, err = duration(value)
		default:
			u.offset, err = number(value)
		}
		if err != nil {
			return u, err
		}
	}
	return u, nil
}

func (u unread) behind(commit int64, now time.Time) *model.Unread {
	if u.forget {
		return nil
	}
	out := &model.Unread{Of: commit, None: u.none, Offset: u.offset, At: now.Add(-u.age).UnixMilli(), Within: u.within.Milliseconds()}
	if u.offset < 0 {
		out.Offset = commit
	}
	return out
}

// setShare says where a share group stands.
func setShare(words []string) (action, error) {
	share := model.Share{Start: -1, Lag: -1}
	for _, word := range words[2:] {
		name, value, ok := cutOption(word, "start", "lag")
		n, err := number(value)
		switch {
		case !ok || err != nil:
			return nil, fmt.Errorf("%q is none of start=N and lag=N", word)
		case name == "start":
			share.Start = n
		default:
			share.Lag = n
		}
	}
	return func(w *world) error {
		g, err := w.group(words[0])
		if err != nil {
			return err
		}
		return w.each(words[1], func(at model.TopicPartition, _ *partition) error {
			share.Topic, share.Partition = at.Topic, at.Partition
			g.shares[at] = share
			return nil
		})
	}, nil
}
