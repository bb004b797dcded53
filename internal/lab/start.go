package lab

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Start starts a cluster and returns when every broker answers and lists all
// the others. Where it cannot, it ends what it began and says why, with the
// end of the log. The context bounds the start alone, not the cluster's life;
// a start takes 2 to 10 s, and minutes where Maven fetches the release first.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	c := &Cluster{options: o}
	if err := c.prepare(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	if err := c.up(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// prepare does all that comes before the first process of a node.
func (c *Cluster) prepare(ctx context.Context) (err error) {
	o := c.options
	if c.java, err = findJava(); err != nil {
		return err
	}
	if c.release, err = find(ctx, o.Version, o.Progress); err != nil {
		return err
	}
	if c.dir, c.temporary, err = folder(o.Dir); err != nil {
		return err
	}
	if !o.noArchive {
		c.archive = archiveOf(ctx, c.java, c.release, o.Progress)
	}
	c.secret = letters(18)
	if c.id = o.ClusterID; c.id == "" {
		c.id = letters(16)
	}
	if err := c.addNodes(); err != nil {
		return err
	}
	if err := c.makeFolders(); err != nil {
		return err
	}
	if err := c.writeCertificates(); err != nil {
		return err
	}
	return c.format(ctx)
}

func folder(asked string) (dir string, temporary bool, err error) {
	if asked == "" {
		dir, err = os.MkdirTemp("", "breakwater-lab-")
		return dir, true, err
	}
	dir, err = filepath.Abs(asked)
	if err != nil {
		return "", false, err
	}
	return dir, false, os.MkdirAll(dir, 0o755)
}

// letters is so many random bytes as text that Kafka takes for an id: not
// beginning with '-', which its tools would take for a flag.
func letters(n int) string {
	raw := make([]byte, n)
	rand.Read(raw) // never fails
	raw[0] &= 0x7f // the first letter is one of A to f
	return base64.RawURLEncoding.EncodeToString(raw)
}

// addNodes gives every node its id, folder and ports.
func (c *Cluster) addNodes() (err error) {
	o := c.options
	for i := range o.Brokers {
		c.nodes = append(c.nodes, c.newNode(i+1, true, o.Controllers == 0))
	}
	for i := range o.Controllers {
		c.nodes = append(c.nodes, c.newNode(firstController+i, false, true))
	}
	ports := 0
	for _, n := range c.nodes {
		ports += len(n.doors)
	}
	if c.block, err = reserve(ports); err != nil {
		return err
	}
	for _, n := range c.nodes {
		for _, d := range n.doors {
			n.ports[d.Name] = c.block.take()
		}
	}
	for id := range o.NodeConfig {
		if c.Node(id) == nil {
			return fmt.Errorf("NodeConfig names node %d, which this lab does not have", id)
		}
	}
	return nil
}

// makeFolders makes the folder of every node. One that is there already is not
// ours to write to.
func (c *Cluster) makeFolders() error {
	for _, n := range c.nodes {
		if err := os.Mkdir(n.Dir(), 0o755); errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("%s already exists: give the lab a folder without nodes", n.Dir())
		} else if err != nil {
			return err
		}
		if err := n.writeLogConfig(); err != nil {
			return err
		}
	}
	return nil
}

// up starts every node at once and waits until they are ready.
func (c *Cluster) up(ctx context.Context) error {
	for _, n := range c.nodes {
		if err := n.Launch(); err != nil {
			return err
		}
	}
	if err := c.Ready(ctx); err != nil {
		return err
	}
	return c.SetScram(ctx, slices.DeleteFunc(slices.Clone(c.options.Security.Users), func(u User) bool {
		return u.Mechanism != ScramSHA256 && u.Mechanism != ScramSHA512
	})...)
}
