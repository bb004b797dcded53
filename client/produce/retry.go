package produce

import (
	"errors"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A retry is when a search that has failed is tried again: after a tenth of a second, and
// after twice as long each time, up to half a minute.
type retry struct {
	at    time.Time
	pause time.Duration
	since time.Time // since when it fails with what does not pass by itself
}

const (
	soonest = 100 * time.Millisecond
	latest  = 30 * time.Second
	// stands is how long a broker may say what would be final if it were not that a broker
	// that has just begun says it, too.
	stands = time.Minute
)

// failed takes an error in, and tells whether it is of no use to try again.
func (r *retry) failed(err error, now time.Time) (final bool) {
	r.pause = min(max(2*r.pause, soonest), latest)
	r.at = now.Add(r.pause)
	switch {
	case errors.Is(err, kgo.ErrClientClosed), errors.Is(err, kerr.TopicAuthorizationFailed):
		return true
	case !lasts(err):
		r.since = time.Time{}
		return false
	case r.since.IsZero():
		r.since = now
	}
	return now.Sub(r.since) >= stands
}

// lasts tells an error that is as it is: the topic was deleted, the log ends before the
// barrier, or it holds what cannot be read. All else is of the brokers and of the way there.
func lasts(err error) bool {
	var k *kerr.Error
	switch {
	case errors.Is(err, errUnreadable), errors.Is(err, errEnds):
		return true
	case errors.As(err, &k):
		return k == kerr.UnknownTopicOrPartition || k == kerr.UnknownTopicID || k == kerr.InvalidTopicException || k == kerr.OffsetOutOfRange
	}
	return false
}

// What a log says that cannot be read up to a barrier.
var (
	errEnds       = errors.New("the log ends before the barrier that was acknowledged in it, so that it was cut since")
	errUnreadable = errors.New("what the log holds before the barrier cannot be read")
)
