package cluster

import (
	"context"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// looks is how often brokers are looked at that tell different stories.
const looks = 3

// compare finds the story that most brokers tell, and looks again while one of
// them tells another: in a cluster that changes all of them tell the same a
// moment later. From the second look on only that counts in which a broker has
// differed in every look, so that a cluster that never rests costs one look
// more and no false alarm.
func (l *look) compare(ctx context.Context) {
	started := l.o.Now()
	defer l.forget()
	for again := 0; ; again++ {
		l.gather()
		l.main = common(l.stories, l.main)
		if l.main == nil {
			return
		}
		agree := l.hold(again, l.o.Now().Sub(started))
		if again == 0 && agree {
			l.unproven()
		}
		if agree || again == looks-1 || !l.want.Has(model.FactViews) {
			return
		}
		l.o.Progress("brokers tell different stories of the metadata: looking again")
		if !pause(ctx, l.o.Between) || !l.lookAgain(ctx) {
			l.unproven() // the next look might have shown that they are only late
			return
		}
	}
}

// unproven takes back what was seen of differences.
func (l *look) unproven() {
	for _, s := range l.stories {
		s.teller.seen.Views = nil
	}
}

// lookAgain asks everybody again, and tells whether it was not interrupted. Who
// has gone meanwhile does not answer any more.
func (l *look) lookAgain(ctx context.Context) bool {
	again := l.askable()
	each(again, func(n *node) { l.greet(ctx, n) })
	if ctx.Err() != nil {
		return false // some stories are those of the look before
	}
	for _, n := range again {
		if n.settle(); n.story == nil {
			n.seen.Views = nil
		}
	}
	return true
}

// forget lets go of what is not needed any more of the stories: of a large
// cluster they are most of what is held.
func (l *look) forget() {
	for _, n := range l.nodes {
		if n.apart = nil; n.story != nil && n.story != l.main {
			n.story.told = nil
		}
	}
}

// pause waits, and tells whether it was not interrupted.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// common is the story that most brokers tell. Of two that equally many tell, it
// is that of the broker that told the common one before, so that differences
// are held against the same; else that of more topics, for topics are lost more
// easily than made up; else the newer one. Those who tell it may differ in what
// is no part of it, the in-sync replicas: the newest of them counts.
func common(stories []*story, before *story) *story {
	count := map[digest]int{}
	kept := map[digest]bool{}
	for _, s := range stories {
		count[s.digest]++
		kept[s.digest] = kept[s.digest] || before != nil && s.teller == before.teller
	}
	better := func(s, than *story) bool {
		switch {
		case count[s.digest] != count[than.digest]:
			return count[s.digest] > count[than.digest]
		case kept[s.digest] != kept[than.digest]:
			return kept[s.digest]
		case s.topics != than.topics:
			return s.topics > than.topics
		}
		return s.image.from > than.image.from
	}
	var best *story
	for _, s := range stories {
		if best == nil || better(s, best) {
			best = s
		}
	}
	return best
}

// hold holds every story against the common one, and tells whether nobody
// differs from it, in the first look at all and in a later one in what has not
// changed since.
func (l *look) hold(again int, after time.Duration) bool {
	tellers, newest := 0, int64(-1)
	for _, s := range l.stories {
		newest = max(newest, s.image.from)
		if s.digest == l.main.digest {
			tellers++
		}
	}
	agree := true
	l.images = append(l.images, l.main.image)
	for _, s := range l.stories {
		v := model.View{After: after.Milliseconds(), Topics: s.topics, Partitions: s.partitions, Digest: uint64(s.digest), Common: tellers}
		apart := differences{}
		if s.digest != l.main.digest {
			apart = differ(s, l.main)
		}
		if again > 0 {
			apart = apart.stillIn(s.teller.apart)
		}
		s.teller.apart = apart
		v.Agrees = len(apart) == 0
		apart.sum(&v)
		if s.image.from >= 0 {
			v.Behind, v.BehindSeen = newest-s.image.from, true
		}
		s.teller.seen.Applied = max(0, s.image.from)
		s.teller.images = append(s.teller.images, s.image)
		v.Proven = prove(l.images, s.teller.images, &v)
		s.teller.seen.Views = append(s.teller.seen.Views, v)
		agree = agree && v.Agrees
	}
	return agree
}
