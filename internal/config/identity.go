package config

import (
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// kinds are the kinds of identities by which files say which cluster they are
// for.
var kinds = []string{"bootstrap", "cluster", "kube", "strimzi", "terraform"}

// identity reads one entry of same_as as files give it; "" after a problem.
func (d decoder) identity(n yamlx.Node) string {
	text, ok := d.Text(n, "an entry of same_as")
	if !ok {
		return ""
	}
	kind, name, found := strings.Cut(text, ":")
	id, want := text, ""
	switch {
	case !found || name == "":
		want = "write KIND:NAME, as strimzi:kafka/plant or bootstrap:b1.example.com:9092"
	case kind == "bootstrap":
		id, want = bootstrap(name)
	case kind == "strimzi", kind == "kube":
		if namespace, cluster, ok := strings.Cut(name, "/"); !ok || namespace == "" || cluster == "" || strings.Contains(cluster, "/") {
			want = "write " + kind + ":NAMESPACE/NAME"
		}
	case kind != "cluster" && kind != "terraform":
		want = strict.Instead(kind, kinds)
	}
	if want != "" {
		d.Errorf(n.At(), "%s is not the identity of a cluster: %s", strict.Quote(text), want)
		return ""
	}
	return id
}

// bootstrap is an address as an identity, in lower case.
func bootstrap(address string) (id, want string) {
	ids := format.Bootstrap(address)
	switch {
	case len(ids) == 1 && !strings.ContainsAny(address, ",/") && isPort(address[strings.LastIndexByte(address, ':')+1:]):
		return ids[0], ""
	case strings.Contains(address, ","):
		return "", "write one entry for each address"
	case isLocal(address):
		return "", "localhost is another machine on every machine"
	}
	return "", "write bootstrap:HOST:PORT"
}

func isPort(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return err == nil && n > 0
}

// isLocal tells whether an address names the machine that reads it.
func isLocal(address string) bool {
	host := strings.ToLower(address)
	return strings.HasPrefix(host, "localhost:") || strings.HasPrefix(host, "127.") || strings.HasPrefix(host, "[::1]:")
}
