// Command load sends records through a guarded producer until its standard input ends,
// and notes in a journal what it gives and what it is told, as ../check reads it.
//
// Each line of the journal goes to the kernel before the next thing happens, so that
// what was given is known also when the program is killed. It would not outlive a power
// cut, which takes brokers of the same machine, too.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
)

func main() {
	if err := run(os.Args[1:], os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// settings are those of the command line.
type settings struct {
	bootstrap, topic, through, journal string

	life, rate, keys int
	seed             uint64
	within, request  time.Duration
	budget           int64
	retries          int64
}

func parse(args []string) (s settings, err error) {
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.StringVar(&s.bootstrap, "bootstrap", "", "addresses of brokers, with commas between")
	flags.StringVar(&s.topic, "topic", "", "where the records go")
	flags.StringVar(&s.through, "through", "", "BROKER=PROXY, with commas between: who is dialled in whose place")
	flags.StringVar(&s.journal, "journal", "", "the file to note in, which is new")
	flags.IntVar(&s.life, "life", 1, "which of the lives of the producer this is")
	flags.IntVar(&s.rate, "rate", 1000, "records a second")
	flags.IntVar(&s.keys, "keys", 200, "how many keys there are")
	flags.Uint64Var(&s.seed, "seed", 1, "of the contents")
	flags.DurationVar(&s.within, "within", 5*time.Second, "produce.Config.Within")
	flags.DurationVar(&s.request, "request", 0, "kgo.ProduceRequestTimeout and kgo.RequestTimeoutOverhead; 0 leaves them alone")
	flags.Int64Var(&s.budget, "budget", 0, "produce.Config.Budget")
	flags.Int64Var(&s.retries, "retries", 0, "kgo.RecordRetries; 0 leaves them alone")
	err = flags.Parse(args)
	return s, err
}

// patience is how long what is in doubt may take to be settled in the end.
const patience = 90 * time.Second

func run(args []string, until io.Reader) error {
	s, err := parse(args)
	if err != nil {
		return err
	}
	j, err := newJournal(s.journal, s.life)
	if err != nil {
		return err
	}
	client, err := kgo.NewClient(s.options()...)
	if err != nil {
		return err
	}
	defer client.Close()
	g, err := produce.New(client, produce.Config{Within: s.within, Budget: s.budget, Settled: j.settled})
	if err != nil {
		return err
	}
	ctx, end := context.WithCancel(context.Background())
	go func() {
		defer end()
		_, _ = io.Copy(io.Discard, until) // an error is an end, too
	}()
	send(ctx, s, g, j)
	closing, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return j.end(g.Close(closing))
}

// options are those of the client.
func (s settings) options() []kgo.Opt {
	opts := append(produce.Options(produce.Dial(s.dialer())), kgo.SeedBrokers(strings.Split(s.bootstrap, ",")...), kgo.RecordPartitioner(kgo.StickyKeyPartitioner(nil)))
	if s.request > 0 {
		opts = append(opts, kgo.ProduceRequestTimeout(s.request), kgo.RequestTimeoutOverhead(s.request))
	}
	if s.retries > 0 {
		opts = append(opts, kgo.RecordRetries(int(s.retries)))
	}
	return opts
}

// dialer dials proxies in place of brokers.
func (s settings) dialer() func(context.Context, string, string) (net.Conn, error) {
	proxies := map[string]string{}
	for pair := range strings.SplitSeq(s.through, ",") {
		broker, proxy, _ := strings.Cut(pair, "=")
		proxies[broker] = proxy
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if proxy := proxies[address]; proxy != "" {
			address = proxy
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
}
