// Package refresh says when the metadata of a cluster are to be asked for again, and how
// stale they are.
//
// Metadata tell who leads which partition. kgo and Java's producer ask for them when an
// answer of a broker says that they are wrong, and else every five minutes. A leader that
// dies says nothing: sends fail by time, and whoever waits for the next round sends to
// the dead for so long. So every failed send is a reason to ask ([Schedule.Failed]), and
// the time between two rounds adapts to how many sends fail.
//
// # One question for a burst
//
// When a leader dies, thousands of sends fail in the same moment, and thousands of
// clients have that moment in common: a question for each would be the next outage. A
// failure asks for nothing while a question is under way, or within [Options.Gap] of one:
// that one's answer is its answer, also where the client asks by itself ([Schedule.Asked]).
// In case the leaders moved only after it, a question that covered a failure is asked
// again after [Options.Shortest].
//
// A question that fails is asked again after twice the gap, then twice as long each time,
// up to the shortest interval; one that nobody answers counts as lost after the shortest
// interval, because kgo's can hang on a frozen broker for 30 s.
//
// # How often without a failure
//
// The interval begins at [Options.Shortest], 2 s: a start is when most is wrong. With
// each interval in which nothing failed it doubles, up to [Options.Longest], 30 s: 2, 4,
// 8, 16, 30. It stays when some sends failed, and is the shortest again when
// [Options.High] of them did, half a percent, or when a question failed. Half a percent,
// because an outage whose failures stay below one percent for minutes is one that nobody
// is told of.
//
// # Fresh, stale, old
//
// [Schedule.Age] is how old the metadata are. In quiet times they are allowed to become
// 30 s old, so the age alone tells nothing. [Schedule.Level] says stale from 15 s on and
// old from 30 s on, but only when new ones have been wanted for two seconds and were not
// had: by a failed send, or because their interval was over. So a healthy client is
// always fresh, and one whose sends fail is told at 15 and at 30 s of age.
//
// The package has no clock, no goroutine and no network: the caller brings the time.
package refresh
