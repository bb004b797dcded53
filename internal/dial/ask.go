package dial

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// explain finds the sentence for an attempt, and asks the broker once more
// where its answer makes the sentence better.
func (b *Broker) explain(ctx context.Context, a attempt) *Failure {
	a.target, a.address, a.stage, a.spoke = b.target, b.address, b.trace.stage(), b.trace.hasSpoken()
	f := explain(a)
	if f.ask == nothing {
		return f
	}
	ctx, cancel := context.WithTimeout(ctx, b.target.Timeout)
	defer cancel()
	switch f.ask {
	case mechanisms:
		if names := b.offered(ctx); names != "" {
			f.Detail += "; it offers " + names
		}
	case requests:
		if names := b.offered(ctx); names != "" && !b.target.Protocol.LogsIn() {
			return wantsLogin(a, names)
		}
		if known := b.knows(ctx); known != nil {
			return explainKnowing(a, known)
		}
	}
	return f
}

// anonymous is the same broker without a login. Listeners answer the requests
// that begin a connection to anybody.
func (b *Broker) anonymous() (*Broker, error) {
	t := b.target
	t.SASL = target.SASL{}
	t.Protocol = instead(t.Protocol.Encrypted(), false)
	return Open(t, b.address)
}

// offered are the mechanisms of the listener; "" if it does not say, as one
// without a login does.
func (b *Broker) offered(ctx context.Context) string {
	other, err := b.anonymous()
	if err != nil {
		return ""
	}
	defer other.Close()
	ask := kmsg.NewPtrSASLHandshakeRequest()
	ask.Mechanism = cmp.Or(b.target.SASL.Mechanism, target.Plain) // any: the list comes with the refusal, too
	answer, err := other.seed.Request(ctx, ask)
	if err != nil {
		return ""
	}
	names := answer.(*kmsg.SASLHandshakeResponse).SupportedMechanisms
	slices.Sort(names)
	return clean(strings.Join(names, ", "))
}

// knows are the keys of the requests that the listener knows; nil if it does
// not say.
func (b *Broker) knows(ctx context.Context) map[int16]bool {
	other, err := b.anonymous()
	if err != nil {
		return nil
	}
	defer other.Close()
	ask := kmsg.NewPtrApiVersionsRequest()
	ask.ClientSoftwareName, ask.ClientSoftwareVersion = target.DefaultClientID, "1" // Kafka refuses the request without
	answer, err := other.seed.Request(ctx, ask)
	if err != nil {
		return nil
	}
	keys := answer.(*kmsg.ApiVersionsResponse).ApiKeys
	if len(keys) == 0 {
		return nil
	}
	known := map[int16]bool{}
	for _, k := range keys {
		known[k.ApiKey] = true
	}
	return known
}
