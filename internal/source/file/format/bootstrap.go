package format

import (
	"net"
	"strings"
)

// Bootstrap is the identities that a list of addresses gives to a cluster:
// "bootstrap:HOST:PORT" for each. Listener names ("PLAINTEXT://") are left
// out, and so are addresses that name a different machine on each machine
// (localhost, loopback, 0.0.0.0) and those that are only filled in later.
func Bootstrap(list string) []string {
	var out []string
	for address := range strings.SplitSeq(list, ",") {
		address = strings.ToLower(strings.TrimSpace(address))
		if _, after, ok := strings.Cut(address, "://"); ok {
			address = after
		}
		host, port, err := net.SplitHostPort(address)
		if err != nil || port == "" || placeholder(address) != "" || !names(host) {
			continue
		}
		out = append(out, "bootstrap:"+host+":"+port)
	}
	return out
}

// names tells whether a host name means the same machine everywhere.
func names(host string) bool {
	ip := net.ParseIP(host)
	return host != "" && host != "localhost" && (ip == nil || !ip.IsLoopback() && !ip.IsUnspecified())
}
