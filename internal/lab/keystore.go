package lab

import (
	"os"
	"path/filepath"
	"slices"
)

// writeCertificates gives each broker a certificate of its own where a
// listener needs one, and the authority's beside it.
func (c *Cluster) writeCertificates() (err error) {
	if !slices.ContainsFunc(c.options.Listeners, func(l Listener) bool { return l.Protocol.tls() }) {
		return nil
	}
	if c.authority, err = newAuthority(c.options.Security.CertificatesEnd); err != nil {
		return err
	}
	for _, n := range c.Brokers() {
		_, text, err := c.authority.issue(labUser)
		if err != nil {
			return err
		}
		if err := os.WriteFile(n.keystore(), text, 0o600); err != nil {
			return err
		}
		if err := os.WriteFile(n.truststore(), c.authority.CertPEM(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (n *Node) keystore() string   { return filepath.Join(n.Dir(), "keystore.pem") }
func (n *Node) truststore() string { return filepath.Join(n.Dir(), "ca.pem") }
