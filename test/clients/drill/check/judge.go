package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// follows holds a log against the same one earlier: nothing of it may have changed.
func (v *verdict) follows(before, now topic) {
	for at, digest := range before {
		if now[at] != digest {
			v.wrong(changed, "partition %d, offset %d", at.partition, at.offset)
		}
	}
}

// dropped counts the places whose acknowledgement was dropped.
func (v *verdict) dropped(all []place, log topic) {
	for _, at := range all {
		v.Figures.Dropped++
		if _, is := log[at]; is {
			v.Figures.DroppedInLog++
		}
	}
}

// judge holds every record of every life against the log, and the log against what was
// given. It returns the records that it names, a line each.
func (v *verdict) judge(lives []*life, log topic, within time.Duration) (named string) {
	var names strings.Builder
	places, known := log.places(), map[string]*record{}
	for _, l := range lives {
		of := lifeFigures{Life: l.number, Given: len(l.given), Killed: !l.closed}
		for _, r := range l.given {
			known[r.digest] = r
			v.Figures.Given++
			v.counts(r, within)
			v.holds(r, places[r.digest], log)
			if r.outcome() == "" || r.outcome() == inDoubt {
				v.open(r, &of, places[r.digest], &names)
			}
		}
		v.order(l, places)
		v.Lives = append(v.Lives, of)
	}
	v.Figures.InTheLog = len(log)
	for digest, at := range places {
		if known[digest] == nil {
			v.wrong(ofNobody, "partition %d, offset %d", at[0].partition, at[0].offset)
		}
	}
	return names.String()
}

// counts takes a record into the figures.
func (v *verdict) counts(r *record, within time.Duration) {
	f := &v.Figures
	if r.told == "" {
		return
	}
	f.Told[r.told]++
	if r.settled != "" {
		f.Settled[r.settled]++
	}
	if r.outcome() == persisted && r.at.offset == unknown {
		f.WithoutOffset++
	}
	f.SlowestMillis = max(f.SlowestMillis, r.after)
	if within > 0 && r.after > within.Milliseconds() {
		v.wrong(late, "%s: %s after %d ms", r, r.told, r.after)
	}
}

// holds an outcome against the places where the record lies.
func (v *verdict) holds(r *record, at []place, log topic) {
	if len(at) > 1 {
		v.wrong(twice, "%s: %d times, at %s", r, len(at), spell(at))
	}
	switch r.outcome() {
	case persisted:
		v.Figures.HeldAgainstLog++
		switch {
		case len(at) == 0 && r.at.offset != unknown && log[r.at] != "":
			v.wrong(elsewhere, "%s: %s, where something else lies", r, spell([]place{r.at}))
		case len(at) == 0:
			v.wrong(missing, "%s: %s", r, spell([]place{r.at}))
		case r.at.offset != unknown && !slices.Contains(at, r.at):
			v.wrong(elsewhere, "%s: %s, and it is at %s", r, spell([]place{r.at}), spell(at))
		}
	case notPersisted, rejected:
		v.Figures.HeldAgainstLog++
		if len(at) > 0 {
			v.wrong(there, "%s: %s, and it is at %s; why it was told: %s", r, r.outcome(), spell(at), r.why)
		}
	}
}

// open takes in a record of which nothing certain was told.
func (v *verdict) open(r *record, of *lifeFigures, at []place, names *strings.Builder) {
	switch {
	case r.life.closed && r.told == "":
		v.wrong(untold, "%s", r)
	case r.life.closed:
		v.wrong(left, "%s, of which %d are in the log; why: %s", r, len(at), r.why)
	case r.told == "":
		of.Untold++
	default:
		of.InDoubt++
	}
	if r.life.closed {
		return
	}
	if len(at) > 0 {
		v.Figures.NamedInLog++
	} else {
		v.Figures.NamedNotInLog++
	}
	fmt.Fprintf(names, "%s: in the log %d times\n", r, len(at))
}

// order holds the records of each key of a life, as they lie in the log, against the
// order in which they were given. Two lives have no order: what the first had on its way
// when it was killed may arrive behind what the second sends.
func (v *verdict) order(l *life, places map[string][]place) {
	given, stored := map[string]*record{}, map[string]*record{}
	for _, r := range l.given {
		if before := given[r.key]; before != nil && r.number <= before.number {
			v.wrong(disorder, "%s: given behind number %d", r, before.number)
		}
		given[r.key] = r
		at := places[r.digest]
		if len(at) == 0 {
			continue
		}
		if before := stored[r.key]; before != nil {
			was := places[before.digest]
			v.Figures.OrderedPairs++
			if was[0].partition != at[0].partition || was[0].offset >= at[0].offset {
				v.wrong(disorder, "%s: at %s, and number %d at %s", r, spell(at), before.number, spell(was))
			}
		}
		stored[r.key] = r
	}
	v.Figures.Keys = max(v.Figures.Keys, len(given))
}

func spell(at []place) string {
	var out []string
	for _, p := range at {
		out = append(out, fmt.Sprintf("partition %d, offset %d", p.partition, p.offset))
	}
	return strings.Join(out, " and ")
}
