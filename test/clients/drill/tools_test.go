package drill

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// tool runs one of Kafka's command-line tools, again as long as it fails: they give up
// after a minute, which may be too soon on a machine that is busy.
func (c *cluster) tool(class string, args ...string) {
	c.Helper()
	args = append([]string{"-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", c.tools, class, "--bootstrap-server", strings.Join(c.Bootstrap(""), ",")}, args...)
	c.until(class+" succeeds", func() bool {
		out, err := exec.CommandContext(c.Context(), "java", args...).CombinedOutput()
		if err != nil {
			c.Logf("%s: %v\n%.400s", class, err, out)
		}
		return err == nil
	})
}

// moves has Kafka's tools give all leaders to the next broker (by), while all are well,
// and tells how many have moved.
func (c *cluster) moves(by int) (moved int) {
	c.Helper()
	type partition struct {
		Topic     string `json:"topic"`
		Partition int    `json:"partition"`
		Replicas  []int  `json:"replicas"`
	}
	plan := struct {
		Version    int         `json:"version"`
		Partitions []partition `json:"partitions"`
	}{Version: 1}
	for p := range partitions {
		one := partition{Topic: topic, Partition: p}
		for r := range brokers {
			one.Replicas = append(one.Replicas, 1+(p+r+by)%brokers)
		}
		plan.Partitions = append(plan.Partitions, one)
	}
	text, err := json.Marshal(plan)
	file := filepath.Join(c.TempDir(), "plan.json")
	if err = errors.Join(err, os.WriteFile(file, text, 0o600)); err != nil {
		c.Fatal(err)
	}
	before := c.seen(1)
	c.tool("org.apache.kafka.tools.reassign.ReassignPartitionsCommand", "--execute", "--reassignment-json-file", file)
	c.tool("org.apache.kafka.tools.LeaderElectionCommand", "--election-type", "preferred", "--all-topic-partitions")
	wanted := func() (n int) {
		for _, p := range plan.Partitions {
			if c.seen(1).leaders[int32(p.Partition)] == p.Replicas[0] {
				n++
			}
		}
		return n
	}
	c.until("the leaders have moved", func() bool { return wanted() == partitions })
	for p, leader := range c.seen(1).leaders {
		if before.leaders[p] != leader {
			moved++
		}
	}
	return moved
}
