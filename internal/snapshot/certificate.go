package snapshot

import (
	"fmt"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// certificatesOf are certificates as they are saved. They hold no secret: who
// connects is shown them.
func certificatesOf(all []model.Certificate) []certificate {
	var out []certificate
	for _, c := range all {
		j := certificate{Subject: c.Subject, Issuer: c.Issuer, Serial: c.Serial, Names: c.Names, Until: instant(c.Until), Anchor: c.Anchor}
		if c.From != 0 {
			j.From = instant(c.From)
		}
		out = append(out, j)
	}
	return out
}

func instant(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.RFC3339) }

// certificates reads what certificatesOf wrote.
func certificates(all []certificate) ([]model.Certificate, error) {
	var out []model.Certificate
	for _, j := range all {
		c := model.Certificate{Subject: j.Subject, Issuer: j.Issuer, Serial: j.Serial, Names: j.Names, Anchor: j.Anchor}
		for _, end := range []struct {
			text string
			into *int64
		}{{j.From, &c.From}, {j.Until, &c.Until}} {
			if end.text == "" && end.into == &c.From {
				continue
			}
			at, err := time.Parse(time.RFC3339, end.text)
			if err != nil {
				return nil, fmt.Errorf("a certificate is valid from or until %q: want RFC 3339", end.text)
			}
			*end.into = at.UnixMilli()
		}
		out = append(out, c)
	}
	return out, nil
}
