package cluster

import (
	"fmt"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// MetadataDisagrees finds brokers that have applied the metadata log to its end
// and tell another story than the others. A broker that starts from a metadata
// snapshot that was cut off does so, and logs no error.
var MetadataDisagrees = &rule.Rule{
	Name: "cluster/metadata-disagrees", Severity: finding.Error, On: model.KindBroker,
	Needs: model.FactsOf(model.FactViews, model.FactConnections),
	Doc:   doc("metadata-disagrees"),
	Explains: []rule.Effect{
		{Rule: "cluster/under-min-isr", By: rule.SameBroker},
		{Rule: "cluster/at-min-isr", By: rule.SameBroker},
		{Rule: "cluster/under-replicated", By: rule.SameBroker},
		{Rule: "cluster/config-propagation-slow", By: rule.SameBroker},
	},
	Check: func(p *rule.Pass) {
		s := p.Seen()
		if s == nil || len(s.Views) == 0 || !s.Listed || s.Fenced {
			return // what the cluster does not count in is broker-missing
		}
		last := s.Views[len(s.Views)-1]
		switch compared(s.Views, tellersBehind(p)) {
		case sameStory:
		case stillBehind:
			p.Skip(endOfLog, fmt.Sprintf("the broker has yet to apply %d records of the metadata log that another one has applied", last.Behind), model.Origin{})
		case othersBehind:
			p.Skip(endOfLog, "the brokers whose common story it is held against have yet to apply what another one has applied", model.Origin{})
		case otherStory:
			tell(p, s, p.Report("broker %d tells another story of the cluster than %s: it %s. It has applied the metadata log as far as they have, "+
				"so these are no news that it has yet to hear: part of its metadata is lost. Clients that ask it get UNKNOWN_TOPIC_OR_PARTITION or a wrong leader",
				s.ID, tellers(p, last), differences(last))).
				Fix("%s", takeOut(p, s))
		case unclear:
			tell(p, s, p.Report("broker %d tells another story of the cluster than %s: it %s. It is still loading its metadata, or it has lost part of them",
				s.ID, tellers(p, last), differences(last))).As(finding.Warning).
				Fix("look again in 10 seconds. If the same is found, do not restart any other broker, and read in the log of broker %d which metadata snapshot it started from", s.ID)
		}
	},
}

// comparison is what the looks at one broker say together.
type comparison uint8

const (
	sameStory comparison = iota
	otherStory
	stillBehind
	othersBehind
	unclear
)

const (
	endOfLog = "metadata at the end of the log"

	// atEnd is how many records a broker may lack and be at the end of the log:
	// the two offsets are not read at the same moment, and the active controller
	// appends a record every 500 ms even where nothing happens
	// (metadata.max.idle.interval.ms).
	atEnd = 3
)

// tellersBehind is how many records those lack, at the most, that told the
// common story in the last look: after the creation of thousands of topics most
// brokers may be busy applying them while one has done.
func tellersBehind(p *rule.Pass) int64 {
	var most int64
	for _, b := range p.RunningBrokers() {
		if n := len(b.Seen.Views); n > 0 && b.Seen.Views[n-1].Agrees {
			most = max(most, b.Seen.Views[n-1].Behind)
		}
	}
	return most
}

// compared judges the looks. What a broker told earlier does not count where
// its last story is the common one.
func compared(views []model.View, tellersBehind int64) comparison {
	last := views[len(views)-1]
	switch {
	case last.Agrees:
		return sameStory
	case last.Proven:
		return otherStory
	case last.BehindSeen && last.Behind > atEnd:
		return stillBehind
	case tellersBehind > atEnd:
		return othersBehind
	}
	return unclear
}

// tellers is who tells the common story. One broker alone is no majority: then
// all stories are named.
func tellers(p *rule.Pass, v model.View) string {
	if v.Common > 1 {
		return fmt.Sprintf("%d brokers that agree", v.Common)
	}
	var stories []string
	for _, b := range p.RunningBrokers() {
		if n := len(b.Seen.Views); n > 0 {
			told := b.Seen.Views[n-1]
			stories = append(stories, fmt.Sprintf("%s: %s, %s", rule.NamedBrokers(b.Seen.ID), finding.Plural(told.Topics, "topic"), finding.Plural(told.Partitions, "partition")))
		}
	}
	return fmt.Sprintf("the others, and no two agree (%s), so which one is right is not known", some(stories))
}

// differences sums up a story against the common one.
func differences(v model.View) string {
	var what string
	switch {
	case v.Lacks > 0 && v.Adds > 0:
		what = fmt.Sprintf("does not know %s, knows %d that the others do not", finding.Plural(v.Lacks, "topic"), v.Adds)
	case v.Lacks > 0:
		what = "does not know " + finding.Plural(v.Lacks, "topic")
	case v.Adds > 0:
		what = fmt.Sprintf("knows %s that the others do not", finding.Plural(v.Adds, "topic"))
	}
	switch {
	case v.Differs > 0 && what != "":
		what += fmt.Sprintf(" and tells %s otherwise", finding.Plural(v.Differs, "partition"))
	case v.Differs > 0:
		what = fmt.Sprintf("tells %s otherwise", finding.Plural(v.Differs, "partition"))
	case what == "":
		what = "differs in what these looks did not count"
	}
	if len(v.Examples) > 0 {
		what += " (" + v.Examples[0] + ")"
	}
	return what
}

// tell adds what the last look showed.
func tell(p *rule.Pass, s *model.Sighting, r *rule.Report) *rule.Report {
	last := s.Views[len(s.Views)-1]
	by := "metadata of broker " + p.Broker().Name
	r.Because(rule.Told("topics", strconv.Itoa(last.Topics), by), rule.Told("partitions", strconv.Itoa(last.Partitions), by),
		rule.Told("looks", strconv.Itoa(len(s.Views)), by))
	if last.BehindSeen {
		r.Because(rule.Told("metadata records yet to apply", strconv.FormatInt(last.Behind, 10), "ApiVersions of all brokers"))
	}
	if len(last.Examples) > 0 {
		r.Because(rule.Told("differences", some(last.Examples), by))
	}
	return r
}

// takeOut is how the broker comes by a complete copy of the metadata. A voter
// must not forget what it has voted for.
func takeOut(p *rule.Pass, s *model.Sighting) string {
	if s.Views[len(s.Views)-1].Common < 2 {
		return fmt.Sprintf("restart no broker before you know which story is right: list the topics through each (kafka-topics.sh --bootstrap-server %s --list), "+
			"hold them against your applications, and save the metadata directories of all nodes", s.Address)
	}
	first, keep := "", ". Keep the directories that it has renamed to -stray until all of its replicas are in sync"
	if last := lastCopies(p, s.ID); last > 0 {
		first = fmt.Sprintf("%s: bring another replica of %s into sync before you stop it. ", noOtherCopy(last), verb(last, "it", "them"))
	}
	afresh := fmt.Sprintf("stop broker %d, move its directory __cluster_metadata-0 aside and keep it, and start it: it fetches the log again from the controllers", s.ID)
	switch voteOf(p, s.ID) {
	case votes:
		return fmt.Sprintf("restart no other node: theirs are the complete copies. %sBroker %d is also a voter of the metadata quorum: never empty its metadata directory, it would forget its votes. "+
			"Stop it only while a majority of the other voters runs, keep its directories, and where voters are dynamic replace it (kafka-metadata-quorum.sh remove-controller, add-controller)", first, s.ID) + keep
	case maybeVotes:
		return fmt.Sprintf("restart no other node: theirs are the complete copies. %sFind out whether broker %d is also a voter of the metadata quorum (process.roles in its file). If it is none, ", first, s.ID) + afresh + keep
	}
	return "restart no other broker: theirs are the complete copies. " + first + "Then " + afresh + keep
}
