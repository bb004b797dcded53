// Package detect finds out whether what brokers have acknowledged is still in their logs.
//
// A Watch takes in the entries of a ledger and looks at partitions, and gives verdicts on
// ranges of offsets. It is pure: no clock, no network. A Monitor asks the brokers for it,
// by raw requests, about once a second. The detectors:
//
//   - D1: an acknowledged offset is not below the end of its leader's log.
//   - D2: the log has less of a leader epoch than was acknowledged in it.
//   - D3: an acknowledged offset is not above the one before.
//   - D4: what is read back is not what was acknowledged.
//   - D5: records were deleted before their time.
//   - D6: counts and sums of hashes differ: see Tally.
//   - D7: the topic is another one of the same name.
//
// One look is never enough, since a leader may be an old one: what one look says is
// suspected, and it is confirmed by two detectors or two leaders, in two looks each; a
// record that was read back wrongly twice needs no other witness. What was not told is
// unknown, which is never fine.
package detect
