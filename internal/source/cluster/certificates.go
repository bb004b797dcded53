package cluster

import (
	"context"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/dial"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// handshakeEvery is how often a broker's certificates are looked at anew: a
// connection that stays open shows those that it was opened with, and brokers
// load new ones while they run (KIP-226).
const handshakeEvery = 10 * time.Minute

// askCertificates sees by which certificates the brokers prove who they are, and
// by which one this client does.
func (l *look) askCertificates(ctx context.Context) {
	if !l.o.Target.Protocol.Encrypted() {
		return
	}
	l.cluster.Own = dial.Own(l.o.Target)
	each(l.answering(), func(n *node) { l.certificatesOf(ctx, n) })
}

func (l *look) certificatesOf(ctx context.Context, n *node) {
	var was *node
	if l.again != nil {
		was = l.again.brokers[n.seen.ID]
	}
	if was == nil || was.shaken.IsZero() || was.address != n.address {
		n.seen.Certificates, n.shaken = n.lane(onTalk).node.certificates(), l.o.Now()
		return
	}
	n.seen.Certificates, n.shaken = was.seen.Certificates, was.shaken
	if l.o.Now().Sub(was.shaken) < handshakeEvery {
		return
	}
	n.shaken = l.o.Now() // whether it is seen or not: a broker that cannot be connected to is told elsewhere
	if chain, err := dial.Handshake(ctx, l.o.Target, n.lane(onTalk).node.address); err == nil {
		n.seen.Certificates = chain
	}
}

// certificates are those that the newest connection for talk has shown.
func (w *wires) certificates() []model.Certificate {
	w.opening.Lock()
	defer w.opening.Unlock()
	for _, b := range slices.Backward(w.lanes[onTalk].connections()) {
		if chain := b.Certificates(); len(chain) > 0 {
			return chain
		}
	}
	return nil
}
