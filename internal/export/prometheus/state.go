package prometheus

import (
	"fmt"
	"time"
)

// metadata that are wanted and not had. The guard knows at 15 s and at 30 s, so that nothing
// waits here.
func metadata() []Rule {
	at := func(states string) string {
		return fmt.Sprintf("breakwater_client_metadata_age_seconds\nand ignoring (state)\nbreakwater_client_metadata_state{state=~\"%s\"} == 1", states)
	}
	const seconds = `{{ $value | humanizeDuration }}`
	return []Rule{
		rule("BreakwaterClientMetadataStale", warning, "", at("stale|old"),
			"the metadata of "+one+" are "+seconds+" old, above 15 s, and new ones are not had",
			"Records may go to brokers that lead no more, and wait until metadata are had. See whether any broker answers this client: breakwater scan, the network, and the addresses in kgo.SeedBrokers."),
		rule("BreakwaterClientMetadataOld", critical, "", at("old"),
			"the metadata of "+one+" are "+seconds+" old, above 30 s, and new ones are not had",
			"No broker has answered for half a minute: records wait, and fail when their time is over. See whether any broker answers this client: breakwater scan, the network, and the addresses in kgo.SeedBrokers."),
	}
}

// lost tells of what was acknowledged and is in no log.
func lost() []Rule {
	return []Rule{
		rule("BreakwaterClientAcknowledgedLost", critical, "",
			"sum without (verdict) (breakwater_client_acknowledged_offsets{verdict=\"confirmed\"}) > 0",
			`{{ $value | humanize }} offsets that were acknowledged to `+one+" are lost",
			"Watch.Verdicts names topic, partition and offsets, and the ledger has the id of each record: send them again from where you have them, then Watch.Forget. See what took them: brokers that started with cut or empty logs, or an unclean election (breakwater scan)."),
	}
}

// waits tell of records of which nothing is known for long.
func waits(o Options) []Rule {
	long, lasting := o.window(10*time.Minute), o.window(time.Minute)
	return []Rule{
		rule("BreakwaterClientRecordsWait", warning, lasting,
			"breakwater_client_oldest_record_age_seconds > 0.5 * breakwater_client_within_seconds",
			"the oldest record of "+one+" waits for "+`{{ $value | humanizeDuration }}`+", more than half of what it may take (Config.Within)",
			"Records fail when the rest of the time is over. breakwater_client_broker_round_trip_seconds says which broker is slow, breakwater_client_budget_used_bytes whether the budget is full."),
		rule("BreakwaterClientInDoubt", warning, long,
			"breakwater_client_in_doubt_records > 0",
			`{{ $value | humanize }} records of `+one+" are in doubt, as some have been for "+long,
			"Nobody knows yet whether they are in the log: they must not be sent again before they are settled. That needs an acknowledgement of the same partition: see whether its leader takes records (breakwater scan)."),
		rule("BreakwaterClientUnsettled", warning, "",
			fmt.Sprintf("increase(breakwater_client_unsettled_total[%s]) > 0", o.window(time.Hour)),
			`{{ $value | humanize }} records of `+one+" stay in doubt for ever, within "+o.window(time.Hour),
			"Nothing will tell whether they are in the log. Look for them by their keys before they are sent again; a client with produce.Options() and idempotence leaves none."),
		rule("BreakwaterClientBrokerLimited", warning, long,
			fmt.Sprintf("breakwater_client_broker_waiting_bytes > 0\nand\nincrease(breakwater_client_broker_cuts_total[%s]) > 0", long),
			`{{ $value | humanize1024 }}B of `+one+" wait for broker {{ $labels.broker }}, whose limit was halved again and again for "+long,
			"The broker refuses or is late, and records fail when their time is over. See what is wrong with it: breakwater scan, its disks and its request handlers; Guard.Brokers says why the limit was halved last."),
	}
}
