package deadletter

import (
	"math"
	"strconv"
	"strings"
	"time"
)

const (
	// prefix is what the names of all headers of format v1 begin with.
	prefix      = "breakwater.dlq."
	keyNullName = "orig.key-null"
)

// A field is one header of format v1, in both directions. A field without a value is not
// written.
type field struct {
	name string // behind the prefix
	get  func(*Letter) string
	set  func(*Letter, []byte) error
}

// fields are the headers of format v1, in the order in which they are written.
var fields = []field{
	{"v", func(*Letter) string { return "1" }, setVersion},
	{"id", func(l *Letter) string { return l.ID }, setID},
	textField("orig.topic", func(l *Letter) *string { return &l.Origin.Topic }, mostTopic),
	{"orig.partition", func(l *Letter) string { return place(int64(l.Origin.Partition)) }, setPartition},
	{"orig.offset", func(l *Letter) string { return place(l.Origin.Offset) }, setOffset},
	timeField("orig.ts", func(l *Letter) *time.Time { return &l.Origin.Time }),
	{keyNullName, func(l *Letter) string { return strconv.FormatBool(l.keyNull()) }, checkBool},
	textField("orig.cluster", func(l *Letter) *string { return &l.Origin.Cluster }, mostText),
	textField("group", func(l *Letter) *string { return &l.Failure.Group }, mostText),
	countField("attempts", func(l *Letter) *int { return &l.Failure.Attempts }),
	timeField("first-failure-ts", func(l *Letter) *time.Time { return &l.Failure.First }),
	timeField("last-failure-ts", func(l *Letter) *time.Time { return &l.Failure.Last }),
	textField("reason", func(l *Letter) *string { return &l.Failure.Reason }, mostText),
	textField("class", func(l *Letter) *string { return &l.Failure.Class }, mostText),
	textField("error", func(l *Letter) *string { return &l.Failure.Error }, mostError),
	textField("handler", func(l *Letter) *string { return &l.Failure.Handler }, mostText),
	textField("client", func(l *Letter) *string { return &l.Failure.Client }, mostText),
	countField("redrive.count", func(l *Letter) *int { return &l.Redrive.Count }),
	textField("redrive.run", func(l *Letter) *string { return &l.Redrive.Run }, mostText),
	partBytes("pointer.value-bytes", valuePart), partHash("pointer.value-sha256", valuePart),
	partBytes("pointer.key-bytes", keyPart), partHash("pointer.key-sha256", keyPart),
	{"pointer.headers", headersLeftOut, setHeadersLeftOut},
}

// fieldNamed is the field of a header's whole name.
func fieldNamed(name string) (field, bool) {
	short, ours := strings.CutPrefix(name, prefix)
	if ours {
		for _, f := range fields {
			if f.name == short {
				return f, true
			}
		}
	}
	return field{}, false
}

func textField(name string, of func(*Letter) *string, most int) field {
	return field{name, func(l *Letter) string { return *of(l) }, func(l *Letter, v []byte) error {
		*of(l) = clipBytes(v, most)
		return nil
	}}
}

// clipBytes is clip that makes no text of what it leaves out.
func clipBytes(v []byte, most int) string { return clip(string(v[:min(len(v), most+4)]), most) }

func countField(name string, of func(*Letter) *int) field {
	return field{name, func(l *Letter) string {
		if *of(l) <= 0 {
			return ""
		}
		return strconv.Itoa(*of(l))
	}, func(l *Letter, v []byte) error {
		n, err := number(v, math.MaxInt)
		*of(l) = int(n)
		return err
	}}
}

// timeField is a time in ms since 1970.
func timeField(name string, of func(*Letter) *time.Time) field {
	return field{name, func(l *Letter) string {
		if of(l).IsZero() || of(l).UnixMilli() < 0 {
			return ""
		}
		return strconv.FormatInt(of(l).UnixMilli(), 10)
	}, func(l *Letter, v []byte) error {
		ms, err := number(v, math.MaxInt64)
		if err == nil {
			*of(l) = time.UnixMilli(ms).UTC()
		}
		return err
	}}
}
