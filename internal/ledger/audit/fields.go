package audit

import (
	"errors"
	"fmt"
	"strings"
)

// Fields says where a log has what. In JSON lines a dot leads into an object, as in
// order.id; in CSV a name is that of a column.
type Fields struct {
	ID        string // required
	Topic     string // or DefaultTopic
	Partition string // with Offset, or neither
	Offset    string
	Time      string // when it was acknowledged: ms since 1970, or RFC 3339
	Key       string
	Value     string
	Headers   string
	// DefaultTopic is that of all records, if no field tells it.
	DefaultTopic string
	// Base64 says that keys, values and those of headers are in base64 (RFC 4648, with padding).
	Base64 bool
}

// Check says what is wrong with the fields, before a file is opened.
func (f *Fields) Check() error {
	switch {
	case f.ID == "":
		return errors.New("which field of the audit log names a record? Give --id FIELD")
	case f.Topic == "" && f.DefaultTopic == "":
		return errors.New("which topic do the records of the audit log belong to? Give --topic NAME, or --topic-field FIELD if each line tells it")
	case (f.Partition == "") != (f.Offset == ""):
		return errors.New("a place in a log is a partition and an offset: give both --partition-field and --offset-field, or neither")
	}
	seen := map[string]string{}
	for _, n := range f.named() {
		if strings.HasPrefix(n.field, ".") || strings.HasSuffix(n.field, ".") || strings.Contains(n.field, "..") {
			return fmt.Errorf("%s %q is no field: a dot leads from one name to the next", n.flag, n.field)
		}
		if other, twice := seen[n.field]; twice && n.flag != "--key-field" && other != "--id" {
			return fmt.Errorf("%s and %s name the same field %q", other, n.flag, n.field)
		}
		seen[n.field] = n.flag
	}
	return nil
}

type named struct{ flag, field string }

// named are the fields that were given.
func (f *Fields) named() (out []named) {
	for _, n := range []named{
		{"--id", f.ID}, {"--topic-field", f.Topic}, {"--partition-field", f.Partition}, {"--offset-field", f.Offset},
		{"--time-field", f.Time}, {"--key-field", f.Key}, {"--value-field", f.Value},
		{"--headers-field", f.Headers},
	} {
		if n.field != "" {
			out = append(out, n)
		}
	}
	return out
}
