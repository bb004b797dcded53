package cluster

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// CertificateExpiring finds certificates that will soon be out of date: those by
// which the brokers prove who they are, the authorities behind them, and the one
// of the client that looked. One that is out of date already ends the connection
// with a sentence of its own.
var CertificateExpiring = &rule.Rule{
	Name: "cluster/certificate-expiring", Severity: finding.Error, On: model.KindBroker, AlsoOn: []model.Kind{model.KindCluster},
	Touches: []model.Kind{model.KindBroker},
	Needs:   connections,
	Settle:  rule.Hour, // who renews by itself may do so at the very time
	Doc:     doc("certificate-expiring"),
	Params: []rule.Param{
		{Name: "within", Default: 30 * day, Unit: rule.Period, Doc: "A certificate that ends in less is told, and one that lives for less than four times as long in the last quarter of its life."},
		{Name: "soon", Default: 7 * day, Unit: rule.Period, Doc: "One that ends in less is an error, and one that lives for less than twelve times as long in the last twelfth of its life."},
	},
	Check: func(p *rule.Pass) {
		if p.Subject().Kind == model.KindBroker {
			brokersOwn(p)
			return
		}
		all := authoritiesOf(p)
		for _, a := range all {
			expiring(p, a.certificate, fmt.Sprintf("the certificate of the authority %s, by which this client trusts %s,", called(a.certificate), rule.NamedBrokers(a.brokers...)),
				"then clients that check their authorities trust no broker below it, and the certificates that it has signed are of no use",
				"make a new authority, put its certificate into the truststores of all clients and brokers beside the old one, and only then give the brokers certificates that it has signed")
		}
		ourOwn(p, all)
	},
}

// ourOwn judges what this client sends: its own certificate, and those behind it,
// unless they are told as authorities of the brokers.
func ourOwn(p *rule.Pass, told []authority) {
	if p.Cluster() == nil {
		return
	}
	for i, c := range p.Cluster().Own {
		what := "by which Breakwater names itself"
		if i > 0 {
			what = "which Breakwater sends with its own"
		}
		if !slices.ContainsFunc(told, func(a authority) bool { return a.is(c) }) {
			expiring(p, c, fmt.Sprintf("the certificate %s, %s,", called(c), what),
				"then the brokers refuse it, and nothing is known of the cluster any more",
				"renew it in the keystore that the settings of this cluster name (ssl.keystore.location, certificate_file)")
		}
	}
}

const day = 24 * 3600_000

// brokersOwn judges what a broker sends: its own certificate, and those between
// it and the authority.
func brokersOwn(p *rule.Pass) {
	s := p.Seen()
	if s == nil || s.Answer != model.Answered {
		return
	}
	for i, c := range s.Certificates {
		what := fmt.Sprintf("the certificate of broker %d, %s%s,", s.ID, called(c), forHosts(c.Names))
		if i > 0 {
			what = fmt.Sprintf("the certificate %s, which broker %d sends with its own,", called(c), s.ID)
		}
		if c.Anchor {
			continue
		}
		expiring(p, c, what, "then clients that connect refuse it, and so do the other brokers, where they speak to it over the same keystore",
			fmt.Sprintf("put a renewed one, with its chain, into the keystore of broker %d before that. A broker takes it without a restart if its path is set again for the listener: "+
				"kafka-configs.sh --bootstrap-server %s --alter --entity-type brokers --entity-name %d --add-config listener.name.LISTENER.ssl.keystore.location=PATH. "+
				"See what it sends: openssl s_client -connect %s -showcerts", s.ID, address(p), s.ID, s.Address))
	}
}

// expiring tells a certificate that ends soon.
func expiring(p *rule.Pass, c model.Certificate, what, consequence, fix string) {
	left := c.Until - p.Now()
	within, soon := patienceWith(p, c)
	if left > within {
		return
	}
	until := rule.Instant(c.Until)
	when := "is valid until " + until + ", " + rule.Span(left) + " from now: "
	if left <= 0 {
		when = "has been out of date since " + until + ": what was connected before that still works. "
		consequence = capital(strings.TrimPrefix(consequence, "then "))
	}
	r := p.Report("%s signed by %s, %s%s", what, cmp.Or(shortName(c.Issuer), "nobody who says so"), when, consequence).
		About(c.Subject+" "+c.Serial).
		Because(rule.Told("valid until", until, "TLS handshake"), rule.Told("serial number", c.Serial, "TLS handshake")).
		Fix("%s", fix)
	if left > soon {
		r.As(finding.Warning)
	}
}

// patienceWith is how long before its end a certificate is told. One that does
// not live long is renewed late, by a machine: nobody needs to hear of each.
func patienceWith(p *rule.Pass, c model.Certificate) (within, soon int64) {
	within, soon = p.Param("within"), p.Param("soon")
	if life := c.Until - c.From; c.From != 0 && life > 0 {
		within, soon = min(within, life/4), min(soon, life/12)
	}
	return within, soon
}

// authority is one that vouches for brokers, whose certificate lies in the
// truststore of the client that looked.
type authority struct {
	certificate model.Certificate
	brokers     []int32
}

// is tells whether a certificate is that of the authority.
func (a authority) is(c model.Certificate) bool {
	return a.certificate.Subject == c.Subject && a.certificate.Serial == c.Serial
}

func authoritiesOf(p *rule.Pass) (all []authority) {
	for _, b := range p.RunningBrokers() {
		for _, c := range b.Seen.Certificates {
			if !c.Anchor || b.Seen.Answer != model.Answered {
				continue
			}
			at := slices.IndexFunc(all, func(a authority) bool { return a.is(c) })
			if at < 0 {
				at = len(all)
				all = append(all, authority{certificate: c})
			}
			all[at].brokers = append(all[at].brokers, b.Seen.ID)
		}
	}
	return all
}

// called names a certificate in a sentence.
func called(c model.Certificate) string { return cmp.Or(shortName(c.Subject), "without a name") }

// shortName is a distinguished name in a sentence; "" where there is none.
func shortName(name string) string {
	const most = 80
	if name == "" {
		return ""
	}
	if r := []rune(name); len(r) > most {
		name = string(r[:most]) + "…"
	}
	return "<" + name + ">"
}

func forHosts(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return " for " + some(names)
}
