package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/ledger"
	"github.com/breakwaterhq/breakwater/internal/ledger/audit"
)

// ledgerOptions are the flags of all commands about ledgers.
type ledgerOptions struct {
	command string
	detail  bool
	connect connectOptions
	setup   setupOptions
	formats []string
	colour  string

	folders []string
	shipped string
	topics  []string
	from    string
	fields  audit.Fields
	match   []string
}

func (o *ledgerOptions) addFlags(c *cobra.Command) {
	o.connect.addFlags(c)
	f := c.Flags()
	f.Lookup("cluster").Usage = "the cluster of breakwater.yaml with this `NAME`, if it has several"
	f.StringVar(&o.setup.config, "config", "", "the project's `FILE`; else breakwater.yaml of this folder or one above it, up to the repository's root")
	f.StringArrayVar(&o.formats, "format", []string{"text"}, "`FORMAT[=FILE]`: text or json; may be given several times")
	f.StringVar(&o.colour, "color", "auto", "colour the text: auto, always or never")
	f.StringArrayVar(&o.folders, "ledger", nil, "the folder `DIR` of a ledger; may be given several times")
	f.StringVar(&o.shipped, "ledger-topic", "", "ledgers in the topic `NAME`; breakwater.ledger unless --ledger or --from is given")
	f.StringArrayVar(&o.topics, "topic", nil, "only the records of the topic `NAME`; may be given several times. With --from and without --topic-field: the topic of all records")
	f.StringVar(&o.from, "from", "", "the application's audit log: a `FILE` with JSON lines, or CSV")
	f.StringVar(&o.fields.ID, "id", "", "--from: the `FIELD` with the application's id of a record; order.id leads into an object")
	f.StringVar(&o.fields.Topic, "topic-field", "", "--from: the `FIELD` with the topic")
	f.StringVar(&o.fields.Partition, "partition-field", "", "--from: the `FIELD` with the partition, together with --offset-field")
	f.StringVar(&o.fields.Offset, "offset-field", "", "--from: the `FIELD` with the offset")
	f.StringVar(&o.fields.Time, "time-field", "", "--from: the `FIELD` with the time of the acknowledgement, in ms since 1970 or RFC 3339; tells retention from loss where there is no offset")
	f.StringVar(&o.fields.Key, "key-field", "", "--from: the `FIELD` with the record's key")
	f.StringVar(&o.fields.Value, "value-field", "", "--from: the `FIELD` with the record's value; an object is the JSON as it stands there")
	f.StringVar(&o.fields.Headers, "headers-field", "", "--from: the `FIELD` with the record's headers: a JSON object of them, or a list of pairs")
	f.BoolVar(&o.fields.Base64, "base64", false, "--from: keys, values and those of headers are in base64")
	f.StringArrayVar(&o.match, "match", nil, "where records in the log have the id: header:NAME, value:FIELD or key; may be given several times")
}

// check says what contradicts itself, before anything is read.
func (o *ledgerOptions) check() error {
	if o.from == "" {
		if o.fields != (audit.Fields{}) {
			return errors.New("--id and the flags that name fields are about an audit log: name it with --from FILE")
		}
		return nil
	}
	if o.from == "-" {
		return errors.New("--from - cannot be: the audit log is read twice, so name a file")
	}
	if o.fields.Topic == "" && len(o.topics) == 1 {
		o.fields.DefaultTopic = o.topics[0]
	}
	if err := o.fields.Check(); err != nil {
		return err
	}
	if !o.owned() && o.fields.Offset == "" && len(o.match) == 0 {
		return errors.New("the audit log does not tell where records are, so they are looked for by their ids: say where records in the log have theirs, by --match header:NAME, value:FIELD or key")
	}
	if !o.owned() && o.fields.Offset != "" && o.fields.Value == "" && len(o.match) == 0 {
		return errors.New("nothing says whether the record at a place is the right one: give --value-field, or --match header:NAME, value:FIELD or key")
	}
	return nil
}

// owned says whether a ledger of ours tells what must be there.
func (o *ledgerOptions) owned() bool { return len(o.folders) > 0 || o.shipped != "" || o.from == "" }

// wanted says which topics are meant; nil for all.
func (o *ledgerOptions) wanted() func(topic string, partition int32) bool {
	if len(o.topics) == 0 {
		return nil
	}
	only := map[string]bool{}
	for _, t := range o.topics {
		only[t] = true
	}
	return func(topic string, _ int32) bool { return only[topic] }
}

func (o *ledgerOptions) matches() (out []ledger.Match, err error) {
	for _, text := range o.match {
		m, err := ledger.ParseMatch(text)
		if err != nil {
			return nil, fmt.Errorf("--match %w", err)
		}
		out = append(out, m)
	}
	return out, nil
}

// doubtful says whether nothing of an audit log without places was found, although its
// topics hold records.
func (o *ledgerOptions) doubtful(result *ledger.Result) bool {
	return !o.owned() && o.fields.Offset == "" && result.Read > 0 && len(result.Lost()) == result.Book.Len()
}
