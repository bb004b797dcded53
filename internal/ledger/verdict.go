package ledger

// Verdict is what became of one record.
type Verdict uint8

// The verdicts.
const (
	Unread    Verdict = iota // its partition could not be read to its end
	Present                  // it is where it was acknowledged, or its id is in the topic
	Restored                 // a replay has put it back
	Elsewhere                // its id is in the topic, at another place than was told
	Missing                  // the log has nothing in its place
	Replaced                 // the log has another record in its place
	Expired                  // retention has removed it
	Deleted                  // the log begins behind it, and it is younger than retention: DeleteRecords, or retention by size
	Compacted                // its place is empty, and the topic is compacted
	Aborted                  // its transaction was aborted
	Open                     // a transaction is open before or around it, or, if it has no place, anywhere in its topic
	Unclear                  // it has no place, and the log has lost its beginning or is compacted: it may have been there
)

// Verdicts are all, in the order in which reports tell them.
var Verdicts = []Verdict{Present, Restored, Elsewhere, Missing, Replaced, Expired, Deleted, Compacted, Aborted, Open, Unclear, Unread}

var words = [...]string{
	Unread: "unread", Present: "present", Restored: "restored", Elsewhere: "elsewhere", Missing: "missing", Replaced: "replaced",
	Expired: "expired", Deleted: "deleted", Compacted: "compacted", Aborted: "aborted", Open: "open", Unclear: "unclear",
}

// String is the verdict as reports and JSON have it.
func (v Verdict) String() string { return words[v] }

// Lost says whether the record was acknowledged and is gone, and nothing explains it:
// what a replay sends.
func (v Verdict) Lost() bool { return v == Missing || v == Replaced }

// Expected says whether the record is gone because somebody wanted that.
func (v Verdict) Expected() bool {
	return v == Expired || v == Deleted || v == Compacted || v == Aborted
}

// Undecided says whether nothing can be said of the record.
func (v Verdict) Undecided() bool { return v == Unread || v == Open || v == Unclear }
