package produce

import (
	"context"
	"crypto/tls"
	"net"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A Setting changes what Options does.
type Setting func(*kit)

// TLS has connections speak TLS, as kgo.DialTLSConfig does, which kgo refuses beside a
// dialer. A server name that is not set is that of the broker.
func TLS(c *tls.Config) Setting { return func(k *kit) { k.tls = c } }

// DialLimit is how long the dialer waits for a connection, with TLS. The default is 10 s,
// that of kgo.DialTimeout, which kgo does not heed beside a dialer; Java has
// socket.connection.setup.timeout.ms, 10 s.
func DialLimit(d time.Duration) Setting { return func(k *kit) { k.limit = d } }

// Dial replaces how a connection is opened, before TLS.
func Dial(dial func(ctx context.Context, network, address string) (net.Conn, error)) Setting {
	return func(k *kit) { k.dial = dial }
}

// Options go into kgo.NewClient, before a Guard is made of the client: a dialer that knows
// which requests have begun to leave, a hook that knows which partition a record has, and
// a limit of batches that is what their topic takes, once that is known (see Sizes); an
// option kgo.ProducerBatchMaxBytes behind them wins. Of kgo's settings they change one:
// kgo.MetadataMinAge is 250 ms instead of 5 s, because by it kgo paces how it tries again
// (Java's retry.backoff.ms is 100 ms). One client takes one set, and has one guard at a time.
func Options(settings ...Setting) []kgo.Opt {
	k := newKit()
	for _, set := range settings {
		set(k)
	}
	return []kgo.Opt{kgo.Dialer(k.connect), kgo.WithHooks(k), kgo.ProducerBatchMaxBytesFn(k.batchBytes), kgo.MetadataMinAge(250 * time.Millisecond)}
}

// kitOf is what Options has put into a client; nil where there is none.
func kitOf(client *kgo.Client) *kit {
	if all := kitsOf(client); len(all) > 0 {
		return all[0]
	}
	return nil
}

// kitsOf finds what Options has put into a client, each time that it was given.
func kitsOf(client *kgo.Client) (all []*kit) {
	hooks, _ := client.OptValue(kgo.WithHooks).([]kgo.Hook)
	for _, h := range hooks {
		if k, is := h.(*kit); is {
			all = append(all, k)
		}
	}
	return all
}

// hooked tells whether another hook sees the records on their way, and so may change their
// contexts.
func hooked(client *kgo.Client) bool {
	hooks, _ := client.OptValue(kgo.WithHooks).([]kgo.Hook)
	return slices.ContainsFunc(hooks, func(h kgo.Hook) bool {
		_, ours := h.(*kit)
		_, buffered := h.(kgo.HookProduceRecordBuffered)
		_, partitioned := h.(kgo.HookProduceRecordPartitioned)
		_, unbuffered := h.(kgo.HookProduceRecordUnbuffered)
		return !ours && (buffered || partitioned || unbuffered)
	})
}

// batchBytes is what kgo may put into a batch, by its own count, in which a batch has one
// byte more than it has (held against a real broker by TestM07_KgoCountsAByteMore). kgo
// asks once for a topic, when it meets it, and once for none, when a client is made.
func (k *kit) batchBytes(topic string) int32 {
	if topic == "" {
		return unknownBytes
	}
	return int32(min(k.limits.known(topic)+1, maxBatch))
}

// maxBatch is below kgo's limit of a request (kgo.BrokerMaxWriteBytes, 100 MiB).
const maxBatch = 90 << 20
