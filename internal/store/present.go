package store

import (
	"fmt"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
)

// EventDropped says how much of the timeline was lost. It belongs to no
// incident and no cluster.
const EventDropped incident.EventKind = "dropped"

// present is what a Guard holds in memory.
type present struct {
	incidents map[string][]incident.Incident // by cluster, all of them
	histories map[string]remembered          // by cluster, that are not written yet
	delivered []byte
	windows   []incident.Window // as they were last read
	acks      map[string]incident.Note

	// What is to be written.
	changed   map[string]bool // clusters whose incidents are
	unsent    bool            // delivered is
	events    []incident.Event
	forgotten int64 // events that are not in events any more: written or dropped
	dropped   int
}

// remembered is the history of a cluster at a time.
type remembered struct {
	at   time.Time
	body []byte
}

func newPresent() present {
	return present{incidents: map[string][]incident.Incident{}, histories: map[string]remembered{}, changed: map[string]bool{}}
}

// touch makes all of it to be written again.
func (p *present) touch() {
	for cluster := range p.incidents {
		p.changed[cluster] = true
	}
	p.unsent = p.delivered != nil
}

// add takes in events; too many push out the oldest.
func (p *present) add(events []incident.Event) (pushed int) {
	p.events = append(p.events, events...)
	pushed = max(0, len(p.events)-MaxEvents)
	p.events = slices.Delete(p.events, 0, pushed)
	p.forgotten += int64(pushed)
	return pushed
}

// lament makes an event of the ones that were dropped. It takes the place of
// the oldest, where there is no room for it.
func (p *present) lament(now time.Time) {
	if p.dropped == 0 {
		return
	}
	if len(p.events) == MaxEvents {
		p.events = p.events[1:]
		p.forgotten++
		p.dropped++
	}
	text := fmt.Sprintf("%s lost: the disk could not be written for too long", counted(p.dropped))
	p.dropped = 0
	p.add([]incident.Event{{At: now, Kind: EventDropped, Severity: finding.Warning, Text: text}})
}

func counted(n int) string {
	if n == 1 {
		return "1 event of the timeline is"
	}
	return fmt.Sprintf("%d events of the timeline are", n)
}

// wrote takes out the first events up to a number of all that ever came.
func (p *present) wrote(upTo int64) {
	if n := upTo - p.forgotten; n > 0 {
		p.events = slices.Delete(p.events, 0, int(n))
		p.forgotten = upTo
	}
}
