package cli

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
)

// readersOptions are the flags that say who reads the page, and how.
type readersOptions struct{ told config.Web }

func (o *readersOptions) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.told.Token.File, "web-token-file", "", "let nobody read page, JSON and metrics who does not bring the token in `FILE`")
	f.StringSliceVar(&o.told.Hosts, "web-host", nil, "the page is also reached by the `NAME` of this machine or of a proxy")
	f.StringVar(&o.told.Certificate, "web-cert-file", "", "serve HTTPS with the certificate in the PEM `FILE`")
	f.StringVar(&o.told.Key, "web-key-file", "", "the PEM `FILE` of the certificate's key")
	f.BoolVar(&o.told.Insecure, "insecure-listen", false, "listen on an address beyond this machine without a token or without TLS")
	f.StringVar(&o.told.ExternalURL, "external-url", "", "people reach the page at `URL`: alerts lead there")
}

// over puts what flags say over what breakwater.yaml says.
func (o *readersOptions) over(w config.Web) (config.Web, error) {
	t := &o.told
	if t.Token.File != "" {
		w.Token = config.Secret{Key: "token", File: t.Token.File}
	}
	w.Hosts = append(slices.Clone(w.Hosts), t.Hosts...)
	w.Insecure = w.Insecure || t.Insecure
	w.ExternalURL = cmp.Or(strings.TrimRight(t.ExternalURL, "/"), w.ExternalURL)
	if t.Certificate != "" || t.Key != "" {
		w.Certificate, w.Key = t.Certificate, t.Key
	}
	switch at := slices.IndexFunc(t.Hosts, func(h string) bool { return !config.IsHost(h) }); {
	case at >= 0:
		return w, fmt.Errorf("--web-host %q is not the name of a machine: write it without http:// and without a path, as watch.example.com", t.Hosts[at])
	case t.ExternalURL != "" && !config.IsExternalURL(t.ExternalURL):
		return w, errors.New("--external-url must be the address of the page with http or https, without a login, a query or a fragment, as https://watch.example.com")
	case (w.Certificate == "") != (w.Key == ""):
		return w, errors.New("--web-cert-file and --web-key-file go together: a certificate is used with its key")
	}
	return w, nil
}

// guarded refuses an address that other machines reach, unless whoever reads
// must bring a token, over TLS. The second value is what is missing where that
// was allowed; "" for nothing.
func guarded(listen string, w *config.Web) (open string, err error) {
	if onLoopback(listen) {
		return "", nil
	}
	var lacks, remedy []string
	if !w.Token.Given() {
		lacks, remedy = append(lacks, "no token"), append(remedy, "--web-token-file")
	}
	if w.Certificate == "" {
		lacks, remedy = append(lacks, "no TLS"), append(remedy, "--web-cert-file with --web-key-file")
	}
	if len(lacks) == 0 {
		return "", nil
	}
	missing := strings.Join(lacks, " and ")
	if w.Insecure {
		return missing, nil
	}
	return "", fmt.Errorf("other machines reach %s, and it would have %s: what is read there tells much of your clusters. Give %s (or web: in breakwater.yaml), listen on 127.0.0.1, or say with --insecure-listen that something else guards it",
		listen, missing, strings.Join(remedy, ", and "))
}

// onLoopback tells whether an address is reached from this machine alone.
func onLoopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return true // nothing can listen there, which is told when it is tried
	}
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.Unmap().IsLoopback()
}

// hostsOf are the names by which the page is reached: those that are given, the
// one that alerts lead to, and the address itself, if it is one.
func hostsOf(listen string, w *config.Web) []string {
	out := slices.Clone(w.Hosts)
	if u, err := url.Parse(w.ExternalURL); err == nil && u.Host != "" {
		out = append(out, u.Host)
	}
	if host, _, err := net.SplitHostPort(listen); err == nil {
		if ip, err := netip.ParseAddr(host); err == nil && !ip.IsUnspecified() {
			out = append(out, host)
		}
	}
	return out
}

// tokenOf reads the token whenever it is asked for, so that a new one needs no
// restart; nil where none is wanted. That it cannot be read is logged once.
func tokenOf(s config.Secret, log *slog.Logger) func() (string, error) {
	if !s.Given() {
		return nil
	}
	var mu sync.Mutex
	wrong := ""
	return func() (string, error) {
		text, err := s.Read(target.System())
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err != nil && err.Error() != wrong:
			wrong = err.Error()
			log.Error("the token of the page cannot be read, so nobody is let in", "error", err)
		case err == nil:
			wrong = ""
		}
		return strings.TrimSpace(text), err
	}
}

// incidentAt is the address of an incident's page, for alerts; nil where nobody
// says by which name people reach the watch.
func incidentAt(external string) func(id string) string {
	if external == "" {
		return nil
	}
	return func(id string) string { return external + "/incidents/" + url.PathEscape(id) }
}
