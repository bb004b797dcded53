package broker_test

import (
	"context"
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/broker"
	filerules "github.com/breakwaterhq/breakwater/internal/rules/file"
	"github.com/breakwaterhq/breakwater/internal/rules/quorum"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// FuzzBrokerRules gives any text to the rules, twice in one directory, so that
// what compares nodes has two. Whatever stands there, no rule may panic, read
// what it does not declare, or report without saying what is wrong, where, and
// what to do.
func FuzzBrokerRules(f *testing.F) {
	for _, seed := range []string{
		zookeeper,
		"process.roles=broker,controller\nnode.id=1\ncontroller.quorum.voters=,@,1@,2@x\n",
		"process.roles=broker\nnode.id=\nlisteners=,://,A://:,B\nlog.dirs=/d\n",
		"node.id=-1\nlisteners=PLAINTEXT://${env:HOST}:9092\nlog.dirs=/d\nmetric.reporters=a.b,,c\n",
		"broker.id=1\nlog.retention.hours=9223372036854775807\nlog.retention.minutes=-9\nlog.retention.ms=1\nlog.dirs=/d\n",
		"node.id=1\nlog.dirs=/d\nlisteners=\noffsets.topic.replication.factor=-1\ntransaction.state.log.min.isr=99999999999\n",
	} {
		f.Add(seed)
	}
	rules := slices.Concat(broker.Rules, quorum.Rules, filerules.Rules)
	f.Fuzz(func(t *testing.T, text string) {
		result, err := engine.Run(context.Background(), engine.Request{
			Command: "lint", Rules: rules, Settings: &rule.Settings{Profile: rule.Strict}, Now: rulestest.Today, Strict: true,
			Sources: []source.Source{file.Texts(map[string]string{"server.properties": text, "other.properties": text + "\nnode.id=77\n"})},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range result.Findings {
			if found.Message == "" || found.Fix == "" || !found.Origin.Written() {
				t.Errorf("%s says %q, to do %q, at %q", found.Rule, found.Message, found.Fix, found.Origin)
			}
		}
	})
}
