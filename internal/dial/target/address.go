package target

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
)

// Addresses reads a list of HOST:PORT with commas, as Kafka's
// bootstrap.servers: spaces around an entry and a listener's name before it
// ("SSL://b1:9093") are left out, and an address that stands twice counts once.
func Addresses(list string) ([]string, error) {
	var out []string
	for entry := range strings.SplitSeq(list, ",") {
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue // Kafka skips it, too
		}
		address, err := Address(entry)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out, address) {
			out = append(out, address)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("the list is empty: write HOST:PORT, as b1.example.com:9092")
	}
	return out, nil
}

// Address reads one HOST:PORT. The port must be there: Kafka has no default
// port for clients.
func Address(entry string) (string, error) {
	bare := entry
	if _, after, ok := strings.Cut(entry, "://"); ok {
		bare = after
	}
	host, port, err := net.SplitHostPort(bare)
	n, bad := strconv.ParseUint(port, 10, 16)
	switch {
	case strings.Contains(entry, "@"):
		return "", errors.New("an address holds an @, which no host name has: write HOST:PORT, and the user's name and password where the login stands")
	case err == nil && digits(port) && (bad != nil || n == 0):
		return "", fmt.Errorf("%q has the port %s, which is out of range: ports go from 1 to 65535", entry, port)
	case err != nil || host == "" || strings.ContainsAny(host, " /\\,\"'") || bad != nil || n == 0:
		return "", fmt.Errorf("%q is no address: write HOST:PORT, as b1.example.com:9092", entry)
	}
	return net.JoinHostPort(host, port), nil
}

// digits tells whether a text is a number, of whatever size.
func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
