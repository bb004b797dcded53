package rule

import "time"

// Instant is a time, ms since 1970, in a sentence: "2026-12-24 18:00 UTC".
func Instant(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02 15:04 UTC") }
