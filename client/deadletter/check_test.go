package deadletter

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// cluster answers from what the test says; it stands for brokers of any kind.
type cluster struct {
	topics    map[string]kmsg.MetadataResponseTopic
	settings  map[string]map[string]string
	codes     map[string]int16 // of settings
	err, err2 error            // of metadata, of settings
}

// topic is one with partitions of so many replicas.
func topic(partitions, replicas int) kmsg.MetadataResponseTopic {
	t := kmsg.NewMetadataResponseTopic()
	for range partitions {
		p := kmsg.NewMetadataResponseTopicPartition()
		p.Replicas = make([]int32, replicas)
		t.Partitions = append(t.Partitions, p)
	}
	return t
}

// good has a source and a dead-letter topic that fit.
func good() *cluster {
	source := map[string]string{"cleanup.policy": "compact", "max.message.bytes": "1048588", "min.insync.replicas": "2", "retention.bytes": "1000000", "retention.ms": "604800000", "segment.bytes": "1073741824"}
	dead := maps.Clone(source)
	dead["cleanup.policy"], dead["max.message.bytes"], dead["retention.bytes"], dead["retention.ms"] = "delete", "1056780", "-1", "2419200000"
	return &cluster{
		topics:   map[string]kmsg.MetadataResponseTopic{"orders": topic(6, 3), "orders.billing.dlq": topic(6, 3)},
		settings: map[string]map[string]string{"orders": source, "orders.billing.dlq": dead},
	}
}

func (c *cluster) Request(_ context.Context, req kmsg.Request) (kmsg.Response, error) {
	if m, is := req.(*kmsg.MetadataRequest); is {
		return c.metadata(m), c.err
	}
	resp := kmsg.NewPtrDescribeConfigsResponse()
	for _, asked := range req.(*kmsg.DescribeConfigsRequest).Resources {
		r := kmsg.NewDescribeConfigsResponseResource()
		r.ResourceName, r.ErrorCode = asked.ResourceName, c.codes[asked.ResourceName]
		for name, value := range c.settings[asked.ResourceName] {
			s := kmsg.NewDescribeConfigsResponseResourceConfig()
			s.Name, s.Value = name, &value
			r.Configs = append(r.Configs, s)
		}
		resp.Resources = append(resp.Resources, r)
	}
	return resp, c.err2
}

func (c *cluster) metadata(m *kmsg.MetadataRequest) kmsg.Response {
	resp := kmsg.NewPtrMetadataResponse()
	for _, asked := range m.Topics {
		t, has := c.topics[*asked.Topic]
		if t.Topic = asked.Topic; !has {
			t.ErrorCode = kerr.UnknownTopicOrPartition.Code
		}
		resp.Topics = append(resp.Topics, t)
	}
	if m.AllowAutoTopicCreation {
		panic("a look creates topics")
	}
	return resp
}

func TestCheck(t *testing.T) {
	const dead = "orders.billing.dlq"
	for name, c := range map[string]struct {
		change func(*cluster)
		key    string // of the only problem, "" for none
		says   string
	}{
		"good":            {func(*cluster) {}, "", ""},
		"more partitions": {func(c *cluster) { c.topics[dead] = topic(12, 3) }, "", ""},
		"missing":         {func(c *cluster) { delete(c.topics, dead) }, "existence", "does not exist, so that no dead letter can be written and orders stops at the first: create it with 6 partitions, 3 replicas"},
		"partitions":      {func(c *cluster) { c.topics[dead] = topic(5, 3) }, "partitions", "has 5 partitions and orders has 6, so that dead letters do not keep their partition's number: give it 6."},
		"replicas":        {func(c *cluster) { c.topics["orders"] = topic(6, 4) }, "replication", "has 3 replicas, so that acknowledged dead letters are lost sooner than the records of orders (4): reassign it to 4."},
		"message bytes":   {func(c *cluster) { c.settings[dead]["max.message.bytes"] = "1056779" }, "max.message.bytes", "can take 1048588 with 8192 of headers, so that the largest lose their payload: set it to at least 1056780."},
		"less than told": {func(c *cluster) {
			c.settings[dead]["max.message.bytes"], c.settings["orders"]["max.message.bytes"] = "1048587", "1000"
		}, "max.message.bytes", "the Writer sends up to MaxMessageBytes=1048588"},
		"segments":        {func(c *cluster) { c.settings[dead]["segment.bytes"] = "1050000" }, "segment.bytes", "has segment.bytes=1050000"},
		"retention":       {func(c *cluster) { c.settings[dead]["retention.ms"] = "604799999" }, "retention.ms", "has retention.ms=604799999 (ms) and orders has 604800000, so that dead letters go before the records that they are of: set it to 604800000."},
		"endless source":  {func(c *cluster) { c.settings["orders"]["retention.ms"] = "-1" }, "retention.ms", "orders has -1"},
		"endless both":    {func(c *cluster) { c.settings["orders"]["retention.ms"], c.settings[dead]["retention.ms"] = "-1", "-1" }, "", ""},
		"retention bytes": {func(c *cluster) { c.settings[dead]["retention.bytes"] = "999999" }, "retention.bytes", "has retention.bytes=999999"},
		"compacted":       {func(c *cluster) { c.settings[dead]["cleanup.policy"] = "compact,delete" }, "cleanup.policy", "only the last is kept"},
		"min ISR 1":       {func(c *cluster) { c.settings[dead]["min.insync.replicas"] = "1" }, "min.insync.replicas", "may be on one disk only: set it to 2."},
		"min ISR = RF":    {func(c *cluster) { c.settings[dead]["min.insync.replicas"] = "3" }, "min.insync.replicas", "one broker that is down stops all"},
		"min ISR > RF":    {func(c *cluster) { c.settings[dead]["min.insync.replicas"] = "4" }, "min.insync.replicas", "no dead letter is ever acknowledged"},
		"not told":        {func(c *cluster) { delete(c.settings[dead], "cleanup.policy") }, "cleanup.policy", "cleanup.policy of orders.billing.dlq was not told"},
		"no number":       {func(c *cluster) { c.settings[dead]["retention.ms"] = "week" }, "retention.ms", "was not told"},
		"settings hidden": {func(c *cluster) { c.codes = map[string]int16{dead: kerr.TopicAuthorizationFailed.Code} }, "settings", "could not be read (TOPIC_AUTHORIZATION_FAILED"},
		"source's hidden": {func(c *cluster) { c.codes = map[string]int16{"orders": kerr.TopicAuthorizationFailed.Code} }, "settings", "The settings of orders could not be read"},
		"settings away":   {func(c *cluster) { c.err2 = errors.New("reset") }, "settings", "could not be read (reset)"},
		"no source":       {func(c *cluster) { delete(c.topics, "orders"); delete(c.settings, "orders") }, "existence", "The source topic orders could not be looked at"},
		"metadata hidden": {func(c *cluster) {
			t := c.topics[dead]
			t.ErrorCode = kerr.TopicAuthorizationFailed.Code
			c.topics[dead] = t
		}, "existence", "nobody knows whether dead letters can be written"},
		"one broker's disk": {func(c *cluster) {
			c.topics["orders"], c.topics[dead] = topic(6, 1), topic(6, 1)
			c.settings[dead]["min.insync.replicas"] = "1"
		}, "replication", "has 1 replicas"},
	} {
		w, _ := writerFor(t, 0, 0)
		cluster := good()
		c.change(cluster)
		problems := w.Check(t.Context(), cluster)
		if c.key == "" && problems == nil {
			continue
		}
		if len(problems) != 1 || problems[0].Key != c.key || problems[0].Topic != dead || !strings.Contains(problems[0].String(), c.says) || !strings.HasSuffix(problems[0].Text, ".") {
			t.Errorf("%s: %q", name, problems)
		}
	}
}

// TestCheckTellsEverything that is wrong at once, each once, and the smallest partition
// counts for the topic.
func TestCheckTellsEverything(t *testing.T) {
	w, sent := writerFor(t, 0, 0)
	w.cfg.Sources, sent.limit = []string{"orders", "gone"}, 1_000_012
	c := good()
	c.topics["orders.billing.dlq"] = topic(3, 3)
	c.topics["orders.billing.dlq"].Partitions[2].Replicas = make([]int32, 2)
	maps.Copy(c.settings["orders.billing.dlq"], map[string]string{"cleanup.policy": "compact", "max.message.bytes": "1000", "retention.ms": "1"})
	var keys []string
	for _, p := range w.Check(t.Context(), c) {
		keys = append(keys, p.Topic+" "+p.Key)
	}
	want := []string{
		"orders.billing.dlq partitions", "orders.billing.dlq replication", "orders.billing.dlq cleanup.policy", "orders.billing.dlq max.message.bytes", "orders.billing.dlq max.message.bytes",
		"orders.billing.dlq retention.ms", "orders.billing.dlq min.insync.replicas", "orders.billing.dlq client", "gone.billing.dlq existence", "gone.billing.dlq existence",
	}
	if !slices.Equal(keys, want) {
		t.Errorf("%q", keys)
	}
}

// TestCheckAcross: each topic is looked for where it is.
func TestCheckAcross(t *testing.T) {
	w, _ := writerFor(t, 0, 0)
	here, there := good(), good()
	delete(here.topics, "orders.billing.dlq")
	delete(there.topics, "orders")
	if problems := w.CheckAcross(t.Context(), here, there); problems != nil {
		t.Errorf("%q", problems)
	}
	here.err = errors.New("away")
	if problems := w.CheckAcross(t.Context(), here, there); len(problems) != 1 || !strings.Contains(problems[0].Text, "orders could not be looked at (away)") {
		t.Errorf("%q", problems)
	}
}

// hung is a cluster that does not answer, and a client that does not keep its context.
type hung struct{ until chan struct{} }

func (h hung) Request(context.Context, kmsg.Request) (kmsg.Response, error) {
	<-h.until
	return nil, errors.New("too late")
}

func TestCheckEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := writerFor(t, 0, 0)
		h := hung{make(chan struct{})}
		defer close(h.until)
		begin := time.Now()
		problems := w.Check(context.Background(), h)
		if len(problems) != 2 || !strings.Contains(problems[1].Text, "did not answer in time") || time.Since(begin) != DefaultTimeout {
			t.Errorf("%q after %v", problems, time.Since(begin))
		}
	})
}

// TestCheckOfACluster: the requests and answers are those of the protocol.
func TestCheckOfACluster(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		set(t, w, "orders.billing.dlq", "cleanup.policy", "compact")
		set(t, w, "orders.billing.dlq", "min.insync.replicas", "2")
		set(t, w, "orders.billing.dlq", "max.message.bytes", "1056780")
		set(t, w, "orders.billing.dlq", "retention.ms", "1000")
		var keys []string
		for _, p := range w.writer.Check(t.Context(), w.client) {
			keys = append(keys, p.Key)
		}
		if want := []string{"cleanup.policy", "retention.ms"}; !slices.Equal(keys, want) {
			t.Errorf("%q", keys)
		}
	}, kgo.ProducerBatchMaxBytes(DefaultMaxMessageBytes))
}

func ExampleWriter_Check() {
	w, err := New(Config{
		Sender:     printer{},
		Partitions: func(context.Context, string) (int, error) { return 12, nil },
		Sources:    []string{"orders"},
		Group:      "billing",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	brokers := good() // a *kgo.Client
	brokers.settings["orders.billing.dlq"]["retention.ms"] = "86400000"
	for _, problem := range w.Check(context.Background(), brokers) {
		fmt.Println(problem)
	}
	// Output:
	// orders.billing.dlq has retention.ms=86400000 (ms) and orders has 604800000, so that dead letters go before the records that they are of: set it to 604800000.
}
