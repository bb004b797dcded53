package model

// CatchUp is what a broker that answers lacks of logs of which it holds a replica
// out of sync: it was away, and copies what was written meanwhile.
type CatchUp struct {
	Partitions int   // that it holds out of sync, and that another broker leads
	Untold     int   // of these, those of which somebody did not tell where the log ends
	Records    int64 // its logs end so many before the high watermarks; over all that were told
	At         int64 // when it told, in ms since 1970; 0: as the look began
	of         map[TopicPartition]int64
}

// Add takes in one partition, of which so many records are missing.
func (c *CatchUp) Add(at TopicPartition, records int64) {
	if c.of == nil {
		c.of = map[TopicPartition]int64{}
	}
	c.of[at] = records
	c.Records += records
}

// Behind is how many records are missing of one partition; not ok where that was
// not told.
func (c *CatchUp) Behind(at TopicPartition) (records int64, ok bool) {
	if c == nil {
		return 0, false
	}
	records, ok = c.of[at]
	return records, ok
}

// Complete tells whether all partitions were told.
func (c *CatchUp) Complete() bool { return c.Untold == 0 }
