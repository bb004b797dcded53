package notify

import "time"

const (
	firstPause = time.Second
	lastPause  = time.Minute
	obeyed     = 5 * time.Minute // the longest pause that a receiver may ask for
)

// pace says when the next request may go: not more in a minute than allowed,
// and later with every failure.
type pace struct {
	perMinute int // 0: any number
	chance    func() float64

	sent     []time.Time // of the last minute
	failures int
	earliest time.Time
}

// next is the earliest time for a request; it may be over.
func (p *pace) next(now time.Time) time.Time {
	for len(p.sent) > 0 && now.Sub(p.sent[0]) >= time.Minute {
		p.sent = p.sent[1:]
	}
	if p.perMinute > 0 && len(p.sent) >= p.perMinute {
		if free := p.sent[len(p.sent)-p.perMinute].Add(time.Minute); free.After(p.earliest) {
			return free
		}
	}
	return p.earliest
}

// went counts a request.
func (p *pace) went(now time.Time) {
	if p.perMinute > 0 {
		p.sent = append(p.sent, now)
	}
}

func (p *pace) succeeded() { p.failures = 0 }

// failed puts the next request off: twice as long with every failure in a row,
// and by chance up to half of that earlier, so that several watches do not
// come all at once. A longer pause that the receiver asked for is obeyed.
func (p *pace) failed(now time.Time, asked time.Duration) time.Duration {
	pause := lastPause
	if p.failures < 6 {
		pause = min(lastPause, firstPause<<p.failures)
	}
	p.failures++
	pause -= time.Duration(p.chance() * float64(pause/2))
	pause = max(pause, min(asked, obeyed))
	p.earliest = now.Add(pause)
	return pause
}

// hurry allows a request at once, whatever has failed.
func (p *pace) hurry() { p.earliest = time.Time{} }
