package kubelab

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"os"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// Start starts a lab and returns when the API server is ready; a full lab also
// when its nodes are. Where it cannot, it ends what it began and says why, with
// the end of the log. The lab ends with the context, or by Close. A start takes
// seconds, and minutes where the programs are built first.
func Start(ctx context.Context, o Options) (*Lab, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	l := &Lab{options: o, token: rand.Text()}
	if err := l.start(ctx); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	l.leave = context.AfterFunc(ctx, func() {
		_ = l.Close() // nobody is there to be told
	})
	return l, nil
}

func (l *Lab) start(ctx context.Context) error {
	if err := l.prepare(ctx); err != nil {
		return err
	}
	if err := l.launch("etcd", l.etcd()...); err != nil {
		return err
	}
	if err := l.launch("kube-apiserver", l.apiServer()...); err != nil {
		return err
	}
	if err := l.ready(ctx, "kube-apiserver", l.answers); err != nil {
		return err
	}
	if !l.options.Full {
		return nil
	}
	return l.fill(ctx)
}

//go:embed stages.yaml
var stages []byte

// listeners are what needs a port.
var listeners = []string{"etcd", "etcd-peer", "kube-apiserver", "kube-scheduler", "kube-controller-manager", "kwok"}

// prepare does all that comes before the first program.
func (l *Lab) prepare(ctx context.Context) (err error) {
	if l.programs, err = programs(ctx, l.options.Full, l.options.Progress); err != nil {
		return err
	}
	if l.dir, err = os.MkdirTemp("", "breakwater-kubelab-"); err != nil {
		return err
	}
	if l.block, err = lab.ReservePorts(len(listeners)); err != nil {
		return err
	}
	l.ports = map[string]int{}
	for _, name := range listeners {
		l.ports[name] = l.block.Take()
	}
	return l.writeFiles()
}

// writeFiles writes what the programs read, for nobody else's eyes.
func (l *Lab) writeFiles() (err error) {
	if l.authority, err = NewAuthority(); err != nil {
		return err
	}
	serving, servingKey, err := l.authority.issue("kube-apiserver")
	if err != nil {
		return err
	}
	accounts, err := accountKey()
	if err != nil {
		return err
	}
	for name, text := range map[string][]byte{
		"serving.crt":  serving,
		"serving.key":  servingKey,
		"accounts.key": accounts,
		"tokens.csv":   fmt.Appendf(nil, "%s,admin,admin,system:masters\n", l.token),
		"audit.yaml":   []byte(auditPolicy),
		"audit.log":    nil, // there before the first event
		"kubeconfig":   l.kubeconfig(),
		"stages.yaml":  stages,
	} {
		if err := os.WriteFile(l.path(name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}
