package cluster

import (
	"context"
	"net"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// sameHosts finds the bootstrap addresses that are those of a dead broker in
// other words, as a name and its IP address: one broker is not told twice. The
// names are looked up within the limit of one question together.
func (l *look) sameHosts(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, l.limit())
	defer cancel()
	var dead []*node
	for _, n := range l.brokers {
		if n.story == nil && n.address != "" {
			dead = append(dead, n)
		}
	}
	known := map[string][]string{}
	for _, n := range l.nodes {
		if !l.nameless(n) {
			continue
		}
		if at := slices.IndexFunc(dead, func(b *node) bool { return samePlace(ctx, known, n.address, b.address) }); at >= 0 {
			n.alias = dead[at]
			if !slices.Contains(n.alias.seen.Known, givenAddress) {
				n.alias.knownFrom(givenAddress)
			}
		}
	}
}

// samePlace tells whether two addresses have the same port and lead to one
// host. Names are looked up once each.
func samePlace(ctx context.Context, known map[string][]string, one, other string) bool {
	host1, port1, err1 := net.SplitHostPort(one)
	host2, port2, err2 := net.SplitHostPort(other)
	if err1 != nil || err2 != nil || port1 != port2 {
		return false
	}
	for _, host := range []string{host1, host2} {
		if _, has := known[host]; !has {
			known[host], _ = net.DefaultResolver.LookupHost(ctx, host) // none: no host is the same
		}
	}
	return slices.ContainsFunc(known[host1], func(ip string) bool { return slices.Contains(known[host2], ip) })
}

// unreached records the bootstrap addresses that nobody answers at although
// others do: what is behind them was not looked at.
func (l *look) unreached(ctx context.Context) {
	for _, n := range l.nodes {
		if l.nameless(n) {
			l.missed(ctx, n, model.FactConnections, "Metadata", n.err)
		}
	}
}
