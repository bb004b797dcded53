package incident

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// record is an incident and what the book must know of it beyond what it hands
// out.
type record struct {
	Incident
	cause *condition
	flood *flood // not nil: it stands for many of one rule

	said finding.Severity // how bad it was told to be

	floodedAt time.Time // when the flood began, or was restored
	into      *record   // not nil: it is over, and what was below it is below that one

	below  tally           // its consequences in the newest look
	rules  map[string]bool // the rules of all effects that it ever had
	before []remembered    // effects from before a restart that nobody has looked for since
	blind  time.Time       // when it was last said that it cannot be seen
}

// told tells whether it is past its patience and not over.
func (r *record) told() bool { return r.State == Open || r.State == Recovering }

// firm tells whether it is told, or will be by this look.
func (r *record) firm() bool { return r.told() || r.cause.ready() }

// presence is what the newest look says of what keeps it going: of its cause,
// or of what is below it where the cause is gone.
func (r *record) presence() presence {
	switch {
	case r.State != Recovering:
		return r.cause.presence
	case r.below.present+r.below.waiting > 0:
		return present
	default:
		return unjudged
	}
}

// begin makes an incident of a condition; it is not told yet. A condition that
// is told by this very look is the same incident as one of its start that was
// folded; otherwise no two incidents share an id.
func (l *ledger) begin(c *condition) *record {
	name := identify(l.cluster, c.fingerprint, c.start)
	if _, twice := l.over[name]; twice && !c.ready() {
		c.start = l.now
		name = identify(l.cluster, c.fingerprint, c.start)
	}
	r := &record{cause: c, Incident: Incident{
		ID: name, Cluster: l.cluster, Fingerprint: c.fingerprint,
		Cause: c.finding, State: Settling, Start: c.start, Seen: c.seen,
	}}
	c.home = r
	l.records = append(l.records, r)
	return r
}

// identify is the id of an incident: the same after a restart, and in a second
// watch that saw it begin at the same time.
func identify(cluster, fingerprint string, start time.Time) string {
	parts := []string{cluster, fingerprint, strconv.FormatInt(start.UnixMilli(), 10)}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}
