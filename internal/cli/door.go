package cli

import (
	"crypto/x509"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/web/client"
)

// tokenVariable is the environment variable with the token of a watch.
const tokenVariable = "BREAKWATER_TOKEN"

// doorOptions are the flags that say where a running watch is, and with what it
// is asked.
type doorOptions struct{ url, tokenFile, caFile string }

func (o *doorOptions) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.url, "url", "http://127.0.0.1:8085", "the `ADDRESS` where the watch listens")
	f.StringVar(&o.tokenFile, "token-file", "", "a `FILE` with the token that the watch wants")
	f.StringVar(&o.caFile, "ca-file", "", "a PEM `FILE` with the roots that signed the certificate of the watch; else those of the system")
}

// open reads the token and the roots.
func (o *doorOptions) open(env *Env) (client.Door, error) {
	d := client.Door{URL: o.url, Token: strings.TrimSpace(env.Getenv(tokenVariable))}
	if o.tokenFile != "" {
		text, err := os.ReadFile(o.tokenFile)
		if err != nil {
			return d, fmt.Errorf("cannot read --token-file: %w", err)
		}
		if d.Token = strings.TrimSpace(string(text)); d.Token == "" {
			return d, fmt.Errorf("--token-file %s is empty", o.tokenFile)
		}
	}
	if o.caFile == "" {
		return d, nil
	}
	text, err := os.ReadFile(o.caFile)
	if err != nil {
		return d, fmt.Errorf("cannot read --ca-file: %w", err)
	}
	if d.Roots = x509.NewCertPool(); !d.Roots.AppendCertsFromPEM(text) {
		return d, fmt.Errorf("--ca-file %s has no certificate in it: it must be PEM, with BEGIN CERTIFICATE", o.caFile)
	}
	return d, nil
}
