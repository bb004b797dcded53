package produce

import (
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
)

// inspect reads a client's options: an error for those under which no outcome could be
// told truly, and a sentence for each that leaves more in doubt than need be.
func inspect(client *kgo.Client) (missing []string, err error) {
	switch {
	case client.OptValue(kgo.RequiredAcks) != kgo.AllISRAcks():
		return nil, fmt.Errorf("the client does not ask for the acknowledgement of all in-sync replicas, so that what it calls acknowledged may be lost with a leader. Take kgo.RequiredAcks away, or give it kgo.AllISRAcks()")
	case client.OptValue(kgo.AllowIdempotentProduceCancellation) == true:
		return nil, fmt.Errorf("the client has kgo.AllowIdempotentProduceCancellation, by which one record whose time is over fails all that are behind it in its partition. Take it away: the guard keeps the time")
	case client.OptValue(kgo.TransactionalID) != "":
		return nil, fmt.Errorf("the client is transactional: whether its records count is decided by the end of their transaction, which a guard does not see. Use a client without kgo.TransactionalID")
	}
	if kitOf(client) == nil {
		missing = append(missing, "the client was made without produce.Options(): what kgo fails is in doubt although it was never sent, and nothing in doubt is looked for in the log")
	}
	if client.OptValue(kgo.DisableIdempotentWrite) == true {
		missing = append(missing, "the client has kgo.DisableIdempotentWrite: a broker takes a request again that it has taken before, and what is in doubt stays in doubt if kgo gives it up")
	}
	return missing, nil
}
