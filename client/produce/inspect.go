package produce

import (
	"context"
	"errors"
	"fmt"
	"net"
	"reflect"

	"github.com/twmb/franz-go/pkg/kgo"
)

// inspect reads a client's options: an error for those under which no outcome could be
// told truly, and a sentence for each that leaves more in doubt than need be.
func inspect(client *kgo.Client) (missing []string, err error) {
	switch {
	case client.OptValue(kgo.RequiredAcks) != kgo.AllISRAcks():
		return nil, errors.New("the client does not ask for the acknowledgement of all in-sync replicas, so that what it calls acknowledged may be lost with a leader. Take kgo.RequiredAcks away, or give it kgo.AllISRAcks()")
	case client.OptValue(kgo.AllowIdempotentProduceCancellation) == true:
		return nil, errors.New("the client has kgo.AllowIdempotentProduceCancellation, by which one record whose time is over fails all that are behind it in its partition. Take it away: the guard keeps the time")
	case client.OptValue(kgo.TransactionalID) != "":
		return nil, errors.New("the client is transactional: whether its records count is decided by the end of their transaction, which a guard does not see. Use a client without kgo.TransactionalID")
	}
	if err := sees(client); err != nil {
		return nil, err
	}
	if kitOf(client) == nil {
		missing = append(missing, "the client was made without produce.Options(): what kgo fails is in doubt although it was never sent, and nothing in doubt is looked for in the log")
	}
	if client.OptValue(kgo.DisableIdempotentWrite) == true {
		missing = append(missing, "the client has kgo.DisableIdempotentWrite: a broker takes a request again that it has taken before, and what is in doubt stays in doubt if kgo gives it up")
	}
	return missing, nil
}

// sees refuses a client whose requests leave past the guard's dialer: what was sent would
// be told as never sent.
func sees(client *kgo.Client) error {
	kits := len(kitsOf(client))
	dial, _ := client.OptValue(kgo.Dialer).(func(context.Context, string, string) (net.Conn, error))
	switch {
	case kits > 1:
		return fmt.Errorf("the client has produce.Options() %d times, and the requests leave through one of them alone. Give them once", kits)
	case kits == 1 && reflect.ValueOf(dial).Pointer() != reflect.ValueOf((&kit{}).connect).Pointer():
		return errors.New("the client has a kgo.Dialer behind produce.Options(), so that a guard does not see what leaves. Give your dialer to produce.Options(produce.Dial(…))")
	}
	return nil
}
