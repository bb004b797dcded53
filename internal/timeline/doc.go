// Package timeline is a small text format for what happens to a cluster, and
// when: detection is tested with it on a virtual clock, and rule pages show
// what they mean by it. One file is one case:
//
//	rule group/partition-stuck
//	brokers 1 2 3
//	topic orders partitions=2 replicas=3 retention.ms=3600000
//	group billing type=consumer members=a,b topics=orders
//	at 0s   produce orders 10/s
//	at 0s   consume billing orders
//	at 40s  consume billing orders/1 stop
//	expect 30s  nothing
//	expect 300s error group/billing/orders/1 "offset 400"
//
// # What there is
//
// These lines describe the cluster at the start. A # begins a comment, and
// double quotes hold words with spaces together.
//
//	cycle 5s                              how often the cluster is looked at
//	until 10m                             when the file ends; else at its last line
//	brokers 1 2 3                         they vote, too: the first three of them
//	controllers 101 102 103               then these vote, and the brokers observe
//	topic NAME partitions=3 replicas=3 internal KEY=VALUE …
//	group NAME type=consumer members=a,b topics=x,y coordinator=2 state=Stable
//
// type is classic, consumer, share or streams. Every line below may stand
// without its at, too: then it holds from the start.
//
// # What happens
//
//	at T produce TOPIC[/P] 10/s | 500 | stop
//	at T consume GROUP TOPIC[/P] | … 5/s | … =300 | … stop | … forget
//	at T truncate|trim TOPIC/P OFFSET     the log ends, or starts, there
//	at T stable TOPIC/P stop | follow     the last stable offset
//	at T transaction TOPIC/P start=N producer=N epoch=N wrote=AGE id=NAME state=STATE | untold | forget
//	at T delete|recreate TOPIC [keep]     keep: with the groups' commits on it
//	at T leader|epoch TOPIC/P N, isr|replicas TOPIC/P 1,2,3
//	at T moving|moved TOPIC/P
//	at T kill|shutdown|start BROKER       with all that Kafka does about it
//	at T copies BROKER 12000 200/s        a broker that has started lacks so many records; untold for how many
//	at T broker N refused|silent|hungup|unlocated|unusable|answers|fenced|unfenced|unlisted|listed|gone
//	at T config broker N KEY=VALUE, config topic NAME KEY=VALUE
//	at T version BROKER|all 4.2, level BROKER|all|finalised N   N: of metadata.version
//	at T default BROKER|all KEY=VALUE     a dynamic default of the cluster, as the broker tells it
//	at T certificate BROKER|all|authority|own for=90d since=0s
//	at T size BROKER|all TOPIC/P 10GiB 1MiB/s   the copies of a partition of a compacted topic
//	at T disk BROKER PATH total=100GiB usable=10GiB -1MiB/s
//	at T state GROUP STATE, members GROUP a,b, join|leave GROUP a, generation GROUP N
//	at T unread GROUP TOPIC/P at=AGE within=0s offset=N | none | forget
//	at T share GROUP TOPIC/P start=N lag=N
//	at T acknowledged TOPIC/P 900 epoch=3 ago=2s   what a ledger says; an offset that came before came twice
//	at T quorum leader=2 epoch=7, quorum silent, quorum answers
//	at T voter|observer N behind RECORDS
//	at T unknown|known FACT SUBJECT [WHY] as unknown "log directories" broker/2 denied
//	at T dark, light                      no broker answers at all
//
// kill makes a broker refuse at once; the others notice 9 s later. shutdown
// takes it out of all leaderships and in-sync replicas first, and it refuses 2 s
// later. start brings it back in sync, and leaves the leaders where they are. copies
// takes it out of sync again until it has copied what it lacks, at so many records
// a second more than are written; below zero it falls behind.
//
// # What is to be found
//
// The lines of one time say all that the file's rules find then.
//
//	expect T nothing
//	expect T healthy                      nor any other rule, and nothing is skipped but for want of a past
//	expect T SEVERITY SUBJECT "text" … [rule=NAME] [below=NAME]
//	expect T skipped "text"
//	expect T open|clear SUBJECT [rule=NAME]   the incident, once patience is over
//
// below names the rule of the cause that a finding is told under.
//
//	rule NAME …                           the rules that the file is about
//	settings NAME settle=1m PARAM=VALUE   as a policy would say
//	policy TEXT                           one line of a policy file
package timeline
