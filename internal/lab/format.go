package lab

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
)

// format makes the data directories with Kafka's own StorageTool, which alone
// knows the features of its version. That is a second of a processor for each, so
// nodes that are alike get what it has made for the first of them.
func (c *Cluster) format(ctx context.Context) error {
	known := map[string]*Node{}
	var firsts, others []*Node
	for _, n := range c.nodes {
		if known[n.kind()] != nil {
			others = append(others, n)
			continue
		}
		known[n.kind()] = n
		firsts = append(firsts, n)
	}
	if err := each(firsts, func(n *Node) error { return n.format(ctx) }); err != nil {
		return err
	}
	return each(others, func(n *Node) error {
		if n.formatLike(known[n.kind()]) {
			return nil
		}
		return n.format(ctx)
	})
}

// each does something for nodes at once, and is the error of the first that has one.
func each(nodes []*Node, do func(*Node) error) error {
	errs := make([]error, len(nodes))
	var all sync.WaitGroup
	for i, n := range nodes {
		all.Go(func() { errs[i] = do(n) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// kind is the same for nodes whose data directories begin alike: those of the same roles.
// One with settings of its own is of its own kind.
func (n *Node) kind() string {
	if len(n.cluster.options.NodeConfig[n.id]) > 0 {
		return fmt.Sprint(n.id)
	}
	return n.roles()
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

// metaProperties is the file that says whose a data directory is.
const metaProperties = "meta.properties"

var (
	nodeLine      = regexp.MustCompile(`(?m)^node\.id=.*$`)
	directoryLine = regexp.MustCompile(`(?m)^directory\.id=.*$`) // from Kafka 3.7 on
)

// formatLike makes the data directory of a node from that of another one, or leaves
// nothing behind where that is not made of files alone, or is somewhere else.
func (n *Node) formatLike(other *Node) (done bool) {
	files, err := os.ReadDir(other.DataDir())
	if err != nil || os.Mkdir(n.DataDir(), 0o755) != nil {
		return false
	}
	defer func() {
		if !done {
			os.RemoveAll(n.DataDir())
		}
	}()
	owned := false
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(other.DataDir(), f.Name()))
		if err != nil {
			return false
		}
		if f.Name() == metaProperties {
			text, owned = n.owns(text), true
		}
		if os.WriteFile(filepath.Join(n.DataDir(), f.Name()), text, 0o644) != nil {
			return false
		}
	}
	return owned && n.writeProperties() == nil
}

// owns is a meta.properties with the ids of this node.
func (n *Node) owns(text []byte) []byte {
	text = nodeLine.ReplaceAll(text, fmt.Appendf(nil, "node.id=%d", n.id))
	return directoryLine.ReplaceAll(text, []byte("directory.id="+letters(16)))
}
