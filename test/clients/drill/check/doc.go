// Command check holds what a producer was told of its records against what the log
// holds, and says whether every outcome was true. It imports the standard library alone:
// nothing of the client, of franz-go, or of the program that has sent the records.
//
//	check -journal LIFE-1 -journal LIFE-2 -log EARLY -log LATE
//
// A log is what Kafka's own consumer has read of the topic, one JSON object a line, as
// ../../java/Peer.java prints it. Several are of the same topic, the later behind the
// earlier: what one shows must be in all that follow.
//
// A journal is what one life of a producer has noted, a line each, before the next thing
// happened; times are milliseconds since 1970:
//
//	life NUMBER TIME
//	given ID KEY NUMBER DIGEST TIME                        before the producer gets it
//	told ID OUTCOME PARTITION OFFSET TIME "WHY"
//	settled ID OUTCOME PARTITION OFFSET TIME "WHY"         what was told to be in-doubt
//	end TIME "WHY"                                         the producer has closed
//
// An outcome is persisted, not-persisted, in-doubt or rejected. Partition and offset are
// numbers where it is persisted, else "-". NUMBER counts the records of a key. A journal
// without its end is that of a producer that was killed: its last line may be cut, and
// what it was not told of, or was told to be in doubt, is named and not judged.
//
// The digest is the first half of the SHA-256, in hexadecimal, of the record's key and
// value, and then of the key and the value of each header. Each goes in as its length
// in decimal, a line feed, its bytes and a line feed; null goes in as "-" and a line feed.
//
// With -dropped, a file with PARTITION and OFFSET on each line, it counts how many of
// these are in the log; with -named, it writes the records that it names there.
//
// What it prints is a verdict in JSON. It exits with 0 if all is true, with 1 if
// something is not, and with 2 if it cannot tell.
package main
