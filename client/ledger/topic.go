package ledger

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Topic notes on disk that records go to a topic, before the first of them is sent: after a
// crash, Recovered.Doubts names it, also if no acknowledgement has come to the ledger. It
// waits for the disk until ctx is over, and costs nothing when the topic is noted already.
// Under Drop it does not wait. An error says that it is not noted yet; the next call tries
// again.
func (l *Log) Topic(ctx context.Context, topic string) error {
	one, known := l.noted.Load(topic)
	if !known {
		if topic == "" || len(topic) > maxTopic || strings.ContainsAny(topic, " \n") {
			return fmt.Errorf("%q is no name of a topic", topic)
		}
		one, known = l.noted.LoadOrStore(topic, &noting{done: make(chan struct{})})
		if !known {
			go l.note(topic, one.(*noting)) // ends with the disk's answer
		}
	}
	return one.(*noting).wait(ctx, l.config.OnFailure)
}

// Noted tells whether a topic is noted on disk, so that Topic need not be asked again.
func (l *Log) Noted(topic string) bool {
	one, known := l.noted.Load(topic)
	return known && one.(*noting).noted()
}

// A noting is a topic that is noted, or going to be.
type noting struct {
	done chan struct{} // closed when err is known; nil for one that was noted before
	err  error
}

func (n *noting) wait(ctx context.Context, policy Failure) error {
	if n.done == nil || policy == Drop {
		return nil
	}
	select {
	case <-n.done:
		return n.err
	default:
	}
	select {
	case <-n.done:
		return n.err
	case <-ctx.Done():
		return fmt.Errorf("%w: its topic is not noted yet: %w", ErrBehind, context.Cause(ctx))
	}
}

// noted tells whether the disk has taken it.
func (n *noting) noted() bool {
	if n.done == nil {
		return true
	}
	select {
	case <-n.done:
		return n.err == nil
	default:
		return false
	}
}

// note adds a line for a topic.
func (l *Log) note(topic string, one *noting) {
	l.notes.Lock()
	defer l.notes.Unlock()
	defer close(one.done)
	out, err := l.in.extend(endsName)
	if err == nil {
		// A write that failed may have left half a line, which would take this one with it.
		_, err = out.Write(appendLine([]byte("\n"), topic, -1, -1))
		err = errors.Join(err, out.Sync(), out.Close())
	}
	if err != nil {
		one.err = takesNothing(fmt.Errorf("cannot note the topic %s: %w", topic, err))
		l.noted.Delete(topic)
	}
}

// saveEnds writes where all partitions end, with the topics that were noted meanwhile. Who
// cannot be told of a failure here has the older file, whose offsets are lower: more is in
// doubt then than has to be.
func (l *Log) saveEnds() {
	l.notes.Lock()
	defer l.notes.Unlock()
	l.noted.Range(func(topic, _ any) bool { // also one that waits for the lock
		l.ends.topics[topic.(string)] = true
		return true
	})
	if err := l.ends.save(l.in); err != nil {
		l.config.Tell(Notice{Kind: EndsFailed, Err: err})
	}
}
