package drill

import (
	"context"
	"math/rand/v2"
	"time"
)

// Faults, by the names that figures have.
const (
	kill  = "a broker killed (SIGKILL) that led"
	stop  = "a broker stopped (SIGSTOP) that led, until it was fenced"
	pause = "a broker stopped (SIGSTOP) that led, and not for long"
	move  = "leaders moved by Kafka's own tool"
	drop  = "acknowledgements dropped after an append"
	hold  = "requests held on the way until their producer had hung up"
	die   = "the producer killed (SIGKILL) with records on their way"
)

// tally is how often a fault was brought, and how often it has shown.
type tally struct {
	Times     int `json:"times"`
	Effective int `json:"effective"`
	// What it took with it: partitions that were led, leaders moved, acknowledgements
	// dropped, requests that arrived late, records of which nothing was told.
	Struck int `json:"struck"`
}

// drill is one run.
type drill struct {
	*cluster
	*network
	producer *producer
	chance   *rand.Rand
	tallies  map[string]*tally
	turned   int // how far leaders have been moved
	began    time.Time
}

// count notes a fault that has struck so much, if anything.
func (d *drill) count(fault string, struck int) {
	t := d.tallies[fault]
	if t == nil {
		t = &tally{}
		d.tallies[fault] = t
	}
	t.Times++
	if t.Struck += struck; struck > 0 {
		t.Effective++
	}
	d.Logf("%5.1f s: %s: %d", time.Since(d.began).Seconds(), fault, struck)
}

// between is a time by chance.
func (d *drill) between(least, most time.Duration) time.Duration {
	return least + time.Duration(d.chance.Int64N(int64(most-least)+1))
}

// victim is a broker that leads.
func (d *drill) victim() (id, leads int) {
	d.Helper()
	now := d.seen(1)
	for id = 1 + d.chance.IntN(brokers); now.leads(id) == 0; id = other(id) {
		if len(now.leaders) == 0 {
			d.Fatal("no partition has a leader")
		}
	}
	return id, now.leads(id)
}

// brings one fault, heals it, and waits until the cluster is whole again.
func (d *drill) brings(fault string) {
	d.Helper()
	switch fault {
	case kill:
		d.kills()
	case stop:
		d.stops()
	case pause:
		d.pauses()
	case drop:
		d.drops()
	case hold:
		d.holdsBack()
	case die:
		d.producer.dies()
		d.after(time.Second)
	}
	d.until("all replicas are in sync", func() bool { return d.seen(1).whole() && d.seen(2).whole() })
}

// kills a broker, and starts it again when others lead.
func (d *drill) kills() {
	d.Helper()
	victim, led := d.victim()
	if err := d.Node(victim).Kill(); err != nil {
		d.Fatal(err)
	}
	d.fenced(victim)
	d.meanwhile(3 * time.Second)
	ctx, cancel := context.WithTimeout(d.Context(), patience)
	defer cancel()
	if err := d.Node(victim).Start(ctx); err != nil {
		d.Fatal(err)
	}
	d.count(kill, led)
}

// stops a broker until others lead, and somewhat longer.
func (d *drill) stops() {
	d.Helper()
	victim, led := d.victim()
	if err := d.Node(victim).Pause(); err != nil {
		d.Fatal(err)
	}
	d.fenced(victim)
	d.meanwhile(5 * time.Second)
	if err := d.Node(victim).Continue(); err != nil {
		d.Fatal(err)
	}
	d.count(stop, led)
}

// pauses a broker for less time than Kafka takes to notice.
func (d *drill) pauses() {
	d.Helper()
	victim, led := d.victim()
	if err := d.Node(victim).Pause(); err != nil {
		d.Fatal(err)
	}
	d.after(d.between(500*time.Millisecond, 3*time.Second))
	if err := d.Node(victim).Continue(); err != nil {
		d.Fatal(err)
	}
	d.count(pause, led)
}

// fenced waits until another broker no longer lists one, and sees others lead.
func (d *drill) fenced(victim int) {
	d.Helper()
	d.until("the broker is fenced, and others lead", func() bool {
		now := d.seen(other(victim))
		return len(now.leaders) == partitions && now.leads(victim) == 0 && !now.alive[victim]
	})
}

// meanwhile lets the outage go on for up to some time; in every third the producer is
// killed, too.
func (d *drill) meanwhile(most time.Duration) {
	d.Helper()
	d.after(d.between(0, most))
	if d.chance.IntN(3) == 0 {
		d.producer.dies()
		d.after(d.between(0, most))
	}
}

// drops acknowledgements of what was appended for a while.
func (d *drill) drops() {
	d.Helper()
	before, _, _ := d.uses()
	d.set(func() { d.lossy = true })
	d.meanwhile(2 * time.Second)
	d.until("an acknowledgement was dropped", func() bool { now, _, _ := d.uses(); return now > before })
	d.set(func() { d.lossy = false })
	after, _, _ := d.uses()
	d.count(drop, after-before)
}

// holdsBack holds requests on the way until their producer has given the connection up,
// and somewhat longer, and lets them go: before or after it has sent them again. In every
// third it lets them go early.
func (d *drill) holdsBack() {
	d.Helper()
	_, _, before := d.uses()
	d.holds()
	d.after(within / 2)
	if d.chance.IntN(3) > 0 || d.tallies[hold] == nil {
		d.until("a producer has hung up", func() bool { return d.abandoned() > 0 })
		d.after(d.between(0, within))
	}
	d.lets()
	d.after(time.Second)
	_, _, after := d.uses()
	d.count(hold, after-before)
}

// turns has Kafka's tools move all leaders to the next brokers.
func (d *drill) turns() {
	d.Helper()
	d.turned++
	d.count(move, d.moves(d.turned))
}
