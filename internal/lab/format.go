package lab

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
)

// format makes the data directories with Kafka's own StorageTool, which alone
// knows the features of its version.
func (c *Cluster) format(ctx context.Context) error {
	errs := make([]error, len(c.nodes))
	var all sync.WaitGroup
	for i, n := range c.nodes {
		all.Go(func() { errs[i] = n.format(ctx) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (n *Node) format(ctx context.Context) error {
	if err := n.writeProperties(); err != nil {
		return err
	}
	line := n.command([]string{"-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"},
		"kafka.tools.StorageTool", "format", "-t", n.cluster.id, "-c", n.Properties())
	out, err := exec.CommandContext(ctx, line[0], line[1:]...).CombinedOutput()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil {
		return nil
	}
	if werr := os.WriteFile(n.Log(), out, 0o600); werr != nil {
		return werr
	}
	return fmt.Errorf("node %d could not be formatted (%w): %s", n.id, err, explain(n.Log(), n.cluster.release.version))
}
